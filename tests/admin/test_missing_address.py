import datetime as dt

import pytest

from blog.models import MissingAddress, Redirect
from tests.admin.forms import send

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/missingaddress/"
TODAY = dt.date(2026, 1, 2)


def missing(path: str, hits: int = 1) -> MissingAddress:
    return MissingAddress.objects.create(path=path, hits=hits, last_asked_on=TODAY)


def test_most_wanted_comes_first_with_a_way_to_a_redirect(client, eve):
    missing("/seldom/", 2)
    missing("/often/?&<b>", 7)
    client.force_login(eve)
    html = client.get(LIST).content.decode()
    assert html.index("/often/") < html.index("/seldom/")
    assert "<b>" not in html
    assert 'href="/admin/blog/redirect/add/?old_path=%2Foften%2F%3F%26%3Cb%3E"' in html
    form = client.get("/admin/blog/redirect/add/?old_path=%2Fseldom%2F").content.decode()
    assert 'value="/seldom/"' in form


def test_address_leaves_the_list_when_a_redirect_is_made(client, eve):
    missing("/old/")
    missing("/other/")
    client.force_login(eve)
    send(client, "/admin/blog/redirect/add/", old_path="/old", url="/tags/")
    assert Redirect.objects.count() == 1
    assert [row.path for row in MissingAddress.objects.all()] == ["/other/"]


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_queries_for_one_and_for_three(client, eve, count, django_assert_num_queries):
    for number in range(count):
        missing(f"/{number}/")
    client.force_login(eve)
    client.get(LIST)
    with django_assert_num_queries(7):
        assert client.get(LIST).context["cl"].result_count == count


@pytest.mark.parametrize("person", ["carol", "alice", "charlie"])
def test_what_is_not_found_is_editors_business(client, request, person):
    missing("/secret-plan/")
    client.force_login(request.getfixturevalue(person))
    assert "/secret-plan/" not in client.get(LIST, follow=True).content.decode()


def test_nobody_adds_or_changes_what_was_counted(client, root):
    row = missing("/old/")
    client.force_login(root)
    assert client.post(f"{LIST}add/", {"path": "/x/"}).status_code == 403
    assert client.post(f"{LIST}{row.pk}/change/", {"path": "/x/", "hits": 99}).status_code == 403
    assert MissingAddress.objects.get().hits == 1
