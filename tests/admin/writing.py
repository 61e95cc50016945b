"""A tab of the writing screen, as its script talks to the server."""

import json
from itertools import count

from django.test import Client

from blog.models import Post, WorkingCopy

NEW = "/admin/blog/post/autosave/"
_tabs = count(1)


class Tab:
    """Confirms and takes over what the server answers, as the contract in `autosave_post` has it."""

    def __init__(self, person, post: Post | None = None, **client) -> None:
        self.client = Client(**client)
        if person:
            self.client.force_login(person)
        self.name = f"tab-{next(_tabs):08d}"
        self.number = 0
        copy = WorkingCopy.objects.filter(post=post).first() if post else None
        self.url = f"/admin/blog/post/{post.pk}/autosave/" if post else NEW
        self.version, self.sequence = post.version if post else 0, copy.sequence if copy else 0
        if copy and copy.is_open:
            self.version = copy.base_version
        self.confirmed = dict(copy.fields) if copy and copy.is_open else {"body": post.body} if post else {}

    def send(self, /, *, number: int | None = None, said: dict | None = None, **fields):
        """One request, as it is; nothing is taken over."""
        self.number = number or self.number + 1
        whole = {"tab": self.name, "number": self.number, "version": self.version, "sequence": self.sequence}
        return self.post(whole | {"fields": fields} | (said or {}))

    def post(self, said):
        data = said if isinstance(said, str | bytes) else json.dumps(said)
        return self.client.post(self.url, data, content_type="application/json", headers={"accept": "application/json"})

    def save(self, /, *, choices: dict | None = None, **fields) -> dict:
        """What a page does with a pause in typing; the answer."""
        response = self.send(said={"choices": choices or {}}, **fields)
        if response.status_code == 409 and response.json()["outcome"] == "base_needed":
            response = self.send(number=self.number, said={"base": self.confirmed}, **fields)
        elif response.status_code == 409:
            return response.json()
        answer = response.json()
        if response.status_code == 200:
            self.url = answer["autosave_url"]
            self.version, self.sequence = answer["version"], answer["sequence"]
            self.confirmed = {**self.confirmed, **fields, **(answer.get("fields") or {})}
        return answer
