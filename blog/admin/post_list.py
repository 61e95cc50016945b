"""The list of posts and pages, and who may do what with them."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import QuerySet
from django.forms import Media
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog import access
from blog.models import Post

from . import bulk, post_search
from .base import NounAdmin
from .filters import AuthorFilter, PublicationDateFilter, StateFilter, TagFilter
from .moments import moment
from .states import STATES

# Of a post and what is being written of it, what the list does not show.
UNLISTED = ("body", "body_html", "plain_text", "toc", *(f"working_copy__{f}" for f in ("fields", "staged", "numbers")))


class PostList(NounAdmin):
    actions = bulk.ALL
    list_display = ("heading", "state_in_words", "author", "date", "tag_names", "updated")
    list_filter = (StateFilter, "kind", PublicationDateFilter, TagFilter, AuthorFilter)
    list_select_related = ("author", "working_copy")
    ordering = ("-updated_at", "-id")
    sortable_by = ()
    search_fields = ("title",)
    view_on_site = False
    search_help_text = post_search.HELP

    # --- Who may do what -------------------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        return access.readable_posts(request.user).order_by(*self.ordering)

    def has_view_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        return request.user.has_perm("blog.view_post") if obj is None else access.can_read(request.user, obj)

    def has_change_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        if obj is None:
            return request.user.has_perm("blog.change_post")
        return obj.trashed_at is None and access.can_edit(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        return request.user.has_perm("blog.delete_post") if obj is None else access.can_delete(request.user, obj)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("blog.publish_post")

    @property
    def media(self) -> Media:
        """With what the filters of the list need."""
        return super().media + AutocompleteSelect(Post._meta.get_field("series"), self.admin_site).media

    # --- The list --------------------------------------------------------------------------------------------------
    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        return (post_search.found_by(queryset, search_term, request) if search_term.strip() else queryset), False

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        rows = changelist.result_list
        if isinstance(rows, QuerySet):
            changelist.result_list = rows.defer(*UNLISTED).prefetch_related("tags")
        return changelist

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    @admin.display(description=_("title"))
    def heading(self, post: Post) -> str:
        title = post.title_in_lists
        return gettext("%(title)s (page)") % {"title": title} if post.kind == Post.Kind.PAGE else title

    @admin.display(description=_("state"))
    def state_in_words(self, post: Post) -> str:
        return format_html('<span class="state state-{}">{}</span>', post.state, STATES[post.state])

    @admin.display(description=_("publication"))
    def date(self, post: Post) -> str:
        return moment(post.publish_at) if post.publish_at else "–"

    @admin.display(description=_("tags"))
    def tag_names(self, post: Post) -> str:
        return ", ".join(tag.name for tag in post.tags.all())

    @admin.display(description=_("last change"))
    def updated(self, post: Post) -> str:
        return moment(post.updated_at)
