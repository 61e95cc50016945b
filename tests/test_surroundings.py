"""The suite leaves alone what is not its own."""

import os
import subprocess
import sys


def test_folder_of_the_developer_is_not_touched_when_the_environment_names_the_settings(tmp_path):
    (tmp_path / "kept").touch()
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    surroundings |= {"DJANGO_SETTINGS_MODULE": "config.settings", "VAR_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "pytest", "-n0", "tests/test_design.py"]
    run = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert "Unset DJANGO_SETTINGS_MODULE" in run.stdout + run.stderr
    assert (tmp_path / "kept").exists()
