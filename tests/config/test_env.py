import environs
import pytest

from config import env
from config.env import BadSetting

GOOD_KEY = "k3y-" + "abcdefghij0123456789" * 3


@pytest.fixture(autouse=True)
def variable(monkeypatch):
    """Sets the variable that each test reads."""
    monkeypatch.setattr(env, "VARIABLES", environs.Env())
    monkeypatch.delenv("IT", raising=False)
    return lambda value: monkeypatch.setenv("IT", value)


def number():
    return env.number("IT", default=8000, lowest=1, highest=65535)


@pytest.mark.parametrize("empty", ["", "  "])
def test_empty_variable_counts_as_absent(variable, empty):
    variable(empty)
    assert number() == 8000
    assert env.switch("IT", default=True) is True
    assert env.names("IT", default=["a"]) == ["a"]
    assert env.address("IT", default="http://localhost") == "http://localhost"
    assert env.database("IT") is None


@pytest.mark.parametrize("value", ["abc", "0", "65536", "80.5", "-1"])
def test_number_that_is_none_or_out_of_range_is_refused_with_the_range(variable, value):
    variable(value)
    with pytest.raises(BadSetting, match=rf"^IT is '?{value}'?\. Write a whole number from 1 to 65535, .*IT=8000"):
        number()


def test_switch_that_is_neither_on_nor_off_is_refused(variable):
    variable("maybe")
    with pytest.raises(BadSetting, match=r"^IT is 'maybe'\. Write IT=true or IT=false\.$"):
        env.switch("IT", default=False)


@pytest.mark.parametrize(("value", "meaning"), [("true", True), ("1", True), ("False", False), ("off", False)])
def test_switch_is_read_in_its_usual_spellings(variable, value, meaning):
    variable(value)
    assert env.switch("IT", default=not meaning) is meaning


@pytest.mark.parametrize(
    "value",
    [
        "blog.example.com",
        "ftp://a.example",
        "https://",
        "https://a.example/blog",
        "http://a:port",
        "https://u:p@a.example",
        "https://a.example?x",
        "https://a b.example",
        "http://[::1",
    ],
)
def test_address_that_is_no_sites_address_is_refused(variable, value):
    variable(value)
    with pytest.raises(BadSetting, match=r"^IT is .*IT=https://blog\.example\.com"):
        env.address("IT", default="")


@pytest.mark.parametrize(
    ("value", "address"),
    [("https://a.example/", "https://a.example"), ("http://[::1]:8000", "http://[::1]:8000")],
)
def test_address_loses_its_trailing_slash(variable, value, address):
    variable(value)
    assert env.address("IT", default="") == address


def test_names_are_separated_by_commas(variable):
    variable(" a.example ,b.example,,")
    assert env.names("IT", default=[]) == ["a.example", "b.example"]


@pytest.mark.parametrize(
    "value", ["mysql://u:s3cret@h/d", "s3cret", "postgres://u:s3cret@h:port/d", "postgres://u:s3cret@h"]
)
def test_database_address_that_is_not_understood_is_refused_without_its_password(variable, value):
    variable(value)
    with pytest.raises(BadSetting, match=r"^IT .*postgres://USER:PASSWORD@HOST:5432/DATABASE") as refusal:
        env.database("IT")
    assert "s3cret" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_mail_address_that_is_not_understood_is_refused_without_its_password(variable):
    variable("smpt://u:s3cret@h")
    with pytest.raises(BadSetting, match=r"^IT .*submission://") as refusal:
        env.email("IT", default="console://")
    assert "s3cret" not in str(refusal.value)


def test_mail_address_becomes_djangos_settings(variable):
    variable("submission://me:pass%20word@mail.example:587")
    settings = env.email("IT", default="console://")
    assert (settings["EMAIL_HOST"], settings["EMAIL_PORT"], settings["EMAIL_USE_TLS"]) == ("mail.example", 587, True)
    assert settings["EMAIL_HOST_PASSWORD"] == "pass word"


@pytest.mark.parametrize("host", ["localhost", "blog.localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_loopback_host_is_local(host):
    assert env.is_local(host)


@pytest.mark.parametrize("host", ["example.com", "localhost.example.com", "10.0.0.1", "0.0.0.0", ""])
def test_other_host_is_not_local(host):
    assert not env.is_local(host)


@pytest.mark.parametrize("weak", ["short", "a" * 60, "django-insecure-" + GOOD_KEY])
def test_weak_key_is_refused_on_a_public_site_and_not_repeated(variable, weak, tmp_path):
    variable(weak)
    with pytest.raises(BadSetting, match=r"^IT is too weak for a public site") as refusal:
        env.secret_key("IT", public=True, kept_in=tmp_path / "key")
    assert weak not in str(refusal.value)


def test_public_site_without_a_key_is_refused_and_makes_none(tmp_path):
    with pytest.raises(BadSetting, match=r"^IT is not set, and a public site needs it\. Make one with: "):
        env.secret_key("IT", public=True, kept_in=tmp_path / "key")
    assert list(tmp_path.iterdir()) == []


def test_local_site_without_a_key_keeps_one_that_only_its_owner_reads(tmp_path):
    kept = tmp_path / "var/key"
    key = env.secret_key("IT", public=False, kept_in=kept)
    assert len(key) >= 50
    assert env.secret_key("IT", public=False, kept_in=kept) == key
    assert kept.stat().st_mode & 0o077 == 0
    assert [file.name for file in kept.parent.iterdir()] == ["key"]


def test_key_of_the_environment_wins_over_the_kept_one(variable, tmp_path):
    variable(GOOD_KEY)
    assert env.secret_key("IT", public=True, kept_in=tmp_path / "key") == GOOD_KEY
    assert list(tmp_path.iterdir()) == []


def test_key_that_cannot_be_kept_is_explained(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(BadSetting, match=r"cannot be kept in .*Set VAR_DIR or SECRET_KEY"):
        env.secret_key("IT", public=False, kept_in=tmp_path / "file/key")


def test_file_fills_in_what_the_environment_lacks(variable, monkeypatch, tmp_path):
    monkeypatch.delenv("ENV_FILE")
    (tmp_path / ".env").write_text("IT=from file\nOTHER='quoted value'\n")
    variable("from environment")
    env.read_file(tmp_path / ".env")
    assert (env.text("IT", ""), env.text("OTHER", "")) == ("from environment", "quoted value")


def test_missing_file_is_refused_only_when_it_was_named(monkeypatch, tmp_path):
    monkeypatch.delenv("ENV_FILE")
    env.read_file(tmp_path / ".env")
    monkeypatch.setenv("ENV_FILE", str(tmp_path / "gone"))
    with pytest.raises(BadSetting, match=r"^ENV_FILE is '.*gone', which is not a file"):
        env.read_file(tmp_path / ".env")
