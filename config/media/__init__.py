"""Where pictures are kept, in a folder or in a bucket, and where they are read, made of settings that fit together.

Knows only settings: what speaks to a bucket is loaded where one is used.
"""

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from config.env import BadSetting

# Python knows some of these only from 3.13 on. Nothing else is ever served: no upload can pose as a page.
TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
# A file is named after its content: under one name there will never be another.
CACHE_CONTROL = "public, max-age=31536000, immutable"
LOCAL_URL = "/media/"
LOCAL, S3 = "local", "s3"

_BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]", re.IGNORECASE)
_PREFIX = re.compile(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*")


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """A place on S3, or on what speaks like it. `region` may only be empty where there is an `endpoint`."""

    name: str
    endpoint: str
    region: str
    access_key_id: str
    secret_access_key: str = field(repr=False)
    prefix: str
    addressing: str

    @property
    def url(self) -> str:
        """Where the public reads its objects if no CDN stands in front."""
        endpoint = self.endpoint or f"https://s3.{self.region}.amazonaws.com"
        if self.addressing == "path":
            base = f"{endpoint}/{self.name}/"
        else:
            base = endpoint.replace("://", f"://{self.name}.", 1) + "/"
        return f"{base}{self.prefix}/" if self.prefix else base

    @property
    def options(self) -> dict[str, Any]:
        """For `S3MediaStorage`, in the words of django-storages, whose names hide the keys on error pages."""
        return {
            "bucket_name": self.name,
            "endpoint_url": self.endpoint or None,
            "region_name": self.region or "us-east-1",
            "access_key": self.access_key_id,
            "secret_key": self.secret_access_key,
            "location": self.prefix,
            "addressing_style": self.addressing,
        }


class Media(NamedTuple):
    """What settings say: where new pictures go, where they are read, and Django's storages by name."""

    kept_in: str
    url: str
    storages: dict[str, dict[str, Any]]

    @property
    def origins(self) -> list[str]:
        """For the content security policy: the host the pictures come from, if it is not this site."""
        parts = urlsplit(self.url)
        return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


def bucket(
    *, name: str, endpoint: str, region: str, access_key_id: str, secret_access_key: str, prefix: str, addressing: str
) -> Bucket | None:
    """The bucket of the `S3_…` variables, or None where none is set; refuses what is half set."""
    others = {
        "S3_ENDPOINT_URL": endpoint,
        "S3_REGION": region,
        "S3_ACCESS_KEY_ID": access_key_id,
        "S3_SECRET_ACCESS_KEY": secret_access_key,
        "S3_PREFIX": prefix,
        "S3_ADDRESSING": addressing,
    }
    if not name:
        if lone := next((other for other, value in others.items() if value), None):
            raise BadSetting(
                f"{lone} is set, S3_BUCKET is not. Set S3_BUCKET to the bucket's name, "
                f"or unset {lone} to keep pictures in a folder."
            )
        return None
    for key in ("S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"):
        if not others[key]:
            raise BadSetting(f"S3_BUCKET is set, {key} is not. Set {key} to the key of an account that may use it.")
        if not re.fullmatch(r"[\x21-\x7e]+", others[key]):
            raise BadSetting(f"{key} is set but not understood. Copy it again, without spaces or quotes.")
    if not region and not endpoint:
        raise BadSetting(
            "S3_BUCKET is set, S3_REGION is not. Set S3_REGION to the bucket's region at Amazon, for example "
            "S3_REGION=eu-central-1, or S3_ENDPOINT_URL to another provider's address."
        )
    prefix = prefix.strip("/")
    _check("S3_BUCKET", name, _BUCKET_NAME, "Write the bucket's name alone, for example S3_BUCKET=my-pictures.")
    _check("S3_REGION", region, re.compile(r"[a-z0-9-]*"), "Write it as in S3_REGION=eu-central-1.")
    if prefix:
        _check("S3_PREFIX", prefix, _PREFIX, "Write folders of letters, digits, - and _, for example S3_PREFIX=blog.")
    _check("S3_ADDRESSING", addressing, re.compile("path|virtual|"), "Write S3_ADDRESSING=path or =virtual.")
    return Bucket(
        name=name,
        endpoint=endpoint,
        region=region,
        access_key_id=access_key_id,
        secret_access_key=secret_access_key,
        prefix=prefix,
        # No certificate covers a bucket's own host name if it has a dot; other providers seldom have such host names.
        addressing=addressing or ("path" if endpoint or "." in name else "virtual"),
    )


def _check(name: str, value: str, pattern: re.Pattern[str], remedy: str) -> None:
    if not pattern.fullmatch(value):
        raise BadSetting(f"{name} is {value!r}. {remedy}")


def media(*, kept_in: str, url: str, bucket: Bucket | None, site_url: str) -> Media:
    """`kept_in` is `local`, `s3` or empty: in the bucket if there is one. `url` has no slash at its end."""
    if kept_in not in ("", LOCAL, S3):
        raise BadSetting(f"MEDIA_STORAGE is {kept_in!r}. Write MEDIA_STORAGE=local or MEDIA_STORAGE=s3.")
    if kept_in == S3 and not bucket:
        raise BadSetting("MEDIA_STORAGE is s3, S3_BUCKET is not set. Set S3_BUCKET, or write MEDIA_STORAGE=local.")
    kept_in = kept_in or (S3 if bucket else LOCAL)
    own_url = bucket.url if bucket and kept_in == S3 else LOCAL_URL
    public_url = f"{url}/" if url else own_url
    if kept_in == S3 and public_url == site_url + LOCAL_URL:
        raise BadSetting(
            f"MEDIA_URL is {url!r}, this site's own address, which leads on to where pictures are. "
            "Write the address of the bucket or of the CDN before it, or unset MEDIA_URL."
        )
    if site_url.startswith("https:") and public_url.startswith("http:"):
        raise BadSetting(
            f"Pictures would be read at {public_url}, and browsers show none by http on a site that has https. "
            "Set MEDIA_URL to an https address of the bucket or of a CDN before it."
        )
    storages = {LOCAL: {"BACKEND": "config.media.local.LocalMediaStorage", "OPTIONS": {"base_url": LOCAL_URL}}}
    if bucket:
        options = {**bucket.options, "base_url": public_url if kept_in == S3 else bucket.url}
        storages[S3] = {"BACKEND": "config.media.s3.S3MediaStorage", "OPTIONS": options}
    default = storages[S3] if kept_in == S3 else {**storages[LOCAL], "OPTIONS": {}}
    return Media(kept_in, public_url, {"default": default, **storages})
