"""The papers of a petition, as a page and as a file."""

from flask import Flask
from flask.testing import FlaskClient

from tests.people import browser_of

PAGE = "/en/organise/keep-the-ward-open/papers"


def test_whoever_may_change_the_settings_reads_them(bob: FlaskClient) -> None:
    page = bob.get(PAGE)
    assert page.status_code == 200
    assert "Record of processing" in page.text
    assert "Impact assessment: a draft" in page.text
    assert "It is no legal advice" in page.text


def test_and_takes_them_along(bob: FlaskClient) -> None:
    file = bob.get(f"{PAGE}.md")
    assert file.mimetype == "text/markdown"
    assert file.headers["Content-Disposition"] == 'attachment; filename="keep-the-ward-open-papers.md"'
    assert "## Record of processing" in file.text


def test_others_do_not(app: Flask, petition: str) -> None:
    for who, answer in (("mona", 403), ("charlie", 404)):
        browser = browser_of(app, who)
        assert [browser.get(path).status_code for path in (PAGE, f"{PAGE}.md")] == [answer, answer]
    assert app.test_client().get(PAGE).status_code == 303


def test_settings_and_the_check_lead_there(alice: FlaskClient) -> None:
    assert 'href="/en/organise/keep-the-ward-open/papers"' in alice.get("/en/organise/keep-the-ward-open/edit").text
