from typing import Self
from urllib.parse import quote, unquote

from django.db import models
from django.db.models import Q

from accounts.models import is_web_address

from .post import Post


class RedirectQuerySet(models.QuerySet):
    def at(self, path: str) -> Self:
        """Those that stand at this address, percent-encoded or not."""
        plain = unquote(path)
        return self.filter(old_path__in={path, plain, quote(plain)})

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
