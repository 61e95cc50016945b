"""A bucket on an S3 server of our own, for a key that may do exactly what docs/operations.md lists.

What goes beyond it is answered with 403 and fails the test.
"""

import json
import re
import threading
from pathlib import Path
from typing import NamedTuple

import pytest

from config import media

NAME = "pictures"
POLICY = json.loads(
    re.search(r"```json\n(.*?)```", (Path(__file__).parents[1] / "docs/operations.md").read_text(), re.DOTALL)[
        1
    ].replace("my-pictures", NAME)
)


class Call(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]
    status: int


class Bucket:
    def __init__(self, server, django_settings) -> None:
        self.server = server
        self.owner = server.owner
        self.calls = server.calls
        self.settings = django_settings
        self.may_be_denied = False

    def use(self, *, kept_in: str = "s3", url: str = "", **changes: str) -> None:
        """As if the process had been started with these variables."""
        variables = {
            "name": NAME,
            "endpoint": self.server.url,
            "region": "us-east-1",
            "access_key_id": self.server.key_id,
            "secret_access_key": self.server.secret,
            "prefix": "",
            "addressing": "",
        } | changes
        found = media.media(kept_in=kept_in, url=url, bucket=media.bucket(**variables), site_url=self.settings.SITE_URL)
        self.settings.MEDIA_STORAGE, self.settings.MEDIA_URL = found.kept_in, found.url
        self.settings.STORAGES = {**self.settings.STORAGES, **found.storages}

    def names(self) -> list[str]:
        return [entry["Key"] for entry in self.owner.list_objects_v2(Bucket=NAME).get("Contents", [])]

    def content(self, name: str) -> bytes:
        return self.owner.get_object(Bucket=NAME, Key=name)["Body"].read()

    def put(self, name: str, data: bytes) -> None:
        self.owner.put_object(Bucket=NAME, Key=name, Body=data)

    def asked(self) -> list[str]:
        """Method and path of what the site asked for, in order."""
        return [f"{call.method} {call.path}" for call in self.calls]


class Server:
    """Moto's, in a thread, with the calls of the site's own key written down."""

    def __init__(self) -> None:
        from moto.core.authorization import enable_iam_authentication
        from moto.server import DomainDispatcherApplication, create_backend_app
        from werkzeug.serving import WSGIRequestHandler, make_server

        class Quiet(WSGIRequestHandler):
            def log(self, *_: object) -> None:
                pass

        self.calls: list[Call] = []
        # What a bucket's policy lets everybody do: get, list.
        self.public: set[str] = set()
        self.key_id = self.secret = ""
        self.answer = DomainDispatcherApplication(create_backend_app)
        self.http = make_server("127.0.0.1", 0, self._application, threaded=True, request_handler=Quiet)
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self._prepare()
        self.guard = enable_iam_authentication()
        self.guard.__enter__()

    def _prepare(self) -> None:
        anything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        site = self._user("site", POLICY)
        owner = self._user("owner", {"Version": "2012-10-17", "Statement": [anything]})
        self.owner = self.client("s3", *owner)
        self.owner.create_bucket(Bucket=NAME)
        self.key_id, self.secret = site

    def _user(self, name: str, policy: dict) -> tuple[str, str]:
        iam = self.client("iam", "any", "any")
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=json.dumps(policy))
        key = iam.create_access_key(UserName=name)["AccessKey"]
        return key["AccessKeyId"], key["SecretAccessKey"]

    def client(self, service: str, key_id: str, secret: str):
        import boto3

        session = boto3.Session(key_id, secret, region_name="us-east-1")
        return session.client(service, endpoint_url=self.url)

    def _application(self, environ, start_response):
        headers = {
            key[5:].replace("_", "-").lower(): str(value) for key, value in environ.items() if key[:5] == "HTTP_"
        }
        headers["content-type"] = environ.get("CONTENT_TYPE", "")
        request = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if self.key_id and "authorization" not in headers:
            return self._for_everybody(environ, start_response)

        def noted(status, *rest):
            if f"Credential={self.key_id}/" in headers.get("authorization", "") and self.key_id:
                self.calls.append(Call(*request, headers, int(status[:3])))
            return start_response(status, *rest)

        return self.answer(environ, noted)

    def _for_everybody(self, environ, start_response):
        """Moto does not know people without a key."""
        key = environ["PATH_INFO"].removeprefix(f"/{NAME}").strip("/")
        if environ["REQUEST_METHOD"] != "GET" or ("get" if key else "list") not in self.public:
            start_response("403 Forbidden", [("Content-Type", "application/xml")])
            return [b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"]
        if not key:
            start_response("200 OK", [("Content-Type", "application/xml")])
            return [b"<ListBucketResult><Name>pictures</Name></ListBucketResult>"]
        stored = self.owner.get_object(Bucket=NAME, Key=key)
        start_response("200 OK", [("Content-Type", stored["ContentType"])])
        return [stored["Body"].read()]

    def empty(self) -> None:
        for entry in self.owner.list_objects_v2(Bucket=NAME).get("Contents", []):
            self.owner.delete_object(Bucket=NAME, Key=entry["Key"])
        self.public = {"get"}
        self.calls.clear()

    def stop(self) -> None:
        self.guard.__exit__(None, None, None)
        self.http.shutdown()
        self.http.server_close()


@pytest.fixture(scope="session")
def _s3_server():
    from botocore import session

    with pytest.MonkeyPatch.context() as patch:
        # Descriptions of all that Amazon offers, read once and not for each client.
        shared = session.create_loader()
        patch.setattr(session, "create_loader", lambda search_path_string: shared)
        server = Server()
        yield server
        server.stop()


@pytest.fixture
def bucket(_s3_server, settings, tmp_path):
    """In use from the start; `bucket.use(…)` changes the variables."""
    settings.MEDIA_ROOT = tmp_path / "media"
    _s3_server.empty()
    bucket = Bucket(_s3_server, settings)
    bucket.use()
    yield bucket
    denied = [f"{call.method} {call.path}" for call in _s3_server.calls if call.status == 403]
    assert bucket.may_be_denied or not denied
