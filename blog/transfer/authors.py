"""Whose posts they become."""

from django.db.models import Q

from accounts.models import User
from blog.transfer.records import Unusable


class Authors:
    """Finds people by what documents call them; `default` is the author of posts that name nobody we know."""

    def __init__(self, default: User | None) -> None:
        self.default = default or _likeliest_author()
        self._found: dict[str, User | None] = {}

    def first_known(self, names: tuple[str, ...]) -> User | None:
        """The first of these names that is somebody's username, name or slug, ignoring case."""
        return next((user for name in names if (user := self._named(name))), None)

    def _named(self, name: str) -> User | None:
        if name not in self._found:
            matches = Q(username__iexact=name) | Q(name__iexact=name) | Q(slug__iexact=name)
            self._found[name] = User.objects.filter(matches).order_by("pk").first()
        return self._found[name]


def _likeliest_author() -> User:
    superuser = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    anybody = User.objects.filter(is_active=True)[:2]
    if superuser or len(anybody) == 1:
        return superuser or anybody[0]
    raise Unusable(
        "There is nobody whose posts these could become. Name an author (--author USERNAME), "
        "or make an account first: manage.py createsuperuser"
    )
