import pytest
from django.core.management import call_command

from blog.management.commands import rebuild_search
from blog.models import PostSearch, SearchWord, StaleSearch
from tests.factories import PostFactory

pytestmark = pytest.mark.django_db


def rebuild(capsys, *arguments) -> str:
    call_command("rebuild_search", *arguments)
    return capsys.readouterr().out


def test_rebuild_indexes_what_is_noted_missing_or_outdated(capsys):
    noted, missing, outdated, _ = PostFactory.create_batch(4, body="Zanzibar")
    assert rebuild(capsys) == "indexed 4\n"
    StaleSearch.objects.create(post_id=noted.pk)
    PostSearch.objects.filter(pk=missing.pk).delete()
    PostSearch.objects.filter(pk=outdated.pk).update(version=0)
    assert rebuild(capsys) == "indexed 3\n"
    assert PostSearch.objects.count() == 4
    assert rebuild(capsys) == "indexed 0\n"
    assert SearchWord.objects.get(word="zanzibar").posts >= 4


def test_rebuild_of_all_repairs_what_only_a_person_knows_is_wrong(capsys):
    PostFactory.create_batch(3)
    rebuild(capsys)
    PostSearch.objects.update(words="'wrong':1")
    assert rebuild(capsys) == "indexed 0\n"
    assert rebuild(capsys, "--all") == "indexed 3\n"
    assert not PostSearch.objects.filter(words="'wrong':1").exists()


def test_interrupted_rebuild_goes_on(capsys, monkeypatch):
    monkeypatch.setattr(rebuild_search, "BATCH", 2)
    PostFactory.create_batch(5)
    batches = []
    index = rebuild_search.index_changed_posts

    def interrupted(**options):
        if len(batches) == 2:
            raise KeyboardInterrupt
        batches.append(index(**options))
        return batches[-1]

    monkeypatch.setattr(rebuild_search, "index_changed_posts", interrupted)
    with pytest.raises(KeyboardInterrupt):
        rebuild(capsys)
    assert PostSearch.objects.count() == 4
    monkeypatch.setattr(rebuild_search, "index_changed_posts", index)
    assert rebuild(capsys) == "indexed 1\n"
