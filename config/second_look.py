"""Two people who save at the same moment: the later one is told what is in the way, as if the other had been first."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse


class SecondLookMixin(ModelAdmin):
    """For a form whose check can be overtaken by somebody else's row before it is stored."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            # Nothing was stored. Checked once more, the form finds the other row and says so beside the field.
            return super().changeform_view(request, *args, **kwargs)
