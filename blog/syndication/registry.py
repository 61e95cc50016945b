"""The kinds of targets there are: a new one is a file and a line here."""

from .bluesky import Bluesky
from .devto import DevTo
from .kinds import Kind
from .linkedin import LinkedIn
from .mastodon import Mastodon
from .webhook import Webhook

_ALL: tuple[Kind, ...] = (
    Mastodon(),
    Bluesky(),
    LinkedIn(),
    DevTo(),
    Webhook(),
)
KINDS: dict[str, Kind] = {kind.slug: kind for kind in _ALL}
