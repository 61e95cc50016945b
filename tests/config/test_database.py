import fcntl
import os
import shutil
import subprocess
import sys

import pytest

from config.database import DatabaseUnavailable, EmbeddedPostgres, embedded_postgres
from tests.config.site import ROOT, manage, processes

pytestmark = pytest.mark.xdist_group("postgres")

USE = """
import sys, pathlib
from config import database
database.SERVER_SETTINGS |= database.THROWAWAY_SETTINGS
database.embedded_postgres(pathlib.Path(sys.argv[1])).use()
print("up", flush=True)
"""


@pytest.fixture(scope="session")
def pristine(own_folder):
    """Data as a first start leaves it."""
    server = EmbeddedPostgres(own_folder / "pristine")
    server.use()
    server.release()
    return server.directory


@pytest.fixture
def directory(pristine, tmp_path):
    copy = tmp_path / "postgres"
    if os.geteuid() == 0:
        subprocess.run(["cp", "-a", pristine, copy], check=True)
    else:
        shutil.copytree(pristine, copy)
    yield copy
    assert processes(copy) == []


def user(directory, *, then: str) -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, "-c", USE + then, str(directory)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout.readline() == b"up\n"
    return process


def leave(process: subprocess.Popen) -> None:
    process.communicate()


def test_server_stays_until_the_last_process_leaves(directory):
    server = EmbeddedPostgres(directory)
    first = user(directory, then="sys.stdin.read()")
    second = user(directory, then="sys.stdin.read()")
    leave(first)
    assert server.is_running()
    leave(second)
    assert not server.is_running()


@pytest.mark.parametrize("ending", ["", "sys.exit(3)", "raise ValueError"])
def test_server_stops_however_its_only_user_ends(directory, ending):
    process = user(directory, then="sys.stderr = None\n" + ending)
    leave(process)
    assert not EmbeddedPostgres(directory).is_running()


def test_server_stops_when_its_user_is_terminated(directory):
    process = user(directory, then="sys.stdin.read()")
    process.terminate()
    process.wait()
    leave(process)
    assert not EmbeddedPostgres(directory).is_running()


def test_server_left_behind_by_a_killed_user_is_taken_over_and_stopped(directory):
    process = user(directory, then="sys.stdin.read()")
    process.kill()
    leave(process)
    server = EmbeddedPostgres(directory)
    assert server.is_running()
    server.use()
    server.release()
    assert not server.is_running()


def test_server_starts_when_a_dead_ones_number_belongs_to_another_process(directory):
    (directory / "data/postmaster.pid").write_text(f"{os.getpid()}\n{directory}/data\n0\n5432\n\n\n\nready\n")
    server = EmbeddedPostgres(directory)
    assert not server.is_running()
    server.use()
    assert server.is_running()
    server.release()


def test_interrupted_first_start_is_begun_anew(tmp_path):
    (tmp_path / "postgres/data.new/base").mkdir(parents=True)
    server = EmbeddedPostgres(tmp_path / "postgres")
    server.use()
    server.release()
    assert (server.data / "PG_VERSION").read_text() == "18\n"
    assert not (server.directory / "data.new").exists()


def test_forked_child_that_ends_leaves_the_parents_server_alone(directory):
    fork = "import os\npid = os.fork()\nif pid:\n    os.waitpid(pid, 0)\n    sys.stdin.read()\n"
    process = user(directory, then=fork)
    server = EmbeddedPostgres(directory)
    with (directory / "users.lock").open() as lock, pytest.raises(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    assert server.is_running()
    leave(process)


def test_socket_moves_to_tmp_when_the_path_is_too_long(tmp_path):
    short = EmbeddedPostgres(tmp_path / "postgres")
    deep = EmbeddedPostgres(tmp_path / ("d" * 60) / ("e" * 60) / "postgres")
    assert len(str(deep.socket_directory / ".s.PGSQL.5432")) < 60
    assert deep.socket_directory != EmbeddedPostgres(tmp_path / ("d" * 60) / ("f" * 60)).socket_directory
    assert short.socket_directory == short.directory or len(str(short.directory)) > 80


def test_folder_and_socket_are_closed_to_others(directory):
    server = EmbeddedPostgres(directory)
    server.use()
    try:
        assert server.directory.stat().st_mode & 0o077 == 0
        assert server.data.stat().st_mode & 0o077 == 0
        assert (server.socket_directory / ".s.PGSQL.5432").stat().st_mode & 0o077 == 0
    finally:
        server.release()


def test_data_of_another_postgres_version_is_refused_with_its_own_words(directory):
    (directory / "data/PG_VERSION").write_text("17\n")
    with pytest.raises(DatabaseUnavailable, match="initialized by PostgreSQL version 17"):
        EmbeddedPostgres(directory).use()


def test_folder_that_cannot_be_used_is_named_with_the_remedy(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseUnavailable, match=r"cannot use .*file/postgres.*VAR_DIR"):
        EmbeddedPostgres(tmp_path / "file/postgres").use()


def test_one_directory_has_one_server_object(tmp_path):
    assert embedded_postgres(tmp_path) is embedded_postgres(tmp_path)


@pytest.mark.parametrize("command", [["check"], ["help"], ["collectstatic", "--noinput", "-v0"]])
def test_command_that_needs_no_database_starts_none(tmp_path, command):
    assert manage(tmp_path, *command, DEBUG="true").returncode == 0
    assert not (tmp_path / "postgres").exists()


def test_unusable_database_ends_a_command_in_one_sentence(tmp_path):
    (tmp_path / "postgres").touch()
    done = manage(tmp_path, "migrate", "--check")
    assert done.returncode == 1
    assert done.stderr.startswith("The embedded Postgres cannot use ")
    assert done.stderr.count("\n") == 1
