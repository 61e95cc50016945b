"""Pictures on S3 and what speaks like it, by the fewest permissions there are.

On the bucket `s3:ListBucket`, without which a missing object is a forbidden one; on its objects `s3:GetObject`,
`s3:PutObject` and `s3:DeleteObject`. So nothing here sets an ACL, asks for the bucket, or uploads in parts, since to
give up parts is a permission of its own.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import PurePosixPath
from typing import Any

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from config.media import CACHE_CONTROL, TYPES

# An object up to this size can be stored by one request.
LARGEST_UPLOAD = 5 * 1024**3
# Beyond this, an object that is being read waits on disk.
KEPT_IN_MEMORY = 2 * 1024**2

_POLICY = "Give the key the permissions that docs/operations.md lists."
_REGION = "Set S3_REGION to the bucket's region."
REMEDIES = {
    "AccessDenied": _POLICY,
    # A question without an answer's text has no reason either.
    "403": "Ask `manage.py check_media` why.",
    "InvalidAccessKeyId": "There is no such key: correct S3_ACCESS_KEY_ID.",
    "SignatureDoesNotMatch": "Correct S3_SECRET_ACCESS_KEY, which does not belong to S3_ACCESS_KEY_ID.",
    "NoSuchBucket": "There is no such bucket: make it, or correct S3_BUCKET.",
    "AuthorizationHeaderMalformed": _REGION,
    "PermanentRedirect": _REGION,
    "301": _REGION,
    "RequestTimeTooSkewed": "Set this machine's clock.",
}


class BucketFailed(OSError):
    """The bucket did not do what it was asked; `str()` says what and what to do, and holds no key."""


class S3MediaStorage(S3Storage):
    """`base_url` is where the public reads the objects; what else there is, django-storages explains."""

    def __init__(self, *, base_url: str, addressing_style: str, **options: Any) -> None:
        self.base_url = base_url
        super().__init__(
            **options,
            # Neither the machine's own account nor a profile of the person who starts us: the variables alone.
            session_profile=None,
            security_token=None,
            object_parameters={"CacheControl": CACHE_CONTROL},
            client_config=Config(
                signature_version="s3v4",
                s3={"addressing_style": addressing_style},
                connect_timeout=5,
                read_timeout=20,
                retries={"total_max_attempts": 3, "mode": "standard"},
                # The newer checksums, unasked for, are refused by many that speak like S3.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
            transfer_config=TransferConfig(multipart_threshold=LARGEST_UPLOAD, use_threads=False),
        )

    def get_object_parameters(self, name: str) -> dict[str, str]:
        kind = TYPES.get(PurePosixPath(name).suffix, self.default_content_type)
        return {**super().get_object_parameters(name), "ContentType": kind}

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        return self.base_url + filepath_to_uri(name)

    def _open(self, name: str, mode: str = "rb") -> File:
        """The whole object, fetched by one request."""
        if mode != "rb":
            raise ValueError("Pictures are saved whole, not written to.")
        with ExitStack() as unless_whole, self._explained("give", name):
            spool = unless_whole.enter_context(tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY))
            shutil.copyfileobj(self.bucket.Object(self._normalize_name(name)).get()["Body"], spool)
            unless_whole.pop_all()  # who reads it closes it
        spool.seek(0)
        return File(spool, name)

    def _save(self, name: str, content: File) -> str:
        with self._explained("take", name):
            return super()._save(name, content)

    def exists(self, name: str) -> bool:
        with self._explained("look for", name):
            return super().exists(name)

    def size(self, name: str) -> int:
        with self._explained("look for", name):
            return super().size(name)

    def delete(self, name: str) -> None:
        with self._explained("delete", name):
            super().delete(name)

    def list_one(self) -> None:
        """Asks for one name, the question whose refusals say most. Raises `BucketFailed`."""
        with self._explained("list", "its objects"):
            self._list(self.connection)

    def lists_for_everybody(self) -> bool:
        try:
            self._list(self.unsigned_connection)
        except (BotoCoreError, ClientError):
            return False
        return True

    def _list(self, connection: Any) -> None:
        connection.meta.client.list_objects_v2(Bucket=self.bucket_name, Prefix=self.location, MaxKeys=1)

    @contextmanager
    def _explained(self, action: str, name: str) -> Iterator[None]:
        try:
            yield
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", "unknown"))
            if code in ("404", "NoSuchKey"):
                raise FileNotFoundError(f"The bucket {self.bucket_name} has no {name}.") from error
            remedy = REMEDIES.get(code, "Look the code up at your provider.")
            raise BucketFailed(f"The bucket {self.bucket_name} did not {action} {name}: {code}. {remedy}") from error
        except (ConnectionError, HTTPClientError) as error:
            where = self.endpoint_url or f"S3 in {self.region_name}"
            raise BucketFailed(
                f"{where} did not answer when asked to {action} {name}. "
                "Correct S3_ENDPOINT_URL or S3_REGION, or see whether the network lets us out."
            ) from error
        except BotoCoreError as error:
            raise BucketFailed(f"The bucket {self.bucket_name} did not {action} {name}: {error}") from error
