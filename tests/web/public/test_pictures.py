"""The picture on a petition's page: light on telephones, described, and as private as the page itself."""

import io
import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from petition.extensions import db
from petition.models.kind import PetitionKind
from petition.models.petition import Petition
from petition.services import circulating, petitions, previewing
from tests.making import draft
from tests.picturing import CREDIT, illustrate, photograph

SLUG = "keep-the-ward-open"
FILE = f"/petitions/{SLUG}/picture/{photograph().sha256}"
SMALL, LARGE = f"{FILE}-640.jpg", f"{FILE}-900.jpg"
Show = Callable[..., str]


@pytest.fixture
def show(app: Flask) -> Show:
    """Make a petition with a picture; the token of its preview."""

    def make(*, become: Callable[[Petition], object] | None = None, **values: object) -> str:
        with app.app_context():
            db.open_for_writing()
            made = draft(**values)  # type: ignore[arg-type]
            illustrate(made)
            if become:
                become(made)
            db.session.commit()
            return previewing.link_token(made)

    return make


def opens(petition: Petition) -> None:
    petitions.open_now(petition, languages=petition.languages)


def text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def figure(page: str) -> str:
    [found] = re.findall(r'<figure class="picture">.*?</figure>', page, re.DOTALL)
    return unescape(found)


@pytest.mark.parametrize("kind", list(PetitionKind))
def test_every_kind_shows_it(client: FlaskClient, show: Show, kind: PetitionKind) -> None:
    show(kind=kind, goals=[], become=opens)
    shown = figure(text(client, f"/en/petitions/{SLUG}"))
    assert f'src="{SMALL}"' in shown
    assert f"{SMALL} 640w, {LARGE} 900w" in shown
    assert 'width="640" height="427"' in shown
    assert 'loading="lazy" decoding="async"' in shown


def test_a_telephone_is_offered_nothing_but_the_small_file(client: FlaskClient, show: Show) -> None:
    show(become=opens)
    shown = figure(text(client, f"/en/petitions/{SLUG}"))
    [source], [img] = re.findall("<source [^>]*>", shown), re.findall("<img [^>]*>", shown)
    assert 'media="(min-width: 42em) and (min-height: 30em)"' in source
    assert LARGE not in img
    assert len(photograph().small.file) <= 60 * 1024


@pytest.mark.parametrize(
    ("language", "alt"),
    [
        ("en", 'alt="Two nurses at a gate">'),
        ("ar", 'alt="ممرضتان أمام بوابة">'),
        ("fr", 'alt="Two nurses at a gate" lang="en" dir="ltr">'),
    ],
)
def test_it_is_described_in_the_reader_s_language_or_in_its_own(
    client: FlaskClient, show: Show, language: str, alt: str
) -> None:
    show(become=opens)
    shown = figure(text(client, f"/{language}/petitions/{SLUG}"))
    assert alt in shown
    assert CREDIT in shown


def test_a_page_without_one_is_as_it_was(client: FlaskClient, petition: str) -> None:
    page = text(client, f"/en/petitions/{petition}")
    assert "<figure" not in page
    assert "/share.png" in page


@pytest.mark.parametrize(("path", "width"), [(SMALL, 640), (LARGE, 900)])
def test_its_files_are_kept_for_a_year(client: FlaskClient, show: Show, path: str, width: int) -> None:
    show(become=opens)
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, s-maxage=60, immutable"
    assert "Set-Cookie" not in answer.headers
    assert Image.open(io.BytesIO(answer.data)).width == width


@pytest.mark.parametrize("path", [f"{FILE}-641.jpg", SMALL.replace(photograph().sha256, "0" * 64), f"{FILE}-x.jpg"])
def test_nothing_else_is_there(client: FlaskClient, show: Show, path: str) -> None:
    show(become=opens)
    assert client.get(path).status_code == 404


def test_that_of_a_draft_is_had_by_the_preview_alone(client: FlaskClient, show: Show) -> None:
    token = show()
    behind = SMALL.replace(f"/petitions/{SLUG}", f"/preview/{token}")
    assert behind in text(client, f"/en/preview/{token}")
    answer = client.get(behind)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert client.get(SMALL).status_code == 404


def test_while_it_circulates_it_is_had_by_the_private_link(client: FlaskClient, show: Show) -> None:
    tokens: list[str] = []
    show(kind=PetitionKind.LETTER, goals=[], become=lambda made: tokens.append(_circulates(made)))
    page = text(client, f"/en/circulating/{tokens[0]}")
    behind = SMALL.replace(f"/petitions/{SLUG}", f"/circulating/{tokens[0]}")
    assert behind in page
    assert client.get(behind).status_code == 200
    assert client.get(SMALL).status_code == 404


def test_a_renewed_link_ends_it(client: FlaskClient, show: Show) -> None:
    old: list[str] = []

    def renews(petition: Petition) -> None:
        old.append(previewing.link_token(petition))
        previewing.renew_link(petition, by="alice")

    show(become=renews)
    assert client.get(SMALL.replace(f"/petitions/{SLUG}", f"/preview/{old[0]}")).status_code == 410


def test_that_of_a_hidden_petition_is_gone(client: FlaskClient, show: Show) -> None:
    def becomes(petition: Petition) -> None:
        opens(petition)
        petitions.hide(petition, reason="a test entry")

    show(become=becomes)
    assert client.get(SMALL).status_code == 410


def test_a_shared_link_shows_it(client: FlaskClient, show: Show) -> None:
    show(become=opens)
    page = unescape(text(client, f"/en/petitions/{SLUG}"))
    meta = dict(re.findall(r'<meta property="og:image(:?\w*)" content="([^"]*)">', page))
    assert meta[""].endswith(LARGE)
    assert meta[""].startswith("http")
    assert (meta[":type"], meta[":width"], meta[":height"]) == ("image/jpeg", "900", "600")
    assert meta[":alt"] == "Two nurses at a gate"


def _circulates(petition: Petition) -> str:
    circulating.start(petition)
    db.session.flush()
    return circulating.link_token(petition)
