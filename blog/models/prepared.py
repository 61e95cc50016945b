"""Queries of one shape, put together once: for a page, Django's putting together costs more than Postgres' answer."""

import inspect
from collections.abc import Callable
from copy import copy
from functools import cached_property, partial, update_wrapper
from typing import Any, NamedTuple

from django.db import connections
from django.db.models import QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler


class Slot(NamedTuple):
    """Stands in the statement for the argument of this number."""

    number: int


class PreparedQuery:
    """As a decorator: turns a function that makes a queryset of its arguments into one that does so only once.

    The first call hands the function placeholders (`Value`), and keeps the SQL of the queryset that comes back. Every
    call is given a queryset of its own over that SQL, with its arguments filled in, to be read as it is: a further
    `filter` would change nothing. So the arguments may decide about values, not about which conditions there are.
    """

    def __init__(self, build: Callable[..., QuerySet]) -> None:
        self._build = build
        update_wrapper(self, build)

    def __call__(self, *arguments: Any) -> QuerySet:
        queryset = self._prepared.all()
        queryset.query.get_compiler = partial(self._compiler_for, arguments)
        return queryset

    @cached_property
    def _prepared(self) -> QuerySet:
        slots = (Value(Slot(number)) for number, _ in enumerate(inspect.signature(self._build).parameters))
        return self._build(*slots)

    @cached_property
    def _compiled(self) -> tuple[SQLCompiler, str, tuple[Any, ...]]:
        compiler = self._prepared.query.get_compiler(self._prepared.db)
        return compiler, *compiler.as_sql()

    def _compiler_for(self, arguments: tuple[Any, ...], using: str, **_: Any) -> SQLCompiler:
        prepared, sql, parameters = self._compiled
        compiler = copy(prepared)
        # Of the thread that asks, not of the one that asked first.
        compiler.connection = connections[using]
        filled = tuple(arguments[p.number] if isinstance(p, Slot) else p for p in parameters)
        compiler.as_sql = lambda *_, **__: (sql, filled)
        return compiler
