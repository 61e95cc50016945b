"""Every old address leads to the new one in one hop, however often things move."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from blog.actions.named import delete_named, save_named
from blog.actions.posts import delete_post, save_post
from blog.actions.redirects import leave_redirect, leave_redirects, save_redirect
from blog.actions.tags import delete_tag, merge_tags, save_tag
from blog.models import CrossPost, Post, Redirect, Series, Source, Tag
from tests.corner import Corner
from tests.factories import LONG_AGO, PostFactory, RedirectFactory, TagFactory, UserFactory


def ends(client, path: str) -> tuple[int, str | int]:
    """How many redirects a browser passes, and where it arrives; the status where it arrives at nothing."""
    for hops in range(5):
        response = client.get(path)
        if response.status_code != 301:
            return hops, path if response.status_code == 200 else response.status_code
        path = response.headers["Location"]
    return 5, "round in circles"


def by_hand(old_path: str, url: str = "", **target) -> Redirect:
    return save_redirect(redirect=Redirect(old_path=old_path, url=url, **target))


def new_slug(item, number: int):
    item.slug = f"moved-{number}"
    if isinstance(item, Post):
        save_post(post=item, by=None)
    elif item._meta.model_name == "tag":
        save_tag(tag=item)
    elif item._meta.model_name == "user":
        item.save()
    else:
        save_named(item=item)


def new_date(post: Post, number: int):
    post.publish_at += dt.timedelta(days=40)
    save_post(post=post, by=None)


def new_kind(post: Post, number: int):
    post.kind = Post.Kind.PAGE if number % 2 else Post.Kind.POST
    save_post(post=post, by=None)


def merged(tag, number: int):
    into = TagFactory(name=f"Larger {number}")
    posts = list(tag.posts.all())
    merge_tags(into=into, others=[tag])
    assert set(into.posts.all()) == set(posts)
    tag.pk, tag.name, tag.slug = into.pk, into.name, into.slug


MOVES = {
    "post by slug": (lambda corner, post: post, new_slug),
    "post by date": (lambda corner, post: post, new_date),
    "post that becomes a page": (lambda corner, post: post, new_kind),
    "tag": (lambda corner, post: corner.tag, new_slug),
    "tag by merging": (lambda corner, post: corner.tag, merged),
    "series": (lambda corner, post: corner.series, new_slug),
    "source": (lambda corner, post: corner.source, new_slug),
    "author": (lambda corner, post: corner.author, new_slug),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", MOVES)
def test_old_addresses_lead_on_in_one_hop_when_a_thing_moves_twice(client, name):
    corner = Corner()
    thing, move = MOVES[name][0](corner, corner.post(published=True)), MOVES[name][1]
    first = thing.get_absolute_url()
    # However somebody has written the target.
    by_hand("/short", first)
    by_hand("/short/slashless", first.rstrip("/"))
    by_hand("/short/whole", f"http://localhost:8000{first}")
    by_hand("/short/part", f"{first}#part")
    move(thing, 1)
    second = thing.get_absolute_url()
    by_hand("/shorter", second)
    move(thing, 2)
    third = thing.get_absolute_url()
    assert len({first, second, third}) == 3 or name == "post that becomes a page"
    old = {first, second, "/short", "/short/slashless", "/short/whole", "/shorter"} - {third}
    assert {path: ends(client, path) for path in old} == dict.fromkeys(old, (1, third))
    assert client.get("/short/part").headers["Location"] == f"{third}#part"
    assert ends(client, third) == (0, third)


def take_away(corner: Corner, thing) -> None:
    CrossPost.objects.filter(post__tags=corner.tag).delete()
    {"post": lambda: delete_post(post=thing), "tag": lambda: delete_tag(tag=thing)}.get(
        thing._meta.model_name, lambda: delete_named(item=thing)
    )()


def put_there(corner: Corner, kind: str, slug: str) -> None:
    """A new thing of that kind, as its own verb stores it, and something to show at its address."""
    if kind == "post by slug":
        post = Post(title="New", slug=slug, author=corner.author, status="published", publish_at=LONG_AGO)
        save_post(post=post, by=None)
        return
    new = {"tag": Tag, "series": Series, "source": Source}[kind](name="New", slug=slug)
    if kind == "tag":
        save_tag(tag=new)
    else:
        save_named(item=new)
    setattr(corner, kind, new)
    corner.post(published=True)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["post by slug", "tag", "series", "source"])
def test_all_that_led_to_a_deleted_thing_is_gone_until_a_new_one_takes_its_address(client, name):
    corner = Corner()
    thing = MOVES[name][0](corner, corner.post(published=True))
    first = thing.get_absolute_url()
    by_hand("/short", f"{first}#part")
    new_slug(thing, 1)
    second = thing.get_absolute_url()
    ending = "index.md" if name == "post by slug" else "feed/"
    take_away(corner, thing)
    gone = [first, second, "/short", first + ending, second + ending]
    assert {path: client.get(path).status_code for path in gone} == dict.fromkeys(gone, 410)

    put_there(corner, name, "moved-1")
    assert ends(client, second) == (0, second)
    assert ends(client, second + ending) == (0, second + ending)
    assert ends(client, first) == (0, 410)


@pytest.mark.django_db
@pytest.mark.parametrize(("visibility", "status"), [("private", 404), ("public", 410), ("unlisted", 410)])
def test_deleted_post_that_nobody_could_read_leaves_no_trace_and_others_are_gone(client, visibility, status):
    post = Post(title="Secret plan", author=UserFactory(), status="published", visibility=visibility)
    save_post(post=post, by=None)
    new_slug(post, 1)
    path = post.get_absolute_url()
    delete_post(post=post)
    assert client.get(path).status_code == status
    assert client.get(path.replace("moved-1", "secret-plan")).status_code == status


@pytest.mark.django_db
def test_post_that_was_public_before_it_was_private_is_gone_when_it_is_deleted(client):
    post = Post(title="Plan", author=UserFactory(), status="published")
    save_post(post=post, by=None)
    post.visibility = "private"
    save_post(post=post, by=None)
    delete_post(post=post)
    assert client.get(post.get_absolute_url()).status_code == 410


@pytest.mark.django_db
def test_redirect_made_by_hand_leads_straight_to_the_end_of_a_chain(client):
    post = PostFactory(published=True)
    by_hand("/third/", post=post)
    by_hand("/second/", "/third")
    by_hand("/first/", "http://localhost:8000/SECOND/#part")
    assert ends(client, "/second/") == (1, post.get_absolute_url())
    assert client.get("/first/").headers["Location"] == f"{post.get_absolute_url()}#part"


@pytest.mark.django_db
def test_redirects_are_led_on_when_what_they_lead_to_is_redirected_by_hand(client):
    by_hand("/first/", "/second")
    by_hand("/page", "/second/?page=2")
    by_hand("/second/", "https://elsewhere.example/")
    assert Redirect.objects.get(old_path="/first/").url == "https://elsewhere.example/"
    assert Redirect.objects.get(old_path="/page").url == "https://elsewhere.example/"


@pytest.mark.django_db
def test_redirects_to_what_is_declared_gone_by_hand_are_gone(client):
    by_hand("/first/", "/second/#part")
    by_hand("/second/", is_gone=True)
    by_hand("/zeroth/", "/first/")
    assert {path: client.get(path).status_code for path in ("/zeroth/", "/first/", "/second/")} == {
        "/zeroth/": 410,
        "/first/": 410,
        "/second/": 410,
    }


@pytest.mark.django_db
def test_address_that_only_begins_alike_is_left_alone(client):
    by_hand("/first", "/tags/rain-in-spain/")
    by_hand("/second", "/tags/rainy/?page=2")
    tag = TagFactory(name="Rain")
    tag.slug = "showers"
    save_tag(tag=tag)
    assert set(Redirect.objects.exclude(url="").values_list("url", flat=True)) == {
        "/tags/rain-in-spain/",
        "/tags/rainy/?page=2",
    }


@pytest.mark.django_db
def test_old_addresses_that_come_with_an_import_take_over_what_led_to_them(client):
    post = PostFactory(published=True)
    RedirectFactory(old_path="/gone/")
    by_hand("/short", "/alias/")
    leave_redirects(old_paths=["/alias/", "/gone/"], to=post)
    for path in ("/alias/", "/gone/", "/short"):
        assert ends(client, path) == (1, post.get_absolute_url())


@pytest.mark.django_db
def test_part_is_dropped_when_the_new_address_with_it_would_be_too_long():
    by_hand("/first", "/second/#" + "x" * 900)
    by_hand("/second/", "/" + "y" * 200)
    assert Redirect.objects.get(old_path="/first").url == "/" + "y" * 200


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/one", "/ONE/", "http://localhost:8000/one/#part"])
def test_loop_is_refused_by_the_verb_too(url):
    by_hand("/one", "/two")
    with pytest.raises(ValidationError, match="loop"):
        by_hand("/two", url)
    assert not Redirect.objects.filter(old_path="/two").exists()


def at_once(*verbs) -> list[str]:
    """Each in a thread and a transaction of its own, begun together; what came of them."""
    begin = threading.Barrier(len(verbs))

    def run(verb) -> str:
        try:
            begin.wait(timeout=30)
            verb()
        except ValidationError:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(verbs)) as pool:
        return sorted(pool.map(run, verbs, timeout=60))


@pytest.mark.django_db(transaction=True)
def test_two_halves_of_a_loop_made_at_once_are_one_redirect_and_a_refusal():
    for number in range(10):
        one, two = f"/one/{number}", f"/two/{number}"
        assert at_once(lambda: by_hand(one, two), lambda: by_hand(two, one)) == ["done", "refused"]  # noqa: B023
    assert Redirect.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_post_is_renamed_while_somebody_makes_redirects_to_it(client):
    post = PostFactory(published=True, slug="moved-0")
    first = post.get_absolute_url()

    def rename(number: int) -> None:
        with transaction.atomic():
            mine = Post.objects.select_for_update(no_key=True).get(pk=post.pk)
            new_slug(mine, number)

    for number in range(1, 10):
        address = Post.objects.get(pk=post.pk).get_absolute_url()
        verbs = [
            lambda: rename(number),  # noqa: B023
            lambda: by_hand(f"/by-address/{number}", address),  # noqa: B023
            lambda: by_hand(f"/by-post/{number}", post=Post.objects.get(pk=post.pk)),  # noqa: B023
        ]
        assert at_once(*verbs) == ["done"] * 3
    last = Post.objects.get(pk=post.pk).get_absolute_url()
    old = [first, *Redirect.objects.filter(old_path__startswith="/by").values_list("old_path", flat=True)]
    assert {path: ends(client, path) for path in old} == dict.fromkeys(old, (1, last))


@pytest.mark.django_db
def test_redirects_to_an_address_are_found_by_the_index():
    Redirect.objects.bulk_create(
        [Redirect(old_path=f"/old/{number}", url=f"/new/{number}/") for number in range(3_000)]
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE blog_redirect")
    plan = Redirect.objects.leading_to(["/new/7/"]).explain()
    assert "redirect_url" in plan
    assert "Seq Scan" not in plan
    assert [redirect.old_path for redirect in Redirect.objects.leading_to(["/new/7/"])] == ["/old/7"]


@pytest.mark.django_db
def test_redirect_from_home_takes_no_others_along():
    tagged = RedirectFactory(is_gone=False, tag=TagFactory())
    leave_redirect(old_path="/", to="/elsewhere/")
    tagged.refresh_from_db()
    assert tagged.tag is not None
