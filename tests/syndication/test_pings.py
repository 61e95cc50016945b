import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from blog import jobs
from blog.actions.posts import publish_post, save_post, trash_post
from blog.actions.site import save_site
from blog.models import CrossPost, Delivery, Post, SiteSettings, Target
from blog.models.sealed import Sealed
from blog.syndication import sending
from blog.syndication.kinds import Account, Refused, TryLater
from blog.syndication.pings import endpoint_of, indexnow_key, links_in
from blog.syndication.registry import KINDS
from tests.factories import PostFactory, TargetFactory
from tests.other_server import reply

pytestmark = pytest.mark.django_db


def target_of(kind, **settings):
    return TargetFactory(kind=kind, settings=settings, credentials=Sealed())


def hub_at(url: str) -> Target:
    save_site(site=SiteSettings(websub_hub=url))
    return Target.objects.get(kind="websub")


def written(alice, body="Text") -> Post:
    post = Post(author=alice, title="News", body=body)
    save_post(post=post, by=alice)
    return post


def sent(target) -> list[Delivery]:
    found = []
    while delivery := sending.send_next(target_id=target.pk):
        found.append(delivery)
    return found


def test_drafts_are_told_to_nobody(alice):
    hub_at("https://hub.example/")
    written(alice)
    assert not Delivery.objects.exists()


def test_hub_is_told_of_every_change_that_readers_see(alice, other, settings):
    settings.SITE_URL = "https://blog.example"
    other.answers["/"] = reply(204)
    target = hub_at(other.url())
    post = written(alice)
    publish_post(post=post, by=alice)
    assert [each.state for each in sent(target)] == ["sent"]
    bodies = [got.body for got in other.got]
    assert bodies[0] == b"hub.mode=publish&hub.url=https%3A%2F%2Fblog.example%2Ffeed%2F"
    assert len(bodies) == 3
    save_post(post=post, by=alice)
    save_post(post=post, by=alice)
    assert len(sent(target)) == 1, "two changes in a row are one"
    trash_post(post=post)
    assert len(sent(target)) == 1
    assert not CrossPost.objects.exists()


def test_hub_that_is_not_named_any_more_is_told_nothing(alice, other):
    target = hub_at(other.url())
    post = written(alice)
    publish_post(post=post, by=alice)
    assert len(sent(target)) == 1
    save_site(site=SiteSettings(websub_hub="https://another.example/"))
    save_post(post=post, by=alice)
    assert Delivery.objects.get(state="waiting").address == "https://another.example/"
    Delivery.objects.all().delete()
    save_site(site=SiteSettings(websub_hub=""))
    save_post(post=post, by=alice)
    assert not Delivery.objects.exists()
    with pytest.raises(Refused, match="name no WebSub hub"):
        KINDS["websub"].check(Account(settings={}, credentials={}))


def test_hub_gets_one_target_whatever_is_saved(other):
    target = hub_at(other.url())
    assert str(target) == f"WebSub: {other.url().split('/')[2]}"
    assert hub_at("https://another.example/") == target


def test_search_engines_are_told_the_address_with_a_key_that_is_there(alice, other, settings, client):
    settings.SITE_URL, settings.SITE_HOST = "https://blog.example", "blog.example"
    other.answers["/indexnow"] = reply(202)
    target = target_of("indexnow", server=other.url())
    post = written(alice)
    publish_post(post=post, by=alice)
    assert [each.state for each in sent(target)] == ["sent"]
    key = indexnow_key()
    assert post.get_absolute_url().encode() in other.got[0].body
    assert f'"keyLocation":"https://blog.example/{key}.txt"'.encode() in other.got[0].body
    assert client.get(f"/{key}.txt").content.decode() == key
    assert client.get(f"/{'0' * 32}.txt").status_code == 404


def test_wrong_key_is_a_failure_that_is_shown(alice, other):
    other.answers["/indexnow"] = reply(403, b'{"message": "key not valid"}')
    target = target_of("indexnow", server=other.url())
    publish_post(post=written(alice), by=alice)
    [delivery] = sent(target)
    assert (delivery.state, delivery.answer) == ("failed", "The answer was 403. key not valid")


def test_pages_that_are_linked_to_are_told_and_those_that_were(alice, other):
    html = b'<html><link rel="webmention" href="/wm"></html>'
    other.answers |= {
        "/a": reply(200, html, Content_Type="text/html"),
        "/b": reply(200, b"<html>no endpoint</html>", Content_Type="text/html"),
        "/wm": reply(202),
    }
    target = target_of("webmention")
    post = written(alice, f"[a]({other.url('/a')}#part) [again]({other.url('/a')}) [b]({other.url('/b')}) [own](/x/)")
    publish_post(post=post, by=alice)
    assert {each.address for each in sent(target)} == {other.url("/a"), other.url("/b")}
    [told] = [got for got in other.got if got.path == "/wm"]
    assert told.headers["content-type"] == "application/x-www-form-urlencoded"
    assert b"target=http%3A%2F%2F127.0.0.1" in told.body
    post.body = "No links any more."
    save_post(post=post, by=alice)
    assert {each.address for each in sent(target)} == {other.url("/a"), other.url("/b")}


def test_links_are_those_to_other_sites():
    html = '<a href="/own/">x</a><a href="https://blog.example/2/">x</a><a href="https://a.example/x#1">x</a>'
    html += '<a href="mailto:a@b.example">x</a><a href="http://[">x</a><a href="https://a.example/x">x</a>'
    assert links_in(html, "https://blog.example/1/") == ["https://a.example/x"]
    assert links_in("", "https://blog.example/1/") == []


# After webmention.rocks, the recommendation's own test suite for discovery.
ENDPOINTS = {
    "header": ({"Link": "</wm>; rel=webmention"}, "", "/wm"),
    "header in quotes": ({"Link": '</wm>; rel="webmention"'}, "", "/wm"),
    "header of several": ({"Link": '</x>; rel="other", </wm>; rel="webmention somethingelse"'}, "", "/wm"),
    "header in capitals": ({"LINK": '</wm>; REL="webmention"'}, "", "/wm"),
    "header before page": ({"Link": "</wm>; rel=webmention"}, '<link rel="webmention" href="/other">', "/wm"),
    "link": ({}, '<link rel="webmention" href="/wm">', "/wm"),
    "anchor": ({}, '<a href="/wm" rel="webmention">x</a>', "/wm"),
    "first of both": ({}, '<a rel="webmention" href="/wm">x</a><link rel="webmention" href="/other">', "/wm"),
    "relative": ({}, '<link rel="webmention" href="wm?q=1">', "/wm?q=1"),
    "the page itself": ({}, '<link rel="webmention" href="">', "/page"),
    "several rels": ({}, '<link rel="a webmention b" href="/wm">', "/wm"),
    "not quite": ({}, '<link rel="not-webmention" href="/wm">', ""),
    "in a comment": ({}, '<!-- <link rel="webmention" href="/wm"> -->', ""),
    "escaped": ({}, '<code>&lt;link rel="webmention" href="/wm"&gt;</code>', ""),
    "no href": ({}, '<link rel="webmention"><a rel="webmention" href="/wm">x</a>', "/wm"),
    "none": ({}, "<p>Hello</p>", ""),
}


@pytest.mark.parametrize(("headers", "body", "path"), ENDPOINTS.values(), ids=ENDPOINTS)
def test_endpoint_is_found_as_the_recommendation_says(other, headers, body, path):
    page = f"<html><body>{body}</body></html>".encode()
    other.answers["/page"] = reply(200, page, Content_Type="text/html", **headers)
    assert endpoint_of(other.url("/page")) == (other.url(path) if path else "")


def test_page_that_does_not_answer_is_told_later_or_never(other, settings):
    other.answers["/page"] = reply(503)
    with pytest.raises(TryLater):
        endpoint_of(other.url("/page"))
    settings.OUTGOING_ALLOWED = []
    with pytest.raises(Refused):
        endpoint_of(other.url("/page"))


def test_post_says_where_it_takes_webmentions(client, alice):
    post = written(alice)
    publish_post(post=post, by=alice)
    assert f'rel="webmention" href="{reverse("webmention")}"' in client.get(post.get_absolute_url()).content.decode()


def test_hub_that_a_target_had_for_itself_becomes_that_of_the_site():
    migration = import_module("blog.migrations.0039_hub_of_the_site")
    target = target_of("websub", hub="https://hub.example/")
    migration.move_hubs(apps, None)
    target.refresh_from_db()
    assert (target.settings, SiteSettings.load().websub_hub) == ({}, "https://hub.example/")
    migration.move_back(apps, None)
    target.refresh_from_db()
    assert target.settings == {"hub": "https://hub.example/"}
    SiteSettings(websub_hub="https://named.example/").save()
    migration.move_hubs(apps, None)
    assert SiteSettings.load().websub_hub == "https://named.example/"


def test_old_pings_go_when_others_followed_them():
    post, target, now = PostFactory(published=True), target_of("webmention"), timezone.now()

    def pinged(days: int, address: str, **more) -> Delivery:
        finished = now - dt.timedelta(days=days)
        more = {"post": post, "action": "ping", "state": "sent", **more}
        return Delivery.objects.create(target=target, address=address, finished_at=finished, **more)

    gone = [pinged(200, "https://a.example/"), pinged(100, "https://a.example/"), pinged(95, "", post=None)]
    kept = [
        pinged(91, "https://a.example/"),
        pinged(300, "https://b.example/"),
        pinged(300, "", action="create"),
        pinged(80, "https://c.example/"),
        pinged(10, "https://c.example/"),
    ]
    assert jobs.forget_old_pings() == len(gone)
    assert set(Delivery.objects.all()) == set(kept)
