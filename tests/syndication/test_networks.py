"""What all networks have in common, each against a server that implements its documentation."""

import dataclasses
import json

import pytest

from blog.models import Target
from blog.models.sealed import Sealed
from blog.syndication.kinds import Refused, SignInNeeded, TryLater
from blog.syndication.webhook import signature
from tests.other_server import reply

from .cases import CONTENT
from .networks import webhook
from .networks.network import cut, cut_short, never_said, silence


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
    wrong = case.account(token="wrong-one", password="wrong-one", secret="wrong-one")
    for act in (case.kind.check, lambda account: case.kind.create(account, CONTENT, "key-1")):
        with pytest.raises(SignInNeeded) as problem:
            act(wrong)
        assert "wrong-one" not in str(problem.value)


@pytest.mark.parametrize("lost", [cut, cut_short, never_said])
def test_lost_answer_is_found_or_harmless_to_repeat(case, impatient, lost):
    case.kind.check(case.account())
    case.network.lost = lost
    with impatient(), pytest.raises(TryLater) as problem:
        case.kind.create(case.account(), CONTENT, "key-1")
    assert problem.value.is_unsure
    assert len(case.copies()) == 1
    copy = case.kind.find(case.account(), CONTENT, "key-1") or case.kind.create(case.account(), CONTENT, "key-1")
    assert len(case.copies()) == 1
    assert (bool(copy.url), bool(copy.id)) == (True, True)


def test_silent_network_is_waited_for_so_long_and_no_longer(case, impatient):
    case.kind.check(case.account())
    case.network.trouble = [silence]
    with impatient(), pytest.raises(TryLater, match="too slow") as problem:
        case.kind.create(case.account(), CONTENT, "key-1")
    assert (problem.value.is_unsure, problem.value.status, case.copies()) == (True, None, [])


def test_busy_network_says_when_it_wants_to_be_asked_again(case):
    case.kind.check(case.account())
    case.network.trouble = [reply(429, b"{}", Retry_After="77")]
    with pytest.raises(TryLater) as problem:
        case.kind.create(case.account(), CONTENT, "key-1")
    assert (problem.value.after, problem.value.is_unsure) == (77, False)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_broken_network_is_asked_later(case, status):
    case.kind.check(case.account())
    case.network.trouble = [reply(status, b"<html>Something went wrong</html>", Retry_After="9")]
    with pytest.raises(TryLater, match=str(status)) as problem:
        case.kind.create(case.account(), CONTENT, "key-1")
    # It may have been done before it went wrong.
    assert (problem.value.after, problem.value.is_unsure) == (9, True)


def test_key_that_is_valid_no_more_asks_for_signing_in(case):
    copy = case.kind.create(case.account(), CONTENT, "key-1")
    case.network.revoked = True
    acts = [lambda: case.kind.create(case.account(), dataclasses.replace(CONTENT, text="More"), "key-2")]
    acts += [lambda: case.kind.delete(case.account(), copy.id, "key-3")]
    for act in acts:
        with pytest.raises(SignInNeeded) as problem:
            act()
        assert problem.value.status == 401
    assert len(case.copies()) == 1


def test_longest_text_is_taken_and_a_longer_one_refused_for_good(case):
    limit = case.kind.limit(case.settings)
    case.kind.create(case.account(), dataclasses.replace(CONTENT, text="ä" * (limit or 50_000)), "key-1")
    assert len(case.copies()) == 1
    if limit is not None:
        longer = dataclasses.replace(CONTENT, text="ö" * (limit + 1))
        assert case.kind.length(longer.text) == limit + 1
        with pytest.raises(Refused, match=str(limit)):
            case.kind.create(case.account(), longer, "key-2")
        assert len(case.copies()) == 1


# What each network wants to be told with every request, and what it says where that is missing or wrong.
HEADERS = [
    ("mastodon", "authorization", SignInNeeded, "access token is invalid"),
    ("mastodon", "content-type", Refused, "application/json"),
    ("bluesky", "authorization", SignInNeeded, "Authentication Required"),
    ("bluesky", "content-type", Refused, "application/json"),
    ("linkedin", "authorization", SignInNeeded, "Invalid access token"),
    ("linkedin", "content-type", Refused, "application/json"),
    ("linkedin", "linkedin-version", Refused, "version must be present"),
    ("linkedin", "x-restli-protocol-version", Refused, "2.0.0"),
    ("devto", "api-key", SignInNeeded, "unauthorized"),
    ("devto", "accept", Refused, "version 1"),
    ("devto", "content-type", Refused, "application/json"),
    ("webhook", "content-type", Refused, "application/json"),
    ("webhook", "webhook-id", Refused, "webhook-id is missing"),
    ("webhook", "webhook-timestamp", Refused, "webhook-timestamp is missing"),
    ("webhook", "webhook-signature", Refused, "webhook-signature is missing"),
]


@pytest.mark.parametrize(("case", "header", "problem", "words"), HEADERS, indirect=["case"])
def test_network_says_which_header_is_missing(case, altered, header, problem, words):
    def without(sent):
        headers = {name: value for name, value in sent.get("headers", {}).items() if name != header}
        return {**sent, "headers": {**headers, **({header: "text/plain"} if header == "content-type" else {})}}

    case.kind.check(case.account())
    with altered(without), pytest.raises(problem, match=words):
        case.kind.create(case.account(), CONTENT, "key-1")
    assert case.copies() == []


def test_network_says_that_it_does_not_know_a_field(case, altered):
    """Where it is: in the post itself, as each network has it."""

    def with_surprise(sent):
        if sent.get("content"):
            return signed_anew(sent)
        body = json.loads(json.dumps(sent["json"]))
        inner = body.get("article") or body.get("record") or body
        inner["surprise"] = "!"
        return {**sent, "json": body}

    case.kind.check(case.account())

    def signed_anew(sent):
        body = json.loads(sent["content"])
        content = json.dumps({**body, "data": {**body["data"], "surprise": "!"}}).encode()
        about = {"key": sent["headers"]["webhook-id"], "at": int(sent["headers"]["webhook-timestamp"])}
        headers = {**sent["headers"], "webhook-signature": signature(webhook.SECRET, body=content, **about)}
        return {**sent, "content": content, "headers": headers}

    with altered(with_surprise), pytest.raises(Refused, match="surprise"):
        case.kind.create(case.account(), CONTENT, "key-1")
    assert case.copies() == []


def test_answer_that_repeats_the_secret_is_told_without_it(case):
    case.kind.check(case.account())
    for secret in case.credentials.values():
        said = json.dumps({"message": f"{'x' * 190} {secret} is unknown, {secret}"}).encode()
        case.network.trouble = [reply(403, said)]
        with pytest.raises(Refused) as problem:
            case.kind.create(case.account(), CONTENT, "key-1")
        assert "•••" in str(problem.value)
        assert secret[:6] not in str(problem.value)


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
