"""Where pictures are kept and read, from variables; what does not fit together is refused."""

import json

import pytest

from config import media
from config.env import BadSetting
from tests.config.site import manage
from tests.config.test_settings import read

SECRET = "s3cr3t+/Of+The+Bucket"
BUCKET = {
    "S3_BUCKET": "my-pictures",
    "S3_REGION": "eu-central-1",
    "S3_ACCESS_KEY_ID": "AKIAEXAMPLE",
    "S3_SECRET_ACCESS_KEY": SECRET,
}
SITE = "http://localhost:8000"


def of(site_url: str = SITE, **variables: str) -> media.Media:
    names = {
        "name": "S3_BUCKET",
        "endpoint": "S3_ENDPOINT_URL",
        "region": "S3_REGION",
        "access_key_id": "S3_ACCESS_KEY_ID",
        "secret_access_key": "S3_SECRET_ACCESS_KEY",
        "prefix": "S3_PREFIX",
        "addressing": "S3_ADDRESSING",
    }
    bucket = media.bucket(**{argument: variables.get(name, "") for argument, name in names.items()})
    kept_in, url = variables.get("MEDIA_STORAGE", ""), variables.get("MEDIA_URL", "")
    return media.media(kept_in=kept_in, url=url, bucket=bucket, site_url=site_url)


def test_pictures_are_in_the_folder_by_default():
    found = of()
    assert (found.kept_in, found.url, found.origins) == ("local", "/media/", [])
    assert found.storages["default"]["BACKEND"] == "config.media.local.LocalMediaStorage"
    assert "s3" not in found.storages


def test_bucket_is_used_once_it_is_named():
    found = of(**BUCKET)
    assert (found.kept_in, found.url) == ("s3", "https://my-pictures.s3.eu-central-1.amazonaws.com/")
    assert found.storages["default"] == found.storages["s3"]


def test_bucket_can_be_filled_while_the_folder_is_still_used():
    found = of(**BUCKET, MEDIA_STORAGE="local", MEDIA_URL="https://cdn.example.com/media")
    assert (found.kept_in, found.url) == ("local", "https://cdn.example.com/media/")
    assert found.storages["default"]["BACKEND"] == "config.media.local.LocalMediaStorage"
    assert found.storages["s3"]["OPTIONS"]["base_url"] == "https://my-pictures.s3.eu-central-1.amazonaws.com/"


@pytest.mark.parametrize(
    ("changes", "url"),
    [
        ({"S3_PREFIX": "/blog/two/"}, "https://my-pictures.s3.eu-central-1.amazonaws.com/blog/two/"),
        ({"S3_ADDRESSING": "path"}, "https://s3.eu-central-1.amazonaws.com/my-pictures/"),
        ({"S3_BUCKET": "my.pictures"}, "https://s3.eu-central-1.amazonaws.com/my.pictures/"),
        ({"S3_ENDPOINT_URL": "http://127.0.0.1:9000", "S3_REGION": ""}, "http://127.0.0.1:9000/my-pictures/"),
        (
            {"S3_ENDPOINT_URL": "https://s3.example.com", "S3_ADDRESSING": "virtual"},
            "https://my-pictures.s3.example.com/",
        ),
        ({"S3_PREFIX": "blog", "MEDIA_URL": "https://cdn.example.com"}, "https://cdn.example.com/"),
    ],
)
def test_public_address_follows_the_provider_and_the_cdn(changes, url):
    assert of(**{**BUCKET, **changes}).url == url


@pytest.mark.parametrize("url", ["https://cdn.example.com", "http://127.0.0.1:9000/pictures"])
def test_content_security_policy_allows_the_host_of_the_pictures(tmp_path, url):
    seen = read(tmp_path, "CONTENT_SECURITY_POLICY", "MEDIA_URL", **BUCKET, MEDIA_URL=url)
    assert seen["MEDIA_URL"] == f"{url}/"
    assert "/".join(url.split("/")[:3]) in seen["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["img-src"]


@pytest.mark.parametrize(
    ("variables", "refusal"),
    [
        ({"S3_REGION": "eu-central-1"}, "S3_REGION is set, S3_BUCKET is not."),
        ({"S3_SECRET_ACCESS_KEY": SECRET}, "S3_SECRET_ACCESS_KEY is set, S3_BUCKET is not."),
        ({**BUCKET, "S3_ACCESS_KEY_ID": ""}, "S3_BUCKET is set, S3_ACCESS_KEY_ID is not."),
        ({**BUCKET, "S3_SECRET_ACCESS_KEY": ""}, "S3_BUCKET is set, S3_SECRET_ACCESS_KEY is not."),
        ({**BUCKET, "S3_SECRET_ACCESS_KEY": f'"{SECRET} x"'}, "S3_SECRET_ACCESS_KEY is set but not understood."),
        ({**BUCKET, "S3_REGION": ""}, "S3_BUCKET is set, S3_REGION is not."),
        ({**BUCKET, "S3_REGION": "Frankfurt!"}, "S3_REGION is 'Frankfurt!'."),
        ({**BUCKET, "S3_BUCKET": "s3://my-pictures/"}, "S3_BUCKET is 's3://my-pictures/'."),
        ({**BUCKET, "S3_PREFIX": "../blog"}, "S3_PREFIX is '../blog'."),
        ({**BUCKET, "S3_ADDRESSING": "auto"}, "S3_ADDRESSING is 'auto'."),
        ({**BUCKET, "MEDIA_STORAGE": "S3"}, "MEDIA_STORAGE is 'S3'."),
        ({"MEDIA_STORAGE": "s3"}, "MEDIA_STORAGE is s3, S3_BUCKET is not set."),
        ({**BUCKET, "MEDIA_URL": f"{SITE}/media"}, "this site's own address"),
    ],
)
def test_what_does_not_fit_together_is_refused_with_its_name_and_the_remedy(variables, refusal):
    with pytest.raises(BadSetting) as refused:
        of(**variables)
    assert refusal in str(refused.value)
    assert any(word in str(refused.value) for word in ("Set ", "Write ", "Copy "))
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    "variables",
    [{"MEDIA_URL": "http://cdn.example.com"}, {"S3_ENDPOINT_URL": "http://minio:9000"}],
    ids=["cdn", "endpoint"],
)
def test_pictures_that_a_secure_site_could_not_show_are_refused(variables):
    with pytest.raises(BadSetting, match=r"Set MEDIA_URL to an https address"):
        of("https://blog.example.com", **BUCKET, **variables)


@pytest.mark.parametrize(
    ("name", "value"),
    [("MEDIA_URL", "cdn.example.com"), ("MEDIA_URL", "https://a.example/?x"), ("S3_ENDPOINT_URL", "https://u:p4ss@a")],
)
def test_start_is_refused_in_a_line_that_shows_no_secret(tmp_path, name, value):
    done = manage(tmp_path, "check", **BUCKET, **{name: value})
    assert done.returncode != 0
    assert f"{name} is not a full address." in done.stderr
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stderr
    assert "p4ss" not in done.stderr


def test_what_speaks_to_buckets_is_not_loaded_where_there_is_none(tmp_path):
    code = "import sys, blog.models, blog.urls; sys.exit(bool({'boto3', 'botocore', 'storages'} & sys.modules.keys()))"
    assert manage(tmp_path, "shell", "--no-imports", "-c", code).returncode == 0


def test_bucket_hides_its_secret(tmp_path):
    found = media.bucket(
        name="my-pictures",
        endpoint="",
        region="eu-central-1",
        access_key_id="AKIAEXAMPLE",
        secret_access_key=SECRET,
        prefix="",
        addressing="",
    )
    assert SECRET not in repr(found)
    code = (
        "from django.views.debug import get_default_exception_reporter_filter as f;"
        "import json; print(json.dumps(f().get_safe_settings(), default=repr))"
    )
    shown = manage(tmp_path, "shell", "--no-imports", "-c", code, **BUCKET).stdout
    assert "my-pictures" in shown
    assert json.dumps(SECRET)[1:-1] not in shown
