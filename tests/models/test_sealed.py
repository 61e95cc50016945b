import json

import pytest
from django.core import serializers
from django.db import connection

from blog.models import Target
from blog.models.sealed import Sealed
from config.sealing import CannotOpen, open_sealed, seal
from tests.factories import TargetFactory

SECRET = "s3cr3t-token-of-alice"


@pytest.fixture
def target(db):
    return TargetFactory(credentials=Sealed.of({"token": SECRET}))


def test_credentials_are_not_in_the_database_in_clear(target):
    with connection.cursor() as cursor:
        cursor.execute("SELECT target::text FROM blog_target target")
        row = cursor.fetchone()[0]
    assert SECRET not in row
    assert Target.objects.get().credentials.opened() == {"token": SECRET}


def test_credentials_are_not_seen_by_accident(target):
    fresh = Target.objects.get()
    dump = serializers.serialize("json", [fresh])
    shown = [str(fresh.credentials), repr(fresh.credentials), f"{fresh.credentials}", repr(vars(fresh)), dump]
    assert [text for text in shown if SECRET in text] == []
    assert str(fresh.credentials) == "•••"
    [restored] = serializers.deserialize("json", dump)
    assert restored.object.credentials.opened() == {"token": SECRET}
    assert json.loads(dump)[0]["fields"]["credentials"] == target.credentials.sealed


def test_no_credentials_are_nothing(db):
    target = TargetFactory(credentials=Sealed())
    assert (bool(target.credentials), str(target.credentials), target.credentials.opened()) == (False, "", {})
    assert Sealed.of({}) == Sealed()


def test_same_text_is_sealed_differently_each_time():
    assert seal(SECRET) != seal(SECRET)
    assert open_sealed(seal(SECRET)) == SECRET


def test_key_is_changed_while_the_old_one_stands_behind_it(settings):
    settings.CREDENTIALS_KEYS = ["old"]
    sealed = seal(SECRET)
    settings.CREDENTIALS_KEYS = ["new", "old"]
    assert open_sealed(sealed) == SECRET
    settings.CREDENTIALS_KEYS = ["new"]
    with pytest.raises(CannotOpen, match="CREDENTIALS_KEY") as error:
        open_sealed(sealed)
    assert SECRET not in str(error.value)


def test_credentials_that_were_tampered_with_are_not_opened():
    sealed = seal(SECRET)
    with pytest.raises(CannotOpen):
        open_sealed(sealed[:-4] + "AAA=")
