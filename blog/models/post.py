import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.fields import SlugField, slugs_around
from blog.imaging.specs import CARD
from blog.text import languages, markdown
from blog.text.picture_sizes import CARD_SIZES, FEATURED_SIZES
from blog.text.slugs import slugify, unique_slug
from config.addresses import address

from .cross_post import CrossPost
from .image import pictures_for
from .picture import picture_of
from .post_indexes import INDEXES
from .post_queryset import PostQuerySet
from .post_state import PostState
from .rendition import Rendition
from .site_settings import SiteSettings
from .tag import Tag

# A page lives at /SLUG/, beside these.
RESERVED_PAGE_SLUGS = frozenset(
    "accounts admin archive authors feed healthz media metrics readyz rss search series share sources static "
    "tags".split()
)
# From so much on, a table of contents helps more than it is in the way.
HEADINGS_FOR_CONTENTS, WORDS_FOR_CONTENTS = 4, 1_000
CONTENTS_IN_TEXT = '<nav class="toc"'


def _known_language(code: str) -> None:
    if not languages.is_known(code):
        raise ValidationError(
            _("There is no language %(code)s; write a code such as en, de, pt-BR or zh-Hant."), params={"code": code}
        )


class Post(PostState):
    """A post, or a page, which has no date and is in no list."""

    class Kind(models.TextChoices):
        POST = "post", _("post")
        PAGE = "page", _("page")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("public: everybody, in lists and feeds")
        UNLISTED = "unlisted", _("unlisted: everybody who has the address")
        PRIVATE = "private", _("private: only those who may edit it")

    kind = models.CharField(_("kind"), max_length=4, choices=Kind, default=Kind.POST)
    title = models.CharField(_("title"), max_length=300, blank=True)
    slug = SlugField(
        _("slug"),
        max_length=200,
        unique=True,
        blank=True,
        help_text=_("The last part of the address. Empty: made from the title."),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="posts"
    )
    body = models.TextField(_("text"), blank=True)
    excerpt = models.TextField(
        _("excerpt"), blank=True, help_text=_("For lists and feeds. Empty: the first words of the text.")
    )
    tags = models.ManyToManyField(
        "blog.Tag", verbose_name=_("tags"), blank=True, related_name="posts", through="blog.PostTag"
    )
    series = models.ForeignKey(
        "blog.Series",
        verbose_name=_("series"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="posts",
    )
    series_position = models.PositiveIntegerField(_("position in the series"), null=True, blank=True)
    cover = models.ForeignKey(
        "blog.Image",
        verbose_name=_("cover"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="covers",
    )
    images = models.ManyToManyField(
        "blog.Image", related_name="posts", editable=False, help_text="The pictures its text names."
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        validators=[_known_language],
        help_text=_("Such as en or pt-BR. Empty: the site’s."),
    )
    is_featured = models.BooleanField(
        _("featured"),
        default=False,
        db_default=False,
        help_text=_("Leads the front page. Of several featured posts, the newest does."),
    )
    meta_title = models.CharField(_("title for search engines"), max_length=200, blank=True)
    meta_description = models.CharField(_("description for search engines"), max_length=400, blank=True)

    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.DRAFT)
    visibility = models.CharField(_("visibility"), max_length=8, choices=Visibility, default=Visibility.PUBLIC)
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True, help_text=_("In the future: scheduled."))
    published_on = models.DateField(
        null=True, editable=False, help_text="The day of publish_at at the site; the address is made from it."
    )
    expire_at = models.DateTimeField(
        _("expire at"), null=True, blank=True, help_text=_("From then on, readers no longer see it.")
    )
    trashed_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    canonical_elsewhere = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="Whether a cross-post is the canonical copy; the database keeps it so.",
    )

    # Made from the body by render().
    RENDERED_FIELDS = (
        "body_html", "toc", "plain_text", "generated_excerpt", "word_count", "renderer_version",
        "rendered_language", "media_url",
    )  # fmt: skip
    body_html = models.TextField(blank=True, editable=False)
    toc = models.JSONField(default=list, blank=True, editable=False)
    plain_text = models.TextField(blank=True, editable=False)
    generated_excerpt = models.TextField(blank=True, editable=False)
    word_count = models.PositiveIntegerField(default=0, editable=False)
    renderer_version = models.PositiveIntegerField(default=0, editable=False)
    rendered_language = models.CharField(
        max_length=10,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="In which the labels and quotation marks of body_html are; empty: before anybody asked.",
    )
    media_url = models.TextField(
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="Where pictures were read when body_html was made; empty: it shows none of ours.",
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("post"), _("posts")
        ordering = ["-id"]
        permissions = [
            ("publish_post", "Can publish own posts"),
            ("change_any_post", "Can change everybody's posts"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(slug=""), name="post_has_slug"),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(publish_at__isnull=False, published_on__isnull=False),
                name="post_published_has_date",
                violation_error_message=_("A published post needs the time of its publication."),
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | ~Q(title=""),
                name="post_published_has_title",
                violation_error_message=_("A published post needs a title."),
            ),
            models.CheckConstraint(
                condition=Q(expire_at__isnull=True) | Q(publish_at__isnull=True) | Q(expire_at__gt=F("publish_at")),
                name="post_expires_after_publication",
                violation_error_message=_("A post can only expire after its publication."),
            ),
            models.CheckConstraint(condition=Q(kind__in=["post", "page"]), name="post_kind_known"),
            models.CheckConstraint(condition=Q(status__in=["draft", "published"]), name="post_status_known"),
            models.CheckConstraint(
                condition=Q(visibility__in=["public", "unlisted", "private"]), name="post_visibility_known"
            ),
            models.CheckConstraint(
                condition=Q(series_position__isnull=True) | Q(series__isnull=False),
                name="post_position_needs_series",
                violation_error_message=_("A position needs a series."),
            ),
        ]
        indexes = INDEXES

    def __str__(self) -> str:
        return self.title or gettext("(no title)")

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        self.language = languages.normalised(self.language)
        super().clean_fields(exclude)

    def clean(self) -> None:
        if self.kind == self.Kind.PAGE and (self.slug in RESERVED_PAGE_SLUGS or _looks_like_a_year(self.slug)):
            said = gettext("The address /%(slug)s/ belongs to the site itself; choose another slug.")
            raise ValidationError({"slug": said % {"slug": self.slug}})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.language = languages.normalised(self.language)
        self.set_day()
        if not self.slug:
            self.slug = self.free_slug()
        super().save(*args, **kwargs)

    def set_day(self) -> None:
        self.published_on = self._day_of_publication()

    def _day_of_publication(self) -> dt.date | None:
        return self.publish_at and timezone.localdate(self.publish_at, SiteSettings.load().zone)

    def free_slug(self) -> str:
        """A slug made from the title that no other post has and that a page may have."""
        wanted = slugify(self.title, fallback="untitled", max_length=180)
        taken = Post.objects.filter(slugs_around(wanted)).exclude(pk=self.pk).values_list("slug", flat=True)
        reserved = RESERVED_PAGE_SLUGS | ({wanted} if _looks_like_a_year(wanted) else set())
        return unique_slug(wanted, {*taken, *reserved})

    def get_absolute_url(self) -> str:
        """The public address; a draft has the one it would get if it were published today."""
        if self.kind == self.Kind.PAGE:
            return address("page", self.slug)
        day = self.published_on or timezone.localdate()
        return address("post", f"{day:%Y}", f"{day:%m}", self.slug)

    def render(self, *, site_language: str = "", with_lines: bool = False) -> None:
        """Make what readers see from the body; fields, `image_refs` and `post_links_rendered`, nothing is saved.

        `site_language` saves a question when many posts are rendered; `with_lines` is for the preview beside the text.
        """
        self.language = languages.normalised(self.language)
        language = self.language or site_language or SiteSettings.load().language
        rendered = markdown.render(
            self.body,
            pictures=pictures_for,
            posts=Post.objects.addresses,
            is_below_cover=self.cover_id is not None,
            language=language,
            with_lines=with_lines,
        )
        self.image_refs = rendered.image_refs
        self.post_links_rendered = {int(named.partition(":")[2]): to for named, to in rendered.post_links.items()}
        self.body_html = rendered.html
        self.toc = [{"level": h.level, "anchor": h.anchor, "text": h.text} for h in rendered.toc]
        self.plain_text = rendered.plain_text
        self.generated_excerpt = rendered.excerpt
        self.word_count = rendered.word_count
        self.renderer_version = markdown.RENDERER_VERSION
        self.rendered_language = language
        self.media_url = settings.MEDIA_URL if rendered.image_refs else ""

    @property
    def summary(self) -> str:
        return self.excerpt or self.generated_excerpt

    @property
    def card_tags(self) -> list[Tag]:
        """The tags that `cards()` brought along."""
        return [Tag(**row) for row in self.tag_rows]

    @property
    def card_picture(self) -> markdown.Picture:
        """The cover, cropped for lists, of the renditions that `cards()` brought along."""
        made = (Rendition(**row) for row in self.rendition_rows)
        return picture_of(self.cover, CARD, made, sizes=CARD_SIZES)

    @property
    def featured_picture(self) -> markdown.Picture:
        """The same, as wide as the front page shows it."""
        return replace(self.card_picture, sizes=FEATURED_SIZES)

    @property
    def contents(self) -> list[dict[str, Any]]:
        """The two upper levels of its headings, for a long text that does not show them itself with `[[toc]]`."""
        if len(self.toc) < HEADINGS_FOR_CONTENTS or self.word_count < WORDS_FOR_CONTENTS:
            return []
        if CONTENTS_IN_TEXT in self.body_html:
            return []
        top = min(heading["level"] for heading in self.toc)
        return [{**entry, "is_inner": entry["level"] > top} for entry in self.toc if entry["level"] <= top + 1]

    @property
    def reading_minutes(self) -> int:
        """At 230 words a minute, the average of Brysbaert (2019) for English prose; at least one."""
        return max(1, round(self.word_count / 230))

    def canonical_url(self) -> str:
        """The address of the copy that search engines should count: absolute, ours unless a cross-post says otherwise.

        Uses `cross_posts` as prefetched.
        """
        elsewhere = next((c.url for c in self.cross_posts.all() if c.is_canonical), None)
        return elsewhere or settings.SITE_URL + self.get_absolute_url()

    def attributions(self, place: CrossPost.Place) -> list[CrossPost]:
        """The cross-posts to be named at that place of the page, as prefetched with their sources."""
        return [c for c in self.cross_posts.all() if c.direction == CrossPost.Direction.FROM and c.place == place]


def _looks_like_a_year(slug: str) -> bool:
    return len(slug) == 4 and slug.isascii() and slug.isdigit()
