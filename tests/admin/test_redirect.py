import pytest

from blog.models import Redirect
from tests.admin.forms import send
from tests.factories import LONG_AGO, PostFactory, RedirectFactory, TagFactory

pytestmark = pytest.mark.django_db
ADD = "/admin/blog/redirect/add/"


def errors(response) -> dict:
    return dict(response.context["adminform"].form.errors)


def test_redirect_to_each_kind_of_target_is_saved(client, eve):
    client.force_login(eve)
    send(client, ADD, old_path="/a/", post=PostFactory(slug="x", publish_at=LONG_AGO).pk)
    send(client, ADD, old_path="/b/", tag=TagFactory(name="Tag").pk)
    send(client, ADD, old_path="/c/", url="https://example.com/")
    send(client, ADD, old_path="/d/", is_gone="on")
    assert {r.old_path: r.target for r in Redirect.objects.all()} == {
        "/a/": "/2014/11/x/",
        "/b/": "/tags/tag/",
        "/c/": "https://example.com/",
        "/d/": None,
    }


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"url": "/a/"}, "A redirect cannot lead to itself."),
        ({}, "Choose exactly one target"),
        ({"url": "/b/", "is_gone": "on"}, "Choose exactly one target"),
        ({"url": "javascript:alert(1)"}, "Give a path that starts with one slash"),
        ({"url": "//evil.example"}, "Give a path that starts with one slash"),
        ({"old_path": "a/", "url": "/b/"}, "The old path starts with a slash."),
        ({"url": "/one/"}, "a loop"),
    ],
)
def test_target_that_cannot_work_is_refused_in_words(client, eve, typed, message):
    RedirectFactory(old_path="/one/", url="/two/", is_gone=False)
    RedirectFactory(old_path="/two/", url="/a/", is_gone=False)
    client.force_login(eve)
    response = send(client, ADD, **{"old_path": "/a/", **typed})
    assert message in response.content.decode()
    assert Redirect.objects.count() == 2


@pytest.mark.parametrize(
    ("standing", "old_path", "url"),
    [
        ({"/bar": "/foo/"}, "/foo", "/bar/"),
        ({"/bar/": "/foo"}, "/foo/", "/bar"),
        ({"/bar": "/foo"}, "/foo", "/BAR"),
        ({"/bar/": "http://localhost:8000/foo/"}, "/foo", "http://localhost:8000/bar/#part"),
        ({"/bar": "/foo/"}, "/foo", "/bar/?page=2"),
        ({"/b%C3%A4r": "/foo/"}, "/foo", "/bär/"),
        ({"/one": "/two", "/two": "/three", "/three": "/foo"}, "/foo", "/one/"),
        ({"/one": "/two", "/two": "/one"}, "/foo", "/one"),
        ({}, "/foo", "/foo/"),
        ({}, "/foo", "/Foo"),
        ({}, "/foo", "http://localhost:8000/foo"),
    ],
)
def test_redirects_that_lead_round_in_circles_are_refused_at_the_field(client, eve, standing, old_path, url):
    for old, target in standing.items():
        RedirectFactory(old_path=old, url=target, is_gone=False)
    client.force_login(eve)
    [(field, [message])] = errors(send(client, ADD, old_path=old_path, url=url)).items()
    assert field == "url"
    assert all(f"“{old} → {target}”" in message for old, target in standing.items())
    assert ("lead to itself" in message) == (not standing)
    assert Redirect.objects.count() == len(standing)


def test_circle_through_a_tag_without_posts_is_refused(client, eve):
    tag = TagFactory(name="Empty")
    RedirectFactory(old_path="/tags/empty", url="/foo/", is_gone=False)
    client.force_login(eve)
    assert list(errors(send(client, ADD, old_path="/foo", tag=tag.pk))) == ["tag"]


def test_editing_one_end_of_a_chain_into_a_circle_is_refused(client, eve):
    first = RedirectFactory(old_path="/one", url="/two", is_gone=False)
    last = RedirectFactory(old_path="/two", url="/three/", is_gone=False)
    client.force_login(eve)
    response = send(client, f"/admin/blog/redirect/{last.pk}/change/", url="/ONE/")
    assert errors(response) == {"url": ["This would lead round in circles: a loop, through “/one → /two”."]}
    assert send(client, f"/admin/blog/redirect/{first.pk}/change/", url="/two/").status_code == 302


@pytest.mark.parametrize(("old_path", "url"), [("/foo", "/one/"), ("/foo/", "/foo.html"), ("/foo", "/two")])
def test_chain_that_arrives_is_saved(client, eve, old_path, url):
    RedirectFactory(old_path="/one", url="/two", is_gone=False)
    RedirectFactory(old_path="/two", is_gone=True)
    client.force_login(eve)
    send(client, ADD, old_path=old_path, url=url)
    assert Redirect.objects.filter(old_path=old_path).exists()


def test_redirect_to_a_redirect_is_saved_as_one_to_its_end(client, eve):
    one = RedirectFactory(old_path="/one", tag=TagFactory(name="Tag"), is_gone=False)
    client.force_login(eve)
    send(client, ADD, old_path="/zero", url="/one/")
    send(client, f"/admin/blog/redirect/{one.pk}/change/", tag="", url="https://example.com/")
    assert {r.old_path: r.target for r in Redirect.objects.all()} == {
        "/zero": "/tags/tag/",
        "/one": "https://example.com/",
    }
    send(client, ADD, old_path="/two", url="/three")
    send(client, ADD, old_path="/three", url="/one#part")
    assert {r.old_path: r.target for r in Redirect.objects.all()} == {
        "/zero": "/tags/tag/",
        "/one": "https://example.com/",
        "/two": "https://example.com/",
        "/three": "https://example.com/",
    }


def test_address_of_the_target_itself_is_refused(client, eve):
    post, tag = PostFactory(published=True, publish_at=LONG_AGO, slug="x"), TagFactory(name="Tag")
    client.force_login(eve)
    assert list(errors(send(client, ADD, old_path="/2014/11/x/", post=post.pk))) == ["post"]
    assert list(errors(send(client, ADD, old_path="/tags/tag/", tag=tag.pk))) == ["tag"]


def test_redirects_are_found_by_their_beginning(client, eve):
    RedirectFactory(old_path="/2014/11/old/")
    RedirectFactory(old_path="/2015/11/old/")
    client.force_login(eve)
    found = client.get("/admin/blog/redirect/", {"q": "/2014/"}).context["cl"].result_list
    assert [redirect.old_path for redirect in found] == ["/2014/11/old/"]


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_queries_for_one_and_for_three(client, eve, count, django_assert_num_queries):
    for _ in range(count):
        RedirectFactory(post=PostFactory(), is_gone=False)
        RedirectFactory(tag=TagFactory(), is_gone=False)
    client.force_login(eve)
    client.get("/admin/blog/redirect/")
    with django_assert_num_queries(7):
        assert client.get("/admin/blog/redirect/").context["cl"].result_count == 2 * count


@pytest.mark.parametrize("person", ["carol", "alice", "charlie"])
def test_redirects_are_editors_business(client, request, person):
    RedirectFactory(old_path="/secret/")
    client.force_login(request.getfixturevalue(person))
    assert "/secret/" not in client.get("/admin/blog/redirect/", follow=True).content.decode()
    assert client.post(ADD, {"old_path": "/x/", "is_gone": "on"}).status_code in (302, 403)
    assert Redirect.objects.count() == 1
