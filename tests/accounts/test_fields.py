import pytest
from django.core.exceptions import ValidationError
from django.forms import modelform_factory

from accounts.fields import validate_slug
from blog.actions.posts import publish_post
from blog.models import Post, Tag
from blog.text.slugs import slugify
from tests.factories import UserFactory

TITLES = ["नमस्ते दुनिया", "สวัสดีชาวโลก", "Straße & Café", "你好，世界", "مرحبا بالعالم", "Привет, мир"]


@pytest.mark.parametrize("title", TITLES)
def test_slug_of_a_title_in_any_script_is_valid_and_leads_to_its_post(title, client, db):
    post = Post(title=title, body="Text.", author=UserFactory(name=title))
    publish_post(post=post, by=None)
    post.full_clean()
    assert post.slug == slugify(title)
    assert title.encode() in client.get(post.get_absolute_url()).content.replace(b"&amp;", b"&")
    assert client.get(post.author.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("slug", ["-a", "a-", "a--b", "a b", "a/b", "a.b", "a_b", "<a>", "a\0", "", "‮a"])
def test_text_that_is_no_slug_is_refused(slug):
    with pytest.raises(ValidationError, match="single hyphens"):
        validate_slug(slug)


def test_form_takes_and_refuses_what_the_model_does(db):
    form = modelform_factory(Tag, fields=["name", "slug"])
    assert form({"name": "नमस्ते", "slug": "नमस्ते"}).is_valid()
    assert form({"name": "x", "slug": "a b"}).errors["slug"]
