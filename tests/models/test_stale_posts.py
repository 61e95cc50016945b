"""Stale posts are found by indexes, however many there are that are up to date."""

import pytest
from django.db import connection

from blog.models import Post, SiteSettings
from tests.factories import PostFactory


@pytest.mark.django_db
def test_posts_in_another_language_than_the_site_are_found_by_an_index():
    SiteSettings(language="de").save()
    PostFactory.create_batch(30)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE blog_post")
        # A table this small would be read as a whole.
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Post.objects.stale().order_by().explain()
    conditions = [line for line in plan.splitlines() if "rendered_language" in line and "Index Cond" in line]
    assert len(conditions) == 2, plan
    assert "post_in_site_language" in plan
