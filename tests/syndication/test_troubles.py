"""Each network and each trouble: the outbox brings the post there, once, or says why not."""

import contextlib
import datetime as dt
from dataclasses import dataclass

import pytest
from django.utils import timezone

from blog.models import CrossPost, Delivery, Target
from blog.models.sealed import Sealed
from blog.syndication import bluesky, outbox, sending
from tests.factories import PostFactory, TargetFactory
from tests.other_server import reply

from .networks.network import cut, cut_short, never_said, silence

pytestmark = pytest.mark.django_db
LONG_WORD = "x" * 40_000


@pytest.fixture
def there(case) -> Target:
    """The case as a target whose key has been tried."""
    bluesky._sessions.clear()
    case.kind.check(case.account())
    return TargetFactory(kind=case.kind.slug, settings=case.settings, credentials=Sealed.of(case.credentials))


@dataclass(frozen=True)
class Trouble:
    """`answers` come instead of the network's own; `lost` becomes of its answer to what it has done."""

    answers: tuple = ()
    lost: object = None
    is_unsure: bool = False
    status: int | None = None
    rests: int = 0  # seconds that the network asked for


TROUBLES = {
    "busy": Trouble(answers=(reply(429, b"{}", Retry_After="1800"),), status=429, rests=1800),
    "broken": Trouble(answers=(reply(500, b"<html>Oh no</html>"),), is_unsure=True, status=500),
    "maintenance": Trouble(answers=(reply(503, b"", Retry_After="1800"),), is_unsure=True, status=503, rests=1800),
    "silent": Trouble(answers=(silence,), is_unsure=True),
    "silent after it was done": Trouble(lost=never_said, is_unsure=True),
    "cut after it was done": Trouble(lost=cut, is_unsure=True),
    "cut within the answer": Trouble(lost=cut_short, is_unsure=True),
}


def asked_for(target: Target, **fields) -> Delivery:
    [delivery] = outbox.announce(post=PostFactory(published=True, **fields), targets=[target], by=None)
    return delivery


def attempted(delivery: Delivery) -> Delivery:
    Delivery.objects.filter(state="waiting").update(next_try_at=timezone.now())
    Target.objects.update(wait_until=None)
    sending.send_next(target_id=delivery.target_id)
    delivery.refresh_from_db()
    return delivery


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
def test_trouble_passes_and_readers_see_the_post_once(case, there, impatient, trouble):
    delivery = asked_for(there)
    case.network.trouble, case.network.lost = [*trouble.answers], trouble.lost
    hurry = impatient() if silence in trouble.answers or trouble.lost is never_said else contextlib.nullcontext()
    with hurry:
        attempted(delivery)
    assert (delivery.state, delivery.attempts) == ("waiting", 1)
    assert (delivery.is_unsure, delivery.status_code) == (trouble.is_unsure, trouble.status)
    assert delivery.next_try_at - timezone.now() > dt.timedelta(seconds=max(trouble.rests - 10, 50))
    there.refresh_from_db()
    assert (there.paused_at, bool(there.wait_until)) == (None, bool(trouble.rests))
    attempted(delivery)
    assert (delivery.state, delivery.attempts, delivery.answer, delivery.is_unsure) == ("sent", 2, "", False)
    assert len(case.copies()) == 1
    [cross] = CrossPost.objects.all()
    assert (cross.url, cross.external_id) == (delivery.copy_url, delivery.copy_id)
    assert all((delivery.copy_url, delivery.copy_id))


def test_key_that_is_valid_no_more_pauses_the_target_and_loses_nothing(case, there):
    delivery = asked_for(there)
    case.network.revoked = True
    attempted(delivery)
    there.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.is_unsure) == ("waiting", 0, False)
    assert there.paused_at
    assert there.paused_why.startswith("The answer was 401.")
    case.network.revoked = False
    assert attempted(delivery).state == "waiting"
    outbox.resume(target=there)
    assert attempted(delivery).state == "sent"
    assert len(case.copies()) == 1


def test_text_that_is_too_long_is_shortened_or_refused_before_anything_is_sent(case, there, other):
    """The excerpt gives way; a title of such a length is left to whoever wrote it."""
    assert attempted(asked_for(there, excerpt=LONG_WORD)).state == "sent"
    assert len(case.copies()) == 1
    Target.objects.update(template="{title}" + "y" * 4_000)
    before, limit = len(other.got), case.kind.limit(case.settings)
    delivery = attempted(asked_for(there))
    assert delivery.state == ("sent" if limit is None else "failed")
    if limit is not None:
        assert f"{limit} are allowed" in delivery.answer
        assert len(other.got) == before


def test_refusal_is_final_and_told(case, there):
    delivery = asked_for(there)
    case.network.trouble = [reply(400, b'{"error": "InvalidRequest", "message": "unknown: surprise"}')]
    attempted(delivery)
    assert (delivery.state, delivery.status_code, delivery.is_unsure) == ("failed", 400, False)
    assert delivery.answer.startswith("The answer was 400. unknown: surprise")
    there.refresh_from_db()
    assert there.paused_at is None
    outbox.replay(deliveries=[delivery])
    assert attempted(delivery).state == "sent"
    assert len(case.copies()) == 1
