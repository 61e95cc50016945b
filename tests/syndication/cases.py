"""Each network that posts are sent to, with its server and an account there."""

import dataclasses

from blog.syndication.bluesky import Bluesky
from blog.syndication.devto import DevTo
from blog.syndication.kinds import Account, Content
from blog.syndication.linkedin import LinkedIn
from blog.syndication.mastodon import Mastodon
from blog.syndication.webhook import Webhook

from .networks import bluesky, devto, linkedin, mastodon, webhook

CONTENT = Content(
    text="A title (with signs) #PostgreSQL\n\nhttps://blog.example/2026/11/a-title/",
    title="A title",
    url="https://blog.example/2026/11/a-title/",
    canonical_url="https://blog.example/2026/11/a-title/",
    excerpt="In short.",
    tags=("PostgreSQL", "Blog software", "Über", "One", "Two", "Three"),
    language="de-AT",
    markdown="Text",
    asked_at="2026-11-25T18:00:00+00:00",
)


@dataclasses.dataclass
class Case:
    kind: object
    network: object
    settings: dict
    credentials: dict

    def account(self, **credentials) -> Account:
        return Account(settings=self.settings, credentials={**self.credentials, **credentials})

    def copies(self) -> list:
        """What the network shows to its readers."""
        for name in ("statuses", "records", "posts", "articles"):
            if hasattr(self.network, name):
                return [copy for copy in getattr(self.network, name).values() if copy.get("published", True)]
        raise AssertionError


def case_of(name: str, url: str) -> Case:
    server = {"server": url}
    return {
        "mastodon": lambda: Case(Mastodon(), mastodon.MastodonServer(), server, {"token": mastodon.TOKEN}),
        "bluesky": lambda: Case(
            Bluesky(),
            bluesky.BlueskyServer(),
            {**server, "handle": bluesky.HANDLE},
            {"password": bluesky.PASSWORD},
        ),
        "linkedin": lambda: Case(
            LinkedIn(),
            linkedin.LinkedInServer(base=url),
            {**server, "author": linkedin.AUTHOR},
            {"token": linkedin.TOKEN},
        ),
        "devto": lambda: Case(DevTo(), devto.DevToServer(), server, {"token": devto.TOKEN}),
        "webhook": lambda: Case(
            Webhook(), webhook.WebhookReceiver(), {"url": f"{url}/for-alice"}, {"secret": webhook.SECRET}
        ),
    }[name]()


NETWORKS = ["mastodon", "bluesky", "linkedin", "devto", "webhook"]
