from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class PostSearch(models.Model):
    """What search knows of one post, beside it: finding words never reads texts. See docs/decisions/search.md.

    Made by `blog.actions.search_index` from the post; there may be none yet, or one of a post that has just gone.
    """

    post = models.OneToOneField(
        "blog.Post", primary_key=True, db_constraint=False, on_delete=models.DO_NOTHING, related_name="search"
    )
    words = SearchVectorField(help_text="A: title, B: tags, C: headings, D: text; and the stems of all, as “=stem”.")
    head = SearchVectorField(help_text="Of these only title and tags.")
    marks = ArrayField(models.TextField(), help_text="What it can be narrowed down by: see blog/search/marks.py.")
    moment = models.DateTimeField(help_text="Of publication; of a post without one, when it was begun.")
    expire_at = models.DateTimeField(null=True)
    stemmer = models.TextField(help_text="Of its language; empty where Postgres has none.")
    version = models.PositiveIntegerField(help_text="Of the way it was made.")

    class Meta:
        indexes = [
            # One index, so that words and marks are looked up together.
            GinIndex("words", "head", "marks", name="search_words_and_marks", fastupdate=False),
            models.Index("stemmer", name="search_stemmers"),
            models.Index("version", "post", name="search_version"),
        ]

    def __str__(self) -> str:
        return f"search of post {self.post_id}"


class StaleSearch(models.Model):
    """A post that has changed since its `PostSearch` was made; triggers put it here, whoever changed it."""

    post_id = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return f"stale: {self.post_id}"
