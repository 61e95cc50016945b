"""What others will make of a post as it is typed: search engines, social networks, and whoever publishes it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from blog import access
from blog.actions.descriptions import undescribed_in
from blog.actions.social_cards import card_of
from blog.actions.typed import MOMENTS, Errors, Fields, check, door_name, follows_title, normalised
from blog.imaging.specs import SOCIAL
from blog.models import Image, Post, Rendition, SiteSettings, SocialCard, shared_picture

from .json_doors import Refused, json_door
from .preview import MAX_CHARACTERS

# As the head of a page has it.
LONGEST_DESCRIPTION = 300
TYPED = (
    "title body excerpt slug kind language meta_title meta_description visibility cover series series_position".split()
)


@require_POST
@json_door
def outlook(request: HttpRequest) -> JsonResponse:
    """POST the form as it stands, of the post `?post=` or of a new one. Stores nothing.

    Answers `{"search": {title, address, description, notes}, "card": {title, description, host, picture, note}}`, with
    the words that the head of its page will have. With `?check` as well `missing`: `[{field, said}]`, what stands
    against publishing it, and `undescribed`: the names of pictures without a description.
    """
    if len(request.POST.get("body", "")) > MAX_CHARACTERS:
        raise Refused(413, "too_large", _("This text is too long to be previewed; it can still be saved."))
    site, post = SiteSettings.load(), _post(request)
    errors = _type_over(post, _typed(request), request)
    if not (post.meta_description or post.excerpt):
        post.render(site_language=site.language)
    answer = {"search": _search(post, site), "card": shared_card(post, site)}
    if "check" in request.GET:
        answer |= {
            "missing": _missing(post, errors),
            "undescribed": undescribed_in(body=post.body, cover=post.cover),
        }
    return JsonResponse(answer)


def _post(request: HttpRequest) -> Post:
    if not request.user.has_perm("blog.change_post"):
        raise PermissionDenied
    key = request.GET.get("post", "")
    if not key:
        return Post(author=request.user)
    posts = access.readable_posts(request.user).select_related("author").prefetch_related("cross_posts")
    found = posts.filter(pk=key).first() if key.isascii() and key.isdigit() and len(key) <= 18 else None
    if found is None:
        raise Http404
    return found


def _typed(request: HttpRequest) -> Fields:
    """What the form has; roles that do not choose a field have none for it."""
    sent: dict[str, Any] = {name: request.POST[name] for name in TYPED if name in request.POST}
    for name in (name for name in MOMENTS if f"{name}_0" in request.POST):
        sent[name] = " ".join(request.POST.get(f"{name}_{part}", "") for part in (0, 1)).strip()
    return normalised(sent)[0]


def _type_over(post: Post, fields: Fields, request: HttpRequest) -> Errors:
    """Set what can be, as saving would; what is wrong with the rest, by field."""
    values, errors = check(fields, post=post, by=request.user)
    title, slug = values.get("title", post.title), values.get("slug", post.slug)
    if not slug or follows_title(post, slug=slug, title=title):
        values["slug"] = Post(pk=post.pk, title=title, kind=values.get("kind", post.kind)).free_slug()
    for name, value in values.items():
        setattr(post, name, value)
    crops = Prefetch("renditions", Rendition.objects.of(SOCIAL))
    post.cover = Image.objects.prefetch_related(crops).filter(pk=post.cover_id).first() if post.cover_id else None
    post.set_day()
    return errors


def _search(post: Post, site: SiteSettings) -> dict[str, Any]:
    """A search result: https://developers.google.com/search/docs/appearance/visual-elements-gallery."""
    notes = []
    if post.visibility != Post.Visibility.PUBLIC:
        notes.append(_("Search engines are asked not to list it, for it is not public."))
    here = settings.SITE_URL + post.get_absolute_url()
    if (canonical := post.canonical_url() if post.pk else here) != here:
        notes.append(_("Search engines are told to count the copy at %(url)s instead.") % {"url": canonical})
    return {
        "title": f"{post.head_title} – {site.title}" if post.head_title else site.title,
        "site": site.title,
        "address": " › ".join([_host(), *post.get_absolute_url().strip("/").split("/")]),
        "description": _description(post, site),
        "notes": notes,
    }


def shared_card(post: Post, site: SiteSettings) -> dict[str, str]:
    """What others make of the head of its page: title, description, host, picture, and a note about that."""
    stored = SocialCard.objects.filter(post=post.pk).first() if post.pk else None
    post.card_file = stored and stored.file.name
    picture = shared_picture.of_post(post) or shared_picture.of_site(site)
    return {
        "title": post.head_title or site.title,
        "description": _description(post, site),
        "host": _host(),
        # Of this site, by whatever name it was asked for.
        "picture": picture.url.removeprefix(settings.SITE_URL) if picture else "",
        "note": _note(post, site, stored),
    }


def _note(post: Post, site: SiteSettings, card: SocialCard | None) -> str:
    """Where the picture is not the one that will be shared."""
    if post.cover:
        is_cropped = post.cover.social is not post.cover
        return "" if is_cropped else _("This is the cover as it is; the crop for social networks is being made.")
    if post.visibility == Post.Visibility.PRIVATE:
        return _("No card is drawn of a private post.")
    if card is None:
        return _("A card with its title is drawn once it is published; until then the picture of the site stands here.")
    is_as_typed = card.digest == card_of(post, site).digest
    return "" if is_as_typed else _("This card was drawn before; it is drawn anew once the post is saved.")


def _description(post: Post, site: SiteSettings) -> str:
    return Truncator(post.head_description or site.description).chars(LONGEST_DESCRIPTION)


def _host() -> str:
    return settings.SITE_URL.partition("://")[2]


def _missing(post: Post, errors: Errors) -> list[dict[str, str]]:
    said = {door_name(name): " ".join(messages) for name, messages in errors.items()}
    if not post.title:
        constraints = {c.name: c.violation_error_message for c in Post._meta.constraints}
        said.setdefault("title", str(constraints["post_published_has_title"]))
    return [{"field": field, "said": words} for field, words in said.items()]
