"""The pages of signing in and out: usable without scripts, clean under the content security policy."""

import lxml.html
import pytest

PAGES = ["/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/"]
INSIDE = ["/accounts/logout/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/email/"]


def check(html: bytes) -> lxml.html.HtmlElement:
    page = lxml.html.fromstring(html)
    assert not page.xpath("//style | //*[@style] | //script[not(@src)][not(@type='application/json')]")
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    assert len(page.xpath("//main//h1")) == 1
    for field in page.xpath("//main//input[not(@type='hidden')]"):
        assert page.xpath(f"//label[@for='{field.get('id')}']"), field.name
    return page


@pytest.mark.django_db
@pytest.mark.parametrize("url", PAGES)
def test_page_is_labelled_and_free_of_inline_code(client, url):
    check(client.get(url).content)


@pytest.mark.parametrize("url", INSIDE)
def test_page_of_somebody_signed_in_is_labelled_and_free_of_inline_code(client, alice, url):
    alice.set_password("long and odd 42")
    alice.save()
    client.force_login(alice)
    response = client.get(url, follow=True)
    assert response.status_code == 200
    check(response.content)


def test_author_signs_in_and_lands_at_the_desk(client, alice):
    alice.set_password("long and odd 42")
    alice.save()
    response = client.post("/accounts/login/", {"login": "alice", "password": "long and odd 42"}, follow=True)
    assert response.redirect_chain[-1][0] == "/admin/"
    assert "Your desk" in response.content.decode()


@pytest.mark.django_db
def test_wrong_password_is_said_and_not_which_part_was_wrong(client, alice):
    answers = [client.post("/accounts/login/", {"login": name, "password": "x"}) for name in ("alice", "nobody")]
    errors = [check(answer.content).xpath("//ul[contains(@class, 'errorlist')]//text()") for answer in answers]
    assert errors[0] == errors[1] != []


@pytest.mark.django_db
def test_nobody_signs_up(client):
    page = client.get("/accounts/login/").content.decode()
    assert "signup" not in page
