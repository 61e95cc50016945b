"""Whom and what made-up posts belong to: authors, tags, series, sources and pictures, made where they are missing."""

from random import Random

from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import AUTHOR
from blog.actions.images import store_image
from blog.actions.renditions import make_renditions
from blog.models import Image, Series, Source, Tag
from blog.text.slugs import slugify

from .drawings import PALETTES, draw_landscape
from .prose import ADJECTIVES, NOUNS, PEOPLE

SERIES = ["Rebuilding the lathe", "A year of measurements", "Letters from the workshop"]
SOURCES = {
    "Example Company Blog": "https://blog.example.com/",
    "Example Letters": "https://letters.example.net/",
    "Example Network": "https://network.example.org/",
}
SURNAMES = "Okafor Lindqvist Moreau Tanaka Brennan Duarte Kowalska Haddad".split()


def authors(count: int) -> list[User]:
    """People with the role Author and no password."""
    role = Group.objects.get(name=AUTHOR)
    people = []
    for number in range(count):
        surname = SURNAMES[number // len(PEOPLE) % len(SURNAMES)]
        defaults = {"name": f"{PEOPLE[number % len(PEOPLE)]} {surname}", "bio": "Writes about the workshop."}
        person, is_new = User.objects.get_or_create(username=f"made-author-{number + 1}", defaults=defaults)
        if is_new:
            person.set_unusable_password()
            person.save(update_fields=["password"])
            person.groups.add(role)
        people.append(person)
    return people


def tags(count: int) -> list[Tag]:
    """The most used first. Found again by name; the missing ones are made in bulk."""
    names = [tag_name(number) for number in range(count)]
    known = {tag.name.lower(): tag for tag in Tag.objects.filter(name__in=names)}
    missing = [name for name in names if name.lower() not in known]
    Tag.objects.bulk_create([Tag(name=name, slug=slugify(name)) for name in missing], batch_size=2_000)
    known |= {tag.name.lower(): tag for tag in Tag.objects.filter(name__in=missing)}
    return [known[name.lower()] for name in names]


def tag_name(number: int) -> str:
    """A different name for each number: nouns, then adjectives with nouns, then those with a figure."""
    lap, place = divmod(number, len(NOUNS))
    noun = NOUNS[place]
    if lap == 0:
        return noun.capitalize()
    figure, adjective = divmod(lap - 1, len(ADJECTIVES))
    return f"{ADJECTIVES[adjective].capitalize()} {noun}" + (f" {figure + 1}" if figure else "")


def series() -> list[Series]:
    return [Series.objects.get_or_create(name=name)[0] for name in SERIES]


def sources() -> list[Source]:
    return [Source.objects.get_or_create(name=name, defaults={"home_url": url})[0] for name, url in SOURCES.items()]


def pictures(by: User) -> list[Image]:
    """Drawn with the same seed each time, so that a second run finds the pictures of the first.

    With their renditions, so that nobody has to render a million posts again when the worker has made them.
    """
    dice = Random("landscapes")  # noqa: S311  (nothing secret)
    stored = [
        store_image(
            data=draw_landscape(dice, palette), name=f"landscape-{number}.jpg", by=by, alt="Hills under a low sun"
        )
        for number, palette in enumerate(PALETTES, start=1)
    ]
    for image in stored:
        make_renditions(image=image)
    return stored
