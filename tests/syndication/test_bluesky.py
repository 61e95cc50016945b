import pytest

from blog.syndication import bluesky
from blog.syndication.bluesky import Bluesky, facets_of, tid

from .cases import CONTENT, case_of
from .networks.bluesky import DID, TID


@pytest.fixture
def case(other):
    bluesky._sessions.clear()
    found = case_of("bluesky", other.url("").rstrip("/"))
    other.network = found.network
    yield found
    assert found.network.faults == []


def test_session_is_kept_and_renewed_when_it_has_expired(case):
    for number in range(3):
        case.kind.create(case.account(), CONTENT, f"key-{number}")
    assert case.network.sessions == 1
    case.network.expired = {"jwt-1"}
    case.kind.create(case.account(), CONTENT, "key-4")
    assert case.network.sessions == 2
    assert len(case.network.records) == 4


def test_card_and_places_of_links_are_as_the_lexicon_wants(case):
    copy = case.kind.create(case.account(), CONTENT, "key-1")
    [(key, record)] = case.network.records.items()
    assert copy.url == f"https://bsky.app/profile/{DID}/post/{key}"
    assert copy.id == f"at://{DID}/app.bsky.feed.post/{key}"
    assert record["embed"]["external"]["uri"] == CONTENT.url
    assert record["langs"] == ["de-AT"]
    assert record["createdAt"] == "2026-11-25T18:00:00.000Z"
    assert len(record["facets"]) == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Größe: https://a.example/ü, more", ["https://a.example/"]),
        ("(see https://a.example/x).", ["https://a.example/x"]),
        ("#Größe and #2026 and #b.c", ["Größe", "b"]),
        ("https://a.example/#part", ["https://a.example/#part"]),
        ("nothing", []),
    ],
)
def test_facets_are_found_by_bytes(text, found):
    facets = list(facets_of(text))
    assert [feature.get("uri") or feature.get("tag") for f in facets for feature in f["features"]] == found
    for facet in facets:
        part = text.encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
        assert part.removeprefix("#") in found or part in found


def test_record_key_is_the_same_for_each_attempt_and_another_for_each_delivery():
    keys = [tid("2026-11-25T18:00:00+00:00", f"key-{number}") for number in range(50)]
    assert all(TID.fullmatch(key) for key in keys)
    assert tid("2026-11-25T18:00:00+00:00", "key-1") == keys[1]
    assert len(set(keys)) > 45
    assert keys[1] < tid("2026-11-25T18:00:01+00:00", "key-1")


def test_graphemes_are_counted():
    assert Bluesky().length("👩‍👩‍👧‍👦e\u0301") == 2
