"""Who is not signed in finds the ways in, and nothing else; and looking changes nothing."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.web.account import OPEN, bp
from tests.people import browser_of, post

OWN = [
    "",
    "/factors",
    "/factors/passkey",
    "/factors/app",
    "/recovery-codes",
    "/sessions",
    "/address/forged",
]
DEEDS = [
    "",
    "/address",
    "/address/forged",
    "/password",
    "/factors/passkey",
    "/factors/app",
    "/factors/x/remove",
    "/recovery-codes",
    "/sessions/x/end",
    "/sessions/end-others",
    "/look-again",
]
WAYS_IN = ["/login", "/account/forgotten", "/account/mail-sent", "/account/register"]


@pytest.mark.parametrize("page", OWN)
def test_strangers_are_led_to_the_sign_in_page(client: FlaskClient, page: str) -> None:
    answer = client.get(f"/account{page}", headers={"Accept-Language": "ar-TN"})
    assert answer.status_code == 303
    assert answer.location.startswith("/ar/login?next=")


@pytest.mark.parametrize("deed", DEEDS)
def test_strangers_post_nothing(client: FlaskClient, deed: str) -> None:
    answer = client.post(f"/en/account{deed}")
    assert (answer.status_code, answer.location) == (303, "/en/login")


@pytest.mark.parametrize("deed", DEEDS)
def test_a_post_from_elsewhere_is_refused(browser: FlaskClient, deed: str) -> None:
    assert browser.post(f"/en/account{deed}").status_code == 400


@pytest.mark.parametrize("deed", ["/password", "/factors/x/remove", "/sessions/x/end", "/look-again"])
def test_a_deed_is_no_page(browser: FlaskClient, deed: str) -> None:
    assert browser.get(f"/en/account{deed}").status_code == 405


@pytest.mark.parametrize("page", WAYS_IN)
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_ways_in_speak_the_readers_language(client: FlaskClient, page: str, language: str) -> None:
    answer = client.get(f"/{language}{page}")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("page", OWN[:-1])
def test_nothing_is_kept_by_browsers_nor_found_by_searching(browser: FlaskClient, page: str) -> None:
    answer = browser.get(f"/en/account{page}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert '<meta name="robots" content="noindex">' in answer.get_data(as_text=True)


def test_the_open_ways_are_there(app: Flask) -> None:
    endpoints = {rule.endpoint.removeprefix(f"{bp.name}.") for rule in app.url_map.iter_rules()}
    assert endpoints >= OPEN


def test_what_is_somebody_elses_is_not_there(app: Flask, browser: FlaskClient) -> None:
    charlie = browser_of(app, "charlie")
    for deed in ("/factors/x/remove", "/sessions/x/end"):
        assert post(charlie, f"/en/account{deed}").status_code == 404
