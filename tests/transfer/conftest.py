import pytest


@pytest.fixture
def media(settings, tmp_path_factory):
    """Pictures of one test only."""
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")
