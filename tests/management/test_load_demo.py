from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from accounts.models import User
from blog.imaging.ingest import ingest
from blog.models import CrossPost, Image, ImportRun, Post, Redirect, Series, SiteSettings, Source
from blog.text import front_matter, markdown

FOLDER = Path(settings.BASE_DIR, "blog", "demo")
TEXTS = sorted(FOLDER.rglob("*.md"))
# What a reader of the demo should have seen once.
FEATURES = [
    "<table>", "align-right", "footnote-ref", "<dl>", "task-box", "admonition-note", "admonition-tip",
    "admonition-warning", "admonition-example", "<nav class=\"toc\"", "<figure class=\"gallery\"", "<figcaption>",
    "<blockquote>", "<s>", "<kbd>", "<abbr", "<ol start=", "<hr", "<br", "“",
    *(f'data-language="{language}"' for language in "Python JavaScript Rust HTML Diff YAML JSON SQL Bash C".split()),
]  # fmt: skip


def rendered(path):
    return markdown.render(front_matter.split(path.read_text(encoding="utf-8")).body)


def test_demo_shows_every_feature_of_a_text():
    html = "".join(rendered(path).html for path in TEXTS)

    assert [feature for feature in FEATURES if feature not in html] == []


def test_demo_has_front_matter_of_three_kinds():
    kinds = {front_matter.split(path.read_text(encoding="utf-8")).kind for path in TEXTS}

    assert kinds == {"yaml", "toml", "json"}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_picture_of_a_demo_text_is_there_and_has_words(path):
    for reference in rendered(path).image_refs:
        assert (path.parent / reference).is_file(), reference
    assert "![](" not in path.read_text(encoding="utf-8")


def test_demo_pictures_are_small_and_clean():
    pictures = [path for path in FOLDER.rglob("*") if path.suffix in (".jpg", ".png")]

    assert len(pictures) == 16
    assert sum(path.stat().st_size for path in pictures) < 1_500_000
    assert all(ingest(path.read_bytes()).width >= 700 for path in pictures)


@pytest.fixture
def demo(settings, tmp_path, db):
    settings.MEDIA_ROOT = tmp_path
    call_command("load_demo")


def sources_of(slug):
    rows = CrossPost.objects.filter(post__slug=slug).select_related("source")
    return {(row.source.name, row.direction, row.place, row.is_canonical) for row in rows}


def test_demo_is_complete_after_loading(demo):
    assert Post.objects.listed().count() == 16
    assert {page.slug for page in Post.objects.reachable().filter(kind="page")} == {"about", "visit"}
    assert Post.objects.get(slug="the-winter-programme").state == "draft"
    assert Post.objects.get(slug="to-whoever-opens-the-dome").state == "scheduled"
    assert Image.objects.count() == 16
    assert Redirect.objects.get(old_path="/first-light/").post.slug == "a-dome-for-the-price-of-a-used-car"
    series = Series.objects.get(name="Grinding a mirror")
    assert "fifty-one people" in series.description
    assert list(series.posts.order_by("series_position").values_list("series_position", flat=True)) == [1, 2, 3]
    assert ImportRun.objects.get().summary == "created 20, updated 0, unchanged 0, failed 0"


def test_demo_shows_what_a_page_can_have_around_a_text(demo):
    post = Post.objects.listed().featured().get()
    assert post.contents
    assert post.cover
    assert post.revised_at.year == 2024
    assert '<figure class="figure wide">' in post.body_html
    assert len(sources_of(post.slug)) == 2
    assert set(Post.objects.listed().exclude(language="").values_list("language", flat=True)) == {"ar", "de"}


def test_demo_posts_say_where_they_come_from(demo):
    assert sources_of("the-night-log") == {("Brightwell Blog", "from", "bottom", True)}
    assert sources_of("who-holds-the-torch") == {("Brightwell Blog", "from", "top", False)}
    assert sources_of("the-dew-always-wins") == {("Brightwell Blog", "from", "bottom", False)}
    assert sources_of("listening-to-meteors") == {
        ("Brightwell", "from", "top", False),
        ("LinkedIn", "from", "top", False),
    }
    assert sources_of("drawing-what-the-camera-cannot") == {("LinkedIn", "to", "bottom", False)}
    assert not Post.objects.filter(plain_text__iregex="cross-?post|originally published").exists()
    assert Source.objects.get(name="Brightwell Blog").name_in_sentence == "the Brightwell Blog"


def test_demo_links_and_pictures_lead_into_the_site(demo):
    for post in Post.objects.all():
        assert "missing-image" not in post.body_html, post.slug
        assert "index.md" not in post.body_html.replace("<code>index.md</code>", ""), post.slug


def test_demo_author_has_a_name_and_words_but_no_password(demo):
    author = User.objects.get()

    assert author.public_name == "Ines Calder"
    assert author.bio
    assert not author.has_usable_password()
    assert set(Post.objects.values_list("author", flat=True)) == {author.pk}


def test_loading_the_demo_again_changes_nothing(demo, capsys):
    before = list(Post.objects.order_by("id").values_list("id", "version", "updated_at"))
    capsys.readouterr()

    call_command("load_demo")

    assert "created 0, updated 0, unchanged 20, failed 0" in capsys.readouterr().out
    assert list(Post.objects.order_by("id").values_list("id", "version", "updated_at")) == before


def test_demo_keeps_what_an_administrator_wrote(settings, tmp_path, db):
    settings.MEDIA_ROOT = tmp_path
    SiteSettings(title="Our own blog").save()
    Source.objects.create(name="LinkedIn", home_url="https://www.linkedin.com/in/ours")

    call_command("load_demo")

    assert SiteSettings.load().title == "Our own blog"
    assert SiteSettings.load().navigation == ""
    assert Source.objects.get(name="LinkedIn").home_url == "https://www.linkedin.com/in/ours"


def test_demo_shows_a_source_with_a_logo_and_others_without(demo):
    logos = {source.name: source.logo for source in Source.objects.all()}

    shown = logos.pop("Brightwell Blog")
    assert (shown.alt, shown.unused_since) == ("A bright star in a ring", None)
    assert set(logos.values()) == {None}


def test_demo_names_a_site_that_has_no_name_yet(demo):
    site = SiteSettings.load()

    assert site.title == "Fernhill Observatory"
    assert [link.url for link in site.navigation_links] == ["/visit/", "/about/"]
    site.full_clean()
