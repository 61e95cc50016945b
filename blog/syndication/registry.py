"""The kinds of targets there are: a new one is a file and a line here."""

from .bluesky import Bluesky
from .devto import DevTo
from .kinds import Kind
from .linkedin import LinkedIn
from .mastodon import Mastodon
from .pings import IndexNow, Ping, Webmention, WebSub
from .webhook import Webhook

_ALL: tuple[Kind, ...] = (
    Mastodon(),
    Bluesky(),
    LinkedIn(),
    DevTo(),
    Webhook(),
    WebSub(),
    IndexNow(),
    Webmention(),
)
# Those that are told of every change, and keep no copy.
PINGS = {kind.slug for kind in _ALL if isinstance(kind, Ping)}
KINDS: dict[str, Kind] = {kind.slug: kind for kind in _ALL}
