import pytest

from .other_server import OtherServer


@pytest.fixture
def other(settings):
    """Another site, on this machine; requests may go there."""
    with OtherServer() as server:
        settings.OUTGOING_ALLOWED = [f"127.0.0.1:{server.port}"]
        yield server
