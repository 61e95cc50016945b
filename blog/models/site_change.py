from django.db import models


class SiteChange(models.Model):
    """A tally of changes that a reader could see; the sum of `weight` is the site version.

    Database triggers insert one row a statement, so the version moves in the same transaction as the
    change, whoever makes it, and two writers never wait for one another as they would over a counter.
    Old rows are folded into one of their summed weight.
    """

    weight = models.BigIntegerField(default=1, db_default=1)

    def __str__(self) -> str:
        return f"+{self.weight}"
