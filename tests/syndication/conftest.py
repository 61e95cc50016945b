import pytest

from tests.factories import TargetFactory
from tests.other_server import reply


@pytest.fixture
def target(db, other):
    """A webhook to the other server."""
    other.answers["/hook"] = reply(200, b'{"url": "https://elsewhere.example/1", "id": "1"}')
    return TargetFactory(url=other.url("/hook"), is_default=True)
