"""Where pages, feeds and twins say that pictures are, once a CDN stands before the bucket."""

import re

import pytest

from blog import jobs
from blog.actions.images import store_image
from blog.actions.renditions import Outcome, make_renditions
from blog.models import Rendition
from tests.factories import PostFactory, png

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("bucket")]
CDN = "https://pictures.example.com"


@pytest.fixture
def post(bucket):
    bucket.use(url=CDN)
    image = store_image(data=png(), name="a.png", by=None, alt="A hill")
    post = PostFactory(published=True, body=f"![]({image.reference})", cover=image)
    bucket.calls.clear()
    return post


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("{post}", '<img src="{picture}"'),
        ("{post}", '<meta property="og:image" content="{picture}">'),
        ("{post}index.md", "({picture})"),
        ("/feed/", 'url="{picture}"'),
        ("/feed.atom", "{picture}"),
        ("/feed.json", "{picture}"),
    ],
)
def test_every_page_names_the_cdn_and_asks_the_bucket_nothing(client, bucket, post, address, written):
    picture = f"{CDN}/{post.cover.file.name}"
    page = client.get(address.format(post=post.get_absolute_url())).content.decode()
    assert written.format(picture=picture) in page
    assert "/media/" not in page
    assert bucket.asked() == []


def test_renditions_are_made_in_the_bucket_and_read_at_the_cdn(client, bucket, post):
    assert make_renditions(image=post.cover) is Outcome.MADE
    jobs.rerender_posts_with(image_id=post.cover.pk)
    names = set(Rendition.objects.values_list("file", flat=True))
    assert names
    assert bucket.names() == sorted([post.cover.file.name, *names])
    page = client.get(post.get_absolute_url()).content.decode()
    shown = set(re.findall(r"(\S*)/(renditions/[^\s\"]+)", page))
    assert {place.split('"')[-1] for place, _ in shown} == {CDN}
    assert {name for _, name in shown} <= names
    assert "/media/" not in page
