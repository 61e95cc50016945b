"""Rows for tests in one line; each is what the real verbs would have stored."""

import datetime as dt
import hashlib
import io

import factory
from factory.django import DjangoModelFactory
from PIL import Image as PillowImage

from accounts.models import User
from blog.actions.search_index import index_changed_posts
from blog.models import CrossPost, Feed, Image, Mention, Post, Redirect, Rendition, Series, Source, Tag, Target
from blog.models.sealed import Sealed

LONG_AGO = dt.datetime(2014, 11, 18, 14, 0, tzinfo=dt.UTC)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.com")


class TagFactory(DjangoModelFactory):
    class Meta:
        model = Tag

    name = factory.Sequence(lambda n: f"Tag {n}")


class SeriesFactory(DjangoModelFactory):
    class Meta:
        model = Series

    name = factory.Sequence(lambda n: f"Series {n}")


class SourceFactory(DjangoModelFactory):
    class Meta:
        model = Source

    name = factory.Sequence(lambda n: f"Source {n}")


class PostFactory(DjangoModelFactory):
    """A draft; `published=True` makes it a public post of LONG_AGO, later ones a minute later each."""

    class Meta:
        model = Post
        skip_postgeneration_save = True

    class Params:
        published = factory.Trait(
            status=Post.Status.PUBLISHED,
            publish_at=factory.Sequence(lambda n: LONG_AGO + dt.timedelta(minutes=n)),
        )
        page = factory.Trait(kind=Post.Kind.PAGE)

    title = factory.Sequence(lambda n: f"Post {n}")
    body = factory.Sequence(lambda n: f"The text of post {n}.")
    author = factory.SubFactory(UserFactory)

    @classmethod
    def _build(cls, model_class: type[Post], *args, **kwargs) -> Post:
        post = super()._build(model_class, *args, **kwargs)
        post.render()
        return post

    @classmethod
    def _create(cls, model_class: type[Post], *args, **kwargs) -> Post:
        post = model_class(*args, **kwargs)
        post.render()
        post.save()
        pictures = Image.objects.referred_to(post.image_refs)
        if post.image_refs:
            post.images.set(pictures)
        Image.objects.take_in_use({*pictures.values_list("pk", flat=True), post.cover_id} - {None})
        return post

    @factory.post_generation
    def tags(self, create: bool, tags: list[Tag] | None) -> None:
        if create and tags:
            self.tags.set(tags)

    @factory.post_generation
    def is_indexed(self, create: bool, is_indexed: bool | None) -> None:
        if create and is_indexed:
            index_changed_posts(keys=[self.pk])


class CrossPostFactory(DjangoModelFactory):
    class Meta:
        model = CrossPost

    post = factory.SubFactory(PostFactory)
    source = factory.SubFactory(SourceFactory)


class RedirectFactory(DjangoModelFactory):
    class Meta:
        model = Redirect

    old_path = factory.Sequence(lambda n: f"/old/{n}/")
    is_gone = True


class ImageFactory(DjangoModelFactory):
    """A row without a file behind it; `store_image` makes real ones."""

    class Meta:
        model = Image

    sha256 = factory.Sequence(lambda n: hashlib.sha256(str(n).encode()).hexdigest())
    file = factory.LazyAttribute(lambda image: f"originals/{image.sha256[:2]}/{image.sha256[:32]}.png")
    original_name = factory.Sequence(lambda n: f"picture-{n}.png")
    mime = "image/png"
    size = 1000
    width = 640
    height = 480


class RenditionFactory(DjangoModelFactory):
    """A row without a file behind it."""

    class Meta:
        model = Rendition

    image = factory.SubFactory(ImageFactory)
    spec = "w400-webp"
    sha256 = factory.Sequence(lambda n: hashlib.sha256(f"rendition {n}".encode()).hexdigest())
    file = factory.LazyAttribute(lambda rendition: f"renditions/{rendition.sha256[:2]}/{rendition.sha256[:32]}.webp")
    mime = "image/webp"
    size = 100
    width = 400
    height = 300


def number_from(first: int) -> None:
    for made in DjangoModelFactory.__subclasses__():
        made.reset_sequence(first)


def png(width: int = 4, height: int = 3, colour: str = "teal") -> bytes:
    """A small real picture."""
    buffer = io.BytesIO()
    PillowImage.new("RGB", (width, height), colour).save(buffer, "PNG")
    return buffer.getvalue()


def photo(width: int = 64, height: int = 0) -> bytes:
    """A small real picture with something to see: the same scene in every size."""
    scene = PillowImage.linear_gradient("L").rotate(30).resize((width, height or width * 3 // 4))
    buffer = io.BytesIO()
    scene.convert("RGB").save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def with_renditions(image: Image) -> Image:
    """With the rows that the worker would have made of a photo, at its text and card sizes, without their files."""
    sizes = [("w", width, width * 3 // 4) for width in (400, 800)] + [("card", 400, 267), ("card", 800, 533)]
    specs = [(f"{name}{width}-{end}", end, width, height) for name, width, height in sizes for end in EXTENSIONS]
    for spec, end, width, height in [
        *specs,
        ("social1200-jpg", "jpg", 1200, 630),
        ("square320-webp", "webp", 320, 320),
    ]:
        made = RenditionFactory(image=image, spec=spec, mime=EXTENSIONS[end], width=width, height=height)
        made.file.name = f"renditions/{made.pk}/{spec}.{end}"
        made.save()
    return image


EXTENSIONS = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}


class TargetFactory(DjangoModelFactory):
    """A webhook; `url` is where."""

    class Meta:
        model = Target

    class Params:
        url = "https://hook.example/"

    kind = "webhook"
    name = factory.Sequence(lambda n: f"Target {n}")
    settings = factory.LazyAttribute(lambda target: {"url": target.url})
    credentials = factory.LazyFunction(lambda: Sealed.of({"secret": "a secret of the test"}))


class FeedFactory(DjangoModelFactory):
    class Meta:
        model = Feed

    source = factory.SubFactory(SourceFactory)
    url = factory.Sequence(lambda n: f"https://company.example/feed/{n}")
    author = factory.SubFactory(UserFactory)
    next_poll_at = LONG_AGO


class MentionFactory(DjangoModelFactory):
    class Meta:
        model = Mention

    post = factory.SubFactory(PostFactory, published=True)
    source_url = factory.Sequence(lambda n: f"https://elsewhere.example/{n}")
    host = "elsewhere.example"
