"""Where the writing screen keeps what is typed, a moment after it was."""

import re
from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from blog import access
from blog.actions.typed import Fields, check_length, door_name
from blog.actions.typed_places import PLACES, sources_in, wrong_places
from blog.actions.working_copies import Autosaved, Sent, autosave, begin_post
from blog.models import Post, Source
from blog.models.working_copy import TAB_PATTERN
from blog.text.diff import BOTH, MINE, THEIRS, Conflict

from .changes import in_words
from .json_doors import Refused, json_door, refuse_another, sent_object

# Of a counter; a bigint holds more.
MOST = 2**53
UNSEEN = ("body_html", "plain_text", "toc", "generated_excerpt")


@require_POST
@json_door
def autosave_post(request: HttpRequest, pk: int | None = None) -> JsonResponse:
    """POST what a tab has, as JSON; without `pk` of a new post, whose draft is made by the first call.

    Sent: `tab` (8 to 40 letters, digits, hyphens; a new one each time the page is opened), `number` (1, 2, 3 … of this
    tab; a request that is repeated keeps its number), `version` and `sequence` (as the page was given them, or the last
    answer), `fields`: title, body, excerpt, slug, kind, language, meta_title, meta_description, visibility as strings,
    tags as a list of names, cover, series, author, series_position as numbers or null, publish_at and expire_at as
    ISO 8601 or as typed (without an offset in the site's time), is_featured as true or false, cross_posts as the rows
    about other places that differ from what is saved (`blog.actions.typed_places`). A field left out stays as it is.
    When asked, `base`: fields as the server last confirmed to have them from this tab (what was sent, or the `fields`
    of an answer), and `choices`: `{key: "mine" | "theirs" | "both"}`. `user`, the key of who typed it: nothing is kept
    in another's name.

    Answers 200 `{outcome, post, url, number, version, sequence, saved_at, errors, live}`. `outcome` is "saved";
    "merged": somebody else's changes are in it, `fields` is what the page has to show now, `names` what its keys are
    called, `others` who wrote last (null: this person, elsewhere); "repeated": was stored before (with `fields` when
    that was merged). `errors` by field say what stands against publishing; the text is saved all the same. Take over
    `sequence` and `version`: at once if there are no `fields`, else with them; of "repeated" without `fields` never,
    for others may have written since. If something was typed meanwhile, keep the old ones, and send what was confirmed
    as `base` next time.

    409 `base_needed`: repeat with `base`. 409 `conflict`, with `conflicts` (`{key, field, base, mine, theirs, shown}`,
    `shown` has these three in words): what is typed is kept aside on the server, not in what others see; repeat with
    `choices`. `fields` has everything merged that can be. 410 `trashed`; 422 `invalid` with `errors` for a forged tab,
    number, sequence, version or rows; 403 `another_user`; see `json_door` for the others. Nothing is stored then.
    """
    said = sent_object(request)
    refuse_another(request, said.get("user", request.user.pk))
    sent = read_sent(said)
    with transaction.atomic():
        post = locked_post(request, pk) if pk else begun_post(request, sent)
        sent = sent if pk else replace(sent, version=post.version)
        if sent.version > post.version:
            raise _invalid("version", _("There is no such version of this post. Reload the page."))
        done = autosave(post=post, by=request.user, sent=sent)
    return answer(done, sent, request.user)


def locked_post(request: HttpRequest, pk: int) -> Post:
    """The post to write in, which until the transaction ends nobody else changes."""
    posts = access.readable_posts(request.user).select_for_update(no_key=True)
    post = posts.defer(*UNSEEN).filter(pk=pk).first()
    if post is None:
        raise Http404
    if post.trashed_at:
        raise Refused(410, "trashed", _("Somebody put this post in the trash. Your text is still here."))
    if not access.can_edit(request.user, post):
        raise PermissionDenied
    return post


def begun_post(request: HttpRequest, sent: Sent) -> Post:
    if not (request.user.has_perm("blog.add_post") and request.user.has_perm("blog.change_post")):
        raise PermissionDenied
    return locked_post(request, begin_post(by=request.user, sent=sent).pk)


def read_sent(said: dict[str, Any]) -> Sent:
    typed, base, choices = (said.get(name) for name in ("fields", "base", "choices"))
    if not isinstance(typed, dict) or not isinstance(base, dict | None):
        raise _invalid(
            "base" if isinstance(typed, dict) else "fields",
            _("The page sent something that cannot be read. Reload it."),
        )
    for name, value in typed.items():
        refuse_too_long(name, value)
    refuse_wrong_places(typed)
    refuse_wrong_places(base or {})
    return Sent(
        tab=read_tab(said),
        number=_counter(said, "number", lowest=1),
        sequence=_counter(said, "sequence"),
        version=_counter(said, "version"),
        typed=typed,
        base=base,
        choices=read_choices(choices),
    )


def refuse_too_long(name: str, value: Any) -> None:
    try:
        check_length(value if isinstance(value, str) else "")
    except ValidationError as error:
        said = " ".join(error.messages)
        raise Refused(413, "too_large", said, errors={name: [said]}) from error


def refuse_wrong_places(fields: dict[str, Any]) -> None:
    if PLACES in fields and (said := wrong_places(fields[PLACES])):
        raise _invalid(PLACES, said)


def read_tab(said: dict[str, Any]) -> str:
    tab = said.get("tab")
    if not (isinstance(tab, str) and re.match(TAB_PATTERN, tab) and not tab.endswith("\n")):
        raise _invalid("tab", _("The page does not say which one it is. Reload it."))
    return tab


def _counter(said: dict[str, Any], name: str, lowest: int = 0) -> int:
    value = said.get(name, 0)
    if type(value) is not int or not lowest <= value < MOST:
        raise _invalid(name, _("There is no such number. Reload the page."))
    return value


def read_choices(said: Any) -> dict[str, str]:
    said = said if isinstance(said, dict) else {}
    return {key: choice for key, choice in said.items() if choice in (MINE, THEIRS, BOTH)}


def _invalid(name: str, said: str) -> Refused:
    return Refused(422, "invalid", said, errors={name: [said]})


def answer(done: Autosaved, sent: Sent, by: User) -> JsonResponse:
    post, copy = done.post, done.copy
    said: dict[str, Any] = {
        "outcome": done.outcome,
        "post": post.pk,
        "url": reverse("admin:blog_post_change", args=[post.pk]),
        "autosave_url": reverse("admin:post_autosave", args=[post.pk]),
        "number": sent.number,
        "version": post.version if done.copy.pk is None or not copy.is_open else copy.base_version,
        "newest_version": post.version,
        "sequence": copy.sequence,
        "saved_at": copy.saved_at.isoformat(),
        "go_live_at": copy.go_live_at and copy.go_live_at.isoformat(),
        "errors": {door_name(name): messages for name, messages in done.errors.items()},
    }
    if done.fields is not None:
        said["fields"] = for_doors(done.fields)
        said["names"] = names_of(done.fields)
        said["others"] = str(done.others) if done.others and done.others.pk != by.pk else None
    if done.conflicts:
        said["conflicts"] = [described(conflict) for conflict in done.conflicts]
    return JsonResponse(said, status=409 if done.outcome in ("conflict", "base_needed") else 200)


def for_doors(fields: Fields) -> Fields:
    return {door_name(name): value for name, value in fields.items()}


def names_of(fields: Fields) -> dict[str, Any]:
    """What the keys stand for, for lists of choices that do not have them yet."""
    found: dict[str, Any] = {}
    for name in ("author_id", "series_id"):
        model = Post._meta.get_field(name).related_model
        if isinstance(key := fields.get(name), int) and (noun := model.objects.filter(pk=key).first()):
            found[door_name(name)] = str(noun)
    sources = Source.objects.in_bulk(sources_in(fields)) if fields.get(PLACES) else {}
    return found | ({PLACES: {key: str(source) for key, source in sources.items()}} if sources else {})


def described(conflict: Conflict) -> dict[str, Any]:
    return {
        "key": conflict.key,
        "field": door_name(conflict.field),
        "base": conflict.base,
        "mine": conflict.mine,
        "theirs": conflict.theirs,
        "shown": {side: in_words(conflict.field, getattr(conflict, side)) for side in ("base", "mine", "theirs")},
    }
