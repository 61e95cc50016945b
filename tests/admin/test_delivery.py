import pytest
from django.utils import timezone

from blog.actions.posts import trash_post
from blog.models import Delivery
from tests.factories import PostFactory, TargetFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/delivery/"


def deliver(target, state="failed", **fields) -> Delivery:
    at = timezone.now() if state == "waiting" else None
    post = PostFactory(published=True)
    return Delivery.objects.create(
        target=target, post=post, post_title=post.title, action="create", state=state, next_try_at=at, **fields
    )


def act(client, action, *deliveries):
    return client.post(LIST, {"action": action, "_selected_action": [each.pk for each in deliveries]}, follow=True)


def test_outbox_says_what_became_of_each(client, eve):
    target = TargetFactory(name="Our archive")
    deliver(target, answer="The answer was 422. too long", attempts=1)
    deliver(target, "sent", copy_url="https://elsewhere.example/<b>")
    gone = deliver(target, "sent")
    gone.post.delete()
    client.force_login(eve)
    page = client.get(LIST).content.decode()
    assert "The answer was 422. too long" in page
    assert 'href="https://elsewhere.example/&lt;b&gt;"' in page
    assert f"publish: {gone.post_title}" in page
    # What is empty looks so in every column.
    assert '<td class="field-answer_in_words">–</td>' in page


@pytest.mark.parametrize("number", [1, 3])
def test_outbox_asks_the_same_questions_for_one_and_for_many(client, eve, number, django_assert_num_queries):
    for _ in range(number):
        deliver(TargetFactory())
    client.force_login(eve)
    client.get(LIST)
    with django_assert_num_queries(8):
        client.get(LIST)


def test_failed_ones_are_tried_again_one_by_one_or_all(client, eve):
    first, second = TargetFactory(), TargetFactory()
    chosen, beside, elsewhere, sent = deliver(first), deliver(first), deliver(second), deliver(first, "sent")
    client.force_login(eve)
    assert "1 delivery is tried again." in act(client, "try_again", chosen, sent).content.decode()
    Delivery.objects.filter(pk=chosen.pk).update(state="failed", next_try_at=None)
    assert "2 deliveries are tried again." in act(client, "try_all_again", chosen).content.decode()
    states = dict(Delivery.objects.values_list("pk", "state"))
    assert states == {chosen.pk: "waiting", beside.pk: "waiting", elsewhere.pk: "failed", sent.pk: "sent"}


def test_what_waits_can_be_called_off(client, eve):
    target = TargetFactory()
    waiting, sent = deliver(target, "waiting"), deliver(target, "sent")
    client.force_login(eve)
    assert "1 delivery is not sent." in act(client, "do_not_send", waiting, sent).content.decode()
    assert dict(Delivery.objects.values_list("pk", "state")) == {waiting.pk: "cancelled", sent.pk: "sent"}


@pytest.mark.parametrize(
    ("state", "is_told"), [("failed", True), ("cancelled", True), ("waiting", False), ("sent", False)]
)
def test_what_failed_and_may_have_arrived_says_so(client, eve, state, is_told):
    deliver(TargetFactory(), state, is_unsure=True, answer="The answer was 503.")
    deliver(TargetFactory(), state, answer="Refused.")
    client.force_login(eve)
    page = client.get(LIST).content.decode()
    assert page.count("An earlier attempt may have arrived") == int(is_told)
    assert "The answer was 503." in page


def test_copies_of_posts_that_are_gone_are_deleted_from_the_outbox(client, eve):
    target = TargetFactory()
    live, trashed, deleted = (deliver(target, "sent", copy_id=str(number)) for number in range(3))
    trash_post(post=trashed.post)
    deleted.post.delete()
    client.force_login(eve)
    chosen = (live, trashed, deleted)
    assert "2 copies are about to be deleted." in act(client, "delete_copies_of_gone", *chosen).content.decode()
    rows = Delivery.objects.filter(action="delete", state="waiting").order_by("copy_id")
    assert [(row.copy_id, row.post_title, row.by) for row in rows] == [
        ("1", trashed.post_title, eve),
        ("2", deleted.post_title, eve),
    ]


@pytest.mark.parametrize("who", ["alice", "carol"])
def test_outbox_is_not_for_authors(client, request, who):
    waiting = deliver(TargetFactory())
    client.force_login(request.getfixturevalue(who))
    assert client.get(LIST).status_code == 403
    for action in ("try_again", "delete_copies_of_gone"):
        assert act(client, action, waiting).status_code == 403
    waiting.refresh_from_db()
    assert waiting.state == "failed"
