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
