"""Settings: typed, from the environment or files, with laptop secrets; elsewhere a clear refusal."""

import base64
import os
import stat
from pathlib import Path
from typing import Any

import pytest

import config
from config import SETTINGS, SettingsError
from petition import create_app

KEY = "1:" + base64.b64encode(b"k" * 32).decode()
SERVER = {
    "BASE_URL": "https://petitions.example.org",
    "SECRET_KEY": "a-secret-of-more-than-thirty-two-letters",
    "DATA_KEYS": KEY,
    "MAIL_URL": "smtps://user:password@mail.example.org",
}
SAMPLES: dict[str, tuple[str, Any]] = {
    "BASE_URL": ("http://localhost:9000/", "http://localhost:9000"),
    "ALSO_KNOWN_AS": ("Petitions.onion, x.example", ("petitions.onion", "x.example")),
    "HOST": ("0.0.0.0", "0.0.0.0"),  # noqa: S104 -- only read
    "PORT": ("9001", 9001),
    "DATA_DIR": ("/tmp/countersign-data", Path("/tmp/countersign-data")),
    "JOURNAL_DIR": ("/tmp/countersign-journal", Path("/tmp/countersign-journal")),
    "DATABASE_URL": ("postgres://u:p@db/x", "postgresql+psycopg://u:p@db/x"),
    "REDIS_URL": ("redis://cache:6379/0", "valkey://cache:6379/0"),
    "MAIL_URL": ("smtp://mail:25", "smtp://mail:25"),
    "MAIL_FROM": ("hello@example.org", "hello@example.org"),
    "MAIL_FROM_NAME": ("Hello", "Hello"),
    "DKIM_KEY": ("-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----"),
    "DKIM_SELECTOR": ("autumn", "autumn"),
    "DKIM_DOMAIN": ("example.net", "example.net"),
    "TRUSTED_PROXIES": ("2", 2),
    "SECRET_KEY": ("x" * 40, "x" * 40),
    "DATA_KEYS": (KEY, {1: b"k" * 32}),
    "SITE_NAME": ("Our Petitions", "Our Petitions"),
    "LANGUAGES": ("ar, en", ("ar", "en")),
    "PAGE_CACHE_SECONDS": ("3", 3),
    "LOG_LEVEL": ("debug", "DEBUG"),
    "LOG_FORMAT": ("json", "json"),
    "METRICS_TOKEN": ("t" * 16, "t" * 16),
    "ALERT_MAIL": ("a@example.org, b@example.org", ("a@example.org", "b@example.org")),
    "PING_URL": ("https://ping.example.org/x", "https://ping.example.org/x"),
}


@pytest.fixture
def laptop(tmp_path: Path) -> dict[str, str]:
    return {"DATA_DIR": str(tmp_path)}


def problems(environment: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as refusal:
        config.load(environment)
    return refusal.value.problems


def test_a_laptop_needs_nothing(laptop: dict[str, str]) -> None:
    settings = config.load(laptop)
    assert (settings.base_url, settings.is_local, settings.is_https) == ("http://127.0.0.1:8000", True, False)
    assert settings.database_url == f"sqlite:///{laptop['DATA_DIR']}/countersign.sqlite3"
    assert settings.mail_url == f"folder:{laptop['DATA_DIR']}/mail"
    assert (settings.redis_url, settings.trusted_proxies) == ("", 0)
    assert settings.languages == ("en", "fr", "ar")


def test_every_setting_has_a_sample_here() -> None:
    assert SAMPLES.keys() == SETTINGS.keys()


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_read_and_typed(laptop: dict[str, str], name: str) -> None:
    written, read = SAMPLES[name]
    assert getattr(config.load(laptop | {name: written}), name.lower()) == read


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_may_stand_in_a_file(laptop: dict[str, str], tmp_path: Path, name: str) -> None:
    written, read = SAMPLES[name]
    (tmp_path / "value").write_text(written + "\n", "utf-8")
    settings = config.load(laptop | {f"{name}_FILE": str(tmp_path / "value")})
    assert getattr(settings, name.lower()) == read


def test_a_file_that_cannot_be_read_is_named(laptop: dict[str, str]) -> None:
    assert "SECRET_KEY_FILE cannot be read" in str(problems(laptop | {"SECRET_KEY_FILE": "/nowhere/at/all"}))


def test_laptop_secrets_are_made_once_and_are_for_their_owner_alone(laptop: dict[str, str], tmp_path: Path) -> None:
    first, second = config.load(laptop), config.load(laptop)
    assert (first.secret_key, first.data_keys) == (second.secret_key, second.data_keys)
    assert len(first.secret_key) >= 32
    for name in ("secret_key", "data_keys"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data_keys", "secret_key"]


def test_laptop_secrets_stay_private_whatever_the_umask(laptop: dict[str, str], tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        config.load(laptop)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_two_laptops_share_no_secret(tmp_path: Path) -> None:
    one, other = (config.load({"DATA_DIR": str(tmp_path / name)}) for name in ("one", "other"))
    assert one.secret_key != other.secret_key
    assert one.data_keys != other.data_keys


def test_a_server_with_all_it_needs_starts(laptop: dict[str, str]) -> None:
    settings = config.load(laptop | SERVER)
    assert (settings.is_local, settings.is_https) == (False, True)
    assert settings.mail_from == "petitions@petitions.example.org"


def test_a_server_without_secrets_refuses_and_lists_all_that_is_wrong(laptop: dict[str, str]) -> None:
    found = "\n".join(
        problems(laptop | {"BASE_URL": "https://petitions.example.org", "PORT": "x", "LOG_LEVEL": "loud"})
    )
    for name in ("SECRET_KEY", "DATA_KEYS", "MAIL_URL", "PORT", "LOG_LEVEL"):
        assert name in found


def test_a_server_makes_no_secrets_of_its_own(laptop: dict[str, str], tmp_path: Path) -> None:
    problems(laptop | {"BASE_URL": "https://petitions.example.org"})
    assert list(tmp_path.iterdir()) == []


def test_a_server_refuses_the_secrets_of_a_laptop(laptop: dict[str, str], tmp_path: Path) -> None:
    config.load(laptop)
    copied = {name: (tmp_path / name.lower()).read_text("ascii") for name in ("SECRET_KEY", "DATA_KEYS")}
    found = problems(laptop | SERVER | copied)
    assert [problem.split()[0] for problem in found] == ["SECRET_KEY", "DATA_KEYS"]
    assert all("laptop" in problem for problem in found)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BASE_URL", "petitions.example.org"),
        ("BASE_URL", "ftp://petitions.example.org"),
        ("ALSO_KNOWN_AS", "https://petitions.onion"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "٨٠٠٠"),
        ("TRUSTED_PROXIES", "-1"),
        ("TRUSTED_PROXIES", "11"),
        ("DATABASE_URL", "mysql://x"),
        ("DATABASE_URL", "x"),
        ("REDIS_URL", "http://x"),
        ("LANGUAGES", "en,xx"),
        ("LANGUAGES", "en,en"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("METRICS_TOKEN", "too-short"),
        ("PING_URL", "http://ping.example.org/x"),
        ("PING_URL", "https:///x"),
        ("DATA_KEYS", "1:short"),
        ("DATA_KEYS", "0:" + KEY[2:]),
        ("DATA_KEYS", "x" + KEY),
    ],
)
def test_a_wrong_value_is_named(laptop: dict[str, str], name: str, value: str) -> None:
    # The first: where BASE_URL cannot be read, nothing else can be right.
    assert problems(laptop | {name: value})[0].startswith(name)


@pytest.mark.parametrize("value", ["short", "x" * 31])
def test_a_short_secret_is_refused(laptop: dict[str, str], value: str) -> None:
    assert "32 random characters" in str(problems(laptop | SERVER | {"SECRET_KEY": value}))


def test_several_keys_are_read_and_the_last_is_current(laptop: dict[str, str]) -> None:
    keys = config.load(laptop | {"DATA_KEYS": f"{KEY},7:{base64.b64encode(b'n' * 32).decode()}"}).data_keys
    assert list(keys.items()) == [(1, b"k" * 32), (7, b"n" * 32)]


def test_a_mail_url_that_cannot_be_right_stops_the_start(laptop: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="MAIL_URL"):
        create_app(config.load(laptop | {"MAIL_URL": "carrier-pigeon://x"}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAIL_FROM", "Petitions <petitions@example.org>"),
        ("MAIL_FROM", "fifteen-letters@example.org"),
        ("MAIL_FROM", "petitions"),
        ("MAIL_FROM", "petitions@my_host.example.org"),
        ("MAIL_FROM", "petitions@\u2603\u00e9.example"),
        ("ALERT_MAIL", "me"),
        ("ALERT_MAIL", "me@example.org, ops@[192.0.2.1]"),
        ("ALERT_MAIL", '"the operator"@example.org'),
    ],
)
def test_an_address_that_no_mail_can_bear_stops_the_start(laptop: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        create_app(config.load(laptop | {name: value}))
    [problem] = refusal.value.problems
    assert problem.startswith(f"{name} must be")


@pytest.mark.parametrize("value", ["fourteen-lette@example.org", "petitions@stra\u00dfe.example"])
def test_a_sender_may_have_fourteen_octets_and_any_domain(laptop: dict[str, str], value: str) -> None:
    assert create_app(config.load(laptop | {"MAIL_FROM": value}))


def test_a_host_beyond_ascii_is_refused_and_told_how_it_is_written(laptop: dict[str, str]) -> None:
    [problem] = problems(laptop | SERVER | {"BASE_URL": "https://p\u00e9titions.example"})
    assert problem == "BASE_URL must name its host in ASCII: xn--ptitions-b1a.example"
    [problem] = problems(laptop | SERVER | {"BASE_URL": "https://\u2603\u00e9.example"})
    assert problem.startswith("BASE_URL must name its host in ASCII: xn--")


def test_shown_settings_hide_every_secret(laptop: dict[str, str]) -> None:
    shown = config.masked(config.load(laptop | SERVER | {"DATABASE_URL": "postgresql://me:tell-nobody@db/x"}))
    assert shown.keys() == SETTINGS.keys()
    for secret in (SERVER["SECRET_KEY"], KEY[2:], "tell-nobody", ":password@"):
        assert secret not in str(shown)
    assert "mail.example.org" in shown["MAIL_URL"]
