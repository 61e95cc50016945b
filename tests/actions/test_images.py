import pytest
from PIL import Image as Pillow

from blog.actions.images import store_image
from blog.imaging import sandbox
from blog.imaging.refusal import ImageRefused
from blog.models import Image
from tests.imaging.samples import encoded, moving, quadrants

pytestmark = pytest.mark.django_db


def store(data):
    return store_image(data=data, name="picture", by=None)


def test_stored_picture_knows_what_it_looks_like():
    image = Image.objects.get(pk=store(encoded(quadrants(), "PNG")).pk)

    assert (image.is_animated, image.has_transparency) == (False, False)
    assert image.dominant_colour == "#827b53"
    assert image.fingerprint == Image.objects.get(pk=store(encoded(quadrants(), "HEIF")).pk).fingerprint


def test_stored_picture_knows_that_it_moves_and_is_seen_through():
    clear = Pillow.new("RGBA", (8, 8), (0, 0, 0, 0))

    assert store(moving("GIF")).is_animated
    assert store(encoded(clear, "PNG")).has_transparency
    assert store(encoded(clear, "PNG")).fingerprint is None


def test_author_is_told_what_was_done_to_the_picture():
    pages = encoded(quadrants(), "TIFF", save_all=True, append_images=[quadrants()])

    assert store(pages).notice == "Only the first of its 2 pages was taken."
    assert store(encoded(quadrants(), "PNG")).notice == ""


def test_nothing_is_stored_of_a_picture_that_breaks_its_decoder(monkeypatch):
    monkeypatch.setattr("blog.imaging.intake.LIMITS", sandbox.Limits(cpu_seconds=0.001))
    large = encoded(Pillow.effect_noise((2_000, 2_000), 90), "PNG")

    with pytest.raises(ImageRefused, match="takes too long"):
        store(large)

    assert not Image.objects.exists()
    monkeypatch.undo()
    assert store(large).width == 2_000
