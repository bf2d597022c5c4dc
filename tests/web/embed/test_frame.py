"""/embed/<slug>: the counter as a page that stands in a frame of somebody else's."""

import gzip
import re
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import PetitionState
from petition.services import petitions
from petition.web.headers import WHOLE_PAGES
from tests.guarantees import assert_changes_nothing
from tests.making import draft, make_petition, make_team
from tests.outages import database_away
from tests.reading import Mails, confirm, link_in, sign

LINK = re.compile(r"<a [^>]*>")
LOADED = re.compile(r'<(?:link rel="stylesheet" href|script type="module" src)="([^"]+)"')
KILOBYTE = 1024


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def made(app: Flask, kind: str, slug: str = "another") -> str:
    with app.app_context():
        db.open_for_writing()
        return make_petition(slug, kind=kind, goals=[])


def hide(app: Flask, slug: str) -> None:
    with app.app_context():
        db.open_for_writing()
        found = petitions.by_slug(slug)
        assert found
        petitions.hide(found, reason="Two people say that their names were put here.")
        db.session.commit()


def test_it_shows_title_team_number_goal_and_time(client: FlaskClient, petition: str, mails: Mails) -> None:
    sign(client, petition)
    confirm(client, link_in(mails.newest()))
    mails.all()
    shown = page(client, f"/en/embed/{petition}")
    for words in ("Keep the ward open", "Ward Team", '<b data-count="number">1</b>', "1,000", "(Damascus)", "Sign</a>"):
        assert words in shown


def test_its_links_lead_out_of_the_frame(client: FlaskClient, petition: str) -> None:
    for path in (f"/en/embed/{petition}", f"/en/embed/{petition}?only=count"):
        links = LINK.findall(page(client, path))
        assert links
        assert all(f'href="/en/petitions/{petition}" target="_blank" rel="noopener"' in link for link in links)


def test_the_number_alone_has_no_call_to_sign(client: FlaskClient, petition: str) -> None:
    shown = page(client, f"/en/embed/{petition}?only=count")
    assert 'data-count="number"' in shown
    assert "(Damascus)" in shown
    assert "button" not in shown


@pytest.mark.parametrize(
    ("path", "attributes"),
    [
        ("/embed/{}", 'lang="en" dir="ltr"'),
        ("/fr/embed/{}", 'lang="fr" dir="ltr"'),
        ("/ar/embed/{}", 'lang="ar" dir="rtl"'),
    ],
)
def test_it_speaks_as_its_address_asks(client: FlaskClient, petition: str, path: str, attributes: str) -> None:
    assert f"<html {attributes}>" in page(client, path.format(petition))


@pytest.mark.parametrize(("asked", "chosen"), [("", "auto"), ("light", "light"), ("dark", "dark"), ("pink", "auto")])
def test_its_colours_are_the_teams_in_the_theme_asked_for(
    client: FlaskClient, petition: str, asked: str, chosen: str
) -> None:
    assert f"/teams/ward-team/colours.css?theme={chosen}" in page(client, f"/en/embed/{petition}?theme={asked}")


def test_a_theme_holds_whatever_the_reader_prefers(client: FlaskClient, petition: str) -> None:
    sheets = [client.get(f"/teams/ward-team/colours.css?theme={theme}").text for theme in ("light", "dark", "auto")]
    assert ["color-scheme:light;" in sheet for sheet in sheets] == [True, False, False]
    assert ["--paper:#161613" in sheet for sheet in sheets] == [False, True, True]
    assert ["@media" in sheet for sheet in sheets] == [False, False, True]


def rules_of(policy: str) -> dict[str, set[str]]:
    return {name: set(values.split()) for name, _, values in (rule.partition(" ") for rule in policy.split("; "))}


def test_every_site_may_frame_it_and_it_may_do_no_more_than_our_pages(client: FlaskClient, petition: str) -> None:
    answer = client.get(f"/en/embed/{petition}")
    ours, its = rules_of(WHOLE_PAGES), rules_of(answer.headers["Content-Security-Policy"])
    assert its.pop("frame-ancestors") == {"*"}
    assert its["default-src"] == {"'none'"}
    assert [name for name, values in its.items() if not values <= ours[name] | {"'none'"}] == []
    assert "X-Frame-Options" not in answer.headers
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_it_sets_no_cookie_and_writes_nothing(app: Flask, client: FlaskClient, petition: str) -> None:
    assert_changes_nothing(app, partial(client.get, f"/en/embed/{petition}"))
    assert "Set-Cookie" not in client.get(f"/en/embed/{petition}").headers
    assert client.get(f"/en/embed/{petition}").headers["Vary"] == "Accept-Encoding"


def test_it_may_be_kept_for_a_minute_and_compared(client: FlaskClient, petition: str) -> None:
    answer = client.get(f"/en/embed/{petition}")
    assert answer.headers["Cache-Control"].startswith("public, max-age=60, s-maxage=2, ")
    again = client.get(f"/en/embed/{petition}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "frame-ancestors *" in again.headers["Content-Security-Policy"]


def test_it_asks_for_the_count_once_a_minute(client: FlaskClient, petition: str) -> None:
    shown = page(client, f"/ar/embed/{petition}")
    assert f'data-count-url="/ar/petitions/{petition}/count.json" data-count-every="60"' in shown


def test_a_hidden_petition_is_no_longer_available(app: Flask, client: FlaskClient, petition: str) -> None:
    hide(app, petition)
    answer = client.get(f"/en/embed/{petition}")
    assert answer.status_code == 410
    assert "No longer available" in answer.text
    assert "Keep the ward open" not in answer.text
    assert "js/frame.js" in answer.text
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("state", [PetitionState.DRAFT, PetitionState.CIRCULATING, PetitionState.IN_REVIEW])
def test_what_is_not_public_is_as_unknown(app: Flask, client: FlaskClient, state: PetitionState) -> None:
    with app.app_context():
        db.open_for_writing()
        draft("not-yet", state=state)
        db.session.commit()
    answers = [client.get(f"/en/embed/{slug}") for slug in ("not-yet", "nowhere")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].data == answers[1].data
    assert "no-store" in answers[0].headers["Cache-Control"]


def test_what_fails_fits_the_frame_and_leaves_the_words_around_it(client: FlaskClient, database: None) -> None:
    answer = client.get("/ar/embed/nowhere")
    assert '<html lang="ar" dir="rtl">' in answer.text
    assert "masthead" not in answer.text
    assert "frame.js" not in answer.text
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]


def test_a_database_that_is_away_fits_the_frame(app: Flask, client: FlaskClient, petition: str) -> None:
    with database_away(app):
        answer = client.get(f"/en/embed/{petition}")
    assert (answer.status_code, answer.headers["Retry-After"], "masthead" in answer.text) == (503, "10", False)
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]


def test_a_call_has_no_number_and_asks_to_take_part(app: Flask, client: FlaskClient) -> None:
    shown = page(client, f"/en/embed/{made(app, 'call')}")
    assert "Take part</a>" in shown
    assert "data-count" not in shown


@pytest.mark.parametrize("kind", ["letter", "statement"])
def test_a_letter_counts_signatories(app: Flask, client: FlaskClient, kind: str) -> None:
    shown = page(client, f"/en/embed/{made(app, kind)}")
    assert '<b data-count="number">0</b> <span>signatories</span>' in shown
    assert "Read it</a>" in shown


def test_a_closed_petition_is_read(app: Flask, client: FlaskClient, petition: str) -> None:
    with app.app_context():
        db.open_for_writing()
        found = petitions.by_slug(petition)
        assert found
        petitions.close(found)
        db.session.commit()
    assert "Read it</a>" in page(client, f"/en/embed/{petition}")


def test_all_that_a_frame_loads_is_light(client: FlaskClient, petition: str) -> None:
    shown = page(client, f"/ar/embed/{petition}")
    parts = [path.replace("&amp;", "&") for path in LOADED.findall(shown)]
    sizes = {"page": len(gzip.compress(shown.encode(), 6))}
    for path in parts:
        with client.get(path) as answer:
            sizes[path.rpartition("/")[2]] = len(gzip.compress(answer.data, 6))
    assert sizes["embed.css"] <= 2 * KILOBYTE
    assert len(sizes) == 5
    assert sum(sizes.values()) <= 6 * KILOBYTE, sizes


def test_markup_in_a_title_is_text(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        db.open_for_writing()
        make_team(name="<b>Team</b>")
        hostile = draft("hostile", languages=("en",))
        hostile.revisions[0].title = '"><script>alert(1)</script>'
        petitions.open_now(hostile, languages=hostile.languages)
        db.session.commit()
    shown = page(client, "/en/embed/hostile")
    assert "&lt;script&gt;alert" in shown
    assert "<script>alert" not in shown
    assert "<b>Team" not in shown
