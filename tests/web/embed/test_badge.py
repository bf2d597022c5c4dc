"""Badges and share images: the count as a picture."""

import io
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from petition.extensions import db
from petition.services import petitions
from petition.web.embed.badge_drawing import Badge
from petition.web.palette import LIGHT
from tests.conftest import FakeClock
from tests.making import draft, make_petition
from tests.reading import Mails, confirm, link_in, sign

PICTURES = ("{}.svg", "{}.png", "{}/share.png")
NAME = "{http://www.w3.org/2000/svg}"
KILOBYTE = 1024
ACCENT = (156, 31, 31, 255)


def title_of(svg: bytes) -> str | None:
    return ElementTree.fromstring(svg).findtext(f"{NAME}title")  # noqa: S314 -- our own


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def hide(app: Flask, slug: str) -> None:
    with app.app_context():
        db.open_for_writing()
        found = petitions.by_slug(slug)
        assert found
        petitions.hide(found, reason="-")
        db.session.commit()


def count_one_more(client: FlaskClient, petition: str, mails: Mails) -> None:
    sign(client, petition)
    confirm(client, link_in(mails.newest()))
    mails.all()


@pytest.mark.parametrize(
    ("path", "words"),
    [("/badge/{}.svg", "0 of 1,000 have signed"), ("/fr/badge/{}.svg", "0 sur un objectif de 1\u202f000 signatures")],
)
def test_it_says_its_words_to_who_does_not_see_it(client: FlaskClient, petition: str, path: str, words: str) -> None:
    svg = client.get(path.format(petition))
    assert svg.mimetype == "image/svg+xml"
    assert title_of(svg.data) == words
    assert ElementTree.fromstring(svg.data).get("role") == "img"  # noqa: S314 -- our own


def test_the_svg_needs_no_font_and_nothing_else(client: FlaskClient, petition: str) -> None:
    svg = client.get(f"/ar/badge/{petition}.svg").text
    assert re.findall(r"<text|font|<style|<script|<image|style=|https?://(?!www\.w3\.org/2000/svg)", svg) == []


def test_all_are_small_and_of_their_size(client: FlaskClient, petition: str) -> None:
    svg, png, share = (client.get(f"/ar/badge/{path.format(petition)}").data for path in PICTURES)
    assert (len(svg) <= 10 * KILOBYTE, len(png) <= 4 * KILOBYTE, len(share) <= 48 * KILOBYTE) == (True, True, True)
    assert picture(share).size == (1200, 630)
    width, height = picture(png).size
    assert height == 56
    assert ElementTree.fromstring(svg).get("height") == "28"  # noqa: S314 -- our own
    assert abs(width - 2 * int(str(ElementTree.fromstring(svg).get("width")))) <= 4  # noqa: S314 -- our own


@pytest.mark.parametrize("path", PICTURES)
def test_each_language_and_theme_has_its_own(client: FlaskClient, petition: str, path: str) -> None:
    addresses = [f"/{language}/badge/{path.format(petition)}" for language in ("en", "fr", "ar")]
    drawn = {client.get(address + theme).data for address in addresses for theme in ("", "?theme=dark")}
    assert len(drawn) == 6


@pytest.mark.parametrize(("rtl", "side"), [(False, 0), (True, -1)])
def test_the_number_stands_where_reading_starts(rtl: bool, side: int) -> None:
    drawn = picture(Badge("8,412", "وقّعوا", "ar", rtl, LIGHT).png()).convert("RGBA")
    columns = [drawn.getpixel((x, 28)) for x in (4, drawn.width - 5)]
    assert columns[side] == ACCENT
    assert columns[-1 - side] != ACCENT


@pytest.mark.parametrize("path", PICTURES)
def test_it_can_be_kept_compared_and_shown_anywhere(client: FlaskClient, petition: str, path: str) -> None:
    answer = client.get(f"/badge/{path.format(petition)}")
    again = client.get(f"/badge/{path.format(petition)}", headers={"If-None-Match": answer.headers["ETag"]})
    assert answer.headers["Cache-Control"].startswith("public, max-age=60, s-maxage=2, ")
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Set-Cookie" not in answer.headers
    assert (again.status_code, again.data) == (304, b"")


def test_it_is_drawn_once_a_minute(client: FlaskClient, petition: str, mails: Mails, time: FakeClock) -> None:
    path = f"/en/badge/{petition}.svg"
    first = client.get(path).data
    count_one_more(client, petition, mails)
    assert client.get(path).data == first
    time.move(seconds=61)
    assert title_of(client.get(path).data) == "1 of 1,000 have signed"


@pytest.mark.parametrize("path", PICTURES)
def test_a_hidden_petition_is_gone_at_once(app: Flask, client: FlaskClient, petition: str, path: str) -> None:
    shown = client.get(f"/en/badge/{path.format(petition)}")
    hide(app, petition)
    gone = client.get(f"/en/badge/{path.format(petition)}")
    assert (shown.status_code, gone.status_code) == (200, 410)
    assert gone.mimetype == shown.mimetype
    assert gone.data != shown.data


def test_the_hidden_ones_badge_says_so(app: Flask, client: FlaskClient, petition: str) -> None:
    hide(app, petition)
    assert title_of(client.get(f"/en/badge/{petition}.svg").data) == "No longer available"


@pytest.mark.parametrize("path", PICTURES)
def test_strangers_learn_nothing_of_a_draft(client: FlaskClient, database: None, path: str) -> None:
    make_petition("draft", opened=False)
    assert [client.get(f"/badge/{path.format(slug)}").status_code for slug in ("draft", "nowhere")] == [404, 404]


def test_a_call_shows_its_title(app: Flask, client: FlaskClient, database: None) -> None:
    make_petition("strike", kind="call", goals=[])
    assert title_of(client.get("/en/badge/strike.svg").data) == "Take part Keep the ward open"
    assert client.get("/en/badge/strike/share.png").status_code == 200


def test_a_letter_counts_signatories(app: Flask, client: FlaskClient, database: None) -> None:
    make_petition("letter", kind="letter", goals=[])
    assert title_of(client.get("/en/badge/letter.svg").data) == "0 signatories"


def titled(slug: str, title: str, **values: Any) -> str:
    """The slug of an open petition of this title."""
    made = draft(slug, languages=("en",), goals=[], **values)
    made.revisions[0].title = title
    petitions.open_now(made, languages=made.languages)
    db.session.commit()
    return slug


def test_markup_in_words_is_text(client: FlaskClient, database: None) -> None:
    slug = titled("strike", "<script>alert(1)</script> & more", kind="call")
    assert title_of(client.get(f"/en/badge/{slug}.svg").data) == "Take part <script>alert(1)</script> & more"


@pytest.mark.parametrize("title", ["x" * 200, "word " * 40, "木" * 50, "", "كلمة " * 40], ids=range(5))
def test_any_title_has_its_share_image(client: FlaskClient, database: None, title: str) -> None:
    assert client.get(f"/en/badge/{titled('titled', title)}/share.png").status_code == 200
