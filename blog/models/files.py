"""Which rows name files in the storage of pictures: what is deleted, moved and counted goes by these."""

from .image import Image
from .rendition import Rendition
from .site_file import SiteFile
from .social_card import SocialCard

# Each has the columns `file` and `sha256`.
WITH_FILES = (Image, Rendition, SocialCard, SiteFile)
