import zoneinfo
from itertools import islice
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import is_web_address
from blog.text import languages, robots

from .site_file import SiteFile


class NavigationLink(NamedTuple):
    label: str
    url: str


def _known_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("There is no time zone %(name)s; write it like Europe/Berlin."), params={"name": name})


def _link_lines(text: str) -> None:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not _link(line):
            raise ValidationError(
                _("Line %(number)d: write a label, then an address that starts with / or https://."),
                params={"number": number},
            )


def _link(line: str) -> NavigationLink | None:
    label, _, url = line.strip().rpartition(" ")
    is_address = url.startswith(("/", "https://", "http://"))
    return NavigationLink(label.strip(), url) if label.strip() and is_address else None


_ROBOTS_PROBLEMS = {
    "control": _("Line %(number)d has a character that cannot be seen; type the line anew."),
    "colon": _("Line %(number)d: write a directive, a colon and its value, such as Disallow: /drafts/"),
    "unknown": _("Line %(number)d: crawlers know no such directive. Usual are User-agent, Disallow, Allow, Sitemap."),
    "group": _("Line %(number)d: say first whom it is for, in a line above such as User-agent: *"),
    "agent": _("Line %(number)d: after User-agent comes the name of a crawler, or * for all."),
    "path": _("Line %(number)d: a path starts with / or * and has no spaces."),
    "address": _("Line %(number)d: the address of a sitemap is a whole one, with https://."),
    "number": _("Line %(number)d: write a number of seconds."),
}


def _robots_lines(text: str) -> None:
    if len(text) > robots.LONGEST:
        raise ValidationError(_("At most %(most)d characters."), params={"most": robots.LONGEST})
    # A text of another kind would be wrong in every line: the first ten are enough.
    wrong = [
        ValidationError(_ROBOTS_PROBLEMS[problem], params={"number": number})
        for number, problem in islice(robots.problems(text), 10)
    ]
    if wrong:
        raise ValidationError(wrong)


class SiteSettings(models.Model):
    """What the whole site shares; there is exactly one row."""

    title = models.CharField(_("title"), max_length=100, default="A new blog")
    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    description = models.TextField(_("description"), blank=True, help_text=_("For search engines and feeds."))
    navigation = models.TextField(
        _("navigation"),
        blank=True,
        validators=[_link_lines],
        help_text=_("One link a line: a label, a space, an address. About /about/"),
    )
    social_links = models.TextField(
        _("social links"),
        blank=True,
        validators=[_link_lines],
        help_text=_("One profile a line, like navigation: Mastodon https://…"),
    )
    icon = models.ForeignKey(
        "blog.Image",
        verbose_name=_("icon"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown in tabs, bookmarks and on home screens; best a square one of at least 512 pixels."),
    )
    footer = models.CharField(_("footer"), max_length=300, blank=True)
    posts_per_page = models.PositiveSmallIntegerField(
        _("posts per page"), default=10, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=languages.site_choices,
        default="en",
        help_text=_(
            "Of the posts that name no other. Byline itself speaks English and German; with any other it says in "
            "English what it says."
        ),
    )
    time_zone = models.CharField(_("time zone"), max_length=50, default="UTC", validators=[_known_time_zone])

    websub_hub = models.URLField(
        _("WebSub hub"),
        max_length=500,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "A service that tells readers at once of new posts: feeds name it, and it is told of changes. Empty: none."
        ),
    )
    robots_txt = models.TextField(
        _("robots.txt"),
        blank=True,
        default="",
        db_default="",
        validators=[_robots_lines],
        help_text=_(
            "What crawlers are asked to leave alone. Empty: the default, which keeps them from what is not for "
            "readers; empty it to return there. The address of the sitemap is added by itself. Two lines ask a crawler "
            "to take nothing, here one that gathers texts for training: “User-agent: GPTBot”, “Disallow: /”."
        ),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("site settings")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="sitesettings_one_row"),
            models.CheckConstraint(
                condition=models.Q(posts_per_page__gte=1, posts_per_page__lte=100),
                name="sitesettings_posts_per_page_sane",
            ),
            models.CheckConstraint(
                condition=is_web_address("websub_hub"), name="sitesettings_websub_hub_is_web_address"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)

    @classmethod
    def load(cls) -> "SiteSettings":
        """The one row; the defaults, unsaved, on a database where it was never saved."""
        return next(iter(cls.objects.filter(pk=1)), None) or cls(pk=1)

    @cached_property
    def files(self) -> dict[str, str]:
        """Of each `SiteFile`, by its name, what it is called in the storage."""
        return dict(SiteFile.objects.values_list("name", "file"))

    @property
    def interface_language(self) -> str:
        return languages.interface_language(self.language)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def navigation_links(self) -> list[NavigationLink]:
        return [link for line in self.navigation.splitlines() if (link := _link(line))]

    @property
    def social(self) -> list[NavigationLink]:
        return [link for line in self.social_links.splitlines() if (link := _link(line))]
