from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Self
from urllib.parse import quote, unquote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import Q
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import is_web_address
from blog.text.wording import in_words, quoted

from .post import Post

# A chain longer than this is as bad as a loop.
MOST_HOPS = 10
# Of the advisory locks; any number that no other lock of ours has.
REDIRECT_LOCK = 0x51_0A
LONGEST_URL = 1000


def spellings(path: str, query: str = "") -> list[str]:
    """The old paths that answer a request for this (decoded) path, the most exact one first.

    However its letters are cased, and with or without the slash at its end.
    """
    bare = path.rstrip("/")
    spelled = [path, f"{path}?{query}", f"{bare}/", bare]
    spelled += [spelling.lower() for spelling in spelled]
    # Addresses made by the site are percent-encoded, those that people type are not.
    return spelled + [escape_uri_path(spelling) for spelling in spelled]


def ways_to_write(path: str) -> list[str]:
    """How a redirect may name this address of the site as its target: the longest first."""
    bare = unquote(path).rstrip("/")
    plain = {bare, f"{bare}/"}
    local = {path, *plain, *map(quote, plain)} - {""}
    return sorted(local | {settings.SITE_URL + way for way in local}, key=len, reverse=True)


def joined(path: str, rest: str) -> str:
    """The part or the page `rest` of what is at the path, if that can have one and there is room to say so."""
    can_have = path.startswith("/") and not {"?", "#"} & set(path) and len(path + rest) <= LONGEST_URL
    return path + rest if can_have else path


class RedirectQuerySet(models.QuerySet):
    def at(self, path: str) -> Self:
        """Those that stand at this address, percent-encoded or not, with or without the slash at its end."""
        bare = unquote(path).rstrip("/")
        plain = {bare, f"{bare}/"}
        return self.filter(old_path__in={path, *plain, *map(quote, plain)})

    def leading_to(self, paths: Iterable[str]) -> Self:
        """Those to a plain address that is one of these, however it is written, or a part or a page of it."""
        written = [way for path in paths for way in ways_to_write(path)]
        parts = (Q(url__startswith=way + mark) for way in written for mark in "?#")
        return self.filter(reduce(or_, parts, Q(url__in=written)))

    def change_alone(self) -> None:
        """Until the transaction ends, others who change where redirects lead wait: two halves of a loop are two hops.

        Whoever has to lock a post or a tag too does that first.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [REDIRECT_LOCK])

    def followable(self) -> Self:
        """Those that lead to what anybody may read: the address of anything else is nobody's business."""
        return self.filter(Q(post__isnull=True) | Q(post__in=Post.objects.reachable()))


class Redirect(models.Model):
    """What an address that once worked leads to now: a post, a tag, another address, or "gone"."""

    old_path = models.CharField(
        _("old path"), max_length=500, unique=True, help_text=_("Starts with a slash: /2014/05/old-slug/")
    )
    post = models.ForeignKey(
        "blog.Post",
        verbose_name=_("post"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="redirects",
    )
    tag = models.ForeignKey(
        "blog.Tag",
        verbose_name=_("tag"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="redirects",
    )
    url = models.CharField(_("other address"), max_length=LONGEST_URL, blank=True)
    is_gone = models.BooleanField(_("gone"), default=False, help_text=_("Answer 410: deleted on purpose."))
    hits = models.PositiveBigIntegerField(_("hits"), default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RedirectQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("redirect"), _("redirects")
        ordering = ["-id"]
        # For equal addresses and those that begin with one.
        indexes = [models.Index(fields=["url"], name="redirect_url", opclasses=["varchar_pattern_ops"])]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(post__isnull=False, tag__isnull=True, url="", is_gone=False)
                    | Q(post__isnull=True, tag__isnull=False, url="", is_gone=False)
                    | (Q(post__isnull=True, tag__isnull=True, is_gone=False) & ~Q(url=""))
                    | Q(post__isnull=True, tag__isnull=True, url="", is_gone=True)
                ),
                name="redirect_exactly_one_target",
                violation_error_message=_("Choose exactly one target: a post, a tag, another address, or gone."),
            ),
            models.CheckConstraint(
                condition=Q(old_path__startswith="/"),
                name="redirect_old_path_starts_with_slash",
                violation_error_message=_("The old path starts with a slash."),
            ),
            models.CheckConstraint(
                condition=Q(url__regex=r"^/([^/\\]|$)") | is_web_address("url"),
                name="redirect_url_is_path_or_web_address",
                violation_error_message=_("Give a path that starts with one slash, or a full http(s) address."),
            ),
            models.CheckConstraint(
                condition=~Q(old_path=models.F("url")),
                name="redirect_not_to_itself",
                violation_error_message=_("A redirect cannot lead to itself."),
            ),
        ]

    def __str__(self) -> str:
        target = self.target or gettext("gone")
        return f"{self.old_path} → {target}"

    @property
    def target(self) -> str | None:
        """The address to go to now; None when the old one is gone."""
        if self.post:
            return self.post.get_absolute_url()
        if self.tag:
            return self.tag.get_absolute_url()
        return self.url or None

    def rest_behind(self, paths: Iterable[str]) -> str:
        """What its address asks for behind one of these: `#part`, `?page=2`, or nothing."""
        written = (way for path in paths for way in ways_to_write(path) if self.url.startswith(way))
        rests = (self.url[len(way) :] for way in written)
        return next((rest for rest in rests if not rest or rest[0] in "?#"), "")

    def shorten(self) -> None:
        """Lead straight to the end of the redirects that a browser would pass; raises ValidationError for a circle."""
        self.clean()
        last = self._way()[-1]
        if last is not self:
            _, mark, part = self.url.partition("#")
            # A browser takes the part along.
            with_part = joined(last.target or "", mark + part)
            self.post, self.tag, self.url, self.is_gone = last.post, last.tag, last.url, last.is_gone
            if mark and with_part != last.target and not last.is_gone:
                self.post, self.tag, self.url = None, None, with_part

    def clean(self) -> None:
        """Refuse what would lead a browser round in circles, in whichever spelling it asks."""
        field = "post" if self.post else "tag" if self.tag else "url"
        way = self._circle()
        if way == [self]:
            raise ValidationError({field: gettext("A redirect cannot lead to itself.")})
        if way:
            others = in_words([quoted(str(redirect)) for redirect in way if redirect is not self])
            said = gettext("This would lead round in circles: a loop, through %(others)s.")
            raise ValidationError({field: said % {"others": others}})

    def _circle(self) -> list["Redirect"]:
        """The redirects that a browser passes after this one, up to the first it meets again; empty if it arrives."""
        way = self._way()
        return way[:-1] if way[-1] in way[:-1] or len(way) > MOST_HOPS else []

    def _way(self) -> list["Redirect"]:
        """This one and those that a browser passes after it; the last is the end, or one that it has met before."""
        others = Redirect.objects.exclude(pk=self.pk).select_related("post", "tag")
        way = [self]
        while way[-1] not in way[:-1] and len(way) <= MOST_HOPS + 1:
            spelled = _spellings_here(way[-1].target)
            found = [*others.filter(old_path__in=spelled), *[self] * (self.old_path in spelled)]
            if not found:
                break
            way.append(min(found, key=lambda redirect: spelled.index(redirect.old_path)))
        return way


def _spellings_here(address: str | None) -> list[str]:
    """Of an address on this site; none for one elsewhere."""
    path, _, query = (address or "").removeprefix(settings.SITE_URL).partition("#")[0].partition("?")
    return spellings(unquote(path), query) if path.startswith("/") else []
