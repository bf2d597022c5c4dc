"""The list of those who signed, to be copied."""

import html
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.services import signatories
from tests.campaigns import letter, line
from tests.services.counting import sequenced

PAGE = "/en/petitions/a-letter/signatories"
WORDS: dict[str, Any] = {
    "organisations": {"ar": "ممرضات الميناء", "en": "Nurses of the Harbour"},
    "persons": {"en": "Rima Haddad"},
    "titles": {"en": "Chair"},
    "descriptions": {"en": "A <union>"},
    "represents": {"en": "92 associations"},
    "url": "https://nurses.example.org/?a=1&b=2",
}


@pytest.fixture
def signed(app: Flask) -> None:
    """Three lines: one with everything, a person alone, one whose name is withheld."""
    with app.app_context():
        db.open_for_writing()
        made = letter(opened=True)
        signatories.add_by_team(made, line(**WORDS), is_listed=True)
        signatories.add_by_team(made, line(organisations={}, persons={"en": "Omar Aziz"}), is_listed=True)
        signatories.add_by_team(made, line(descriptions={"en": "A clinic"}), is_listed=False)
        sequenced(made)


def source_on(client: FlaskClient, path: str) -> str:
    """What stands in the box with HTML."""
    page = client.get(path).get_data(as_text=True)
    return html.unescape(page.partition('id="as-html"')[2].partition(">")[2].partition("</textarea>")[0]).lstrip("\n")


@pytest.mark.usefixtures("signed")
def test_the_text_has_one_line_each_in_their_order(client: FlaskClient) -> None:
    answer = client.get(f"{PAGE}.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.get_data(as_text=True).splitlines() == [
        "Nurses of the Harbour (\u2068ممرضات الميناء\u2069), Rima Haddad, Chair"
        " – A <union> – representing 92 associations",
        "Omar Aziz",
        "Name withheld for safety – A clinic",
    ]


@pytest.mark.usefixtures("signed")
def test_the_same_in_another_script(client: FlaskClient) -> None:
    first = client.get("/ar/petitions/a-letter/signatories.txt").get_data(as_text=True).splitlines()[0]
    assert first.startswith("ممرضات الميناء")


@pytest.mark.usefixtures("signed")
def test_the_source_is_harmless_and_links_to_their_sites(client: FlaskClient) -> None:
    source = source_on(client, PAGE)
    assert source.startswith('<ul lang="en" dir="ltr">\n<li><a href="https://nurses.example.org/?a=1&amp;b=2">')
    assert "A &lt;union&gt;" in source
    assert '<bdi lang="ar" dir="rtl">ممرضات الميناء</bdi>' in source
    assert source.count("<li>") == 3


@pytest.mark.usefixtures("signed")
def test_the_page_holds_text_and_source(client: FlaskClient) -> None:
    page = client.get(PAGE).get_data(as_text=True)
    assert client.get(f"{PAGE}.txt").get_data(as_text=True).splitlines()[1] in page
    assert page.count("readonly") == 2
    assert "Society of the Well" not in page


@pytest.mark.usefixtures("signed")
@pytest.mark.parametrize("path", [PAGE, f"{PAGE}.txt"])
def test_it_is_the_same_for_everyone(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Cache-Control"].startswith("public, max-age=5, s-maxage=2, ")
    assert "Set-Cookie" not in headers


def test_without_anybody_it_says_so(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        db.open_for_writing()
        letter(opened=True)
        db.session.commit()
    assert "Nobody stands under it yet" in client.get(PAGE).get_data(as_text=True)
    assert client.get(f"{PAGE}.txt").data == b""


def test_before_it_opens_there_is_no_list(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        db.open_for_writing()
        letter()
        db.session.commit()
    assert (client.get(PAGE).status_code, client.get(f"{PAGE}.txt").status_code) == (404, 404)
