"""developers.forem.com/api/v1: articles, users/me."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from tests.other_server import Got

from .network import Network, Refusal, said, sent_json

TOKEN = "dev-key"
FIELDS = set("title body_markdown published series main_image canonical_url description tags organization_id".split())


def error(status: int, words: str) -> Refusal:
    return Refusal(status, {"error": words, "status": status})


@dataclass
class DevToServer(Network):
    articles: dict[int, dict] = field(default_factory=dict)
    # Canonical addresses of other people's articles.
    elsewhere: set[str] = field(default_factory=set)

    def route(self, got: Got) -> bytes:
        if self.revoked or got.headers.get("api-key") != TOKEN:
            raise error(401, "unauthorized")
        if got.headers.get("accept") != "application/vnd.forem.api-v1+json":
            raise error(406, "the accept header has to name version 1")
        path, query = urlsplit(got.path).path, parse_qs(urlsplit(got.path).query)
        if (got.method, path) == ("GET", "/api/users/me"):
            return said({"username": "alice"})
        if (got.method, path) == ("GET", "/api/articles/me/all"):
            size, page = int(query.get("per_page", ["30"])[0]), int(query.get("page", ["1"])[0])
            return said(list(reversed(self.articles.values()))[(page - 1) * size : page * size])
        if (got.method, path) == ("POST", "/api/articles"):
            number = len(self.articles) + 1
            self.articles[number] = {
                "id": number,
                "url": f"https://dev.example/alice/{number}",
                **self.checked(got, number),
            }
            return said(self.articles[number], 201)
        if found := re.fullmatch(r"/api/articles/(\d+)", path):
            number = int(found[1])
            if number not in self.articles:
                raise error(404, "not found")
            if got.method == "PUT":
                self.articles[number] |= self.checked(got, number)
                return said(self.articles[number])
        raise error(404, "not found")

    def checked(self, got: Got, number: int) -> dict:
        article = sent_json(got, {"article"}, {"article"}, lambda why: error(422, why))["article"]
        if unknown := article.keys() - FIELDS:
            raise error(422, f"param is unknown: {unknown}")
        if got.method == "POST" and not {"title", "body_markdown"} <= article.keys():
            raise error(422, "Title can't be blank")
        if len(article.get("title", "")) > 128:
            raise error(422, "Title is too long (maximum is 128 characters)")
        tags = article.get("tags", [])
        if len(tags) > 4:
            raise error(422, "Tag list exceed the maximum of 4 tags")
        for tag in tags:
            if not re.fullmatch("[a-z0-9]+", tag):
                raise error(422, f'Tag "{tag}" contains non-alphanumeric or prohibited unicode characters')
        canonical = article.get("canonical_url")
        others = [other["canonical_url"] for key, other in self.articles.items() if key != number]
        if canonical and (canonical in others or canonical in self.elsewhere):
            raise error(422, "Canonical url has already been taken")
        return article
