import datetime as dt
import os

import pytest

from blog.transfer.archives import open_archive
from blog.transfer.markdown_folder import MarkdownFolder
from tests.transfer.trees import MAY_20, ZONE, folder, post, read, records, zipped


def test_hugo_bundle_in_yaml(tmp_path):
    record = read(
        tmp_path,
        {
            "hugo.toml": 'baseURL = "https://old.example/"',
            "archetypes/default.md": "---\ntitle: {{ .Name }}\n---\n",
            "themes/x/README.md": "# A theme",
            "content/_index.md": "---\ntitle: Home\n---\n",
            "content/posts/_index.de.md": "---\ntitle: Beiträge\n---\n",
            "content/posts/my-trip/index.md": """---
title: My trip
date: 2014-05-20T21:10:00-05:00
lastmod: 2015-01-02
expiryDate: 2030-01-01
draft: false
tags: [Travel, Trains]
categories: [Personal]
series: [Europe]
series_order: 2
aliases: [/old/trip/, older-trip]
author: Alice
description: For search engines.
summary: For lists.
cover: {image: rails.jpg, alt: Rails}
---

The text.
""",
        },
    )
    assert record.key == "content/posts/my-trip/index.md"
    assert (record.title, record.slug, record.kind, record.is_draft) == ("My trip", "my-trip", "post", False)
    assert record.publish_at == dt.datetime(2014, 5, 21, 2, 10, tzinfo=dt.UTC)
    assert record.updated_at == dt.datetime(2015, 1, 2, tzinfo=ZONE)
    assert record.expire_at == dt.datetime(2030, 1, 1, tzinfo=ZONE)
    assert record.tags == ("Travel", "Trains", "Personal")
    assert (record.series, record.series_position) == ("Europe", 2)
    assert record.aliases == ("/old/trip/", "/posts/older-trip")
    assert record.authors == ("Alice",)
    assert (record.excerpt, record.meta_description) == ("For lists.", "For search engines.")
    assert (record.cover, record.cover_alt) == ("rails.jpg", "Rails")
    assert record.body.strip() == "The text."


@pytest.mark.parametrize(
    ("written", "is_featured"),
    [("featured: true", True), ("featured: no", False), ("featured: hero.jpg", False), ("", False)],
)
def test_document_is_featured_when_it_says_so(tmp_path, written, is_featured):
    record = read(tmp_path, {"posts/a.md": f"---\ntitle: A\n{written}\n---\nText.\n"})
    assert record.is_featured == is_featured


def test_zola_page_in_toml(tmp_path):
    record = read(
        tmp_path,
        {
            "config.toml": 'base_url = "https://old.example"',
            "content/blog/_index.md": '+++\ntitle = "Blog"\n+++\n',
            "content/blog/2014-05-20-trains.md": """+++
title = "Trains"
updated = 2014-06-01
slug = "all-about-trains"
path = "writing/trains"
authors = ["Bob"]
[taxonomies]
tags = ["Rails", "Travel"]
series = ["Europe"]
[extra]
cover = "trains.png"
language = "de"
+++
Text.
""",
        },
    )
    assert (record.slug, record.publish_at) == ("all-about-trains", MAY_20)
    assert record.updated_at == dt.datetime(2014, 6, 1, tzinfo=ZONE)
    assert (record.tags, record.series, record.language) == (("Rails", "Travel"), "Europe", "de")
    assert (record.cover, record.authors) == ("trains.png", ("Bob",))
    assert record.aliases == ("/writing/trains",)


def test_jekyll_site(tmp_path):
    found = records(
        folder(
            tmp_path,
            {
                "_config.yml": "url: https://old.example\n",
                "_layouts/post.md": "{{ content }}",
                "README.md": "# How to build this",
                "index.md": "---\nlayout: home\n---\n",
                "about.md": "---\nlayout: page\ntitle: About\npermalink: /about-me/\n---\nMe.",
                "_posts/2014-05-20-Hello_World.markdown": (
                    "---\nlayout: post\ntags: trains travel\ncategory: Long reads\nredirect_from: /hi/\n---\nHi."
                ),
                "_posts/2014-05-21-hidden.md": "---\ntitle: Hidden\npublished: false\n---\nHi.",
                "_drafts/idea.md": "---\ntitle: Idea\n---\nHm.",
            },
        )
    )
    assert set(found) == {
        "about.md",
        "_posts/2014-05-20-Hello_World.markdown",
        "_posts/2014-05-21-hidden.md",
        "_drafts/idea.md",
    }
    hello = found["_posts/2014-05-20-Hello_World.markdown"]
    assert (hello.slug, hello.title, hello.publish_at) == ("hello-world", "Hello world", MAY_20)
    assert hello.tags == ("trains", "travel", "Long reads")
    assert hello.aliases == ("/hi/",)
    about = found["about.md"]
    assert (about.kind, about.slug, about.aliases) == ("page", "about-me", ("/about-me/",))
    hidden = found["_posts/2014-05-21-hidden.md"]
    assert (hidden.is_draft, hidden.publish_at) == (True, MAY_20 + dt.timedelta(days=1))
    assert (found["_drafts/idea.md"].is_draft, found["_drafts/idea.md"].publish_at) == (True, None)


def test_plain_file_without_front_matter(tmp_path):
    path = folder(tmp_path / "f", {"My first Note.md": "# What I learned\n\nText."})
    os.utime(path / "My first Note.md", (1_400_000_000, 1_400_000_000))
    (record,) = records(path).values()
    assert (record.title, record.slug, record.body) == ("What I learned", "my-first-note", "Text.")
    assert record.publish_at == dt.datetime.fromtimestamp(1_400_000_000, dt.UTC)
    assert not record.has_own_date
    assert record.warnings == ("My first Note.md: has no date; the file's own is taken",)


@pytest.mark.parametrize(
    ("name", "slug", "day"),
    [
        ("2014-05-20.md", "the-heading", MAY_20),
        ("2014-05-20 A day.md", "a-day", MAY_20),
        ("2014-05-20_a_day.md", "a-day", MAY_20),
        ("2014-05-20-a-day/index.md", "a-day", MAY_20),
    ],
)
def test_plain_file_is_dated_by_its_name(tmp_path, name, slug, day):
    record = read(tmp_path, {name: "The heading\n===========\n\nText."})
    assert (record.title, record.slug, record.publish_at) == ("The heading", slug, day)
    assert record.has_own_date


def test_json_front_matter(tmp_path):
    record = read(tmp_path, '{"title": "Braces", "date": "2014-05-20", "tags": "a, b"}\n\nText.')
    assert (record.title, record.publish_at, record.tags) == ("Braces", MAY_20, ("a", "b"))


def test_language_is_read_from_the_ending(tmp_path):
    record = read(tmp_path, {"my-trip/index.pt-BR.md": post("Viagem")})
    assert (record.language, record.slug) == ("pt-BR", "my-trip")


def test_pages_of_hugo_stand_in_the_root_of_the_content(tmp_path):
    found = records(
        folder(
            tmp_path,
            {
                "content/about.md": "---\ntitle: About\n---\n",
                "content/imprint/index.md": "---\ntitle: Imprint\n---\n",
                "content/dated.md": post(),
                "content/posts/a.md": post(),
            },
        )
    )
    assert {key: record.kind for key, record in found.items()} == {
        "content/about.md": "page",
        "content/imprint/index.md": "page",
        "content/dated.md": "post",
        "content/posts/a.md": "post",
    }


def test_pieces_of_a_bundle_are_no_documents_and_said_to_be_passed_over(tmp_path):
    files = {
        "content/posts/trip/index.md": post("Trip"),
        "content/posts/trip/index.de.md": post("Reise"),
        "content/posts/trip/notes.md": "Notes.",
        "content/posts/trip/more/notes.md": "Notes.",
    }
    path = folder(tmp_path, files)
    assert set(records(path)) == {"content/posts/trip/index.md", "content/posts/trip/index.de.md"}
    with open_archive(path) as archive:
        MarkdownFolder(archive, ZONE)
        assert archive.warnings == [
            "2 Markdown files are no posts and passed over: "
            "content/posts/trip/more/notes.md, content/posts/trip/notes.md"
        ]


def test_zip_dates_count_at_the_site(tmp_path):
    path = zipped(tmp_path / "a.zip", {"undated.md": "# Title"})
    (record,) = records(path).values()
    assert record.publish_at.tzinfo == ZONE
