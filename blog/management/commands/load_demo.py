"""manage.py load_demo: the blog of a small observatory, to look around in before writing one's own."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import models

from accounts.models import User
from accounts.roles import AUTHOR
from blog.actions.images import store_image
from blog.actions.named import save_named
from blog.actions.posts import save_post
from blog.actions.site import save_site
from blog.models import ImportItem, Post, Series, SiteSettings, Source, Tag
from blog.transfer.store import Listener, import_archive

FOLDER = Path(settings.BASE_DIR, "blog", "demo")


class Command(BaseCommand):
    help = "Adds the demo blog: posts with pictures, pages, a series, cross-posts, a draft and a scheduled post."

    def handle(self, **options: Any) -> None:
        site = tomllib.loads((FOLDER / "site.toml").read_text(encoding="utf-8"))
        author = make_author(site["author"])
        set_up_site(site["settings"])
        run = import_archive(path=FOLDER, by=author, listener=Listener(on_item=self.complain))
        for model, described in [(Series, site["series"]), (Tag, site["tags"])]:
            for name, description in described.items():
                fill_in(model, name, {"description": description})
        for name, facts in site["sources"].items():
            fill_in(Source, name, facts)
        for name, facts in site["logos"].items():
            give_logo(name, author, **facts)
        for slug, day in site["revised"].items():
            revise(slug, day, author)
        if run.failed:
            raise CommandError(f"the demo posts were not all loaded: {run.summary}")
        self.stdout.write(f"the demo blog of {author.public_name}: {run.summary}")

    def complain(self, item: ImportItem) -> None:
        if item.message:
            self.stderr.write(item.message)


def make_author(facts: dict[str, str]) -> User:
    """Found by username; has no password, so nobody can sign in as the author of a demo."""
    author, is_new = User.objects.get_or_create(username=facts["username"], defaults=facts)
    if is_new:
        author.set_unusable_password()
        author.save(update_fields=["password"])
        author.groups.add(Group.objects.get(name=AUTHOR))
    return author


def revise(slug: str, day: dt.date, author: User) -> None:
    """As if the post had been saved once more on that day; files know no second version."""
    post = Post.objects.filter(slug=slug, version=1).first()
    if post:
        save_post(post=post, by=author)
        Post.objects.filter(pk=post.pk).update(updated_at=dt.datetime.combine(day, dt.time(20), dt.UTC))


def set_up_site(facts: dict[str, str]) -> None:
    """Only a site that nobody has named yet: what an administrator wrote is never replaced."""
    site = SiteSettings.load()
    if site.title == SiteSettings._meta.get_field("title").default:
        for name, value in facts.items():
            setattr(site, name, value.strip())
        save_site(site=site)


def fill_in(model: type[models.Model], name: str, facts: dict[str, str]) -> None:
    """Give a row that the import made what Markdown files cannot say; what somebody wrote there stays."""
    row = model.objects.filter(name__iexact=name).first()
    empty = [fact for fact in facts if row is not None and not getattr(row, fact)]
    for fact in empty:
        setattr(row, fact, facts[fact])
    if empty:
        row.save()


def give_logo(name: str, author: User, *, file: str, alt: str) -> None:
    source = Source.objects.filter(name__iexact=name, logo=None).first()
    if source:
        path = FOLDER / file
        source.logo = store_image(data=path.read_bytes(), name=path.name, by=author, alt=alt)
        save_named(item=source)
