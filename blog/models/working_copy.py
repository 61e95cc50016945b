from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

# A tab in which somebody writes names itself, once for as long as it is open: letters, digits and hyphens.
TAB_LENGTH = 40
TAB_PATTERN = rf"^[A-Za-z0-9-]{{8,{TAB_LENGTH}}}$"


class WorkingCopy(models.Model):
    """What is being written of a post and not saved into it yet: one a post, shared by all who write in it.

    `fields` is in the shape of a revision's snapshot, with values as they were typed where they are wrong; null when
    everything is in the post. See docs/decisions/working-copies.md.
    """

    post = models.OneToOneField("blog.Post", on_delete=models.CASCADE, related_name="working_copy")
    fields = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    title = models.CharField(max_length=300, blank=True, help_text="For lists, cut to fit.")
    base_version = models.PositiveIntegerField(help_text="The version of the post from which it was written on.")
    sequence = models.PositiveBigIntegerField(default=0, help_text="Counts the changes of `fields`, for ever.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    saved_at = models.DateTimeField()
    tab = models.CharField(max_length=TAB_LENGTH, blank=True, help_text="Which tab wrote last.")
    seen_from = models.PositiveBigIntegerField(
        default=0,
        help_text="Of the changes up to this sequence, its text may hold some that the last tab has not seen.",
    )
    numbers = models.JSONField(default=dict, help_text="The number of the last autosave of each tab that wrote.")
    kept_at = models.DateTimeField(
        null=True, help_text="When a revision was last made of it; null while nothing is in it."
    )
    started_in = models.CharField(  # noqa: DJ001  (null is no tab; of empty ones there could be one)
        max_length=TAB_LENGTH, null=True, unique=True, help_text="The tab that began a new post with it."
    )
    image_ids = ArrayField(
        models.BigIntegerField(), default=list, db_default=[], help_text="The pictures of its texts, and its covers."
    )

    staged = models.JSONField(
        null=True, encoder=DjangoJSONEncoder, help_text="What goes live at `go_live_at`, whatever is written on."
    )
    staged_version = models.PositiveIntegerField(null=True, help_text="The version of the post it was written from.")
    staged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    go_live_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True, help_text="Why what was staged did not go live.")

    class Meta:
        verbose_name_plural = "working copies"
        constraints = [
            models.CheckConstraint(
                condition=Q(go_live_at__isnull=True) | Q(staged__isnull=False, staged_version__isnull=False),
                name="workingcopy_goes_live_with_something",
            ),
            models.CheckConstraint(condition=Q(tab="") | Q(tab__regex=TAB_PATTERN), name="workingcopy_tab_is_plain"),
            models.CheckConstraint(condition=Q(seen_from__lte=models.F("sequence")), name="workingcopy_seen_is_past"),
        ]
        indexes = [
            GinIndex(fields=["image_ids"], name="workingcopy_images", fastupdate=False),
            models.Index("go_live_at", name="workingcopy_goes_live", condition=Q(go_live_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} s{self.sequence}"

    @property
    def is_open(self) -> bool:
        """Whether there is anything in it that the post does not have."""
        return self.fields is not None

    def is_known_to(self, tab: str, sequence: int) -> bool:
        """Whether a tab whose text descends from the state `sequence` has seen all that it would write over."""
        return sequence == self.sequence or (self.tab == tab and self.seen_from <= sequence < self.sequence)
