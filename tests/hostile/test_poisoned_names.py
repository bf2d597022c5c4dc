"""Requests under a name of the attacker's own: nothing is done, made, kept or shown for them."""

from flask import Flask
from flask.testing import FlaskClient

from tests.guarantees import assert_changes_nothing
from tests.hostile.conftest import Twin
from tests.reading import form_on

PAGE = "/en/petitions/keep-the-ward-open"
EVIL = {"Host": "evil.example"}


def test_what_is_kept_is_not_shown_under_it_and_nothing_of_it_is_kept(twin: Twin, petition: str) -> None:
    client = twin(page_cache_seconds=60).test_client()
    for path in (PAGE, f"/badge/{petition}.svg", f"/petitions/{petition}/count.json"):
        for headers, status in (EVIL, 421), ({}, 200), (EVIL, 421), ({}, 200):
            answer = client.get(path, headers=headers)
            assert (answer.status_code, b"evil.example" in answer.data) == (status, False)


def test_a_form_under_it_does_nothing(app: Flask, client: FlaskClient, petition: str) -> None:
    typed = form_on(client.get(PAGE), "/sign") | {"name": "Rima Haddad", "mail": "rima@example.org"}
    rebound = EVIL | {"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"}
    assert_changes_nothing(app, lambda: client.post(f"{PAGE}/sign", data=typed, headers=rebound))
    assert client.post(f"{PAGE}/sign", data=typed, headers=rebound).status_code == 421


def test_no_header_of_a_proxy_stands_for_the_name(twin: Twin, petition: str) -> None:
    client = twin(trusted_proxies=1).test_client()
    for name in ("X-Forwarded-Host", "X-Host", "X-Original-Host", "Forwarded"):
        assert client.get(PAGE, headers={name: "host=evil.example"}).status_code == 200
        assert client.get(PAGE, headers=EVIL | {name: "127.0.0.1:8000"}).status_code == 421


def test_a_page_that_lets_its_name_lead_here_reads_no_figures(client: FlaskClient) -> None:
    """Whoever runs the site looks at it, on the machine that it runs on: their browser asks from there."""
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers=EVIL).status_code == 404
    assert client.get("/readyz", headers=EVIL).json == {"status": "ok"}
