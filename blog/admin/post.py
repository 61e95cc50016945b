"""Posts and pages: the list and the writing screen. Every change goes through a verb of `blog.actions`."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import connection, models
from django.db.models import QuerySet
from django.forms import Media, ModelForm, SplitDateTimeField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog import access
from blog.actions.folding import keep_side
from blog.actions.posts import delete_post, save_post, trash_post
from blog.actions.search_index import index_changed_posts
from blog.actions.tags import tags_named
from blog.actions.working_copies import empty
from blog.models import CrossPost, Post, Revision, WorkingCopy
from blog.views import autosave, json_doors, link_picker, pasting, post_verbs, presence, preview, revisions

from . import bulk, post_search
from .base import HTTPS_BY_DEFAULT, NounAdmin, SearchedFields
from .filters import AuthorFilter, PublicationDateFilter, StateFilter, TagFilter
from .moments import moment
from .post_form import PostForm, as_new
from .states import STATES
from .widgets import CoverWidget, MomentWidget

WRITING = (None, {"fields": ["title", "body"], "classes": ["writing"]})
ABOUT = (_("About this post"), {"fields": ["tags", "cover", "excerpt", "series", "series_position"]})
ADDRESS = (_("Address and people"), {"fields": ["slug", "kind", "author", "language"]})
TIMES = (_("When and for whom"), {"fields": ["publish_at", "expire_at", "visibility", "is_featured"]})
SEARCH_ENGINES = (_("Search engines"), {"fields": ["meta_title", "meta_description"]})
# Of a post and what is being written of it, what the list does not show.
UNLISTED = ("body", "body_html", "plain_text", "toc", *(f"working_copy__{f}" for f in ("fields", "staged", "numbers")))
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


class CrossPostInline(SearchedFields, admin.TabularInline):
    """Whoever may change the post may say where else it stands."""

    model = CrossPost
    extra = 0
    formfield_overrides = HTTPS_BY_DEFAULT
    autocomplete_fields = ("source",)
    fields = ("source", "direction", "url", "is_canonical", "place")
    verbose_name_plural = _("Elsewhere: where it came from, where copies are")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("source")

    def has_view_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        return request.user.has_perm("blog.view_post") if obj is None else access.can_read(request.user, obj)

    def has_change_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        if obj is None or obj.pk is None:
            return request.user.has_perm("blog.add_post")
        return obj.trashed_at is None and access.can_edit(request.user, obj)

    has_add_permission = has_delete_permission = has_change_permission


@admin.register(Post)
class PostAdmin(NounAdmin):
    form = PostForm
    inlines = (CrossPostInline,)
    autocomplete_fields = ("author", "series")

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
        if request.method != "POST" or not (tab := request.POST.get("tab", "")):
            return None
        copy = WorkingCopy.objects.filter(started_in=tab, post__in=access.readable_posts(request.user)).first()
        if copy is None:
            return None
        request.POST = request.POST.copy()
        request.POST["version"], request.POST["sequence"] = str(copy.base_version), str(copy.sequence)
        return str(copy.post_id)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        may_be_gone = request.method == "POST" and object_id.isascii() and object_id.isdecimal()
        if not may_be_gone or Post.objects.filter(pk=object_id).exists():
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        return self._give_back(request, gettext("Somebody deleted this post while you were writing."))

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
        save_post(
            post=obj,
            by=request.user,
            reason=Revision.Reason.MERGED if form.mine else reason,
            tags=tags_named(form.cleaned_data["tags"]),
            merge=form.mine and keep_side(post=obj, mine=form.mine),
        )
        if form.copy and form.copy.is_open and form.copy.sequence == form.cleaned_data["sequence"]:
            empty(form.copy, post=obj)

    def save_related(self, request: HttpRequest, form: PostForm, formsets: list, change: bool) -> None:
        """The tags were saved by the verb, with the post."""
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)
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
        return HttpResponseRedirect(reverse("admin:blog_post_change", args=[post.pk]))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        post: Post | None = kwargs.get("obj")
        about = post or Post(author=request.user)
        preview_url = f"{reverse('admin:post_preview')}?post={about.pk or ''}"
        context |= {
            "state": about.state,
            "state_label": STATES[about.state],
            "may_publish": access.can_publish(request.user, about),
            "may_edit": self.has_change_permission(request, post) if post else self.has_add_permission(request),
            "preview_url": preview_url,
            "pane_url": f"{preview_url}&pane=1",
            "copy": getattr(context["adminform"].form, "copy", None),
        }
        return super().render_change_form(request, context, **kwargs)

    # --- The trash -------------------------------------------------------------------------------------------------
    def delete_model(self, request: HttpRequest, obj: Post) -> None:
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
            path("<int:pk>/autosave/", autosave.autosave_post, name="post_autosave"),
            path("<int:pk>/here/", presence.here, name="post_here"),
            path("<int:pk>/do/<str:verb>/", post_verbs.do, name="post_do"),
            path("<int:pk>/form/<str:verb>/", door(post_verbs.do_by_form), name="post_do_by_form"),
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
