"""The form behind the writing screen: what was typed, checked, and never over somebody else's newer text."""

import re
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.db.models import Model
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog import access
from blog.actions.descriptions import question, undescribed_in
from blog.actions.folding import NotMerged, NotValid, Side, merged_with_post
from blog.actions.revisions import checked_note
from blog.actions.typed import (
    MAX_TAGS,
    MOMENTS,
    WRITTEN,
    Fields,
    check,
    check_length,
    door_name,
    follows_title,
    moment_of,
    of_snapshot,
    stored_name,
)
from blog.actions.working_copies import copy_of
from blog.models import Post, Revision, Tag, WorkingCopy
from blog.text.diff import with_one_newline
from blog.views.autosave import described

from .autocomplete import writers
from .widgets import LanguageInput, MarkdownWidget, TagNamesWidget

VERBS = ("publish", "publish_now", "unpublish")
FIELD_OF_CONSTRAINT = {
    "post_published_has_date": "publish_at",
    "post_published_has_title": "title",
    "post_expires_after_publication": "expire_at",
    "post_position_needs_series": "series_position",
}
_MESSAGES = {c.name: c.violation_error_message for c in Post._meta.constraints}
_FIELDS = {_MESSAGES[name]: field for name, field in FIELD_OF_CONSTRAINT.items()}
KEPT = _("Your text is below as you typed it, and not stored yet: save it if it should become a new post.")


class TagNamesField(forms.Field):
    """Names of tags, each once, ignoring case and extra spaces."""

    widget = TagNamesWidget
    default_validators = [MaxLengthValidator(MAX_TAGS, _("A post can have %(limit_value)d tags."))]

    def to_python(self, value: list[str] | None) -> list[str]:
        names: dict[str, str] = {}
        for name in (" ".join(name.split()) for name in value or []):
            names.setdefault(name.casefold(), name)
        names.pop("", None)
        return list(names.values())

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        check_name = Tag._meta.get_field("name").max_length or 0
        for name in value:
            ProhibitNullCharactersValidator()(name)
            if len(name) > check_name:
                said = gettext("A tag has at most %(most)d characters, “%(beginning)s…” has %(length)d.")
                raise ValidationError(said % {"most": check_name, "beginning": name[:40], "length": len(name)})


def as_new(data: QueryDict) -> QueryDict:
    """What was typed into the form of a post, as if into the form of a new one."""
    typed = data.copy()
    typed["version"] = typed["sequence"] = ""
    typed["cross_posts-INITIAL_FORMS"] = "0"
    for name in typed:
        if re.fullmatch(r"cross_posts-\d+-(id|post|row)", name):
            typed[name] = ""
    return typed


class PostForm(forms.ModelForm):
    """`user` is set by the admin, and `why_new`: why the post that the text was typed into can no longer be saved.

    `conflict` is the newer revision that this form would have overwritten, `conflicts` what both changed. `mine` is
    what was typed, where it was merged with a newer version. `note` is what readers are told of the change. `copy` is
    the post's working copy, which the form shows.
    """

    user: User
    why_new = ""
    note = ""
    copy: WorkingCopy | None = None
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    sequence = forms.IntegerField(required=False, widget=forms.HiddenInput)
    tags = TagNamesField(label=_("Tags"), required=False)

    class Meta:
        model = Post
        # The admin's fieldsets say which of its other columns are shown to whom.
        fields = ["title", "body", "excerpt", "meta_description"]
        widgets = {
            "title": forms.Textarea(attrs={"rows": 1, "placeholder": _("Title")}),
            "body": MarkdownWidget(attrs={"rows": 24, "placeholder": _("Write here, in Markdown.")}),
            "excerpt": forms.Textarea(attrs={"rows": 3}),
            "language": LanguageInput,
            "meta_description": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.conflict: Revision | None = None
        self.conflicts: list[dict[str, Any]] = []
        self.is_stale = False
        self.undescribed: list[str] = []
        self.mine: Side | None = None
        self.verb = next((verb for verb in VERBS if f"_{verb}" in self.data), "save")
        if self.instance.pk:
            self.initial["version"] = self.instance.version
            self.initial["tags"] = [tag.name for tag in self.instance.tags.all()]
            self._show(copy_of(self.instance))
        else:
            self.instance.author = self.user
        self.fields["tags"].widget.can_create = self.user.has_perm("blog.add_tag")
        if "body" in self.fields:
            self._let_in_pictures(self.fields["body"].widget)
        for name in self.fields.keys() & {"author", "cover", "series"}:
            widget = self.fields[name].widget
            widget.can_change_related = widget.can_delete_related = widget.can_view_related = False
        if "author" in self.fields:
            self.fields["author"].queryset = writers() | User.objects.filter(pk=self.instance.author_id)
        words = gettext("Date:"), gettext("Time:")
        for name in self.fields.keys() & {"publish_at", "expire_at"}:
            # Django writes its own words beside the two, but not as their labels.
            for widget, part in zip(self.fields[name].widget.widgets, words, strict=True):
                widget.attrs["aria-label"] = f"{self.fields[name].label}: {part.rstrip(':')}"
        if "publish_at" in self.fields:
            zone = timezone.get_current_timezone_name()
            said = gettext("In the future: scheduled. Times are those of %(zone)s.")
            self.fields["publish_at"].help_text = said % {"zone": zone}

    def _let_in_pictures(self, widget: MarkdownWidget) -> None:
        widget.may_upload = self.user.has_perm("blog.add_image")
        widget.may_choose = self.user.has_perm("blog.view_image")
        if widget.may_upload:
            widget.attrs["data-upload-url"] = reverse("admin:image_upload")

    def _show(self, copy: WorkingCopy) -> None:
        """What is being written of the post, where that is more than the post has."""
        self.copy = copy
        # For the rows about other places, which are shown with it too.
        self.instance.working_copy = copy
        self.initial["sequence"] = copy.sequence
        if not copy.is_open:
            return
        self.initial["version"] = copy.base_version
        for name, value in copy.fields.items():
            if door_name(name) in self.fields:
                self.initial[door_name(name)] = moment_of(value) if name in MOMENTS else value

    def clean_title(self) -> str:
        """One line, however it was typed: its field grows like that of a text."""
        return re.sub(r"\s*[\r\n]+\s*", " ", self.cleaned_data["title"])

    def clean_body(self) -> str:
        check_length(self.cleaned_data["body"])
        return self.cleaned_data["body"]

    def clean_tags(self) -> list[str]:
        names = self.cleaned_data["tags"]
        if names and not self.user.has_perm("blog.add_tag"):
            for name in names:
                if not Tag.objects.named(name).exists():
                    said = gettext("There is no tag “%(name)s”, and your role does not make new ones.")
                    raise ValidationError(said % {"name": name})
        return names

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in cleaned.keys() & {"body", "excerpt"}:
            cleaned[name] = with_one_newline(cleaned[name])
        self._merge_with_newer(cleaned)
        if self.why_new:
            self.add_error(None, f"{self.why_new} {KEPT}")
        slug, title = cleaned.get("slug"), cleaned.get("title")
        if slug == "" or follows_title(self.instance, slug=slug, title=title):
            Post.objects.choose_slugs_alone()
            cleaned["slug"] = Post(pk=self.instance.pk, title=cleaned.get("title", "")).free_slug()
        self._read_note()
        self._apply_verb(cleaned)
        self._ask_for_descriptions(cleaned)
        return cleaned

    def _merge_with_newer(self, cleaned: dict[str, Any]) -> None:
        """With what somebody saved since this form was opened; what both changed is shown, to choose from."""
        post, base = self.instance, self.cleaned_data.get("version")
        if not post.pk or base == post.version or self.data.get("_over") == str(post.version):
            return
        if not base or not post.revisions.filter(version=base).exists():
            self._refuse(post.revisions.select_related("by").first())
            return
        if self.errors:
            return
        mine = self._typed(cleaned)
        choices = {name.removeprefix("choice_"): self.data[name] for name in self.data if name.startswith("choice_")}
        try:
            merged = merged_with_post(post=post, fields=mine, base_version=base, choices=choices)
        except NotMerged as error:
            self.conflicts = [
                {"name": self.fields[door_name(each.field)].label, **described(each)} for each in error.conflicts
            ]
            self._refuse(error.newest)
            return
        if merged is mine:
            return
        self.mine = (mine, base, self.user)
        self._take_over(merged, cleaned)

    def _refuse(self, newer: Revision | None) -> None:
        self.is_stale, self.conflict = True, newer
        self.add_error(None, _("Somebody saved this post while you were writing. Nothing of yours was stored yet."))

    def _typed(self, cleaned: dict[str, Any]) -> Fields:
        named = {stored_name(name): value for name, value in cleaned.items() if stored_name(name) in WRITTEN}
        return of_snapshot({name: value.pk if isinstance(value, Model) else value for name, value in named.items()})

    def _take_over(self, merged: Fields, cleaned: dict[str, Any]) -> None:
        values, errors = check(merged, post=self.instance, by=self.user)
        for name in cleaned.keys() & {door_name(name) for name in values}:
            value = values[stored_name(name)]
            related = stored_name(name) != name and Post._meta.get_field(name).related_model
            cleaned[name] = related.objects.filter(pk=value).first() if related else value
        for name, messages in errors.items():
            for message in messages:
                self.add_error(door_name(name) if door_name(name) in self.fields else None, message)

    def _read_note(self) -> None:
        """What readers of a post that is out are told of this change; its field is not among the post's."""
        if self.instance.state == "published" and access.can_publish(self.user, self.instance):
            try:
                self.note = checked_note(self.data.get("note", ""))
            except NotValid as error:
                self.add_error(None, error.errors["note"])

    def _apply_verb(self, cleaned: dict[str, Any]) -> None:
        if self.verb == "save":
            return
        if not access.can_publish(self.user, self.instance):
            raise PermissionDenied
        self.instance.status = Post.Status.DRAFT if self.verb == "unpublish" else Post.Status.PUBLISHED
        is_date_wrong = "publish_at" in self.errors
        if self.verb == "publish_now" or (
            self.verb == "publish" and not cleaned.get("publish_at") and not is_date_wrong
        ):
            cleaned["publish_at"] = timezone.now()

    def _ask_for_descriptions(self, cleaned: dict[str, Any]) -> None:
        """Of pictures that would go out without a word for who cannot see them, unless they are said to decorate."""
        if not self.verb.startswith("publish") or "_only_decoration" in self.data:
            return
        self.undescribed = undescribed_in(body=cleaned.get("body", ""), cover=cleaned.get("cover"))
        if self.undescribed:
            self.add_error("body", question(self.undescribed))

    def _post_clean(self) -> None:
        super()._post_clean()
        # Django leaves these to the database, because no field shows all the columns that they look at.
        if self.instance.status == Post.Status.PUBLISHED and not self.errors:
            if not self.instance.publish_at:
                self._update_errors(ValidationError({NON_FIELD_ERRORS: [_MESSAGES["post_published_has_date"]]}))
            if not self.instance.title:
                self._update_errors(ValidationError({NON_FIELD_ERRORS: [_MESSAGES["post_published_has_title"]]}))

    def _update_errors(self, errors: ValidationError) -> None:
        """What a constraint says goes beside the field it is about."""
        for error in errors.error_dict.pop(NON_FIELD_ERRORS, []):
            field = _FIELDS.get(error.message)
            self.add_error(field if field in self.fields else None, error)
        super()._update_errors(errors)
