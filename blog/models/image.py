from collections.abc import Iterable

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.imaging.specs import SOCIAL, TEXT
from blog.text.markdown import Picture, undescribed_images
from blog.text.picture_sizes import column_sizes
from blog.text.plain import bracketed

from .image_queryset import REFERENCE, ImageQuerySet, bands, words
from .picture import picture_of
from .rendition import Rendition


class Image(models.Model):
    """An uploaded picture, stored without metadata under a name made from its content."""

    file = models.FileField(max_length=200, editable=False)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    mime = models.CharField(max_length=40, editable=False)
    size = models.PositiveBigIntegerField(editable=False, help_text="In bytes.")
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    is_animated = models.BooleanField(default=False, editable=False)
    has_transparency = models.BooleanField(default=False, editable=False)
    dominant_colour = models.CharField(
        max_length=7, blank=True, editable=False, help_text="As #rrggbb: what stands in its place until it is there."
    )
    fingerprint = models.BigIntegerField(
        null=True, editable=False, help_text="Much the same for pictures that look alike; none for flat ones."
    )
    original_name = models.CharField(max_length=255, blank=True, editable=False)
    alt = models.CharField(_("alternative text"), max_length=500, blank=True, help_text=_("What the picture shows."))
    caption = models.CharField(_("caption"), max_length=500, blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    focal_x = models.FloatField(
        _("From the left"), default=0.5, validators=[MinValueValidator(0), MaxValueValidator(1)]
    )
    focal_y = models.FloatField(_("From the top"), default=0.5, validators=[MinValueValidator(0), MaxValueValidator(1)])
    renditions_version = models.PositiveIntegerField(
        default=0, editable=False, help_text="The set of renditions that is there; 0: none yet."
    )
    renditions_size = models.PositiveBigIntegerField(
        default=0, editable=False, help_text="In bytes, all renditions together."
    )
    unused_since = models.DateTimeField(
        null=True, default=timezone.now, editable=False, help_text="Since when nothing uses it, as far as was looked."
    )
    quarantined_at = models.DateTimeField(
        null=True, editable=False, help_text="Since when it waits for its deletion, because nothing uses it."
    )
    is_kept = models.BooleanField(
        _("keep it"),
        default=False,
        db_default=False,
        help_text=_("Also when no post uses it: it is never deleted by itself."),
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ImageQuerySet.as_manager()

    # Of an upload, set by `store_image` and not stored: whether it made this picture, and what was done to it.
    is_new = False
    notice = ""

    class Meta:
        verbose_name, verbose_name_plural = _("picture"), _("pictures")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="image_sha256_is_hex"),
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0, size__gt=0), name="image_is_not_empty"),
            models.CheckConstraint(
                condition=Q(focal_x__gte=0, focal_x__lte=1, focal_y__gte=0, focal_y__lte=1),
                name="image_focal_point_inside",
            ),
            models.CheckConstraint(
                condition=Q(dominant_colour="") | Q(dominant_colour__regex=r"^#[0-9a-f]{6}$"),
                name="image_dominant_colour_is_hex",
            ),
            models.CheckConstraint(
                condition=Q(quarantined_at__isnull=True) | Q(unused_since__isnull=False, is_kept=False),
                name="image_in_quarantine_is_unused",
            ),
        ]
        indexes = [
            # As of renditions.
            HashIndex(fields=["file"], name="image_file"),
            GinIndex(words(), name="image_words", fastupdate=False),
            GinIndex(bands(), name="image_fingerprint_bands", fastupdate=False),
            # The filters of the library that leave few of many.
            models.Index(fields=["mime"], name="image_mime"),
            models.Index(fields=["created_at"], name="image_created"),
            models.Index(fields=["id"], name="image_without_alt", condition=Q(alt="")),
            models.Index(fields=["id"], name="image_animated", condition=Q(is_animated=True)),
            models.Index(fields=["id"], name="image_unused", condition=Q(unused_since__isnull=False)),
            models.Index(
                fields=["quarantined_at"], name="image_in_quarantine", condition=Q(quarantined_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.original_name or gettext("picture %(number)s") % {"number": self.pk}

    @property
    def url(self) -> str:
        return self.file.url

    @property
    def reference(self) -> str:
        """How Markdown names this picture: `image:45`."""
        return f"{REFERENCE}{self.pk}"

    @property
    def markdown(self) -> str:
        return f"![{bracketed(self.alt)}]({self.reference})"

    def as_picture(self) -> Picture:
        """Whole, as texts and posts show it. This and `social` use `renditions` as prefetched."""
        return picture_of(self, TEXT, self.renditions.all(), sizes=column_sizes(self.width))

    @property
    def social(self) -> "Image | Rendition":
        """What stands for a post elsewhere: the crop that social networks show, until there is one the original."""
        return next((made for made in self.renditions.all() if made.family == SOCIAL.name), self)


def pictures_for(destinations: Iterable[str]) -> dict[str, Picture]:
    """What the renderer needs to know of the pictures a text refers to, in two queries; none when it names none."""
    images = Image.objects.referred_to(destinations).prefetch_related(
        models.Prefetch("renditions", Rendition.objects.of(TEXT))
    )
    return {image.reference: image.as_picture() for image in images}


def undescribed(body: str, cover: Image | None = None) -> list[str]:
    """The names of the pictures of a post of which neither its text nor the library says what they show."""
    destinations = undescribed_images(body)
    ours = {image.reference: image for image in Image.objects.referred_to(destinations)} if destinations else {}
    silent = [ours.get(destination, destination) for destination in destinations]
    covers = [cover] if cover and cover.reference not in destinations else []
    return [str(shown) for shown in (*silent, *covers) if not getattr(shown, "alt", "")]
