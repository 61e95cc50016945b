"""Feeds that are followed, with their health; and what their publishers changed after we had."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from blog import access
from blog.actions.queue import defer_once
from blog.actions.typed import written
from blog.models import Feed, FeedItem
from blog.outgoing.errors import OutgoingError
from blog.syndication.arriving import accept, ignore, merged_offer
from blog.syndication.bringing import bring, source_of
from blog.syndication.reading.discovery import Found, discover
from blog.syndication.reading.items import NotReadable
from blog.views.changes import describe_changes

from .base import NounAdmin
from .moments import moment

SHOWN_ITEMS = 50


class FeedForm(forms.ModelForm):
    """The address may be that of any page: the feed is looked for when it is saved, and really read."""

    found: tuple[Found, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "url" in self.fields:
            self.fields["url"] = forms.CharField(
                label=_("address"),
                max_length=1000,
                initial=self.instance.url,
                help_text=_("Of the site or of its feed; RSS, Atom, JSON Feed, WordPress, or a page with an h-feed."),
                widget=forms.TextInput(attrs={"class": "vTextField"}),
            )
        if "source" in self.fields:
            self.fields["source"].required = False
            self.fields["source"].help_text = _("Empty: one with the name of the site is made.")

    def clean_url(self) -> str:
        typed = self.cleaned_data["url"]
        if typed == self.instance.url:
            return typed
        try:
            self.found = tuple(discover(typed))
        except (OutgoingError, NotReadable) as error:
            raise forms.ValidationError(str(error)) from error
        return self.found[0].url

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        url = cleaned.get("url", "")
        if url and Feed.objects.filter(url=url).exclude(pk=self.instance.pk).exists():
            self.add_error("url", _("This feed is followed already."))
        elif url and "source" in self.fields and not cleaned.get("source"):
            cleaned["source"] = source_of(url)
        return cleaned


@admin.action(description=_("Look now"), permissions=["change"])
def look_now(model_admin: admin.ModelAdmin, request: HttpRequest, feeds: QuerySet[Feed]) -> None:
    count = Feed.objects.filter(pk__in=feeds.values("pk"), is_on=True).update(next_poll_at=timezone.now())
    defer_once("poll_feeds")
    said = ngettext("%(count)d feed is looked at in a moment.", "%(count)d feeds are looked at in a moment.", count)
    messages.success(request, said % {"count": count})


@admin.register(Feed)
class FeedAdmin(NounAdmin):
    form = FeedForm
    autocomplete_fields = ("source", "author")
    list_display = ("heading", "health", "succeeded", "items_so_far", "next_look", "error")
    list_filter = ("is_on", "publishes")
    list_select_related = ("source",)
    search_fields = ("url__icontains", "source__name__istartswith")
    sortable_by = ()
    actions = (look_now,)
    fieldsets = (
        (None, {"fields": ("url", "source", "is_on")}),
        (_("What becomes of it"), {"fields": ("publishes", "author", "author_names")}),
        (_("Tags"), {"fields": ("takes_tags", "tag_names", "added_tags")}),
        (_("Texts and pictures"), {"fields": ("fetches_full", "brings_pictures")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Feed]:
        of_feed = FeedItem.objects.filter(feed=OuterRef("pk")).order_by().values("feed")
        number = Subquery(of_feed.annotate(number=Count("pk")).values("number"), output_field=IntegerField())
        return super().get_queryset(request).annotate(number=Coalesce(number, 0))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"author": request.user.pk, **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: Feed, form: FeedForm, change: bool) -> None:
        if form.found:
            obj.next_poll_at, obj.etag, obj.last_modified, obj.failures, obj.error = timezone.now(), "", "", 0, ""
        super().save_model(request, obj, form, change)
        if form.found:
            first, *others = form.found
            said = ngettext("Found %(url)s, with %(count)d item.", "Found %(url)s, with %(count)d items.", first.items)
            messages.success(request, said % {"url": first.url, "count": first.items})
            if others:
                named = ", ".join(one.url for one in others)
                messages.info(request, gettext("There were others too: %(urls)s") % {"urls": named})
            defer_once("poll_feeds")

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        if feed := kwargs.get("obj"):
            context["items"] = feed.items.select_related("post").defer("post__body", "post__body_html")[:SHOWN_ITEMS]
        return super().render_change_form(request, context, **kwargs)

    # --- Columns ---------------------------------------------------------------------------------------------------
    @admin.display(description=_("feed"))
    def heading(self, feed: Feed) -> str:
        return format_html('{}<br><span class="quiet">{}</span>', feed.source, feed.url)

    @admin.display(description=_("health"))
    def health(self, feed: Feed) -> str:
        shape, words = "published", gettext("fine")
        if not feed.is_on:
            shape, words = "draft", gettext("not followed")
        elif feed.failures:
            shape = "failed"
            words = ngettext("failed %(count)d time", "failed %(count)d times", feed.failures) % {
                "count": feed.failures
            }
        elif not feed.succeeded_at:
            shape, words = "scheduled", gettext("not looked at yet")
        return format_html('<span class="state state-{}">{}</span>', shape, words)

    @admin.display(description=_("last success"))
    def succeeded(self, feed: Feed) -> str:
        return moment(feed.succeeded_at) if feed.succeeded_at else "–"

    @admin.display(description=_("items"))
    def items_so_far(self, feed: Feed) -> int:
        return feed.number

    @admin.display(description=_("next look"))
    def next_look(self, feed: Feed) -> str:
        return moment(feed.next_poll_at) if feed.is_on else "–"

    # --- One post by its address -----------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        return [path("bring/", self.admin_site.admin_view(self.bring), name="post_bring"), *super().get_urls()]

    def bring(self, request: HttpRequest) -> HttpResponse:
        """A page of another site becomes a draft of whoever asks."""
        if not (request.user.has_perm("blog.add_post") and request.user.has_perm("blog.change_post")):
            raise PermissionDenied
        typed, error = request.POST.get("url", "").strip()[:1000], ""
        if request.method == "POST" and typed:
            try:
                post, is_new = bring(url=typed, by=request.user)
            except (OutgoingError, NotReadable) as problem:
                error = str(problem)
            else:
                return self._brought(request, post, is_new)
        title = gettext("Bring a post from elsewhere")
        context = {**self.admin_site.each_context(request), "title": title, "typed": typed, "error": error}
        return render(request, "admin/blog/feed/bring.html", context, status=400 if error else 200)

    def _brought(self, request: HttpRequest, post: Any, is_new: bool) -> HttpResponse:
        if not access.can_read(request.user, post):
            messages.info(request, gettext("Somebody else has brought it before."))
            return HttpResponseRedirect(reverse("admin:blog_post_changelist"))
        said = gettext("Here it is, as a draft.") if is_new else gettext("It was brought before; this is the post.")
        messages.success(request, said)
        return HttpResponseRedirect(reverse("admin:blog_post_change", args=[post.pk]))


@admin.register(FeedItem)
class FeedItemAdmin(NounAdmin):
    """Posts that were edited here, whose originals changed since: to be taken over or left."""

    list_display = ("heading", "feed", "state_in_words", "changed")
    list_filter = ("state", "feed")
    list_select_related = ("feed__source", "post")
    ordering = ("-changed_at", "-id")
    sortable_by = ()
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[FeedItem]:
        large = ("body", "body_html", "plain_text", "toc")
        return super().get_queryset(request).defer("offer", *(f"post__{name}" for name in large))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: FeedItem | None = None) -> bool:
        return False

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """What taking over would change, and the two ways to go on."""
        item = get_object_or_404(FeedItem.objects.select_related("feed__source", "post"), pk=object_id)
        if item.post is None or not access.can_edit(request.user, item.post):
            raise PermissionDenied
        if request.method == "POST":
            return self._decided(request, item)
        changes = None
        if item.state == FeedItem.State.CHANGED:
            changes = describe_changes(written(item.post), {**written(item.post), **merged_offer(item, item.post)})
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("The original changed"),
            "item": item,
            "changes": changes,
        }
        return render(request, "admin/blog/feed/original.html", context)

    def _decided(self, request: HttpRequest, item: FeedItem) -> HttpResponse:
        may = access.can_publish if item.post.status == "published" else access.can_edit
        if not may(request.user, item.post):
            raise PermissionDenied
        if item.state == FeedItem.State.CHANGED and "accept" in request.POST:
            accept(item=item, by=request.user)
            messages.success(request, gettext("The changes of the original are in."))
        elif item.state == FeedItem.State.CHANGED:
            ignore(item=item)
            messages.success(request, gettext("Ours stays as it is."))
        return HttpResponseRedirect(reverse("admin:blog_post_change", args=[item.post_id]))

    @admin.display(description=_("post"))
    def heading(self, item: FeedItem) -> str:
        return str(item.post or item)

    @admin.display(description=_("state"))
    def state_in_words(self, item: FeedItem) -> str:
        shape = {"taken": "published", "changed": "scheduled", "ignored": "draft", "failed": "failed"}[item.state]
        return format_html('<span class="state state-{}">{}</span>', shape, item.get_state_display())

    @admin.display(description=_("changed"))
    def changed(self, item: FeedItem) -> str:
        return moment(item.changed_at or item.first_seen)
