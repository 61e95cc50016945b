"""Secrets that have to be kept in the database, such as keys of other services: encrypted there, the key outside."""

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class CannotOpen(Exception):  # noqa: N818  (says what happened)
    """It was sealed with a key that is not there any more."""


def seal(text: str) -> str:
    """Encrypted and signed (Fernet: AES-128-CBC and HMAC-SHA256), with the first of the keys."""
    return _ring(tuple(settings.CREDENTIALS_KEYS)).encrypt(text.encode()).decode()


def open_sealed(sealed: str) -> str:
    """Raises CannotOpen."""
    try:
        return _ring(tuple(settings.CREDENTIALS_KEYS)).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise CannotOpen("It was kept under another CREDENTIALS_KEY. Enter it once more.") from error


@cache
def _ring(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    """What SECRET_KEY signs elsewhere must not be what encrypts here, hence the purpose in `info`."""
    kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"byline credentials")
    return base64.urlsafe_b64encode(kdf.derive(key.encode()))
