import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from config.health import missing_migrations


def test_healthz_answers_without_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"alive\n")


@pytest.mark.django_db
def test_readyz_answers_when_migrations_are_applied(client):
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, b"ready\n")


@pytest.mark.django_db
def test_readyz_counts_missing_migrations(client):
    MigrationRecorder(connection).record_unapplied("accounts", "0001_initial")
    assert missing_migrations() == {("accounts", "0001_initial")}
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"1 migrations are not applied\n")


def test_readyz_says_when_the_database_is_away(client, monkeypatch):
    def away():
        raise OperationalError("password=s3cret")

    monkeypatch.setattr("config.health.missing_migrations", away)
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"the database does not answer\n")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probe_is_not_redirected_whatever_host_it_asks(client, settings, path, db):
    settings.SECURE_SSL_REDIRECT = True
    response = client.get(path, headers={"host": "10.1.2.3:8000"})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies
