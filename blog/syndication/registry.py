"""The kinds of targets there are: a new one is a file and a line here."""

from .kinds import Kind
from .webhook import Webhook

KINDS: dict[str, Kind] = {kind.slug: kind for kind in (Webhook(),)}
