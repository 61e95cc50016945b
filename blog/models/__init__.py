"""The nouns, one a file."""

from .cross_post import CrossPost
from .delivery import Delivery
from .feed import Feed, FeedItem
from .image import Image
from .import_run import ImportItem, ImportRun
from .mention import Mention
from .missing_address import MissingAddress
from .post import Post
from .post_link import PostLink
from .post_queryset import PostQuerySet
from .post_search import PostSearch, StaleSearch
from .post_tag import PostTag
from .presence import Presence
from .redirect import Redirect
from .related import PostWords, RelatedPost
from .rendition import Rendition
from .revision import Revision
from .search_word import SearchWord, SearchWordChange
from .series import Series
from .site_change import SiteChange
from .site_file import SiteFile
from .site_settings import SiteSettings
from .social_card import SocialCard
from .source import Source
from .tag import Tag
from .target import Announcement, Target
from .unmerged_copy import UnmergedCopy
from .working_copy import WorkingCopy

__all__ = [
    "Announcement",
    "CrossPost",
    "Delivery",
    "Feed",
    "FeedItem",
    "Image",
    "ImportItem",
    "ImportRun",
    "Mention",
    "MissingAddress",
    "Post",
    "PostLink",
    "PostQuerySet",
    "PostSearch",
    "PostTag",
    "PostWords",
    "Presence",
    "Redirect",
    "RelatedPost",
    "Rendition",
    "Revision",
    "SearchWord",
    "SearchWordChange",
    "Series",
    "SiteChange",
    "SiteFile",
    "SiteSettings",
    "SocialCard",
    "Source",
    "StaleSearch",
    "Tag",
    "Target",
    "UnmergedCopy",
    "WorkingCopy",
]
