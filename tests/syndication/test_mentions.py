import pytest

from blog import jobs
from blog.models import Mention
from blog.outgoing.errors import OutgoingError
from blog.syndication import mentions
from blog.syndication.mentions import check
from tests.factories import PostFactory
from tests.other_server import reply

pytestmark = pytest.mark.django_db
ENTRY = """<!doctype html><html><head><title>On Byline</title></head><body><article class="h-entry">
<a class="p-author h-card" href="https://ann.example/">Ann Example</a><time class="dt-published"
datetime="2026-11-24T10:00:00Z"></time><a class="{kind}" href="{target}">post</a>
<div class="e-content">I <b>think</b> so<script>alert(1)</script>.</div></article></body></html>"""


@pytest.fixture
def post(settings):
    settings.SITE_URL = "https://blog.example"
    return PostFactory(published=True)


def address(post) -> str:
    return f"https://blog.example{post.get_absolute_url()}"


def tell(client, source, target):
    return client.post("/webmention/", {"source": source, "target": target})


def page(other, path, body) -> str:
    other.answers[path] = reply(200, body.encode(), Content_Type="text/html; charset=utf-8")
    return other.url(path)


def test_page_that_links_here_is_taken_checked_and_shown_when_approved(client, post, other, eve):
    source = page(other, "/reply", ENTRY.format(kind="u-in-reply-to", target=address(post)))
    assert tell(client, source, address(post)).status_code == 202
    mention = Mention.objects.get()
    assert (mention.state, mention.host) == ("unchecked", "127.0.0.1")
    assert jobs.check_mention(mention.pk) == "waiting"
    mention.refresh_from_db()
    assert (mention.kind, mention.author_name, mention.author_url) == ("reply", "Ann Example", "https://ann.example/")
    assert (mention.title, mention.words) == ("On Byline", "I think so.")
    assert "On Byline" not in client.get(post.get_absolute_url()).content.decode()
    client.force_login(eve)
    client.post("/admin/blog/mention/", {"action": "approve", "_selected_action": [mention.pk]})
    client.logout()
    shown = client.get(post.get_absolute_url()).content.decode()
    assert "On Byline" in shown
    assert "I think so." in shown
    assert f'href="{source}" rel="nofollow ugc"' in shown


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("https://a.example/", "https://other.example/2014/11/x/"),
        ("https://a.example/", "https://blog.example/nothing/"),
        ("https://a.example/", "https://blog.example/"),
        ("https://a.example/", ""),
        ("ftp://a.example/", "{post}"),
        ("javascript:alert(1)", "{post}"),
        ("", "{post}"),
        ("https://u:p@a.example/", "{post}"),
        ("{post}", "{post}"),
        ("https://a.example/" + "x" * 1_500, "{post}"),
        ("https://a.example/\0", "{post}x"),
    ],
)
def test_what_is_no_mention_is_refused_with_the_reason(client, post, source, target):
    response = tell(client, source.format(post=address(post)), target.format(post=address(post)))
    assert response.status_code == 400
    assert len(response.content) > 10
    assert not Mention.objects.exists()


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"visibility": "private"}, {"visibility": "unlisted"}])
def test_post_that_not_everybody_sees_takes_none_and_does_not_tell(client, post, fields):
    for name, value in fields.items():
        setattr(post, name, value)
    post.save()
    hidden = tell(client, "https://a.example/", address(post))
    missing = tell(client, "https://a.example/", "https://blog.example/2014/11/missing/")
    assert (hidden.status_code, hidden.content) == (missing.status_code, missing.content)


def test_told_again_it_is_one_and_changed_words_have_to_be_approved_again(client, post, other):
    source = page(other, "/x", ENTRY.format(kind="u-like-of", target=address(post)))
    for _ in range(2):
        tell(client, source, address(post))
    mention = check(mention=Mention.objects.get())
    Mention.objects.update(state="approved")
    assert check(mention=Mention.objects.get()).state == "approved"
    page(other, "/x", ENTRY.format(kind="u-like-of", target=address(post)).replace("so", "not"))
    assert (check(mention=Mention.objects.get()).state, mention.kind) == ("waiting", "like")


@pytest.mark.parametrize(
    "answer",
    [
        reply(200, b"<p>no link</p>", Content_Type="text/html"),
        reply(200, b"<p>https://blog.example/only/text</p>", Content_Type="text/html"),
        reply(404),
        reply(410),
    ],
)
def test_page_without_the_link_is_forgotten_also_later(client, post, other, answer):
    source = page(other, "/x", ENTRY.format(kind="u-like-of", target=address(post)))
    tell(client, source, address(post))
    check(mention=Mention.objects.get())
    Mention.objects.update(state="approved")
    other.answers["/x"] = answer
    assert check(mention=Mention.objects.get()) is None
    assert not Mention.objects.exists()


def test_page_that_does_not_answer_is_tried_again_and_then_forgotten(client, post, other):
    other.answers["/x"] = lambda connection: connection.close()
    tell(client, other.url("/x"), address(post))
    for _ in range(mentions.MOST_ATTEMPTS - 1):
        with pytest.raises(OutgoingError):
            check(mention=Mention.objects.get())
    assert check(mention=Mention.objects.get()) is None


def test_private_network_is_not_asked(client, post, other, settings):
    settings.OUTGOING_ALLOWED = []
    tell(client, other.url("/x"), address(post))
    assert check(mention=Mention.objects.get()) is None
    assert other.got == []


def test_flood_of_one_site_ends(client, post, monkeypatch):
    monkeypatch.setattr(mentions, "MOST_OF_HOST", 2)
    codes = [tell(client, f"https://a.example/{number}", address(post)).status_code for number in range(3)]
    assert codes == [202, 202, 400]
    assert tell(client, "https://b.example/", address(post)).status_code == 202
    monkeypatch.setattr(mentions, "MOST_WAITING", 3)
    assert tell(client, "https://c.example/", address(post)).status_code == 400


def test_hostile_page_gives_plain_words(client, post, other):
    hostile = f"""<html><head><title>{"t" * 9_000}</title></head><div class="h-entry">
    <a class="p-author h-card" href="javascript:alert(1)"><img src=x onerror=alert(1)>&lt;b&gt;</a>
    <a href="{address(post)}">x</a><div class="e-content">{"&lt;script&gt;" * 3_000}</div></div>"""
    tell(client, page(other, "/x", hostile), address(post))
    mention = check(mention=Mention.objects.get())
    assert mention.author_url == ""
    assert len(mention.title) <= 300
    Mention.objects.update(state="approved")
    shown = client.get(post.get_absolute_url()).content.decode()
    assert "<script>&lt;" not in shown
    assert "&lt;script&gt;" in shown


@pytest.mark.parametrize("who", ["alice", "carol"])
def test_mentions_are_approved_by_editors(client, request, who, post):
    mention = Mention.objects.create(post=post, source_url="https://a.example/", host="a.example", state="waiting")
    client.force_login(request.getfixturevalue(who))
    assert client.get("/admin/blog/mention/").status_code == 403
    response = client.post("/admin/blog/mention/", {"action": "approve", "_selected_action": [mention.pk]})
    assert response.status_code == 403
    mention.refresh_from_db()
    assert mention.state == "waiting"


def test_endpoint_takes_only_posts(client, db):
    assert client.get("/webmention/").status_code == 405
