"""Who is let in by the name they ask for, and what the others are told."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, run_wsgi_app

from config import Settings
from petition.web import own_names
from tests.addresses import rules

OURS = ["petitions.example.org", "PETITIONS.Example.ORG", "petitions.example.org:443", "petitions.example.org:8443"]
OTHERS = [
    *("evil.example", "evil.example:443", "petitions.example.org.evil.example", "evil-petitions.example.org"),
    *("example.org", "www.petitions.example.org", ".petitions.example.org", "127.0.0.1", "localhost", "[::1]"),
    # Another origin to browsers, whose forms and cookies would not be ours.
    *("petitions.example.org.", "petitions.example.org.:443"),
]
NO_NAMES = [
    *("", " ", ":443", "petitions.example.org:x", "petitions.example.org:123456", "petitions.example.org@evil.example"),
    *(
        "petitions.example.org, evil.example",
        "petitions.example.org/",
        "petitions.example.org\\evil",
        "<script>",
        "[::1",
    ),
    *(
        "p\xe9titions.example.org",
        "petitions.example.org\x00",
        "petitions.example.org\r\nX: y",
        "petitions.example.org:٤",
    ),
]


@pytest.fixture
def public(app: Flask) -> Settings:
    chosen: Settings = app.extensions["petition.settings"]
    return replace(chosen, base_url="https://petitions.example.org", also_known_as=("petitions.onion",))


def is_let_in(host: str, settings: Settings) -> bool:
    name = own_names.name_in(host)
    return name is not None and own_names.is_ours(name, settings.names, is_local=settings.is_local)


def test_its_own_names_are_let_in(public: Settings) -> None:
    assert [host for host in (*OURS, "petitions.onion", "petitions.onion:80") if not is_let_in(host, public)] == []


def test_no_others_are(public: Settings) -> None:
    assert [host for host in OTHERS + NO_NAMES if is_let_in(host, public)] == []
    assert [host for host in OTHERS if own_names.name_in(host) is None] == []
    assert [host for host in NO_NAMES if own_names.name_in(host) is not None] == []


def test_a_name_beyond_ascii_is_ours_as_browsers_write_it(public: Settings) -> None:
    named = replace(public, base_url="https://xn--ptitions-b1a.example")
    assert is_let_in("xn--ptitions-b1a.example", named)
    assert not is_let_in("p\xe9titions.example", named)


def test_a_laptop_is_asked_for_by_any_address_and_by_no_name(app: Flask) -> None:
    laptop: Settings = app.extensions["petition.settings"]
    addresses = ["127.0.0.1", "127.0.0.1:8000", "localhost:8000", "[::1]:8000", "192.168.1.20:8000", "[fe80::1]"]
    assert [host for host in addresses if not is_let_in(host, laptop)] == []
    assert not is_let_in("evil.example:8000", laptop)


@pytest.mark.parametrize(("host", "status"), [("evil.example", 421), ("", 400), ("a, b", 400)])
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_the_others_are_told_where_the_site_is(client: FlaskClient, method: str, host: str, status: int) -> None:
    answer = client.open("/ar/login", method=method, headers={"Host": host})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (status, "no-store")
    assert "Set-Cookie" not in answer.headers
    page = answer.get_data(as_text=True)
    assert method == "HEAD" or ('<html lang="ar" dir="rtl"' in page and 'href="http://127.0.0.1:8000/"' in page)


def test_a_request_of_the_first_kind_may_lack_a_host_and_is_told_so(app: Flask) -> None:
    environ = EnvironBuilder(path="/en/").get_environ() | {"SERVER_PROTOCOL": "HTTP/1.0"}
    del environ["HTTP_HOST"]
    assert run_wsgi_app(app, environ)[1] == "400 BAD REQUEST"


def test_machines_are_asked_how_they_are_by_any_name(app: Flask, client: FlaskClient) -> None:
    for path in own_names.FOR_MACHINES:
        assert client.get(path, headers={"Host": "10.0.0.11:8000"}).status_code == 200
        assert client.get(path, headers={"Host": "web"}).status_code in (200, 404)
    assert {rule.rule for rule in rules(app) if rule.endpoint.startswith("ops.")} == own_names.FOR_MACHINES
