"""What becomes of the address of a picture file that an author has pasted into a text."""

import pytest

from blog.actions.pasted_addresses import with_references
from blog.actions.posts import save_post
from blog.models import Post
from tests.factories import ImageFactory, PostFactory, RenditionFactory

pytestmark = pytest.mark.django_db


def saved(body: str) -> Post:
    post = PostFactory.build(author=PostFactory().author, body=body)
    save_post(post=post, by=None)
    return Post.objects.get(pk=post.pk)


@pytest.mark.parametrize("before", ["/media/", "{SITE_URL}/media/", "https://cdn.example.com/pictures/"])
@pytest.mark.parametrize("factory", [ImageFactory, RenditionFactory])
def test_pasted_address_becomes_the_number_of_its_picture(settings, factory, before):
    settings.MEDIA_URL = "https://cdn.example.com/pictures/"
    row = factory()
    image = getattr(row, "image", row)
    address = before.format(SITE_URL=settings.SITE_URL) + row.file.name
    post = saved(f"![A hill]({address} \"So green\") and [all of it]({address}?x=1#y) <img src='{address}'>")
    ours = image.reference
    assert post.body == f"![A hill]({ours} \"So green\") and [all of it]({ours}) <img src='{ours}'>"
    assert list(post.images.all()) == [image]


def test_address_elsewhere_and_code_stay_as_they_are():
    name = ImageFactory().file.name
    body = f"![a](https://else.example/media/{name}) `![a](/media/{name})`\n\n    ![a](/media/{name})"
    assert saved(body).body == body


def test_address_of_no_picture_stays_as_it_is():
    ImageFactory()
    body = f"![a](/media/originals/ab/{'0' * 32}.png) ![b](/media/x.png)"
    assert saved(body).body == body


def test_text_without_addresses_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert with_references("![a](image:3) /media/ originals/") == "![a](image:3) /media/ originals/"
