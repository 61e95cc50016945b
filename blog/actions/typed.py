"""What was typed into the fields of a post: brought into one form, kept where it is wrong, and checked."""

import datetime as dt
import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from blog.models import Post, Tag
from blog.models.image_queryset import REFERENCE
from blog.text.diff import with_one_newline
from blog.text.slugs import slugify

from .typed_places import PLACES

# As a revision keeps them; doors say `cover` for `cover_id`.
WRITTEN = (
    "title body tags excerpt slug kind author_id series_id series_position cover_id language meta_title "
    "meta_description visibility publish_at expire_at is_featured"
).split()
KEYS = frozenset({"author_id", "series_id", "series_position", "cover_id"})
MOMENTS = frozenset({"publish_at", "expire_at"})
SWITCHES = frozenset({"is_featured"})
FOR_EDITORS = frozenset({"kind", "author_id"})
FOR_PUBLISHERS = frozenset({"publish_at", "expire_at", "visibility", "is_featured"})
MAX_TAGS = 100
# Of a text: three long novels; beyond, merging and rendering would keep others waiting.
MAX_CHARACTERS = 2_000_000
LONGEST_KEY = 18
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
_PICTURE = re.compile(rf"{REFERENCE}(\d{{1,{LONGEST_KEY}}})(?!\d)")

Fields = dict[str, Any]
Errors = dict[str, list[str]]


def door_name(field: str) -> str:
    return field.removesuffix("_id")


def stored_name(field: str) -> str:
    return f"{field}_id" if f"{field}_id" in KEYS else field


def chosen_by_others(user: User) -> frozenset[str]:
    """The fields that this person's role does not choose."""
    hidden = frozenset() if user.has_perm("blog.change_any_post") else FOR_EDITORS
    return hidden if user.has_perm("blog.publish_post") else hidden | FOR_PUBLISHERS


def written(post: Post) -> Fields:
    """A stored post as fields, as its newest revision has them."""
    values = {name: getattr(post, name) for name in WRITTEN if name != "tags"}
    values["tags"] = sorted(post.tags.values_list("name", flat=True)) if post.pk else []
    return of_snapshot(values)


def of_snapshot(snapshot: Mapping[str, Any]) -> Fields:
    """What a revision keeps, or what a form understood, under stored names."""
    values = json.loads(
        json.dumps({name: snapshot[name] for name in WRITTEN if name in snapshot}, cls=DjangoJSONEncoder)
    )
    return {name: with_one_newline(value) if isinstance(value, str) else value for name, value in values.items()}


def normalised(typed: Mapping[str, Any]) -> tuple[Fields, Errors]:
    """What a door was sent, under stored names: strings and keys and moments as revisions have them.

    What cannot be understood stays as it was typed; `check` says what is wrong with it. Errors are about what no text
    can hold, which is replaced by a sign for it.
    """
    fields: Fields = {}
    errors: Errors = {}
    for name in WRITTEN:
        if door_name(name) not in typed:
            continue
        value = typed[door_name(name)]
        if name == "tags":
            value = _names(value)
        elif name in KEYS:
            value = _key(value)
        elif name in MOMENTS:
            value = _moment(value)
        elif name in SWITCHES:
            value = value if isinstance(value, bool) else _text(value) if value else False
        else:
            value = "" if value is None else with_one_newline(_text(value))
        fields[name] = _keepable(value)
        if fields[name] != value:
            errors[name] = [_("A character that no text can hold was replaced by �.")]
    if PLACES in typed:
        fields[PLACES] = _keepable(typed[PLACES])
    return fields, errors


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _names(value: Any) -> list[str]:
    names: dict[str, str] = {}
    for name in value if isinstance(value, list) else [value]:
        plain = " ".join(_text(name).split()) if name is not None else ""
        names.setdefault(plain.casefold(), plain)
    names.pop("", None)
    return list(names.values())


def _key(value: Any) -> int | str | None:
    text = "" if value is None else _text(value).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY else text or None


def _moment(value: Any) -> str | None:
    text = "" if value is None else _text(value).strip()
    try:
        parsed = parse_datetime(text)
        when = parsed and (timezone.make_aware(parsed) if timezone.is_naive(parsed) else parsed).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        when = None
    # At the edges of the calendar other time zones have no such moment.
    is_kept = when is not None and dt.MINYEAR < when.year < dt.MAXYEAR
    return DjangoJSONEncoder().default(when) if is_kept else text or None


def with_known_moments(fields: Fields, known: Mapping[str, Any]) -> Fields:
    """A form shows moments to the second; one that is the same to the second is the one that was shown."""

    def to_the_second(value: Any) -> Any:
        return re.sub(r"\.\d+Z$", "Z", value) if isinstance(value, str) else value

    same = {name for name in MOMENTS & fields.keys() if to_the_second(fields[name]) == to_the_second(known.get(name))}
    return fields | {name: known.get(name) for name in same}


def moment_of(kept: str | None) -> dt.datetime | str | None:
    """A moment as fields have it; what was typed, where that is none."""
    return parse_datetime(kept) if kept and _MOMENT.fullmatch(kept) else kept


def _keepable(value: Any) -> Any:
    if isinstance(value, list):
        return [_keepable(each) for each in value]
    if isinstance(value, dict):
        return {name: _keepable(each) for name, each in value.items()}
    return UNKEEPABLE.sub("\ufffd", value) if isinstance(value, str) else value


def pictures_in(*texts: Mapping[str, Any] | None) -> set[int]:
    """The pictures that fields name, also where that is quoted as code: rather a picture too many is kept."""
    found: set[int] = set()
    for fields in filter(None, texts):
        found |= {int(key) for key in _PICTURE.findall(fields.get("body") or "")}
        if isinstance(cover := fields.get("cover_id"), int):
            found.add(cover)
    return found


def follows_title(post: Post, *, slug: str, title: str) -> bool:
    """Whether nobody chose the slug and no reader saw it, so that a new title makes a new one."""
    if not post.pk or post.status != Post.Status.DRAFT or post.publish_at:
        return False
    is_untouched = slug == post.slug and title != post.title
    return is_untouched and re.sub(r"-\d+$", "", post.slug) == slugify(post.title, max_length=180)


def check(fields: Mapping[str, Any], *, post: Post, by: User | None) -> tuple[Fields, Errors]:
    """The values to be set on the post, and what is wrong with the others, by stored name. Tags stay names.

    Asks the database only about what differs from the post.
    """
    values: Fields = {}
    errors: Errors = {}
    for name in (name for name in WRITTEN if name in fields and name != "tags"):
        try:
            values[name] = _value(name, fields[name], post)
        except ValidationError as error:
            errors[name] = list(error.messages)
    if "tags" in fields and (wrong := _wrong_names(fields["tags"], by)):
        errors["tags"] = [wrong]
    elif "tags" in fields:
        values["tags"] = fields["tags"]
    return values, errors | _wrong_together(values, errors, post)


def _value(name: str, raw: Any, post: Post) -> Any:
    field = Post._meta.get_field(name)
    if name in KEYS and isinstance(raw, str):
        raise ValidationError(_("Choose one of those there are."))
    if name in KEYS and raw == getattr(post, name):
        return raw
    if name == "slug" and raw == "":
        return raw
    if name == "body":
        check_length(raw)
    if name in MOMENTS and raw and not _MOMENT.fullmatch(raw):
        raise ValidationError(field.error_messages["invalid"])
    value = field.clean(raw, post)
    if name == "slug" and value != post.slug and Post.objects.filter(slug=value).exclude(pk=post.pk).exists():
        raise post.unique_error_message(Post, ("slug",))
    return value


def check_length(text: str) -> None:
    """Raises ValidationError for a text longer than any is kept."""
    if len(text) > MAX_CHARACTERS:
        said = _("A text has at most %(most)s characters, this one has %(length)s.")
        counted = {"most": number_format(MAX_CHARACTERS), "length": number_format(len(text))}
        raise ValidationError(said, params=counted)


def _wrong_names(names: Collection[str], by: User | None) -> str:
    longest = Tag._meta.get_field("name").max_length or 0
    if len(names) > MAX_TAGS:
        return ngettext("A post can have %d tag.", "A post can have %d tags.", MAX_TAGS) % MAX_TAGS
    for name in names:
        if len(name) > longest:
            said = _("A tag has at most %(most)d characters, “%(beginning)s…” has %(length)d.")
            return said % {"most": longest, "beginning": name[:40], "length": len(name)}
    if by and names and not by.has_perm("blog.add_tag"):
        for name in names:
            if not Tag.objects.named(name).exists():
                return _("There is no tag “%(name)s”, and your role does not make new ones.") % {"name": name}
    return ""


def _wrong_together(values: Fields, errors: Errors, post: Post) -> Errors:
    def now(name: str) -> Any:
        return values.get(name, getattr(post, name))

    found: Errors = {}
    said = {c.name: str(c.violation_error_message) for c in Post._meta.constraints}
    if now("expire_at") and now("publish_at") and now("expire_at") <= now("publish_at"):
        found["expire_at"] = [said["post_expires_after_publication"]]
    if now("series_position") is not None and now("series_id") is None and "series_id" not in errors:
        found["series_position"] = [said["post_position_needs_series"]]
    try:
        Post(kind=now("kind"), slug=now("slug")).clean()
    except ValidationError as error:
        found |= error.message_dict
    return {name: messages for name, messages in found.items() if name not in errors}
