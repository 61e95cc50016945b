"""A field for credentials: encrypted in the database, and hidden from whatever prints, serialises or logs a row."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import models

from config import sealing


class Sealed:
    """Credentials by name. Nobody sees them by accident; who needs them calls `opened`."""

    def __init__(self, sealed: str = "") -> None:
        self.sealed = sealed

    @classmethod
    def of(cls, values: Mapping[str, str]) -> "Sealed":
        return cls(sealing.seal(json.dumps(dict(values))) if values else "")

    def opened(self) -> dict[str, str]:
        """Raises sealing.CannotOpen after the key was changed."""
        return json.loads(sealing.open_sealed(self.sealed)) if self.sealed else {}

    def __bool__(self) -> bool:
        return bool(self.sealed)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self.sealed == other.sealed

    def __hash__(self) -> int:
        return hash(self.sealed)

    def __str__(self) -> str:
        return "•••" if self.sealed else ""

    def __repr__(self) -> str:
        return f"<Sealed {self}>"


class SealedField(models.TextField):
    """Holds a `Sealed`; what a dump of the database has is what stands in it, encrypted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"blank": True, "default": Sealed, "editable": False}
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Sealed:
        return Sealed(value or "")

    def to_python(self, value: Any) -> Sealed:
        return value if isinstance(value, Sealed) else Sealed(value or "")

    def get_prep_value(self, value: Any) -> str:
        return value.sealed if isinstance(value, Sealed) else (value or "")

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))
