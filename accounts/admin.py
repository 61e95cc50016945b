"""Users and roles. Nobody hands out, or takes over, more than they have themselves."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from config.second_look import SecondLookMixin

from .actions import replace_email_addresses
from .labels import permission_label, role_label
from .models import User


def permissions_of(user: User) -> set[int]:
    """Keys of every permission this person has; of all of them for a superuser."""
    if user.is_superuser:
        return set(Permission.objects.values_list("pk", flat=True))
    return set(Permission.objects.filter(group__user=user).values_list("pk", flat=True)) | set(
        user.user_permissions.values_list("pk", flat=True)
    )


def roles_within(user: User) -> QuerySet[Group]:
    """The roles that hold nothing this person lacks."""
    if user.is_superuser:
        return Group.objects.all()
    beyond = Permission.objects.exclude(pk__in=permissions_of(user))
    return Group.objects.exclude(permissions__in=beyond)


def outranks(user: User, other: User) -> bool:
    """Whether everything that `other` may do, `user` may do too."""
    if user.is_superuser:
        return True
    return not other.is_superuser and permissions_of(other) <= permissions_of(user)


class RoleFilter(admin.RelatedFieldListFilter):
    def field_choices(self, *args: Any) -> list[tuple[int, str]]:
        return [(role.pk, role_label(role)) for role in Group.objects.order_by("name")]


@admin.register(User)
class BylineUserAdmin(SecondLookMixin, UserAdmin):
    form = forms.ModelForm
    fieldsets = (
        (None, {"fields": ["username", "email", "groups", "is_active", "set_password"]}),
        (_("As readers see this person"), {"fields": ["name", "slug", "bio", "website"]}),
        (_("Beyond roles"), {"fields": ["is_superuser"], "classes": ["collapse"]}),
    )
    add_fieldsets = (
        (None, {"fields": ["username", "email", "name", "usable_password", "password1", "password2", "groups"]}),
    )
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    readonly_fields = ("set_password",)
    filter_horizontal = ()
    list_display = ("username", "name", "roles", "is_active")
    list_filter = (("groups", RoleFilter), "is_active")
    list_max_show_all = 0
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("username", "name", "email")
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            return self.add_fieldsets
        return self.fieldsets if request.user.is_superuser else self.fieldsets[:2]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or outranks(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        if not super().has_delete_permission(request, obj):
            return False
        return obj is None or (outranks(request.user, obj) and obj != request.user and not obj.posts.exists())

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["queryset"] = roles_within(request.user)
            kwargs["widget"] = forms.CheckboxSelectMultiple()
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups" and field:
            field.label = _("Roles")
            field.help_text = _("A role opens this desk to its holder; without one an account can only read.")
            field.label_from_instance = role_label
        return field

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            replace_email_addresses(user=obj)

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: list, change: bool) -> None:
        """Who has a role, or is a superuser, may enter the admin; nobody else does."""
        super().save_related(request, form, formsets, change)
        user = form.instance
        user.is_staff = user.is_superuser or user.groups.exists()
        user.save(update_fields=["is_staff"])

    @admin.display(description=_("roles"))
    def roles(self, user: User) -> str:
        names = [role_label(group) for group in user.groups.all()]
        return ", ".join([gettext("Superuser")] * user.is_superuser + names) or "–"

    @admin.display(description=_("password"))
    def set_password(self, user: User) -> str:
        return format_html(
            '<a href="{}">{}</a>',
            reverse("admin:auth_user_password_change", args=[user.pk]),
            gettext("Set a new password"),
        )


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    """A role can be changed by those who have all that it holds, and can be given what they have."""

    list_display = ("role",)

    @admin.display(description=_("role"), ordering="name")
    def role(self, role: Group) -> str:
        return role_label(role)

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._is_within(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._is_within(request, obj)

    def _is_within(self, request: HttpRequest, role: Group | None) -> bool:
        return role is None or roles_within(request.user).filter(pk=role.pk).exists()

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "permissions":
            field.queryset = field.queryset.filter(pk__in=permissions_of(request.user))
            field.label_from_instance = permission_label
        return field

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}
