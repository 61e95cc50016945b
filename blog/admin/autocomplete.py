"""What the admin's search-as-you-type fields may find."""

from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts.models import User
from blog.models import Tag


class AutocompleteView(AutocompleteJsonView):
    """Django's, except that people are found by name alone and tags are chosen by name."""

    def has_perm(self, request: HttpRequest, obj: Any = None) -> bool:
        if self.model_admin.model is User:
            return request.user.has_perm("blog.change_any_post")
        return super().has_perm(request, obj)

    def get_queryset(self) -> QuerySet:
        if self.model_admin.model is User:
            named = Q(name__icontains=self.term) | Q(username__icontains=self.term)
            return writers().filter(named).order_by("username")
        return super().get_queryset()

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        # By name, because the field where tags are chosen also takes the names of tags still to be made.
        key = obj.name if isinstance(obj, Tag) and self.source_field.many_to_many else getattr(obj, to_field_name)
        return {"id": str(key), "text": str(obj)}


def writers() -> QuerySet[User]:
    """Whom a post can be given to."""
    return User.objects.filter(is_active=True, is_staff=True)
