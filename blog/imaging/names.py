"""Under which name a picture's file is stored, and so at which address it is read."""

from django.utils.crypto import salted_hmac

# 128 bits: nobody finds an address by trying.
DIGITS = 32


def stored_name(folder: str, sha256: str, extension: str) -> str:
    """`originals/ab/abcdef….jpg` for the content whose SHA-256 is given in hex; `folder` as in `originals`.

    The same content has the same name, so that under one name there is never another, and files may be kept for ever;
    two rows with the same content share a file. Keyed with SECRET_KEY, so that who has a picture cannot work out its
    address, nor ask whether it is here. A row keeps the name it was given: another key changes only new names.
    """
    digest = salted_hmac("blog.imaging.names", f"{folder} {sha256}", algorithm="sha256").hexdigest()[:DIGITS]
    return f"{folder}/{digest[:2]}/{digest}.{extension}"
