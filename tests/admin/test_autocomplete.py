"""What fields that search as you type may reveal, and to whom."""

import pytest

from tests.factories import ImageFactory, PostFactory, SeriesFactory, SourceFactory, TagFactory

pytestmark = pytest.mark.django_db
URL = "/admin/autocomplete/"


def ask(client, model: str, field: str, term: str = ""):
    return client.get(URL, {"app_label": "blog", "model_name": model, "field_name": field, "term": term})


def texts(response) -> list[str]:
    return [result["text"] for result in response.json()["results"]]


def test_tags_are_found_by_a_part_of_the_name_and_chosen_by_name(client, alice):
    TagFactory(name="Postgres")
    TagFactory(name="Django")
    client.force_login(alice)
    assert ask(client, "post", "tags", "gres").json()["results"] == [{"id": "Postgres", "text": "Postgres"}]


def test_target_of_a_redirect_is_chosen_by_key(client, eve):
    tag = TagFactory(name="Postgres")
    client.force_login(eve)
    assert ask(client, "redirect", "tag", "post").json()["results"] == [{"id": str(tag.pk), "text": "Postgres"}]


def test_editor_finds_writers_by_name_and_no_reader(client, eve, alice, charlie):
    client.force_login(eve)
    assert texts(ask(client, "post", "author", "ali")) == ["Alice"]
    assert texts(ask(client, "post", "author", "charlie")) == []


def test_email_addresses_are_neither_shown_nor_searched(client, eve, alice):
    client.force_login(eve)
    assert texts(ask(client, "post", "author", "example.com")) == []
    assert "@" not in ask(client, "post", "author").content.decode()


@pytest.mark.parametrize("person", ["carol", "alice", "bob"])
def test_others_learn_of_no_users(client, request, person, eve):
    client.force_login(request.getfixturevalue(person))
    assert ask(client, "post", "author").status_code == 403


@pytest.mark.parametrize("field", ["post", "tag"])
def test_author_finds_own_posts_only(client, alice, bob, field):
    PostFactory(title="Hidden", author=bob)
    PostFactory(title="Hidden, mine", author=alice)
    client.force_login(alice)
    assert texts(ask(client, "redirect", "post", "hid")) == ["Hidden, mine"]


@pytest.mark.parametrize(
    ("model", "field"),
    [
        ("post", "tags"),
        ("post", "series"),
        ("post", "cover"),
        ("crosspost", "source"),
        ("post", "author"),
        ("redirect", "post"),
    ],
)
def test_readers_and_strangers_find_nothing(client, charlie, model, field):
    for make in (TagFactory, SeriesFactory, SourceFactory, ImageFactory, PostFactory):
        make()
    assert ask(client, model, field).status_code == 302
    client.force_login(charlie)
    assert ask(client, model, field).status_code == 302


@pytest.mark.parametrize(
    ("model", "field"),
    [("importrun", "by"), ("revision", "by"), ("image", "uploaded_by"), ("nonsense", "x"), ("post", "title")],
)
def test_no_detour_leads_to_users(client, alice, model, field):
    client.force_login(alice)
    assert ask(client, model, field).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_search_takes_the_same_queries_for_one_tag_and_for_three(client, alice, count, django_assert_num_queries):
    TagFactory.create_batch(count)
    client.force_login(alice)
    with django_assert_num_queries(7):
        assert len(texts(ask(client, "post", "tags"))) == count
