from typing import Any, Self

from django.db import models
from django.db.models import OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import is_web_address
from blog.imaging.specs import TEXT
from blog.text.markdown import Picture
from blog.text.picture_sizes import MARK_HEIGHT, MARK_SIZES

from .picture import fitted, picture_of
from .rendition import SHOWN, Rendition
from .rows import rows_of
from .source import names_the_source

# In its height. A wider logo says a name in letters, which stands beside it anyway.
WIDEST_MARK = 2


class CrossPostQuerySet(models.QuerySet):
    def with_sources(self) -> Self:
        """With what a post's page shows of their sources, in the same statement; see `CrossPost.mark`."""
        made = Rendition.objects.of(TEXT).filter(image=OuterRef("source__logo"))
        return self.select_related("source__logo").annotate(logo_rows=rows_of(made.order_by("-width"), SHOWN))


class CrossPost(models.Model):
    """One post at one source: where it came from, or where a copy of it stands."""

    class Direction(models.TextChoices):
        FROM = "from", _("came from there")
        TO = "to", _("copied to there")

    class Place(models.TextChoices):
        TOP = "top", _("above the text")
        BOTTOM = "bottom", _("below the text")

    post = models.ForeignKey("blog.Post", on_delete=models.CASCADE, related_name="cross_posts")
    source = models.ForeignKey(
        "blog.Source", verbose_name=_("source"), on_delete=models.PROTECT, related_name="cross_posts"
    )
    direction = models.CharField(_("direction"), max_length=4, choices=Direction, default=Direction.FROM)
    url = models.URLField(
        _("address"), max_length=1000, blank=True, help_text=_("Of the post at the source, if it has one.")
    )
    is_canonical = models.BooleanField(
        _("canonical"), default=False, help_text=_("Search engines should count that copy, not ours.")
    )
    place = models.CharField(_("attribution"), max_length=6, choices=Place, default=Place.TOP)
    target = models.ForeignKey(
        "blog.Target", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    wording = models.CharField(
        _("wording"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        validators=[names_the_source],
        help_text=_("Empty: that of the source."),
    )
    problem = models.CharField(max_length=300, blank=True, default="", db_default="", editable=False)
    external_id = models.CharField(max_length=500, blank=True, editable=False)
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    first_seen = models.DateTimeField(auto_now_add=True)
    last_checked = models.DateTimeField(null=True, blank=True, editable=False)
    publish_at = models.DateTimeField(null=True, editable=False, help_text="The post's; the database keeps them equal.")

    objects = CrossPostQuerySet.as_manager()

    # Where `with_sources()` has not asked, nothing is shown.
    logo_rows: list[dict[str, Any]] | None = None

    class Meta:
        verbose_name, verbose_name_plural = _("cross-post"), _("cross-posts")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(is_canonical=True),
                name="crosspost_one_canonical_a_post",
                violation_error_message=_("Only one copy of a post can be the canonical one."),
            ),
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=~Q(external_id=""), name="crosspost_external_id_unique"
            ),
            models.UniqueConstraint(
                fields=["post", "source", "direction", "url"],
                name="crosspost_once_per_address",
                violation_error_message=_("This cross-post is there already."),
            ),
            models.CheckConstraint(
                condition=Q(is_canonical=False) | ~Q(url=""),
                name="crosspost_canonical_has_url",
                violation_error_message=_("The canonical copy needs its address."),
            ),
            models.CheckConstraint(condition=is_web_address("url"), name="crosspost_url_is_web_address"),
            models.CheckConstraint(condition=Q(direction__in=["from", "to"]), name="crosspost_direction_known"),
            models.CheckConstraint(condition=Q(place__in=["top", "bottom"]), name="crosspost_place_known"),
        ]
        indexes = [
            models.Index("last_checked", condition=Q(is_canonical=True), name="crosspost_to_check"),
            models.Index(
                "source", models.F("publish_at").desc(), models.F("post").desc(), name="crosspost_newest_of_source"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_direction_display()}: {self.source}"

    @property
    def words(self) -> str:
        """With `{source}` for the source's name; empty for the usual words. Uses `source` as loaded."""
        return self.wording or self.source.wording

    @property
    def mark(self) -> Picture | None:
        """The source's logo as it stands beside its name, of the renditions that `with_sources()` brought along."""
        if self.logo_rows is None or self.source.logo is None:
            return None
        smallest = {row["mime"]: Rendition(**row) for row in self.logo_rows}
        whole = picture_of(self.source.logo, TEXT, smallest.values(), sizes=MARK_SIZES)
        return fitted(whole, WIDEST_MARK * MARK_HEIGHT, MARK_HEIGHT) if _is_mark(whole) else None


def _is_mark(logo: Picture) -> bool:
    return bool(logo.width and logo.height and logo.width <= WIDEST_MARK * logo.height)
