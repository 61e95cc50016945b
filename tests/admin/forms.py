"""What a browser would send: the fields of a form as the page shows them."""

import lxml.html
from django.test import Client


def fields_of(client: Client, url: str, /, **changes) -> dict:
    """The form's values at `url`, with `changes` typed over them."""
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    form = lxml.html.fromstring(response.content).get_element_by_id("content").xpath(".//form[@method='post']")[0]
    values: dict = {}
    texts = {text.name for text in form.iter("textarea")}
    for name, value in form.form_values():
        # As browsers read it, a text begins behind the line break that may stand before it.
        values.setdefault(name, []).append(value.removeprefix("\n") if name in texts else value)
    return values | {name: value if isinstance(value, list) else [value] for name, value in changes.items()}


def send(client: Client, url: str, /, **changes):
    """Open the form, change it, submit it."""
    return client.post(url, fields_of(client, url, **changes))
