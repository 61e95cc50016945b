import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blog.transfer.records import CrossPostRecord, Problem
from tests.transfer.trees import MAY_20, post, read


def problem(path, text: str | bytes) -> str:
    with pytest.raises(Problem) as caught:
        read(path, {"a-post.md": text})
    return str(caught.value)


def test_heading_leaves_the_body_only_when_it_is_the_title(tmp_path):
    assert read(tmp_path / "1", post("Same", "# Same\n\nText.")).body == "Text.\n"
    assert read(tmp_path / "2", post("One", "# Another\n\nText.")).body.strip() == "# Another\n\nText."


@pytest.mark.parametrize("heading", ["# One ##", "#  One  ", "One\n===  "])
def test_heading_is_read_without_its_signs(tmp_path, heading):
    assert read(tmp_path, f"{heading}\n\nText.").title == "One"


def test_endless_heading_is_read_at_once(tmp_path):
    spaces = " " * 1_000_000
    assert read(tmp_path, f"# One{spaces}two #{spaces}three\n").title == "One"


def test_heading_too_long_for_a_title_is_not_lost(tmp_path):
    record = read(tmp_path, f"# {'word ' * 100}\n\nText.")
    assert record.title == ("word " * 60).strip()
    assert record.body.startswith("# word word")


@pytest.mark.parametrize(
    ("written", "tags"),
    [
        ("[Trains, trains, ' Slow  food ']", ("Trains", "Slow food")),
        ("trains, slow food", ("trains", "slow food")),
        ("trains food", ("trains", "food")),
        ("'#trains'", ("trains",)),
        ("[2014, 3.5]", ("2014", "3.5")),
        ("[]", ()),
        ("", ()),
        ("[{name: Trains}]", ("Trains",)),
    ],
)
def test_tags_are_read_in_every_form(tmp_path, written, tags):
    assert read(tmp_path, post(tags=written)).tags == tags


def test_published_says_whether_or_when(tmp_path):
    assert read(tmp_path / "1", post(published="false")).is_draft
    dated = read(tmp_path / "2", "---\ntitle: A\npublished: 2014-05-20\n---\n")
    assert (dated.is_draft, dated.publish_at) == (False, MAY_20)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Example Blog", [CrossPostRecord("Example Blog")]),
        ("[One, Two]", [CrossPostRecord("One"), CrossPostRecord("Two")]),
        ("https://www.one.example/a", [CrossPostRecord("one.example", "https://www.one.example/a")]),
        (
            "{source: One, url: 'https://one.example/a', canonical: true, place: bottom}",
            [CrossPostRecord("One", "https://one.example/a", is_canonical=True, place="bottom")],
        ),
    ],
)
def test_cross_posts_are_read_in_every_form(tmp_path, written, expected):
    assert list(read(tmp_path, post(cross_posted_from=written)).cross_posts) == expected


def test_sentence_and_front_matter_about_one_source_become_one(tmp_path):
    record = read(
        tmp_path,
        post(
            text="Text.\n\n(This post was cross-posted from the Example Blog.)",
            cross_posted_from="[{source: example blog, url: 'https://e.example/a', canonical: true}, Elsewhere]",
        ),
    )
    assert record.cross_posts == (
        CrossPostRecord("example blog", "https://e.example/a", is_canonical=True, place="bottom", with_article=True),
        CrossPostRecord("Elsewhere"),
    )
    assert record.body.strip() == "Text."


def test_own_address_becomes_slug_and_alias_unless_it_is_a_pattern(tmp_path):
    record = read(tmp_path / "1", post(permalink="/2014/05/was-here.html"))
    assert (record.slug, record.aliases) == ("was-here", ("/2014/05/was-here.html",))
    assert read(tmp_path / "2", post(permalink="/:year/:title/")).aliases == ()
    assert read(tmp_path / "3", post(url="https://elsewhere.example/x")).slug == "a-post"


def test_line_ends_and_marks_of_windows_do_not_matter(tmp_path):
    record = read(tmp_path, ("\ufeff" + post(text="One.\nTwo.")).replace("\n", "\r\n"))
    assert (record.title, record.body.strip()) == ("A title", "One.\nTwo.")


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("---\ntitle: [a\ndate: 2014\n---\n", "a-post.md:", "not valid YAML"),
        ("+++\ntitle = a\n+++\n", "a-post.md:2:", "not valid TOML"),
        ('{"title": "a",}\n', "a-post.md:1:", "not valid JSON"),
        ("---\ntitle: a\n", "a-post.md:1:", "never closed"),
        (post(date="2014-02-30"), "a-post.md:3:", "2014-02-30"),
        (post(date="soon"), "a-post.md:3: date:", "“soon” is not a date"),
        (post(date="[2014-05-20]"), "a-post.md:3: date:", "is not a date"),
        (post(title="[a, b] x"), "a-post.md:2:", "not valid YAML"),
        (post(title="x" * 301), "a-post.md:2: title:", "has 301 characters; shorten it to 300"),
        (post(title="{a: b}"), "a-post.md:2: title:", "must be text"),
        (post(title="true"), "a-post.md:2: title:", "must be text; put it in quotes"),
        (post(draft="perhaps"), "a-post.md:4: draft:", "must be true or false"),
        (post(series_order="second"), "a-post.md:4: series_order:", "must be a whole number"),
        (post(tags="[[a]]"), "a-post.md:4: tags:", "must be text"),
        (post(tags=f"[{'x' * 101}]"), "a-post.md:4: tags:", "shorten it to 100"),
        (post(cross_posted_from="[{url: ''}]"), "a-post.md:4: cross_posted_from:", "each entry needs a source"),
        (post(cross_posted_from="{source: A, canonical: true}"), "a-post.md:4:", "the canonical copy needs its “url”"),
        (post(cross_posted_from="{source: A, place: left}"), "a-post.md:4:", "place must be top or bottom"),
        (post(cross_posted_from="x" * 101), "a-post.md:4: cross_posted_from:", "shorten it to 100"),
        (post(language="a-very-long-language"), "a-post.md:4: language:", "shorten it to 10"),
    ],
)
def test_bad_front_matter_is_named_with_file_line_and_reason(tmp_path, text, place, reason):
    message = problem(tmp_path, text)
    assert message.startswith(place)
    assert reason in message


def test_bytes_that_are_not_utf8_are_named_with_line_and_offset(tmp_path):
    message = problem(tmp_path, b"---\ntitle: a\n---\nfine\ncaf\xe9\n")
    assert message == "a-post.md:5: byte 25 (0xe9) is not UTF-8; save the file in the encoding UTF-8"


def test_impossible_date_in_a_file_name_is_a_problem(tmp_path):
    with pytest.raises(Problem, match=r"2014-02-30-x\.md: the date in the file's name: .*; rename the file"):
        read(tmp_path, {"2014-02-30-x.md": "Text."})


def test_two_canonical_copies_are_a_problem(tmp_path):
    copies = ", ".join(f"{{source: {n}, url: 'https://{n}.example/', canonical: true}}" for n in ("a", "b"))
    assert "only one copy can be the canonical one" in problem(tmp_path, post(cross_posted_from=f"[{copies}]"))


# JSON is YAML, so any JSON value can stand behind a name.
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(
    "title date slug draft published tags categories aliases author authors description summary language series "
    "series_order cover image permalink url lastmod expiryDate cross_posted_from layout type extra taxonomies".split()
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(NAMES, VALUES, max_size=6))
def test_any_front_matter_gives_a_record_or_a_problem(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("any")
    try:
        record = read(path, json.dumps(data) + "\n\nText.")
    except Problem:
        return
    assert record.title
    assert record.slug
    assert record.is_draft or record.publish_at.tzinfo
    assert "\0" not in repr(record.title + record.excerpt + "".join(record.tags))
    record.title.encode()
