"""Pictures in a folder: each file is there whole or not at all."""

import os
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.utils.crypto import get_random_string


class LocalMediaStorage(FileSystemStorage):
    """Saves over what has the name already, since names are made from contents."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_overwrite=True)

    def _save(self, name: str, content: File) -> str:
        folder, _, last = name.rpartition("/")
        # A dot before it, so that nobody is ever sent a half of a file; in its folder, so that a rename moves it.
        unfinished = f"{folder}/.{last}.{get_random_string(8)}"
        try:
            super()._save(unfinished, content)
            with Path(self.path(unfinished)).open("rb") as written:
                os.fsync(written.fileno())
            os.replace(self.path(unfinished), self.path(name))
        except BaseException:
            self.delete(unfinished)
            raise
        return name
