"""What a kind of target has to be able to do, and what can become of it. Each kind is a file beside this one."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol, runtime_checkable

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What somebody enters about a target. Secret ones can be written and never read."""

    name: str
    label: str | Promise
    help: str | Promise = ""
    is_secret: bool = False
    is_required: bool = True
    is_address: bool = False
    is_number: bool = False
    # Of a secret that ends: after so many days, unless somebody says when.
    days: int = 0
    # The name of a group of which all are given, or none.
    together: str = ""
    choices: Sequence[tuple[str, str | Promise]] = ()
    default: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A target as its kind sees it: the values of its `Setting`s, by name."""

    settings: dict[str, str]
    credentials: dict[str, str]

    @property
    def secrets(self) -> tuple[str, ...]:
        return tuple(self.credentials.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """New credentials, by name, and for how many seconds nobody has to sign in again, if the network says so."""

    credentials: dict[str, str]
    lasts: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is sent of a post, the same at each attempt. `text` is written for this target; times are ISO 8601.

    Addresses are absolute, also within `markdown` and `html`; `picture_file` is the picture's name in the storage, and
    `address` whom a ping is about. `body_hash` and `cover`, its number in the library, change by the
    author's hand alone; what is made of them also when pictures get other sizes.
    """

    text: str
    title: str
    url: str
    excerpt: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    canonical_url: str = ""
    picture_url: str = ""
    picture_alt: str = ""
    picture_file: str = ""
    picture_mime: str = ""
    markdown: str = ""
    html: str = ""
    body_hash: str = ""
    cover: str = ""
    author: str = ""
    published_at: str = ""
    updated_at: str = ""
    asked_at: str = ""
    address: str = ""

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "tags": list(self.tags)}

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> "Content":
        return cls(**{**kept, "tags": tuple(kept["tags"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCard:
    """What the network shows of the link, beside the content's picture.

    `is_read_there`: the network reads it from the head of the page, and is told nothing.
    """

    title: str = ""
    description: str = ""
    is_read_there: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A copy as the network knows it: its public address, and the network's own name for it."""

    url: str = ""
    id: str = ""


class DeliveryProblem(Exception):  # noqa: N818  (says what happened)
    """The sentence is for people and holds no credentials."""

    def __init__(self, said: str, *, status: int | None = None) -> None:
        super().__init__(said)
        self.status = status


class Refused(DeliveryProblem):
    """The network does not take this, now or later: somebody has to change something."""


class SignInNeeded(DeliveryProblem):
    """The network does not accept our credentials; no other post would go through either."""


class TryLater(DeliveryProblem):
    """`after` seconds if the network says so. `is_unsure`: it may have arrived all the same."""

    def __init__(
        self, said: str, *, status: int | None = None, after: float | None = None, is_unsure: bool = False
    ) -> None:
        super().__init__(said, status=status)
        self.after, self.is_unsure = after, is_unsure


@runtime_checkable
class Renewing(Protocol):
    """A kind whose access ends after a while, and can be renewed without anybody."""

    def can_renew(self, account: Account) -> bool:
        """Whether everything is there that it takes."""
        ...

    def renew(self, account: Account) -> Renewal:
        """Raises SignInNeeded where the network wants a person, or TryLater."""
        ...


class Kind(Protocol):
    """Stateless; each method makes requests through `blog.syndication.speech` alone and raises DeliveryProblem."""

    slug: str
    label: str | Promise
    settings: Sequence[Setting]
    # Seconds between two deliveries to the same target, so that its rate limit is not reached.
    spacing: float
    can_update: bool
    can_delete: bool
    default_template: str
    # The fields of `Content` by which a copy is behind when they change; where it is updated, those that this changes.
    # Not what is made of text and pictures, but `body_hash` and `cover`.
    shows: Sequence[str]

    def limit(self, settings: Mapping[str, str]) -> int | None:
        """How long a text may be; None where it is not limited, or the text is not sent at all."""
        ...

    def length(self, text: str) -> int:
        """Of a text as this network counts."""
        ...

    def card(self, content: Content) -> LinkCard | None:
        """What `create` sends for the link; None where none is shown."""
        ...

    def check(self, account: Account) -> str:
        """Try the credentials; the name of the account. Raises SignInNeeded, Refused or TryLater."""
        ...

    def create(self, account: Account, content: Content, key: str) -> Copy:
        """Publish. `key` is the same at each attempt: where the network knows idempotency keys, it is sent."""
        ...

    def find(self, account: Account, content: Content, key: str) -> Copy | None:
        """What an earlier attempt has published though its answer was lost.

        Asked before `create` is tried again; None where there is none, or where `create` with the same key is safe.
        """
        ...

    def update(self, account: Account, copy_id: str, content: Content, key: str) -> Copy: ...

    def delete(self, account: Account, copy_id: str, key: str) -> None:
        """Also without complaint where it is gone already."""
        ...
