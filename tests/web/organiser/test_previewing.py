"""Showing a draft to its team and to others, and its text as it will be set."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.record import Audit
from petition.services import petitions, previewing
from tests.making import make_petition
from tests.people import post

DRAFT = "/en/organise/a-new-ward"
LINK, PREVIEW, MARKDOWN = f"{DRAFT}/preview/link", f"{DRAFT}/preview", f"{DRAFT}/edit/markdown"


@pytest.fixture(autouse=True)
def _ward(app: Flask, petition: str) -> None:
    with app.app_context():
        db.open_for_writing()
        make_petition("a-new-ward", opened=False)


@pytest.fixture
def token(app: Flask) -> Callable[[], str]:
    def find() -> str:
        with app.app_context():
            found = petitions.by_slug("a-new-ward")
            assert found
            return previewing.link_token(found)

    return find


def test_it_leads_to_the_preview(alice: FlaskClient, token: Callable[[], str]) -> None:
    answer = alice.get(PREVIEW)
    assert (answer.status_code, answer.location) == (303, f"/en/preview/{token()}")


def test_it_leads_there_in_the_language_it_is_written_in(alice: FlaskClient, token: Callable[[], str]) -> None:
    assert alice.get(PREVIEW.replace("/en/", "/ar/")).location == f"/en/preview/{token()}"


def test_of_what_is_open_it_leads_to_the_page(alice: FlaskClient, petition: str) -> None:
    for path in ("preview", "preview/link"):
        assert alice.get(f"/en/organise/{petition}/{path}").location == f"/en/petitions/{petition}"


def test_everyone_on_the_team_may_look(vera: FlaskClient, mona: FlaskClient) -> None:
    assert [browser.get(PREVIEW).status_code for browser in (vera, mona)] == [303, 303]


def test_the_link_is_there_in_each_language(bob: FlaskClient, token: Callable[[], str]) -> None:
    page = bob.get(LINK).get_data(as_text=True)
    assert f"/en/preview/{token()}" in page
    assert f"/ar/preview/{token()}" in page


def test_bob_makes_a_new_link(app: Flask, bob: FlaskClient, token: Callable[[], str]) -> None:
    old = token()
    answer = post(bob, LINK)
    assert (answer.status_code, answer.location) == (303, LINK)
    assert bob.get(f"/en/preview/{old}").status_code == 410
    assert bob.get(f"/en/preview/{token()}").status_code == 200
    with app.app_context():
        assert db.session.scalar(sa.select(Audit.verb).order_by(Audit.id.desc()).limit(1)) == "renew preview link"


@pytest.mark.parametrize("who", ["vera", "mona"])
def test_whoever_does_not_write_gives_no_link_out(request: pytest.FixtureRequest, who: str) -> None:
    browser = request.getfixturevalue(who)
    assert (browser.get(LINK).status_code, post(browser, LINK).status_code) == (403, 403)
    assert post(browser, MARKDOWN, text="x").status_code == 403


def test_charlie_finds_nothing(charlie: FlaskClient) -> None:
    assert [charlie.get(path).status_code for path in (PREVIEW, LINK)] == [404, 404]


def test_strangers_are_turned_away(client: FlaskClient) -> None:
    for path in (PREVIEW, LINK):
        assert client.get(path).location.startswith("/en/login")


def test_a_text_is_read_as_its_page_sets_it(bob: FlaskClient) -> None:
    answer = post(bob, MARKDOWN, text="# Now\n\n**Tonight** <script>", language="ar")
    fragment = answer.get_data(as_text=True)
    assert '<div class="text" lang="ar" dir="rtl"><h2 dir="auto">Now</h2>' in fragment
    assert "<strong>Tonight</strong>" in fragment
    assert "<script>" not in fragment
    assert "<html" not in fragment


def test_a_language_it_does_not_have_is_its_own(bob: FlaskClient) -> None:
    assert 'lang="en" dir="ltr"' in post(bob, MARKDOWN, text="x", language='"><script>').get_data(as_text=True)


def test_more_than_a_text_may_have_is_too_much(bob: FlaskClient) -> None:
    assert post(bob, MARKDOWN, text="x" * 60_001).status_code == 413


def test_a_new_link_to_what_is_open_is_not_made(alice: FlaskClient, petition: str) -> None:
    answer = post(alice, f"/en/organise/{petition}/preview/link")
    assert (answer.status_code, answer.location) == (303, f"/en/organise/{petition}/preview/link")
