import io

import pytest
from django.core.management import CommandError, call_command

from blog.models import ImportRun, Post
from tests.transfer.trees import folder, post

pytestmark = pytest.mark.django_db


def run(*arguments) -> tuple[int, str, str]:
    """Exit status, standard output, standard error."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_posts", *map(str, arguments), stdout=out, stderr=err)
        status = 0
    except SystemExit as end:
        status = end.code
    return status, out.getvalue(), err.getvalue()


def test_summary_is_the_last_line_and_all_is_well(tmp_path, root):
    status, out, err = run(folder(tmp_path, {"a.md": post(), "b.md": post("B")}))
    assert (status, out, err) == (0, "created 2, updated 0, unchanged 0, failed 0\n", "")
    assert run(tmp_path) == (0, "created 0, updated 0, unchanged 2, failed 0\n", "")


def test_failures_go_to_standard_error_and_into_the_exit_status(tmp_path, root):
    status, out, err = run(folder(tmp_path, {"a.md": post(), "b.md": post("B", "![](gone.png)")}))
    assert (status, out) == (1, "created 1, updated 0, unchanged 0, failed 1\n")
    assert err == "b.md:6: the picture gone.png is not there; put it beside the text or correct its path\n"
    assert ImportRun.objects.get().summary == out.strip()


def test_warnings_go_to_standard_error_only(tmp_path, root):
    status, out, err = run(folder(tmp_path, {"a.md": post(author="Somebody Else")}))
    assert (status, out) == (0, "created 1, updated 0, unchanged 0, failed 0\n")
    assert err == "warning: a.md: nobody here is called Somebody Else; the default author is taken\n"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["/nothing/here"], "there is no such file or folder"),
        ([".", "--author", "nobody"], "There is no user nobody; check --author."),
    ],
)
def test_unusable_arguments_are_exit_status_two(root, arguments, reason):
    with pytest.raises(CommandError, match=reason) as caught:
        run(*arguments)
    assert caught.value.returncode == 2


def test_author_is_chosen_by_username(tmp_path, root, alice):
    run(folder(tmp_path, {"a.md": post()}), "--author", "alice")
    assert Post.objects.get().author == alice


def test_dry_run_says_so_and_keeps_the_last_line(tmp_path, root):
    status, out, _ = run(folder(tmp_path, {"a.md": post()}), "--dry-run")
    assert status == 0
    assert out.splitlines() == [
        "Nothing was written; without --dry-run it would be:",
        "created 1, updated 0, unchanged 0, failed 0",
    ]
    assert not Post.objects.exists()
