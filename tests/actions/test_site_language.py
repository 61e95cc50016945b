import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from blog import jobs
from blog.actions.posts import save_post
from blog.actions.site import save_site
from blog.models import Post, SiteSettings
from tests.factories import PostFactory

pytestmark = pytest.mark.django_db

BODY = 'He said "no".\n\n- [x] one'


def speak(language: str) -> None:
    site = SiteSettings.load()
    site.language = language
    save_site(site=site)


def asked() -> int:
    return ProcrastinateJob.objects.filter(task_name="blog.jobs.rerender_stale_posts", status="todo").count()


def test_posts_without_a_language_follow_that_of_the_site():
    post, own = PostFactory(body=BODY), PostFactory(body=BODY, language="fr")
    assert "“no”" in post.body_html
    speak("de")
    assert asked() == 1
    assert list(Post.objects.stale()) == [post]
    assert jobs.rerender_stale_posts(timestamp=0) == 1
    post.refresh_from_db()
    assert "„no“" in post.body_html
    assert 'aria-label="Erledigt"' in post.body_html
    assert "«\u202fno\u202f»" in Post.objects.get(pk=own.pk).body_html
    assert not Post.objects.stale().exists()


def test_settings_saved_in_the_same_language_ask_for_nothing():
    PostFactory()
    speak("en")
    assert asked() == 0
    assert not Post.objects.stale().exists()


def test_language_changed_twice_before_the_worker_comes_asks_once():
    speak("de")
    speak("en")
    assert asked() == 1


def test_post_given_a_language_is_set_in_it_at_once():
    post = PostFactory(body=BODY)
    post.language = "DE_at"
    save_post(post=post, by=None)
    post.refresh_from_db()
    assert post.language == post.rendered_language == "de-AT"
    assert "„no“" in post.body_html
