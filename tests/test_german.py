"""A German site speaks German: what a page says is never what the English page says, but for names."""

import datetime as dt
import re

import html5lib
import pytest
from babel.messages.catalog import Message
from django.urls import reverse

from blog.actions.posts import save_post
from blog.actions.revisions import set_note
from blog.models import CrossPost, ImportItem, ImportRun, Post, SiteSettings
from blog.text.languages import common
from tests import catalogues
from tests.factories import (
    CrossPostFactory,
    ImageFactory,
    PostFactory,
    RedirectFactory,
    SeriesFactory,
    SourceFactory,
    TagFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

TOLD = {"title", "aria-label", "placeholder", "alt", "content", "data-said", "data-schedule"}
TOLD |= {"data-copy", "data-copied", "data-wrap", "data-close", "data-notes"}
# Names, addresses, and what the machinery says to machines.
NAMES = re.compile(
    r"\S+@\S+|\b(?:Lorem|Ipsum|Dolor|Root|Byline|JPEG|PNG|GIF|WebP|AVIF|HEIC|TIFF|BMP|RSS|Atom|JSON|UTC|Markdown|Enter|Esc|Tab)\b|https?:\S+|\S*/\S*|"
    r"\b(?:KB|MB|image:\d*|\S+\.(?:png|example))|"
    # For machines; True and False are the names of Django's icons for yes and no.
    r"^(?:summary|summary_large_image|noindex|light dark|website|article|NONE,NOARCHIVE|max-image-preview:large|"
    r"True|False|width=.*|#[0-9a-f]{6}|en|de)$",
    re.IGNORECASE,
)


@pytest.fixture
def world(root):
    """Something of each kind, with names that are in no language."""
    SiteSettings(title="Lorem", tagline="Lorem ipsum", description="Dolor lorem.").save()
    author = UserFactory(username="lorem", name="Lorem Ipsum", bio="Lorem.")
    tag, series, source = TagFactory(name="Lorem"), SeriesFactory(name="Lorem"), SourceFactory(name="Lorem")
    body = "Lorem[^1].\n\n[[toc]]\n\n## Ipsum\n\n- [x] Lorem\n\n[^1]: Lorem.\n\n!!! tip\n    Lorem\n\n```\nlorem\n```\n"
    in_may = dt.datetime(2014, 5, 18, tzinfo=dt.UTC)
    fields = {"author": author, "body": body, "published": True, "series": series, "publish_at": in_may}
    posts = [PostFactory(title=f"Lorem {n}", tags=[tag], **fields) for n in (1, 2, 3)]
    PostFactory(title="Ipsum", slug="ipsum", page=True, published=True, author=author, body="Lorem.")
    draft = PostFactory(title="Lorem draft", author=author, body="")
    # Of the words around the posts nothing may be English either.
    draft.title = "Lorem 4"
    draft.save()
    for text in (body, f"Lorem ipsum.\n\n{body}"):
        posts[0].body = text
        revision = save_post(post=posts[0], by=author)
    set_note(revision=revision, note="Lorem")
    for direction in CrossPost.Direction.values:
        CrossPostFactory(post=posts[1], source=source, direction=direction, url="https://lorem.example/")
    RedirectFactory(old_path="/lorem/", is_gone=True)
    image = ImageFactory(original_name="lorem.png", alt="Lorem")
    run = ImportRun.objects.create(origin="lorem", by=root, failed=1)
    ImportItem.objects.create(run=run, key="lorem", outcome="failed", message="Lorem")
    return {
        "post": posts[0],
        "draft": draft,
        "tag": tag,
        "series": series,
        "source": source,
        "author": author,
        "image": image,
        "importrun": run,
    }


def said(html: str) -> list[str]:
    """Everything that a page tells people: its texts, and the attributes that are read out or shown."""
    root = html5lib.parse(html, namespaceHTMLElements=False)
    found = []
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "code", "textarea"):
            continue
        found += [element.text or "", *(child.tail or "" for child in element)]
        found += [value for name, value in element.attrib.items() if name in TOLD or name.startswith("data-words")]
        if element.tag in ("button", "input") and element.get("type") in ("submit", "button", "reset"):
            found.append(element.get("value", ""))
    return [text for each in found if (text := " ".join(each.split()))]


def the_same_in_both(language: str) -> set[str]:
    return {str(text).lower() for message in catalogues.stored(language) for text in _same(message)}


def _same(message: Message) -> list[str]:
    ids = message.id if isinstance(message.id, tuple | list) else [message.id]
    strings = message.string if isinstance(message.string, tuple | list) else [message.string]
    return [english for english in ids if english and english.lower() in [str(text).lower() for text in strings]]


def english_in(client, path: str, status: int = 200) -> set[str]:
    """What the German page at this address says in the words of the English one."""
    pages = []
    for language in ("en", "de"):
        SiteSettings.objects.update(language=language)
        for post in Post.objects.all():
            post.render()
            post.save()
        response = client.get(path)
        assert response.status_code == status, path
        pages.append(response.content.decode())
    english, german = (said(page) for page in pages)
    assert english
    same = the_same_in_both("de")
    own = {language.name for language in common()}
    both = {text for text in set(english) & set(german) - own if text.lower().strip(" :…") not in same}
    return {text for text in both if re.search(r"[^\W\d_]{2}", NAMES.sub("", text))}


PUBLIC = (
    "/", "/archive/", "/tags/", "/tags/lorem/", "/authors/lorem-ipsum/", "/series/lorem/", "/sources/",
    "/sources/lorem/", "/2014/", "/2014/05/", "/2014/05/lorem-2/", "/2014/05/lorem-1/", "/ipsum/",
    "/2014/05/lorem-1/changes/2/", "/search/", "/search/?q=lorem", "/search/?q=-lorem",
)  # fmt: skip


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_of_a_german_site_has_no_english_words(client, world, path):
    assert english_in(client, path) == set()


@pytest.mark.parametrize(("path", "status"), [("/nothing-here/", 404), ("/lorem/", 410)])
def test_error_page_of_a_german_site_has_no_english_words(client, world, path, status):
    assert english_in(client, path, status) == set()


ACCOUNTS = ("/accounts/login/", "/accounts/password/reset/")


@pytest.mark.parametrize("path", ACCOUNTS)
def test_sign_in_of_a_german_site_has_no_english_words(client, world, path):
    assert english_in(client, path) == set()


OWN = ("/accounts/password/change/", "/accounts/email/", "/accounts/2fa/", "/accounts/logout/")


@pytest.mark.parametrize("path", OWN)
def test_own_account_on_a_german_site_has_no_english_words(client, world, charlie, path):
    charlie.username = charlie.email = "ipsum@example.com"
    charlie.save()
    client.force_login(charlie)
    assert english_in(client, path) == set()


NOUNS = ("post", "tag", "series", "source", "image", "redirect", "importrun", "sitesettings")


def desk_pages(world) -> list[str]:
    kinds = [f"blog_{noun}" for noun in NOUNS] + ["accounts_user", "auth_group"]
    lists = [reverse(f"admin:{kind}_changelist") for kind in kinds if kind != "blog_sitesettings"]
    lists.append(reverse("admin:blog_missingaddress_changelist"))
    new = [reverse(f"admin:{kind}_add") for kind in kinds if kind not in ("blog_sitesettings", "blog_importrun")]
    nouns = ("post", "tag", "series", "source", "image", "importrun")
    keys = {noun: world[noun].pk for noun in nouns}
    changed = [reverse(f"admin:blog_{noun}_change", args=[pk]) for noun, pk in keys.items()]
    deleted = [reverse(f"admin:blog_{noun}_delete", args=[keys[noun]]) for noun in ("post", "tag", "image")]
    more = [
        reverse("admin:index"),
        reverse("admin:profile"),
        reverse("admin:blog_sitesettings_change", args=[1]),
        reverse("admin:blog_post_change", args=[world["draft"].pk]),
        reverse("admin:blog_post_history", args=[keys["post"]]),
        reverse("admin:post_compare", args=[keys["post"]]) + "?from=1&to=2",
        reverse("admin:accounts_user_change", args=[world["author"].pk]),
        reverse("admin:image_replace", args=[keys["image"]]),
        reverse("admin:post_preview_saved", args=[keys["post"]]),
    ]
    return [*lists, *new, *changed, *deleted, *more]


def test_desk_of_a_german_site_has_no_english_words(client, world, root, monkeypatch):
    root.username = "lorem-root"
    root.name = "Lorem Root"
    root.save()
    client.force_login(root)
    found = {path: words for path in desk_pages(world) if (words := english_in(client, path))}
    assert found == {}
