"""Who is not signed in finds the ways in, and nothing else; and looking changes nothing."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.web.account import OPEN, bp

OWN = [
    "",
    "/factors",
    "/factors/passkey",
    "/factors/app",
    "/recovery-codes",
    "/sessions",
    "/address/forged",
]
WAYS_IN = ["/login", "/account/forgotten", "/account/mail-sent", "/account/register"]


@pytest.mark.parametrize("page", OWN)
def test_strangers_are_led_to_the_sign_in_page(client: FlaskClient, page: str) -> None:
    answer = client.get(f"/account{page}", headers={"Accept-Language": "ar-TN"})
    assert answer.status_code == 303
    assert answer.location.startswith("/ar/login?next=")


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
