from typing import Self
from urllib.parse import quote, unquote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.encoding import escape_uri_path

from accounts.models import is_web_address

from .post import Post

# A chain longer than this is as bad as a loop.
MOST_HOPS = 10


def spellings(path: str, query: str = "") -> list[str]:
    """The old paths that answer a request for this (decoded) path, the most exact one first.

    However its letters are cased, and with or without the slash at its end.
    """
    bare = path.rstrip("/")
    spelled = [path, f"{path}?{query}", f"{bare}/", bare]
    spelled += [spelling.lower() for spelling in spelled]
    # Addresses made by the site are percent-encoded, those that people type are not.
    return spelled + [escape_uri_path(spelling) for spelling in spelled]


class RedirectQuerySet(models.QuerySet):
    def at(self, path: str) -> Self:
        """Those that stand at this address, percent-encoded or not, with or without the slash at its end."""
        bare = unquote(path).rstrip("/")
        plain = {bare, f"{bare}/"}
        return self.filter(old_path__in={path, *plain, *map(quote, plain)})

    def followable(self) -> Self:
        """Those that lead to what anybody may read: the address of anything else is nobody's business."""
        return self.filter(Q(post__isnull=True) | Q(post__in=Post.objects.reachable()))


class Redirect(models.Model):
    """What an address that once worked leads to now: a post, a tag, another address, or "gone"."""

    old_path = models.CharField(max_length=500, unique=True, help_text="Starts with a slash: /2014/05/old-slug/")
    post = models.ForeignKey("blog.Post", null=True, blank=True, on_delete=models.CASCADE, related_name="redirects")
    tag = models.ForeignKey("blog.Tag", null=True, blank=True, on_delete=models.CASCADE, related_name="redirects")
    url = models.CharField("other address", max_length=1000, blank=True)
    is_gone = models.BooleanField("gone", default=False, help_text="Answer 410: deleted on purpose.")
    hits = models.PositiveBigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RedirectQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(post__isnull=False, tag__isnull=True, url="", is_gone=False)
                    | Q(post__isnull=True, tag__isnull=False, url="", is_gone=False)
                    | (Q(post__isnull=True, tag__isnull=True, is_gone=False) & ~Q(url=""))
                    | Q(post__isnull=True, tag__isnull=True, url="", is_gone=True)
                ),
                name="redirect_exactly_one_target",
                violation_error_message="Choose exactly one target: a post, a tag, another address, or gone.",
            ),
            models.CheckConstraint(
                condition=Q(old_path__startswith="/"),
                name="redirect_old_path_starts_with_slash",
                violation_error_message="The old path starts with a slash.",
            ),
            models.CheckConstraint(
                condition=Q(url__regex=r"^/([^/\\]|$)") | is_web_address("url"),
                name="redirect_url_is_path_or_web_address",
                violation_error_message="Give a path that starts with one slash, or a full http(s) address.",
            ),
            models.CheckConstraint(
                condition=~Q(old_path=models.F("url")),
                name="redirect_not_to_itself",
                violation_error_message="A redirect cannot lead to itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_path} → {self.target or 'gone'}"

    @property
    def target(self) -> str | None:
        """The address to go to now; None when the old one is gone."""
        if self.post:
            return self.post.get_absolute_url()
        if self.tag:
            return self.tag.get_absolute_url()
        return self.url or None

    def clean(self) -> None:
        """Refuse what would lead a browser round in circles, in whichever spelling it asks."""
        field = "post" if self.post else "tag" if self.tag else "url"
        way = self._circle()
        if way == [self]:
            raise ValidationError({field: "A redirect cannot lead to itself."})
        if way:
            others = " and ".join(f"“{redirect}”" for redirect in way if redirect is not self)
            raise ValidationError({field: f"This would lead round in circles: a loop, through {others}."})

    def _circle(self) -> list["Redirect"]:
        """The redirects that a browser passes after this one, up to the first it meets again; empty if it arrives."""
        others = Redirect.objects.exclude(pk=self.pk).select_related("post", "tag")
        passed: list[Redirect] = []
        following: Redirect | None = self
        while following and following not in passed and len(passed) <= MOST_HOPS:
            passed.append(following)
            spelled = _spellings_here(following.target)
            found = [*others.filter(old_path__in=spelled), *[self] * (self.old_path in spelled)]
            following = min(found, key=lambda redirect: spelled.index(redirect.old_path), default=None)
        return passed if following else []


def _spellings_here(address: str | None) -> list[str]:
    """Of an address on this site; none for one elsewhere."""
    path, _, query = (address or "").removeprefix(settings.SITE_URL).partition("#")[0].partition("?")
    return spellings(unquote(path), query) if path.startswith("/") else []
