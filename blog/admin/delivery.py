"""The outbox, to be read: what was sent where, what waits, and what failed and why."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from blog.models import Delivery
from blog.syndication.copies import delete_copies
from blog.syndication.outbox import call_off, replay

from .base import NounAdmin
from .moments import moment

STATES = {"sent": "published", "waiting": "scheduled", "sending": "scheduled", "failed": "failed", "cancelled": "draft"}


@admin.action(description=_("Try again"), permissions=["change"])
def try_again(model_admin: admin.ModelAdmin, request: HttpRequest, deliveries: QuerySet[Delivery]) -> None:
    count = replay(deliveries=deliveries)
    said = ngettext("%(count)d delivery is tried again.", "%(count)d deliveries are tried again.", count)
    messages.success(request, said % {"count": count})


@admin.action(description=_("Try all failed ones of the chosen targets again"), permissions=["change"])
def try_all_again(model_admin: admin.ModelAdmin, request: HttpRequest, deliveries: QuerySet[Delivery]) -> None:
    failed = Delivery.objects.filter(target__in=deliveries.values("target"), state=Delivery.State.FAILED)
    try_again(model_admin, request, failed)


@admin.action(description=_("Do not send"), permissions=["change"])
def do_not_send(model_admin: admin.ModelAdmin, request: HttpRequest, deliveries: QuerySet[Delivery]) -> None:
    count = call_off(deliveries=deliveries)
    said = ngettext("%(count)d delivery is not sent.", "%(count)d deliveries are not sent.", count)
    messages.success(request, said % {"count": count})


@admin.action(description=_("Delete the copies of posts that are gone"), permissions=["change"])
def delete_copies_of_gone(model_admin: admin.ModelAdmin, request: HttpRequest, deliveries: QuerySet[Delivery]) -> None:
    """Of posts that readers still find here, the writing screen deletes copies."""
    gone = Delivery.objects.filter(Q(post=None) | Q(post__trashed_at__isnull=False), pk__in=deliveries.values("pk"))
    count = delete_copies(made=gone, by=request.user)
    said = ngettext("%(count)d copy is about to be deleted.", "%(count)d copies are about to be deleted.", count)
    messages.success(request, said % {"count": count})


@admin.register(Delivery)
class DeliveryAdmin(NounAdmin):
    list_display = ("what", "target", "state_in_words", "attempts", "when", "answer_in_words", "copy")
    list_display_links = None
    list_filter = ("state", "target", "action")
    list_select_related = ("target", "post")
    actions = (try_again, try_all_again, do_not_send, delete_copies_of_gone)
    sortable_by = ()
    search_fields = ("post_title__istartswith",)
    search_help_text = _("The beginning of a title")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        large = ("content", *(f"post__{name}" for name in ("body", "body_html", "plain_text", "toc")))
        return super().get_queryset(request).defer(*large)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), "title": gettext("Outbox")})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        """There is nothing to be changed by hand."""
        return self.changelist_view(request)

    @admin.display(description=_("what"))
    def what(self, delivery: Delivery) -> str:
        title = str(delivery.post) if delivery.post else delivery.post_title
        words = f"{delivery.get_action_display()}: {title}"
        if delivery.post is None:
            return words
        return format_html('<a href="{}">{}</a>', reverse("admin:blog_post_change", args=[delivery.post_id]), words)

    @admin.display(description=_("state"))
    def state_in_words(self, delivery: Delivery) -> str:
        shape, words = STATES[delivery.state], delivery.get_state_display()
        return format_html('<span class="state state-{}">{}</span>', shape, words)

    @admin.display(description=_("when"))
    def when(self, delivery: Delivery) -> str:
        at = delivery.finished_at or delivery.next_try_at or delivery.started_at
        return moment(at) if at else "–"

    @admin.display(description=_("answer"))
    def answer_in_words(self, delivery: Delivery) -> str:
        return format_html_join("", "<div>{}</div>", ((said,) for said in (delivery.answer, delivery.doubt) if said))

    @admin.display(description=_("copy"))
    def copy(self, delivery: Delivery) -> str:
        url = delivery.copy_url
        return format_html('<a href="{}" rel="noreferrer">{}</a>', url, url[:60]) if url else "–"
