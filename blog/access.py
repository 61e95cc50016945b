"""Who may do what with posts and pictures: the one place that knows, asked by every door."""

import datetime as dt

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from blog.models import Image, ImportRun, Post, PostQuerySet

Visitor = User | AnonymousUser
# How long somebody may take back a picture of their own.
SECOND_THOUGHTS = dt.timedelta(days=1)


def can_edit(user: Visitor, post: Post) -> bool:
    """Own posts with `change_post`, everybody's with `change_any_post`; a Contributor's only until it is published."""
    if not user.has_perm("blog.change_post"):
        return False
    if user.has_perm("blog.change_any_post"):
        return True
    if post.author_id != user.pk:
        return False
    return post.status == Post.Status.DRAFT or user.has_perm("blog.publish_post")


def can_publish(user: Visitor, post: Post) -> bool:
    return user.has_perm("blog.publish_post") and can_edit(user, post)


def can_delete(user: Visitor, post: Post) -> bool:
    return user.has_perm("blog.delete_post") and can_edit(user, post)


def can_read(user: Visitor, post: Post) -> bool:
    """Whether this visitor may see the post on a page that is not public: its drafts, previews and private posts."""
    return user.has_perm("blog.view_post") and (post.author_id == user.pk or user.has_perm("blog.change_any_post"))


def readable_posts(user: Visitor) -> PostQuerySet:
    """The rows for which `can_read` holds: what this person finds in the admin."""
    posts = Post.objects.all()
    if not user.has_perm("blog.view_post"):
        return posts.none()
    return posts if user.has_perm("blog.change_any_post") else posts.filter(author_id=user.pk)


def readable_runs(user: Visitor) -> QuerySet[ImportRun]:
    """The imports that this person started; everybody's for those who may look at imports."""
    return ImportRun.objects.all() if user.has_perm("blog.view_importrun") else ImportRun.objects.filter(by=user.pk)


def can_change_picture(user: Visitor, image: Image) -> bool:
    """Words, focal point, file and keeping: own pictures with `change_image`, everybody's with `change_any_post`."""
    return user.has_perm("blog.change_image") and (
        image.uploaded_by_id == user.pk or user.has_perm("blog.change_any_post")
    )


def can_take_back_picture(user: Visitor, image: Image) -> bool:
    """What somebody uploaded a moment ago, in error; later it is the library's."""
    is_fresh = image.created_at > timezone.now() - SECOND_THOUGHTS
    return user.has_perm("blog.add_image") and image.uploaded_by_id == user.pk and is_fresh
