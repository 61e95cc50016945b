import pytest
from django.core.management import call_command

from blog.models import Post
from tests.factories import PostFactory


@pytest.mark.django_db
def test_only_outdated_posts_are_rebuilt(capsys):
    stale, fresh = PostFactory(body="*stale*"), PostFactory(body="*fresh*")
    Post.objects.filter(pk=stale.pk).update(renderer_version=0, body_html="")
    Post.objects.filter(pk=fresh.pk).update(body_html="left alone")
    call_command("rebuild_html")
    stale.refresh_from_db()
    fresh.refresh_from_db()
    assert "<em>stale</em>" in stale.body_html
    assert fresh.body_html == "left alone"
    assert capsys.readouterr().out == "rebuilt 1\n"


@pytest.mark.django_db
def test_every_post_is_rebuilt_over_many_batches_when_asked(capsys, monkeypatch):
    monkeypatch.setattr("blog.management.commands.rebuild_html.BATCH", 2)
    for _ in range(5):
        PostFactory()
    Post.objects.update(body_html="")
    call_command("rebuild_html", "--all")
    assert not Post.objects.filter(body_html="").exists()
    assert capsys.readouterr().out == "rebuilt 5\n"
