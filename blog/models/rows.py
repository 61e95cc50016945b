"""Rows of another table, brought along by a statement that asks for something else."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet
from django.db.models.functions import JSONObject


def rows_of(queryset: QuerySet, fields: str) -> ArraySubquery:
    """Each row of it as a dictionary of these fields."""
    return ArraySubquery(queryset.values(row=JSONObject(**{field: field for field in fields.split()})))
