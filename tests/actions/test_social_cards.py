"""Cards are drawn by the worker for what may be shared, once for what they say, and never for what nobody may see."""

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from procrastinate.contrib.django.models import ProcrastinateJob

from blog import jobs
from blog.actions import social_cards
from blog.actions.file_removal import delete_unnamed_files
from blog.actions.posts import delete_post, publish_post, save_post, unpublish_post
from blog.actions.site import save_site
from blog.actions.social_cards import Outcome
from blog.freshness import site_state
from blog.imaging.cards.card import CannotDraw
from blog.models import Post, SiteFile, SiteSettings, SocialCard
from tests.factories import LONG_AGO, ImageFactory, PostFactory, TargetFactory, UserFactory, png

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def drawn(monkeypatch):
    """The cards that were drawn; of each only a small picture is made, which differs as they do."""
    cards = []

    def draw(card):
        if "雨" in card.title:
            raise CannotDraw("no font here has its letters: Cjk")
        cards.append(card)
        return png(3 + int(card.digest[:3], 16), 3) + card.digest.encode()

    monkeypatch.setattr(social_cards, "draw", draw)
    return cards


def waiting(task="draw_social_card"):
    found = ProcrastinateJob.objects.filter(task_name=f"blog.jobs.{task}", status="todo").order_by("id")
    return [job.args for job in found]


def draw(post):
    return jobs.draw_social_card(post_id=post.pk)


def stored(post):
    return SocialCard.objects.get(post=post).file.name


def test_published_post_is_asked_for_and_drawn(drawn):
    SiteSettings(title="Notes", language="de").save()
    post = PostFactory(title="Regen", author=UserFactory(name="Ada"), publish_at=LONG_AGO)
    publish_post(post=post, by=None)
    assert waiting() == [{"post_id": post.pk}]
    assert draw(post) == Outcome.DRAWN.value
    card = drawn[0]
    assert (card.title, card.kicker, card.footer, card.language) == ("Regen", "Notes", "Ada · 18. November 2014", "de")
    assert default_storage.exists(stored(post))
    assert stored(post).startswith("cards/")


def test_page_has_no_date(drawn):
    draw(PostFactory(page=True, published=True, language="fr"))
    assert (drawn[0].footer, drawn[0].language) == ("", "fr")


def test_card_is_there_before_the_post_is_sent_to_networks_that_show_it():
    """The worker takes jobs in this order; a change of what is out already has time."""
    post = PostFactory(publish_at=LONG_AGO)
    TargetFactory(is_default=True)
    publish_post(post=post, by=None)
    in_turn = ProcrastinateJob.objects.filter(status="todo").order_by("-priority", "id")
    tasks = [job.task_name.removeprefix("blog.jobs.") for job in in_turn]
    assert tasks.index("draw_social_card") < tasks.index("send_to_target")
    in_turn.delete()
    save_post(post=post, by=None)
    assert in_turn.get(task_name="blog.jobs.draw_social_card").priority < 0


def test_draft_is_not_asked_for():
    save_post(post=PostFactory(), by=None)
    assert waiting() == []


def test_two_saves_ask_once():
    post = PostFactory(published=True)
    save_post(post=post, by=None)
    save_post(post=post, by=None)
    assert len(waiting()) == 1


def test_same_card_is_not_drawn_again_and_another_replaces_it(drawn, django_capture_on_commit_callbacks):
    post = PostFactory(published=True)
    draw(post)
    before = stored(post)
    assert draw(post) == Outcome.PRESENT.value
    post.title = "Something else"
    save_post(post=post, by=None)
    assert draw(post) == Outcome.DRAWN.value
    assert len(drawn) == 2
    assert stored(post) != before
    assert waiting("delete_files") == [{"names": [before]}]
    assert default_storage.exists(before), "for pages that are still shown somewhere"
    assert delete_unnamed_files(names=[before, stored(post)]) == [before]


def test_equal_cards_share_their_file(drawn):
    same = {"title": "Rain", "author": UserFactory(name="Ada"), "published": True, "publish_at": LONG_AGO}
    one, other = PostFactory(slug="a", **same), PostFactory(slug="b", **same)
    draw(one)
    draw(other)
    assert stored(one) == stored(other)
    delete_post(post=one)
    assert delete_unnamed_files(names=[stored(other)]) == []


HIDDEN = {
    "draft": {"status": "draft"},
    "private": {"visibility": "private"},
    "trashed": {"trashed_at": "2020-01-01T00:00Z"},
}


@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=HIDDEN.keys())
def test_post_that_nobody_may_see_has_no_card(hidden, drawn):
    post = PostFactory(published=True)
    Post.objects.filter(pk=post.pk).update(**hidden)
    assert draw(post) == Outcome.PRESENT.value
    assert drawn == []


@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=HIDDEN.keys())
def test_card_goes_when_nobody_may_see_the_post_any_more(hidden):
    post = PostFactory(published=True)
    draw(post)
    name = stored(post)
    Post.objects.filter(pk=post.pk).update(**hidden)
    assert draw(post) == Outcome.DROPPED.value
    assert not SocialCard.objects.exists()
    assert waiting("delete_files") == [{"names": [name]}]


def test_unpublishing_asks_for_the_card_to_go():
    post = PostFactory(published=True)
    draw(post)
    unpublish_post(post=post, by=None)
    assert waiting() == [{"post_id": post.pk}]
    assert draw(post) == Outcome.DROPPED.value


def test_card_goes_when_the_post_gets_a_cover():
    post = PostFactory(published=True)
    draw(post)
    post.cover = ImageFactory()
    save_post(post=post, by=None)
    assert draw(post) == Outcome.DROPPED.value


def test_deleted_post_takes_its_card_along():
    post = PostFactory(published=True)
    draw(post)
    name = stored(post)
    delete_post(post=post)
    assert waiting("delete_files") == [{"names": [name]}]


def test_post_deleted_while_its_card_is_drawn_leaves_nothing(monkeypatch):
    post = PostFactory(published=True)
    loaded = social_cards.with_cards().get(pk=post.pk)
    post.delete()
    assert social_cards.draw_card(post=loaded, site=SiteSettings.load()) is Outcome.DROPPED
    assert not SocialCard.objects.exists()
    assert draw(loaded) == "deleted"


def test_what_cannot_be_drawn_is_said_and_has_no_card(caplog):
    post = PostFactory(published=True)
    draw(post)
    Post.objects.filter(pk=post.pk).update(title="雨")
    assert draw(post) == Outcome.IMPOSSIBLE.value
    assert "no font here has its letters: Cjk" in caplog.text
    assert not SocialCard.objects.exists()


def test_address_cannot_be_worked_out_from_what_the_card_says(settings):
    post = PostFactory(published=True)
    draw(post)
    before = stored(post)
    SocialCard.objects.all().delete()
    settings.SECRET_KEY = "another"
    draw(post)
    assert stored(post) != before


def test_site_has_a_card_that_follows_its_name(drawn):
    save_site(site=SiteSettings(title="Notes", tagline="Mostly wet"))
    assert waiting("draw_social_cards") == [{}]
    assert jobs.draw_social_cards() == 1
    assert (drawn[0].title, drawn[0].footer) == ("Notes", "Mostly wet")
    name = SiteFile.objects.get(name="card").file.name
    assert site_state().site.files == SiteSettings.load().files == {"card": name}
    assert jobs.draw_social_cards() == 0
    save_site(site=SiteSettings(title="Other"))
    assert jobs.draw_social_cards() == 1
    assert waiting("delete_files") == [{"names": [name]}]


def test_newest_posts_are_looked_after_and_no_others(drawn, monkeypatch):
    monkeypatch.setattr(social_cards, "NEWEST", 2)
    SiteSettings().save()
    posts = [PostFactory(published=True) for _ in range(3)]
    PostFactory(published=True, visibility="unlisted")
    PostFactory(published=True, cover=ImageFactory())
    PostFactory()
    assert jobs.draw_social_cards() == 3
    assert set(SocialCard.objects.values_list("post", flat=True)) == {posts[1].pk, posts[2].pk}
    posts[2].author.name = "Renamed"
    posts[2].author.save()
    assert jobs.draw_social_cards() == 1
    assert "Renamed" in drawn[-1].footer


def test_cards_move_the_version_of_the_site():
    post = PostFactory(published=True)
    before = site_state().version
    draw(post)
    after = site_state().version
    assert after > before
    SocialCard.objects.all().delete()
    assert site_state().version > after


def test_page_shows_the_card_and_until_then_the_one_of_the_site(client, django_assert_num_queries):
    SiteSettings(title="Notes").save()
    post = PostFactory(title='A "title" & more', published=True)
    PostFactory(published=True)
    path = post.get_absolute_url()
    assert "og:image" not in client.get(path).content.decode()
    jobs.draw_social_cards()
    SocialCard.objects.all().delete()
    site_card = default_storage.url(SiteFile.objects.get().file.name)
    for there in (path, "/", "/archive/", post.author.get_absolute_url()):
        assert (
            f'<meta property="og:image" content="http://localhost:8000{site_card}">'
            in client.get(there).content.decode()
        )
    draw(post)
    with django_assert_num_queries(6):
        html = client.get(path).content.decode()
    assert f'<meta property="og:image" content="http://localhost:8000{default_storage.url(stored(post))}">' in html
    assert '<meta property="og:image:alt" content="A &quot;title&quot; &amp; more">' in html
    assert '<meta property="og:image:width" content="1200">' in html
    assert '<meta name="twitter:card" content="summary_large_image">' in html


def test_command_draws_all_that_is_missing_and_goes_on_where_it_was_stopped(capsys, drawn, monkeypatch):
    posts = [PostFactory(published=True) for _ in range(3)]
    PostFactory()
    call_command("rebuild_social_cards", "--dry-run")
    assert capsys.readouterr().out == "to draw: 3\n"
    whole, seen = social_cards.draw, []

    def stopped(card):
        seen.append(card)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return whole(card)

    monkeypatch.setattr(social_cards, "draw", stopped)
    with pytest.raises(KeyboardInterrupt):
        call_command("rebuild_social_cards")
    call_command("rebuild_social_cards")
    assert capsys.readouterr().out == "drawn 2, as they should be 3, no longer needed 0, not to be drawn here 0\n"
    assert len(drawn) == 4
    call_command("rebuild_social_cards", "--all")
    assert capsys.readouterr().out.startswith("drawn 4,")
    assert {post.pk for post in posts} == set(SocialCard.objects.values_list("post", flat=True))


def test_only_one_card_a_post():
    post = PostFactory(published=True)
    draw(post)
    draw(post)
    assert SocialCard.objects.count() == 1
