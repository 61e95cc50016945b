"""The formats that are read: a new one is a file and a line here, the more particular before the more general."""

from django.utils.translation import gettext as _

from blog.outgoing.client import Answer

from .h_feed import HFeed
from .items import Document, NotReadable, Reader
from .json_feed import JsonFeed
from .wordpress import WordPress
from .xml_feed import XmlFeed

READERS: tuple[Reader, ...] = (WordPress(), JsonFeed(), XmlFeed(), HFeed())


def reader_of(answer: Answer) -> Reader | None:
    return next((reader for reader in READERS if reader.recognises(answer)), None)


def read(answer: Answer) -> Document:
    """What a feed's address answered. Raises NotReadable."""
    reader = reader_of(answer)
    if reader is None:
        kind = answer.headers.get("content-type", "").partition(";")[0] or "?"
        said = _("There is no feed at this address, but something of the type %(kind)s.")
        raise NotReadable(said % {"kind": kind[:60]})
    return reader.read(answer)
