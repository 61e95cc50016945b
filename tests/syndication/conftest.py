import pytest

from blog.models.sealed import Sealed
from tests.factories import TargetFactory
from tests.other_server import reply

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
