"""The private link: the page before it opens, for those who are asked to sign."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.services import circulating, joining, petitions, signatories
from petition.web.public.logos import KEPT_BY_ALL
from tests.conftest import FakeClock
from tests.joining import circulates, logo, stands, waits
from tests.making import TITLES, at
from tests.services.counting import sequenced

Make = Callable[..., str]


@pytest.fixture
def private(app: Flask) -> Make:
    """Make a letter that circulates; the path of its private link in a language, without it where that is empty."""

    def make(*, language: str = "/en", with_lines: Callable[..., Any] | None = None, **values: Any) -> str:
        with app.app_context():
            db.open_for_writing()
            made = circulates(**values)
            if with_lines:
                with_lines(made)
            db.session.commit()
            return f"{language}/circulating/{circulating.link_token(made)}"

    return make


def change(app: Flask, act: Callable[..., Any], *arguments: Any, **named: Any) -> None:
    with app.app_context():
        db.open_for_writing()
        found = petitions.by_slug("a-letter")
        assert found
        act(found, *arguments, **named)
        db.session.commit()


def text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_it_is_the_page_itself(client: FlaskClient, private: Make) -> None:
    page = text(client, private(with_lines=stands))
    assert TITLES["en"] in page
    assert "The Minister of Health" in page
    assert "Nurses of the Harbour" in page
    assert "private link" in page


def test_who_waits_is_not_on_it(client: FlaskClient, private: Make) -> None:
    assert "Nurses of the Harbour" not in text(client, private(with_lines=waits))


@pytest.mark.parametrize(("language", "code"), [("/ar", "ar"), ("/en", "en"), ("", "en")])
def test_it_speaks_its_languages(client: FlaskClient, private: Make, language: str, code: str) -> None:
    page = text(client, private(language=language))
    assert f'<html lang="{code}"' in page
    assert TITLES[code] in page
    assert 'href="/ar/circulating/' in page


def test_no_search_engine_and_no_other_site_learns_of_it(client: FlaskClient, private: Make) -> None:
    path = private()
    for address in (path, f"{path}/join", f"{path}/join/check-your-mail"):
        headers = client.get(address).headers
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in headers
    assert '<meta name="robots" content="noindex' in text(client, path)


def test_it_links_to_nothing_that_only_a_public_petition_has(client: FlaskClient, private: Make) -> None:
    page = text(client, private(with_lines=stands))
    for address in ("/petitions/", "canonical", "og:url", "count.json", "/embed", "/badge", "data-count"):
        assert address not in page


def test_it_names_the_embargo_and_the_deadline(client: FlaskClient, private: Make, time: FakeClock) -> None:
    time.now = time.now.replace(year=2026, month=11, day=1)
    page = text(client, private(embargo_local=at(2026, 12, 12, 6), joins_until_local=at(2026, 12, 1, 18)))
    assert "Not to be published before 12 December 2026, 06:00 (Damascus)" in page
    assert "until 1 December 2026, 18:00 (Damascus)" in page


def test_without_an_embargo_it_says_only_that_it_is_not_published(client: FlaskClient, private: Make) -> None:
    assert "Not yet published" in text(client, private())


@pytest.mark.parametrize(
    ("values", "is_offered"),
    [
        ({}, True),
        ({"joining": "everyone"}, True),
        ({"joining": "nobody"}, False),
        ({"joins_until_local": at(2020, 1, 1)}, False),
    ],
)
def test_it_leads_to_the_form_where_one_can_join(
    client: FlaskClient, private: Make, values: dict[str, Any], is_offered: bool
) -> None:
    assert ("/join" in text(client, private(**values))) is is_offered


def test_once_open_it_leads_to_the_public_page(app: Flask, client: FlaskClient, private: Make) -> None:
    path = private(language="/ar")
    change(app, petitions.open_now, languages=["en"])
    answer = client.get(path)
    assert (answer.status_code, answer.location) == (303, "/ar/petitions/a-letter")


def test_a_renewed_link_says_so(app: Flask, client: FlaskClient, private: Make) -> None:
    path = private()
    change(app, circulating.renew_link, by="alice")
    answer = client.get(path)
    assert answer.status_code == 410
    assert "private link no longer works" in answer.get_data(as_text=True)


def test_that_staff_hid_it_is_told_to_nobody_without_the_link(app: Flask, client: FlaskClient, private: Make) -> None:
    link = private()
    change(app, petitions.hide, reason="It names a patient.")
    answers = [client.get(path) for path in (link, f"{link}/join", "/en/petitions/a-letter", "/en/embed/a-letter")]
    told = [(answer.status_code, "It names a patient." in answer.text) for answer in answers]
    assert told == [(410, True), (410, True), (404, False), (404, False)]
    assert client.get("/en/badge/a-letter.svg").status_code == 404


@pytest.mark.parametrize("path", ["/en/circulating/forged", "/circulating/x/join", "/circulating/x/logos/y.png"])
def test_a_forged_link_is_gone(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 410


def test_the_draft_itself_stays_unknown(client: FlaskClient, private: Make) -> None:
    private()
    assert client.get("/en/petitions/a-letter").status_code == 404


def test_logos_are_had_by_the_link_alone(app: Flask, client: FlaskClient, private: Make) -> None:
    path = private(with_lines=lambda made: stands(made, logo=logo()), language="")
    picture = f"{path}/logos/{logo().sha256}.png"
    assert picture in text(client, path)
    answer = client.get(picture)
    assert (answer.data, answer.mimetype) == (logo().png, "image/png")
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert client.get(f"/petitions/a-letter/logos/{logo().sha256}.png").status_code == 404


def test_the_logo_of_one_who_waits_is_not_had(client: FlaskClient, private: Make) -> None:
    path = private(with_lines=lambda made: waits(made, logo=logo()), language="")
    assert client.get(f"{path}/logos/{logo().sha256}.png").status_code == 404


def test_once_open_the_logo_is_public_and_kept_for_a_year(app: Flask, client: FlaskClient, private: Make) -> None:
    private(with_lines=lambda made: stands(made, logo=logo()))
    change(app, petitions.open_now, languages=["en"])
    change(app, sequenced)
    picture = f"/petitions/a-letter/logos/{logo().sha256}.png"
    assert picture in text(client, "/en/petitions/a-letter")
    answer = client.get(picture)
    assert (answer.data, answer.headers["Cache-Control"]) == (
        logo().png,
        KEPT_BY_ALL,
    )
    assert client.get(f"/petitions/a-letter/logos/{'0' * 64}.png").status_code == 404


def test_a_logo_goes_with_who_withdraws(app: Flask, client: FlaskClient, private: Make) -> None:
    lines: list[str] = []
    private(with_lines=lambda made: lines.append(stands(made, logo=logo()).public_id))
    change(app, petitions.open_now, languages=["en"])
    change(app, lambda made: joining.withdraw(made_line(lines[0])))
    assert client.get(f"/petitions/a-letter/logos/{logo().sha256}.png").status_code == 404


def made_line(public_id: str) -> Any:
    found = petitions.by_slug("a-letter")
    assert found
    return signatories.by_public_id(found, public_id)
