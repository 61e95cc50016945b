from config.addresses import address

from .named import Named


class Tag(Named):
    """A subject; tags have no order and no tree."""

    def get_absolute_url(self) -> str:
        return address("tag", self.slug)
