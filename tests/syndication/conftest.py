import contextlib

import pytest

from blog.models.sealed import Sealed
from blog.outgoing import client
from blog.syndication import speech
from tests.factories import TargetFactory
from tests.other_server import reply

from .cases import NETWORKS, case_of
from .networks.linkedin import AUTHOR, REFRESH, TOKEN, LinkedInServer


@pytest.fixture
def target(db, other):
    """A webhook to the other server."""
    other.answers["/hook"] = reply(200, b'{"url": "https://elsewhere.example/1", "id": "1"}')
    return TargetFactory(url=other.url("/hook"), is_default=True)


@pytest.fixture
def linkedin_server(other):
    """LinkedIn on the other server, where the token has ended."""
    other.network = server = LinkedInServer(base=other.url("").rstrip("/"), has_expired=True)
    yield server
    assert server.faults == []


@pytest.fixture
def linkedin(db, linkedin_server):
    """With all that it takes to renew its token."""
    return TargetFactory(
        kind="linkedin",
        name="LinkedIn",
        settings={"author": AUTHOR, "server": linkedin_server.base},
        credentials=Sealed.of({"token": TOKEN, **REFRESH}),
    )


@pytest.fixture(params=NETWORKS)
def case(request, other):
    found = case_of(request.param, other.url("").rstrip("/"))
    other.network = found.network
    yield found
    assert found.network.faults == []


@pytest.fixture
def altered(monkeypatch):
    """Within it, requests are sent as a function of what would be sent says."""

    @contextlib.contextmanager
    def within(change):
        with monkeypatch.context() as patch:
            patch.setattr(speech, "send", lambda method, url, **sent: client.send(method, url, **change(sent)))
            yield

    return within


@pytest.fixture
def impatient(altered):
    """Within it, no answer is waited for longer than this."""
    return lambda: altered(lambda sent: {**sent, "within": 0.5})
