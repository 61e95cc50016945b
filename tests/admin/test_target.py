import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from blog.admin.target import TargetForm
from blog.models import Delivery, Target
from blog.models.sealed import Sealed
from tests.admin.forms import send
from tests.factories import PostFactory, TargetFactory
from tests.other_server import reply

pytestmark = pytest.mark.django_db
ADD = "/admin/blog/target/add/?kind=webhook"
SECRET = "a secret that nobody sees again"
TYPED = {"name": "Our archive", "kind_url": "https://hook.example/in", "kind_secret": SECRET}


@pytest.fixture
def root(admin_user, client):
    client.force_login(admin_user)
    return admin_user


def errors(response) -> dict:
    return dict(response.context["adminform"].form.errors)


def page_of(target, more: str = "change/") -> str:
    return f"/admin/blog/target/{target.pk}/{more}"


def test_kind_is_chosen_before_its_fields_are_filled_in(client, root):
    choice = client.get("/admin/blog/target/add/").content.decode()
    assert "?kind=webhook" in choice
    assert "?kind=websub" not in choice, "named in the site settings"
    assert "?kind=webhook" in client.get("/admin/blog/target/add/?kind=nonsense").content.decode()
    send(client, ADD, **TYPED)
    target = Target.objects.get()
    assert (target.kind, target.name, target.settings) == ("webhook", "Our archive", {"url": "https://hook.example/in"})
    assert target.credentials.opened() == {"secret": SECRET}


def test_secret_is_never_shown_again_and_stays_when_the_field_is_left_empty(client, root):
    send(client, ADD, **TYPED)
    target = Target.objects.get()
    page = client.get(page_of(target)).content.decode()
    assert SECRET not in page
    assert "kept; type to replace it" in page
    send(client, page_of(target), **{**TYPED, "name": "Renamed", "kind_secret": ""})
    target.refresh_from_db()
    assert (target.name, target.credentials.opened()) == ("Renamed", {"secret": SECRET})
    send(client, page_of(target), **{**TYPED, "kind_secret": "another"})
    target.refresh_from_db()
    assert target.credentials.opened() == {"secret": "another"}


def test_secret_is_not_in_the_page_of_a_form_that_was_refused(client, root):
    response = send(client, ADD, **{**TYPED, "name": ""})
    assert "name" in errors(response)
    assert SECRET not in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"kind_url": ""}, "kind_url"),
        ({"kind_url": "ftp://hook.example/"}, "kind_url"),
        ({"kind_url": "https://user:pass@hook.example/"}, "kind_url"),
        ({"kind_secret": ""}, "kind_secret"),
        ({"name": ""}, "name"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_the_field(client, root, typed, field):
    assert set(errors(send(client, ADD, **{**TYPED, **typed}))) == {field}
    assert not Target.objects.exists()


def test_target_is_tried_without_publishing(client, root, other):
    other.answers["/"] = reply(204)
    target = TargetFactory(url=other.url())
    response = client.post(page_of(target, "try/"), follow=True)
    assert f"It works, as {other.url()}." in response.content.decode()
    other.answers["/"] = reply(401, b'{"error": "unknown key"}')
    response = client.post(page_of(target, "try/"), follow=True)
    assert "It does not work: The answer was 401. unknown key" in response.content.decode()
    assert client.get(page_of(target, "try/")).status_code == 405


def test_secret_of_a_lost_key_is_said_and_entered_anew(client, root, settings):
    target = TargetFactory()
    settings.CREDENTIALS_KEYS = ["another"]
    response = client.post(page_of(target, "try/"), follow=True)
    assert "CREDENTIALS_KEY" in response.content.decode()
    send(client, page_of(target), **TYPED)
    target.refresh_from_db()
    assert target.credentials.opened() == {"secret": SECRET}


def test_paused_target_says_why_and_is_resumed(client, root):
    target = TargetFactory(paused_at=timezone.now(), paused_why="The token has expired.")
    assert "The token has expired." in client.get(page_of(target)).content.decode()
    client.post(page_of(target, "resume/"))
    target.refresh_from_db()
    assert target.paused_at is None


def test_target_that_something_waits_for_is_not_deleted(client, root):
    target = TargetFactory()
    waiting = {"state": "waiting", "next_try_at": timezone.now()}
    Delivery.objects.create(target=target, post=PostFactory(), action="create", **waiting)
    response = client.post(page_of(target, "delete/"), {"post": "yes"})
    assert "Something waits to be sent" in response.content.decode()
    assert Target.objects.exists()


@pytest.mark.parametrize("who", ["alice", "carol", "eve"])
def test_targets_are_the_administrators_business(client, request, who):
    target = TargetFactory(credentials=Sealed.of({"secret": SECRET}))
    client.force_login(request.getfixturevalue(who))
    for address in ("/admin/blog/target/", ADD, "/admin/blog/target/add/", page_of(target)):
        assert client.get(address).status_code == 403, address
    for verb in ("try/", "resume/", "delete/"):
        assert client.post(page_of(target, verb)).status_code == 403, verb


def test_roles_hold_what_targets_and_the_outbox_need(db):
    held = {
        group.name: set(
            group.permissions.filter(codename__regex="_(target|delivery)$").values_list("codename", flat=True)
        )
        for group in Group.objects.all()
    }
    assert held["Editor"] == {"view_delivery", "change_delivery"}
    assert len(held["Administrator"]) == 6
    assert held["Author"] == held["Contributor"] == set()


# --- Access that ends -----------------------------------------------------------------------------------------------
LINKEDIN = "/admin/blog/target/add/?kind=linkedin"
TYPED_LINKEDIN = {"name": "LinkedIn", "kind_author": "urn:li:person:alice", "kind_token": "first-token"}
RENEWAL = {"kind_refresh_token": "refresh-token", "kind_client_id": "client", "kind_client_secret": "client-secret"}


def in_days(days: int) -> dt.date:
    return timezone.now().date() + dt.timedelta(days=days)


def test_only_where_access_ends_is_asked_when(client, root):
    assert 'type="date" name="expires_on"' in client.get(LINKEDIN).content.decode()
    assert "expires_on" not in client.get(ADD).content.decode()
    send(client, ADD, **TYPED)
    assert Target.objects.get().expires_on is None


def test_new_token_sets_the_end_of_access_unless_somebody_says_when(client, root):
    send(client, LINKEDIN, **TYPED_LINKEDIN)
    target = Target.objects.get()
    assert target.expires_on == in_days(60)
    send(client, page_of(target), expires_on=in_days(30).isoformat())
    target.refresh_from_db()
    assert target.expires_on == in_days(30)
    send(client, page_of(target), name="Renamed")
    target.refresh_from_db()
    assert (target.name, target.expires_on) == ("Renamed", in_days(30))
    send(client, page_of(target), kind_token="second-token")
    target.refresh_from_db()
    assert (target.expires_on, target.credentials.opened()) == (in_days(60), {"token": "second-token"})
    send(client, page_of(target), kind_token="third-token", expires_on="2100-02-03")
    target.refresh_from_db()
    assert target.expires_on == dt.date(2100, 2, 3)
    send(client, page_of(target), expires_on="")
    target.refresh_from_db()
    assert target.expires_on is None


def test_what_renews_a_token_is_given_whole_or_not_at_all(client, root):
    for missing in RENEWAL:
        response = send(client, LINKEDIN, **{**TYPED_LINKEDIN, **RENEWAL, missing: ""})
        assert errors(response) == {missing: ["The others are of no use without it."]}
    send(client, LINKEDIN, **TYPED_LINKEDIN, **RENEWAL)
    target = Target.objects.get()
    page = client.get(page_of(target)).content.decode()
    assert not any(f'value="{value}"' in page for value in RENEWAL.values())
    # What is kept counts.
    send(client, page_of(target), kind_client_secret="another-secret")
    target.refresh_from_db()
    assert target.credentials.opened() == {
        "token": "first-token",
        "refresh_token": "refresh-token",
        "client_id": "client",
        "client_secret": "another-secret",
    }


def test_token_renewed_while_somebody_saves_is_not_overwritten(client, root, monkeypatch):
    send(client, LINKEDIN, **TYPED_LINKEDIN, **RENEWAL)
    target, later = Target.objects.get(), in_days(300)
    read = TargetForm.clean

    def clean_while_the_worker_renews(form):
        renewed = {**target.credentials.opened(), "token": "renewed-token"}
        Target.objects.update(credentials=Sealed.of(renewed), expires_on=later, paused_at=timezone.now())
        return read(form)

    monkeypatch.setattr(TargetForm, "clean", clean_while_the_worker_renews)
    send(client, page_of(target), name="Renamed", kind_client_secret="another-secret")
    target.refresh_from_db()
    assert (target.name, target.expires_on, bool(target.paused_at)) == ("Renamed", later, True)
    kept = target.credentials.opened()
    assert (kept["token"], kept["client_secret"]) == ("renewed-token", "another-secret")


@pytest.mark.parametrize(("days", "is_said"), [(8, False), (7, True), (-3, True), (None, False)])
def test_end_of_access_is_said_on_the_page_and_in_the_list(client, root, days, is_said):
    send(client, LINKEDIN, **TYPED_LINKEDIN)
    Target.objects.update(expires_on=None if days is None else in_days(days))
    target = Target.objects.get()
    page = client.get(page_of(target)).content.decode()
    assert ("Access has ended on" in page, "Access ends on" in page.replace("Access ends on:", "")) == (
        is_said and days < 0,
        is_said and days > 0,
    )
    assert ("until " in client.get("/admin/blog/target/").content.decode()) == is_said
