"""What other pages say of posts: shown to readers only when somebody has approved it."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from blog.models import Mention

from .base import NounAdmin
from .moments import moment

SHAPES = {"unchecked": "draft", "waiting": "scheduled", "approved": "published", "rejected": "trashed"}


def _decide(request: HttpRequest, mentions: QuerySet[Mention], state: str) -> None:
    checked = Mention.objects.filter(pk__in=mentions.values("pk")).exclude(state=Mention.State.UNCHECKED)
    count = checked.update(state=state)
    said = ngettext("%(count)d mention: %(state)s.", "%(count)d mentions: %(state)s.", count)
    messages.success(request, said % {"count": count, "state": Mention.State(state).label})


@admin.action(description=_("Approve"), permissions=["change"])
def approve(model_admin: admin.ModelAdmin, request: HttpRequest, mentions: QuerySet[Mention]) -> None:
    _decide(request, mentions, Mention.State.APPROVED)


@admin.action(description=_("Reject"), permissions=["change"])
def reject(model_admin: admin.ModelAdmin, request: HttpRequest, mentions: QuerySet[Mention]) -> None:
    _decide(request, mentions, Mention.State.REJECTED)


@admin.register(Mention)
class MentionAdmin(NounAdmin):
    list_display = ("page", "words", "kind", "about", "state_in_words", "came")
    list_display_links = None
    list_filter = ("state", "kind")
    list_select_related = ("post",)
    ordering = ("-id",)
    sortable_by = ()
    search_fields = ("host__istartswith",)
    search_help_text = _("The beginning of a host name")
    actions = (approve, reject)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mention]:
        large = ("body", "body_html", "plain_text", "toc")
        return super().get_queryset(request).defer(*(f"post__{name}" for name in large))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        """There is nothing to be changed but by the actions."""
        return self.changelist_view(request)

    @admin.display(description=_("page"))
    def page(self, mention: Mention) -> str:
        name = mention.author_name or mention.host
        words = mention.title or mention.source_url
        return format_html('{}<br><a href="{}" rel="noreferrer nofollow">{}</a>', name, mention.source_url, words[:100])

    @admin.display(description=_("about"))
    def about(self, mention: Mention) -> str:
        return format_html('<a href="{}">{}</a>', mention.post.get_absolute_url(), mention.post)

    @admin.display(description=_("state"))
    def state_in_words(self, mention: Mention) -> str:
        words = mention.get_state_display()
        return format_html('<span class="state state-{}">{}</span>', SHAPES[mention.state], words)

    @admin.display(description=_("came"))
    def came(self, mention: Mention) -> str:
        return moment(mention.created_at)
