"""What an operator is told of the storage of pictures."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.xdist_group("bucket")
ALL_WELL = ["list: ok", "store: ok", "find: ok", "read: ok", "read as a reader: ok", "keep lists from readers: ok",
            "delete: ok"]  # fmt: skip


def said(capsys) -> list[str]:
    return capsys.readouterr().out.splitlines()


def refused(capsys) -> dict[str, str]:
    with pytest.raises(CommandError, match="not safe"):
        call_command("check_media")
    lines = dict(line.split(": ", 1) for line in said(capsys))
    return {what: trouble for what, trouble in lines.items() if trouble != "ok"}


def test_bucket_with_the_documented_policy_does_all_that_is_needed(bucket, capsys):
    call_command("check_media")
    assert said(capsys) == ALL_WELL
    assert bucket.names() == []


def test_folder_does_all_that_is_needed(bucket, capsys, settings):
    bucket.use(kept_in="local")
    call_command("check_media")
    assert said(capsys) == ["store: ok", "find: ok", "read: ok", "delete: ok"]
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("wrong", "remedy"),
    [
        ({"access_key_id": "AKIAWRONG"}, "correct S3_ACCESS_KEY_ID"),
        ({"secret_access_key": "wrong-secret"}, "Correct S3_SECRET_ACCESS_KEY"),
        ({"name": "somebody-elses"}, "docs/operations.md"),
    ],
)
def test_first_thing_that_is_wrong_is_said_once(bucket, capsys, wrong, remedy):
    bucket.may_be_denied = True
    bucket.use(**wrong)
    trouble = refused(capsys)
    assert list(trouble) == ["list"]
    assert remedy in trouble["list"]
    assert "wrong-secret" not in trouble["list"]


def test_bucket_whose_objects_nobody_may_read_is_found_out(bucket, capsys):
    bucket.server.public = set()
    trouble = refused(capsys)
    assert list(trouble) == ["read as a reader"]
    assert "answers 403. Allow everybody, or the CDN, to get objects" in trouble["read as a reader"]


def test_bucket_that_everybody_can_list_is_found_out(bucket, capsys):
    bucket.server.public = {"get", "list"}
    assert "Everybody can list the bucket" in refused(capsys)["keep lists from readers"]


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "{server}/pictures/elsewhere"])
def test_wrong_address_for_readers_is_found_out_and_the_little_file_taken_away(bucket, capsys, url):
    bucket.use(url=url.format(server=bucket.server.url))
    assert "MEDIA_URL" in refused(capsys)["read as a reader"]
    assert bucket.names() == []
