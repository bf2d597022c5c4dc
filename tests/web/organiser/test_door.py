from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.addresses import rules
from tests.people import post

PAGES = ["", "/keep-the-ward-open", "/keep-the-ward-open/signatures"]


@pytest.mark.parametrize("page", PAGES)
def test_strangers_are_led_to_the_sign_in_page(client: FlaskClient, petition: str, page: str) -> None:
    answer = client.get(f"/organise{page}", headers={"Accept-Language": "ar-TN"})
    assert answer.status_code == 303
    assert answer.location.startswith("/ar/login?next=")


def test_nothing_is_kept_by_browsers(alice: FlaskClient) -> None:
    for page in PAGES:
        assert alice.get(f"/en/organise{page}").headers["Cache-Control"] == "no-store"


def test_an_unknown_petition_is_like_a_foreign_one(alice: FlaskClient, charlie: FlaskClient) -> None:
    unknown, foreign = alice.get("/en/organise/nothing-here"), charlie.get("/en/organise/keep-the-ward-open")
    assert (unknown.status_code, foreign.status_code) == (404, 404)
    assert post(alice, "/en/organise/nothing-here/exports").status_code == 404


def places(app: Flask, method: str) -> Iterator[tuple[str, str]]:
    """Every page or form of the workspace about one petition or one team: its endpoint, its address."""
    for rule in rules(app):
        is_ours = rule.endpoint.startswith("organiser.") and {"lang", "slug"} <= rule.arguments
        if is_ours and method in (rule.methods or ()):
            slug = "ward-team" if "/teams/" in rule.rule else "keep-the-ward-open"
            named = {"lang": "en", "slug": slug, "public_id": "unknown", "language": "fr", "section": "words-en"}
            named |= {"code": "unknown", "job_id": "unknown"}
            built = rule.build({name: named[name] for name in rule.arguments})
            assert built
            yield rule.endpoint, built[1]


def test_to_strangers_none_of_it_exists(app: Flask, charlie: FlaskClient) -> None:
    looked = {endpoint: charlie.get(path).status_code for endpoint, path in places(app, "GET")}
    assert looked == dict.fromkeys(looked, 404)
