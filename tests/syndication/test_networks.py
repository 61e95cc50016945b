"""What all networks have in common, each against a server that implements its documentation."""

import dataclasses

import pytest

from blog.models import Target
from blog.models.sealed import Sealed
from blog.syndication.bluesky import Bluesky
from blog.syndication.devto import DevTo
from blog.syndication.kinds import Account, Content, Refused, SignInNeeded, TryLater
from blog.syndication.linkedin import LinkedIn
from blog.syndication.mastodon import Mastodon
from tests.other_server import reply

from .networks import bluesky, devto, linkedin, mastodon

CONTENT = Content(
    text="A title (with signs) #PostgreSQL\n\nhttps://blog.example/2026/11/a-title/",
    title="A title",
    url="https://blog.example/2026/11/a-title/",
    canonical_url="https://blog.example/2026/11/a-title/",
    excerpt="In short.",
    tags=("PostgreSQL", "Blog software", "Über", "One", "Two", "Three"),
    language="de-AT",
    markdown="Text",
    asked_at="2026-11-25T18:00:00+00:00",
)


@dataclasses.dataclass
class Case:
    kind: object
    network: object
    settings: dict
    credentials: dict

    def account(self, **credentials) -> Account:
        return Account(settings=self.settings, credentials={**self.credentials, **credentials})

    def copies(self) -> list:
        """What the network shows to its readers."""
        for name in ("statuses", "records", "posts", "articles"):
            if hasattr(self.network, name):
                return [copy for copy in getattr(self.network, name).values() if copy.get("published", True)]
        raise AssertionError


def case_of(name: str, url: str) -> Case:
    server = {"server": url}
    return {
        "mastodon": lambda: Case(Mastodon(), mastodon.MastodonServer(), server, {"token": mastodon.TOKEN}),
        "bluesky": lambda: Case(
            Bluesky(),
            bluesky.BlueskyServer(),
            {**server, "handle": bluesky.HANDLE},
            {"password": bluesky.PASSWORD},
        ),
        "linkedin": lambda: Case(
            LinkedIn(),
            linkedin.LinkedInServer(base=url),
            {**server, "author": linkedin.AUTHOR},
            {"token": linkedin.TOKEN},
        ),
        "devto": lambda: Case(DevTo(), devto.DevToServer(), server, {"token": devto.TOKEN}),
    }[name]()


@pytest.fixture(params=["mastodon", "bluesky", "linkedin", "devto"])
def case(request, other):
    found = case_of(request.param, other.url("").rstrip("/"))
    other.network = found.network
    yield found
    assert found.network.faults == []


def test_card_that_is_shown_beforehand_is_the_one_that_is_sent(case):
    card = case.kind.card(CONTENT)
    case.kind.create(case.account(), CONTENT, "key-1")
    [copy] = case.copies()
    sent = copy.get("embed", {}).get("external") or copy.get("content")
    assert isinstance(sent, dict) == (case.kind.slug in ("bluesky", "linkedin"))
    if isinstance(sent, dict):
        sent = sent.get("article", sent)
        assert (card.title, card.description) == (sent["title"], sent["description"]) == ("A title", "In short.")
        assert not card.is_read_there
    else:
        assert card is None or card.is_read_there


def test_post_is_published_and_its_copy_named(case):
    copy = case.kind.create(case.account(), CONTENT, "key-1")
    assert copy.url.startswith("https://")
    assert copy.id
    assert len(case.copies()) == 1


def test_credentials_are_tried_without_publishing(case):
    assert "alice" in case.kind.check(case.account()).lower()
    assert case.copies() == []


def test_wrong_credentials_ask_for_signing_in(case):
    wrong = case.account(token="wrong", password="wrong")
    for act in (case.kind.check, lambda account: case.kind.create(account, CONTENT, "key-1")):
        with pytest.raises(SignInNeeded) as problem:
            act(wrong)
        assert "wrong" not in str(problem.value)


def test_lost_answer_is_found_or_harmless_to_repeat(case):
    case.kind.check(case.account())
    case.network.cut = True
    with pytest.raises(TryLater) as problem:
        case.kind.create(case.account(), CONTENT, "key-1")
    assert problem.value.is_unsure
    assert len(case.copies()) == 1
    copy = case.kind.find(case.account(), CONTENT, "key-1") or case.kind.create(case.account(), CONTENT, "key-1")
    assert len(case.copies()) == 1
    assert (bool(copy.url), bool(copy.id)) == (True, True)


def test_busy_network_says_when_it_wants_to_be_asked_again(case):
    case.kind.check(case.account())
    case.network.trouble = [reply(429, b"{}", Retry_After="77")]
    with pytest.raises(TryLater) as problem:
        case.kind.create(case.account(), CONTENT, "key-1")
    assert (problem.value.after, problem.value.is_unsure) == (77, False)


def test_broken_network_is_asked_later(case):
    case.kind.check(case.account())
    case.network.trouble = [reply(502, b"<html>Bad gateway</html>")]
    with pytest.raises(TryLater, match="502"):
        case.kind.create(case.account(), CONTENT, "key-1")


def test_copy_is_updated_where_the_network_can(case):
    account = case.account()
    copy = case.kind.create(account, CONTENT, "key-1")
    changed = dataclasses.replace(CONTENT, text="Other words", markdown="Other words")
    if not case.kind.can_update:
        with pytest.raises(Refused):
            case.kind.update(account, copy.id, changed, "key-2")
        return
    case.kind.update(account, copy.id, changed, "key-2")
    [kept] = case.copies()
    assert "Other words" in str(kept)


def test_copy_is_deleted_and_deleting_it_again_is_no_error(case):
    account = case.account()
    copy = case.kind.create(account, CONTENT, "key-1")
    for _ in range(2):
        case.kind.delete(account, copy.id, "key-3")
        assert case.copies() == []


def test_server_of_another_kind_is_said(case):
    case.network.trouble = [reply(200, b"<html>Welcome</html>")] * 2
    try:
        copy = case.kind.create(case.account(), CONTENT, "key-1")
    except (Refused, SignInNeeded):
        return
    assert copy.id == ""


@pytest.mark.django_db
def test_kinds_are_chosen_and_filled_in_by_an_administrator(case, client, admin_user):
    client.force_login(admin_user)
    page = client.get("/admin/blog/target/add/").content.decode()
    assert f"?kind={case.kind.slug}" in page
    form = client.get(f"/admin/blog/target/add/?kind={case.kind.slug}").content.decode()
    assert all(f'name="kind_{setting.name}"' in form for setting in case.kind.settings)
    target = Target.objects.create(
        kind=case.kind.slug, name="Mine", settings=case.settings, credentials=Sealed.of(case.credentials)
    )
    tried = client.post(f"/admin/blog/target/{target.pk}/try/", follow=True).content.decode()
    assert "It works, as" in tried
