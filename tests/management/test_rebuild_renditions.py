import pytest
from django.core.management import call_command

from blog.actions.images import store_image
from blog.imaging.specs import SPECS_VERSION
from blog.management.commands import rebuild_renditions
from blog.models import Image, Rendition
from tests.factories import png

pytestmark = pytest.mark.django_db


@pytest.fixture
def images(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return [store_image(data=png(width, 2), name="a.png", by=None) for width in (3, 4, 5)]


def test_pictures_get_the_renditions_they_lack(images, capsys):
    Image.objects.filter(pk=images[0].pk).update(renditions_version=SPECS_VERSION)
    call_command("rebuild_renditions")
    assert capsys.readouterr().out == "made 2, failed 0, overtaken 0\n"
    assert not Image.objects.with_stale_renditions().exists()
    assert set(Rendition.objects.values_list("image_id", flat=True)) == {images[1].pk, images[2].pk}


def test_dry_run_makes_nothing(images, capsys):
    call_command("rebuild_renditions", "--dry-run")
    assert capsys.readouterr().out == "to make: 3\n"
    assert not Rendition.objects.exists()


def test_interrupted_run_goes_on_with_the_rest(images, capsys, monkeypatch):
    whole, seen = rebuild_renditions.make_renditions, []

    def make(*, image):
        seen.append(image.pk)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return whole(image=image)

    monkeypatch.setattr(rebuild_renditions, "make_renditions", make)
    with pytest.raises(KeyboardInterrupt):
        call_command("rebuild_renditions")
    call_command("rebuild_renditions")
    assert seen == [images[0].pk, images[1].pk, images[1].pk, images[2].pk]
    assert "made 2" in capsys.readouterr().out


def test_other_specs_make_everything_anew(images, capsys, monkeypatch):
    call_command("rebuild_renditions")
    monkeypatch.setattr("blog.models.image_queryset.SPECS_VERSION", SPECS_VERSION + 1)
    monkeypatch.setattr("blog.actions.renditions.SPECS_VERSION", SPECS_VERSION + 1)
    call_command("rebuild_renditions")
    assert capsys.readouterr().out.splitlines()[-1] == "made 3, failed 0, overtaken 0"
    assert set(Image.objects.values_list("renditions_version", flat=True)) == {SPECS_VERSION + 1}


def test_failure_is_counted_told_and_tried_again_when_all_are_asked_for(images, capsys):
    storage, name = images[1].file.storage, images[1].file.name
    with storage.open(name) as file:
        data = file.read()
    storage.delete(name)
    with pytest.raises(SystemExit, match="1"):
        call_command("rebuild_renditions")
    assert capsys.readouterr().out == "made 2, failed 1, overtaken 0\n"
    call_command("rebuild_renditions")
    assert capsys.readouterr().out == "made 0, failed 0, overtaken 0\n"
    with storage.open(name, "wb") as file:
        file.write(data)
    call_command("rebuild_renditions", "--all")
    assert capsys.readouterr().out == "made 3, failed 0, overtaken 0\n"
