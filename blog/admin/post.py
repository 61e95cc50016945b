"""The writing screen of posts and pages. Every change goes through a verb of `blog.actions`."""

import re
from typing import Any

from django.contrib import admin, messages
from django.db import connection, models
from django.db.models import QuerySet
from django.forms import ModelForm, SplitDateTimeField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog import access
from blog.actions.folding import keep_side
from blog.actions.posts import delete_post, save_post, trash_post
from blog.actions.revisions import LONGEST_NOTE, set_note
from blog.actions.search_index import index_changed_posts
from blog.actions.tags import tags_named
from blog.actions.typed import chosen_by_others
from blog.actions.working_copies import empty, forget_places
from blog.models import FeedItem, Post, Revision, WorkingCopy
from blog.models.working_copy import TAB_PATTERN
from blog.syndication.copies import copies_of
from blog.views import (
    autosave,
    json_doors,
    link_picker,
    offers,
    outlook,
    pasting,
    post_verbs,
    presence,
    preview,
    revisions,
    sending,
)

from .cross_post import CrossPostInline
from .moments import moment
from .post_form import PostForm, as_new
from .post_list import PostList
from .side import errors_of, groups_of
from .states import CHANGED, more_said, state_said
from .widgets import CoverWidget, MomentWidget

# The class of a group is its name for stylesheets and scripts.
WRITING = (None, {"fields": ["title", "body"], "classes": ["writing"]})
ABOUT = (
    _("About this post"),
    {"fields": ["tags", "cover", "excerpt", "series", "series_position"], "classes": ["about"]},
)
TIMES = (
    _("When and for whom"),
    {"fields": ["publish_at", "expire_at", "visibility", "is_featured"], "classes": ["times"]},
)
ADDRESS = (_("Address and people"), {"fields": ["slug", "kind", "author", "language"], "classes": ["address"]})
SEARCH_ENGINES = (
    _("Search engines and sharing"),
    {"fields": ["meta_title", "meta_description"], "classes": ["search"]},
)
FOR_EDITORS = {"kind", "author"}
FOR_PUBLISHERS = {"publish_at", "expire_at", "visibility", "is_featured"}

DONE = {
    ("draft", "save"): _("Draft saved."),
    ("draft", "unpublish"): _("Unpublished: readers no longer see it."),
    ("scheduled", "save"): _("Saved. It appears on %(when)s."),
    ("scheduled", "publish"): _("Scheduled: it appears on %(when)s."),
    ("published", "save"): _("Updated."),
    ("published", "publish"): _("Published."),
    ("published", "publish_now"): _("Published."),
}


@admin.register(Post)
class PostAdmin(PostList):
    form = PostForm
    inlines = (CrossPostInline,)
    autocomplete_fields = ("author", "series")

    # --- The writing screen ----------------------------------------------------------------------------------------
    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Post | None:
        post = super().get_object(request, object_id, from_field)
        if post and request.method == "POST" and connection.in_atomic_block:
            # From here to the commit nobody else saves it, so the version that the form compares is the last one.
            return Post.objects.select_for_update(no_key=True).filter(pk=post.pk).first()
        return post

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        object_id = object_id or self._begun_by_autosave(request)
        post = self.get_object(request, object_id) if object_id and request.method == "POST" else None
        if post and post.trashed_at:
            return self._give_back(request, gettext("Somebody put this post in the trash while you were writing."))
        if post and not self.has_change_permission(request, post):
            return self._give_back(request, gettext("Only editors change this post now that it is published."))
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _begun_by_autosave(self, request: HttpRequest) -> str | None:
        """The draft that the tab of a new post has begun meanwhile, should its form not know that."""
        tab = request.POST.get("tab", "")
        if request.method != "POST" or not re.fullmatch(TAB_PATTERN, tab):
            return None
        copy = WorkingCopy.objects.filter(started_in=tab, post__in=access.readable_posts(request.user)).first()
        if copy is None:
            return None
        request.POST = request.POST.copy()
        request.POST["version"], request.POST["sequence"] = str(copy.base_version), str(copy.sequence)
        return str(copy.post_id)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """What was typed is given back; whether the post was deleted or is somebody else's is told to nobody."""
        if request.method != "POST" or "body" not in request.POST:
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        return self._give_back(request, gettext("This post is not there any more, or is no longer yours."))

    def _give_back(self, request: HttpRequest, why: str) -> HttpResponse:
        """What was typed into a post that can no longer be saved, as the form of a new one, not stored yet."""
        request.POST = as_new(request.POST)
        request.why_new = why
        return super().changeform_view(request, form_url=reverse("admin:blog_post_add"))

    def get_fieldsets(self, request: HttpRequest, obj: Post | None = None) -> list[tuple]:
        hidden: set[str] = set()
        if not request.user.has_perm("blog.change_any_post"):
            hidden |= FOR_EDITORS
        if not request.user.has_perm("blog.publish_post"):
            hidden |= FOR_PUBLISHERS
        sections = [WRITING, ABOUT, TIMES, ADDRESS, SEARCH_ENGINES]
        shown = [
            (name, {**options, "fields": [f for f in options["fields"] if f not in hidden]})
            for name, options in sections
        ]
        return [section for section in shown if section[1]["fields"]]

    def get_form(
        self, request: HttpRequest, obj: Post | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.user = request.user
        form.why_new = getattr(request, "why_new", "")
        return form

    def formfield_for_foreignkey(self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "cover":
            kwargs["widget"] = CoverWidget("cover", Post)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, models.DateTimeField):
            kwargs |= {"form_class": SplitDateTimeField, "widget": MomentWidget}
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().get_changeform_initial_data(request), "author": request.user.pk}

    def save_model(self, request: HttpRequest, obj: Post, form: PostForm, change: bool) -> None:
        is_publication = form.verb.startswith("publish")
        reason = Revision.Reason.PUBLISHED if is_publication else Revision.Reason.SAVED
        made = save_post(
            post=obj,
            by=request.user,
            reason=Revision.Reason.MERGED if form.mine else reason,
            tags=tags_named(form.cleaned_data["tags"]),
            merge=form.mine and keep_side(post=obj, mine=form.mine),
        )
        if form.note and obj.status == Post.Status.PUBLISHED:
            set_note(revision=made, note=form.note)
        if form.copy and form.copy.is_open and form.copy.sequence == form.cleaned_data["sequence"]:
            empty(form.copy, post=obj, but=chosen_by_others(request.user))

    def save_related(self, request: HttpRequest, form: PostForm, formsets: list, change: bool) -> None:
        """The tags were saved by the verb, with the post."""
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)
            if form.copy:
                forget_places(form.copy, formset.sent_rows())
        # The verb has seen to the post; where else it stands is known only now.
        index_changed_posts(keys=[form.instance.pk])

    def response_add(self, request: HttpRequest, obj: Post, post_url_continue: str | None = None) -> HttpResponse:
        if "_popup" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        return self._stay(request, obj)

    def response_change(self, request: HttpRequest, obj: Post) -> HttpResponse:
        if "_popup" in request.POST:
            return super().response_change(request, obj)
        return self._stay(request, obj)

    def _stay(self, request: HttpRequest, post: Post) -> HttpResponse:
        verb = next((verb for verb in ("publish_now", "publish", "unpublish") if f"_{verb}" in request.POST), "save")
        said = DONE.get((post.state, verb), _("Saved."))
        if post.publish_at:
            said = said % {"when": moment(post.publish_at)}
        if post.state == "published":
            said = format_html('{} <a href="{}">{}</a>', said, post.get_absolute_url(), gettext("See it"))
        messages.success(request, said)
        offers.offer_to_update(request, post)
        return HttpResponseRedirect(reverse("admin:blog_post_change", args=[post.pk]))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        post: Post | None = kwargs.get("obj")
        # A form that is sent back has set on the post what was typed, and what it was to become.
        is_typed_over = post is not None and context["adminform"].form.is_bound
        stored = Post.objects.get(pk=post.pk) if is_typed_over else post
        about = stored or Post(author=request.user)
        preview_url = f"{reverse('admin:post_preview')}?post={about.pk or ''}"
        form = context["adminform"].form
        copy = getattr(form, "copy", None)
        context |= {
            "stored": stored,
            "state": about.state,
            "state_said": state_said(about),
            "state_more": more_said(about, copy),
            "changed_said": CHANGED,
            "zone": timezone.get_current_timezone_name(),
            "side_groups": groups_of(context["adminform"]),
            "wrong": errors_of(form, context["inline_admin_formsets"]),
            "may_publish": access.can_publish(request.user, about),
            "may_edit": self.has_change_permission(request, about) if post else self.has_add_permission(request),
            "preview_url": preview_url,
            "pane_url": f"{preview_url}&pane=1",
            "longest_note": LONGEST_NOTE,
            "outlook_url": f"{reverse('admin:post_outlook')}?post={about.pk or ''}",
            "copy": copy,
            "changed_original": _changed_original(about),
            **offers.sent_to(about),
            "offer": offers.offered(request, about),
            "left": offers.left_elsewhere(about),
            "written_at": moment(copy.saved_at) if copy and copy.is_open else "",
            "staged_for": moment(copy.go_live_at) if copy and copy.go_live_at else "",
            "trashed_on": moment(about.trashed_at) if about.trashed_at else "",
        }
        if "_glance" in request.GET:
            # An open page looks what became of the post; what is to be said is said to the page that is opened next.
            context["messages"] = []
        return super().render_change_form(request, context, **kwargs)

    # --- The trash -------------------------------------------------------------------------------------------------
    def render_delete_form(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        post = context["object"]
        may_delete_copies = access.can_publish(request.user, post)
        return super().render_delete_form(
            request, {**context, "copies": copies_of([post.pk]), "may_delete_copies": may_delete_copies}
        )

    def delete_model(self, request: HttpRequest, obj: Post) -> None:
        if "_copies" in request.POST:
            messages.success(request, offers.delete_all(obj, request.user))
        if obj.trashed_at:
            delete_post(post=obj)
        else:
            trash_post(post=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        for post in queryset:
            self.delete_model(request, post)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        if Post.objects.filter(pk=obj_id).exists():
            messages.success(request, gettext("“%(post)s” is in the trash.") % {"post": obj_display})
            return HttpResponseRedirect(reverse("admin:blog_post_change", args=[obj_id]))
        messages.success(request, gettext("“%(post)s” was deleted for good.") % {"post": obj_display})
        return HttpResponseRedirect(reverse("admin:blog_post_changelist"))

    def get_urls(self) -> list[URLPattern]:
        def door(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        own = [
            path("autosave/", autosave.autosave_post, name="post_begin"),
            path("links/", link_picker.posts_to_link, name="post_links"),
            path("markdown/", pasting.pasted_markdown, name="post_markdown"),
            path("token/", json_doors.token, name="post_token"),
            path("signed-in/", door(json_doors.signed_in), name="post_signed_in"),
            path("<int:pk>/autosave/", autosave.autosave_post, name="post_autosave"),
            path("<int:pk>/here/", presence.here, name="post_here"),
            path("<int:pk>/sending/", sending.sending, name="post_sending"),
            path("<int:pk>/do/<str:verb>/", post_verbs.do, name="post_do"),
            path("<int:pk>/form/<str:verb>/", door(post_verbs.do_by_form), name="post_do_by_form"),
            path("outlook/", outlook.outlook, name="post_outlook"),
            path("preview/", door(preview.preview_typed), name="post_preview"),
            path("<int:pk>/preview/", door(preview.preview_saved), name="post_preview_saved"),
            path("<int:pk>/restore/", door(revisions.restore), name="post_restore"),
            path("<int:pk>/history/", door(revisions.history), name="blog_post_history"),
            path("<int:pk>/compare/", door(revisions.compare), name="post_compare"),
            path(
                "<int:pk>/versions/<int:version>/restore/", door(revisions.restore_version), name="post_restore_version"
            ),
            path("<int:pk>/versions/<int:version>/note/", door(revisions.note), name="post_note"),
            path("<int:pk>/versions/<int:version>/", door(revisions.revision), name="post_revision"),
        ]
        return own + super().get_urls()


def _changed_original(post: Post) -> FeedItem | None:
    """What its publisher changed after it was edited here, to be taken over or left."""
    return FeedItem.objects.filter(post=post.pk, state=FeedItem.State.CHANGED).first() if post.pk else None
