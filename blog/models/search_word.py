from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class SearchWord(models.Model):
    """A word of the site's own vocabulary, for completing and correcting what people search for.

    It may come from a post that nobody sees: never show one before a public search has found something with it.
    """

    word = models.TextField(primary_key=True)
    posts = models.IntegerField(help_text="In how many; close enough for choosing between words.")
    keys = ArrayField(models.TextField(), help_text="Its beginning, and that with one letter left out.")

    class Meta:
        indexes = [GinIndex("keys", name="searchword_misspelt", fastupdate=False)]

    def __str__(self) -> str:
        return self.word


class SearchWordChange(models.Model):
    """Words that came and went with one change of the index; the worker folds them into `SearchWord`.

    So that authors who save at the same moment do not wait for one another over the most common words.
    """

    deltas = models.JSONField()

    def __str__(self) -> str:
        return f"{len(self.deltas)} words"
