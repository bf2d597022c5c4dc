"""Markup typed anywhere is text everywhere: on every page, in every mail, in every answer for programs."""

from html import escape
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.form import FieldDefinition
from petition.services import petitions
from tests.making import draft
from tests.reading import Mails, confirm, form_on, link_in, sign, text_of

MARKUP = """<script>alert(1)</script><img src=x onerror=alert(1)>"'`{{ 9999*9999 }}</textarea></title><!--"""
CALM = {"script", "img", "iframe", "svg", "object", "style"}
TYPED = {"name": f"Rima {MARKUP}", "comment": f"{MARKUP}\n{MARKUP}", "answer_city": f"City {MARKUP}"}


class Tags(HTMLParser):
    """Every element and event attribute of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in CALM and not (tag == "script" and is_ours(given)):
            self.found.append(tag)
        self.found += [name for name in given if name.startswith("on")]


def is_ours(script: dict[str, str | None]) -> bool:
    """Our own scripts stand in files; one block of data does not, which no browser runs."""
    return (script.get("src") or "").startswith("/static/") or script == {"type": "application/ld+json"}


def is_calm(page: str) -> bool:
    return not Tags(page).found and "99980001" not in page


@pytest.fixture
def petition(app: Flask) -> str:
    """An open petition that asks for a city."""
    with app.app_context():
        db.open_for_writing()
        city = FieldDefinition(key="city", labels={"en": "City"}, position=1)
        made = draft("keep-the-ward-open", fields=[city])
        petitions.open_now(made, languages=made.languages)
        db.session.commit()
    return "keep-the-ward-open"


@pytest.fixture
def public_signature(client: FlaskClient, petition: str, mails: Mails) -> str:
    """The path of a confirmed signature whose words are all markup, and all public."""
    sign(client, petition, give_name_to="public", comment_public="y", **TYPED)
    path = link_in(mails.newest())
    confirm(client, path)
    mails.all()
    return path


@pytest.mark.parametrize("path", ["/en/petitions/{}", "/ar/petitions/{}", "/en/petitions/{}/signatures"])
def test_public_words_are_text(client: FlaskClient, petition: str, public_signature: str, path: str) -> None:
    page = client.get(path.format(petition)).get_data(as_text=True)
    assert escape("<img src=x onerror=alert(1)>", quote=False) in page
    assert is_calm(page)


def test_the_signer_sees_text(client: FlaskClient, public_signature: str) -> None:
    page = client.get(public_signature).get_data(as_text=True)
    assert is_calm(page)
    mine = page[page.index("/en/signature/") :].split('"')[0]
    assert is_calm(client.get(mine).get_data(as_text=True))


def test_the_confirm_page_shows_and_keeps_the_text(client: FlaskClient, petition: str, mails: Mails) -> None:
    sign(client, petition, **TYPED)
    path = link_in(mails.newest())
    answer = client.get(path)
    assert is_calm(answer.get_data(as_text=True))
    assert form_on(answer, path)["name"] == TYPED["name"]


def test_the_form_shows_and_keeps_the_text(client: FlaskClient, petition: str) -> None:
    answer = sign(client, petition, mail=f"x{MARKUP}", **TYPED)
    assert answer.status_code == 422
    assert is_calm(answer.get_data(as_text=True))
    kept = form_on(answer, "/sign")
    assert (kept["name"], kept["answer_city"]) == (TYPED["name"], TYPED["answer_city"])
    assert kept["comment"].splitlines() == TYPED["comment"].splitlines()


def test_no_mail_holds_what_a_signer_typed(public_signature: str, mails: Mails) -> None:
    for mail in mails.all():
        assert "alert(1)" not in text_of(mail) + str(mail)
        assert "Rima" not in str(mail["Subject"]) + text_of(mail)


def test_the_count_holds_no_words(client: FlaskClient, petition: str, public_signature: str) -> None:
    answer = client.get(f"/petitions/{petition}/count.json")
    assert answer.mimetype == "application/json"
    assert "<" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/en/petitions?q={}", "/ar/petitions?q={}", "/en/?q={}"])
def test_the_search_is_text(client: FlaskClient, petition: str, path: str) -> None:
    page = client.get(path.format(MARKUP[:60])).get_data(as_text=True)
    assert is_calm(page)


@pytest.mark.parametrize("target", ["code", "correct-address"])
def test_the_waiting_page_shows_text(client: FlaskClient, petition: str, target: str) -> None:
    sign(client, petition)
    page = client.post(f"/en/petitions/{petition}/{target}", data={"code": MARKUP, "mail": MARKUP})
    assert page.status_code == 422
    assert is_calm(page.get_data(as_text=True))
