import datetime as dt

import pytest
from django.utils import timezone

from blog import jobs
from blog.models import CrossPost
from blog.syndication.canonicals import check, due
from tests.factories import CrossPostFactory, PostFactory, SourceFactory
from tests.other_server import reply

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://blog.example"


def canonical(url, post=None) -> CrossPost:
    post = post or PostFactory(published=True)
    return CrossPostFactory(post=post, source=SourceFactory(), url=url, is_canonical=True)


def page(head="") -> bytes:
    return reply(200, f"<html><head>{head}</head></html>".encode(), Content_Type="text/html")


def test_address_that_is_right_has_no_problem(other):
    other.answers["/a/"] = page(f'<link rel="canonical" href="{other.url("/a")}">')
    cross = canonical(other.url("/a/"))
    assert check(cross=cross) == ""
    cross.refresh_from_db()
    assert cross.last_checked
    other.answers["/b/"] = page()
    assert check(cross=canonical(other.url("/b/"))) == ""


def test_page_that_is_gone_is_said_and_so_is_that_it_is_back(other):
    cross = canonical(other.url("/a/"))
    assert check(cross=cross) == "The address answers 404."
    cross.refresh_from_db()
    assert cross.problem == "The address answers 404."
    other.answers["/a/"] = page()
    check(cross=cross)
    cross.refresh_from_db()
    assert cross.problem == ""


def test_redirect_says_where_it_leads(other):
    other.answers |= {"/a/": reply(301, Location="/b/"), "/b/": page()}
    assert check(cross=canonical(other.url("/a/"))) == f"The address leads on to {other.url('/b/')}; name that one."


def test_circle_and_silence_are_said(other):
    other.answers |= {"/a/": reply(302, Location="/a/"), "/cut/": lambda connection: connection.close()}
    assert "circle" in check(cross=canonical(other.url("/a/")))
    assert "did not answer" in check(cross=canonical(other.url("/cut/")))


def test_page_that_names_another_is_said(other):
    other.answers["/a/"] = page('<link rel="canonical" href="/elsewhere/">')
    assert "names another as canonical" in check(cross=canonical(other.url("/a/")))


def test_two_that_name_one_another_are_a_loop(other):
    post = PostFactory(published=True)
    other.answers["/a/"] = page(f'<link rel="canonical" href="https://blog.example{post.get_absolute_url()}">')
    assert "a loop" in check(cross=canonical(other.url("/a/"), post))


def test_own_pages_are_looked_at_without_asking_the_network(other):
    mine = PostFactory(published=True)
    draft = PostFactory(slug="hidden", title="Hidden")
    elsewhere = canonical("https://first.example/1/").post
    fine = PostFactory(published=True)

    def said(path):
        return check(cross=canonical(f"https://blog.example{path}", PostFactory(published=True)))

    assert "this post itself" in check(cross=canonical(f"https://blog.example{mine.get_absolute_url()}", mine))
    assert "readers cannot see" in said(f"/2014/11/{draft.slug}/")
    assert "names another as canonical: https://first.example/1/" in said(elsewhere.get_absolute_url())
    assert "no such page" in said("/2014/11/nothing/")
    assert said(fine.get_absolute_url()) == ""
    assert other.got == []


def test_each_is_looked_at_once_a_week():
    old, new, fresh = (canonical(f"https://a.example/{number}") for number in range(3))
    CrossPostFactory(url="https://a.example/not-canonical")
    CrossPost.objects.filter(pk=old.pk).update(last_checked=timezone.now() - dt.timedelta(days=8))
    CrossPost.objects.filter(pk=fresh.pk).update(last_checked=timezone.now())
    assert due(limit=10) == [new, old]


def test_job_looks_at_those_that_are_due(other):
    canonical(other.url("/a/"))
    assert jobs.check_canonicals(0) == 1
    assert CrossPost.objects.get().problem
    assert jobs.check_canonicals(0) == 0
