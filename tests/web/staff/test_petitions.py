"""Sam finds petitions, takes one from view, and lets it be seen again."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import Petition, PetitionState
from petition.models.record import Audit
from petition.models.report import ReportReason
from petition.services import petition_reports, petitions
from tests.accounts import grow_stale
from tests.joining import circulates
from tests.making import make_petition
from tests.people import post
from tests.reading import form_on

PLACE = "/en/staff/petitions"
PETITION = f"{PLACE}/keep-the-ward-open"
PUBLIC = "/en/petitions/keep-the-ward-open"
REASON = {"reason": "Names were put here"}


@pytest.fixture
def report(app: Flask, petition: str, load: Callable[[str], Petition]) -> Callable[[str], None]:
    def do(words: str) -> None:
        with app.app_context():
            db.open_for_writing()
            petition_reports.report(load(petition), reason=ReportReason.AT_RISK, words=words)
            db.session.commit()

    return do


def verbs(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Audit.verb).order_by(Audit.id)))


@pytest.mark.parametrize("query", ["", "q=WARD+open", "q=keep-the", "q=ward+team", "state=open", "state=nonsense"])
def test_it_is_found_by_title_address_team_and_state(sam: FlaskClient, petition: str, query: str) -> None:
    assert f'href="{PETITION}"' in sam.get(f"{PLACE}?{query}").get_data(as_text=True)


@pytest.mark.parametrize("query", ["q=%25", "q=ward+airport", "state=hidden", "before=1"])
def test_what_does_not_fit_is_not_found(sam: FlaskClient, petition: str, query: str) -> None:
    assert f'href="{PETITION}"' not in sam.get(f"{PLACE}?{query}").get_data(as_text=True)


def test_drafts_are_not_found(app: Flask, sam: FlaskClient) -> None:
    with app.app_context():
        db.open_for_writing()
        make_petition("a-draft", opened=False)
    assert "a-draft" not in sam.get(PLACE).get_data(as_text=True)
    assert sam.get(f"{PLACE}/a-draft").status_code == 404
    assert post(sam, f"{PLACE}/a-draft/hide", **REASON).status_code == 404


def test_hiding_takes_it_from_view_and_showing_brings_it_back(
    app: Flask, sam: FlaskClient, client: FlaskClient, petition: str
) -> None:
    done = post(sam, f"{PETITION}/hide", **REASON)
    assert (done.status_code, client.get(PUBLIC).status_code) == (303, 410)
    page = sam.get(done.location).get_data(as_text=True)
    for said in ("its team was told", "Names were put here", "<strong>quiet</strong> place", "Sam"):
        assert said in page
    done = post(sam, f"{PETITION}/show", reason="They were not")
    assert (done.status_code, client.get(PUBLIC).status_code) == (303, 200)
    assert verbs(app) == ["hide petition", "show petition"]


@pytest.mark.parametrize("typed", [{}, {"reason": "x" * 501}])
def test_hiding_needs_a_reason_that_can_be_read(
    sam: FlaskClient, client: FlaskClient, petition: str, typed: dict[str, str]
) -> None:
    answer = post(sam, f"{PETITION}/hide", **typed)
    assert (answer.status_code, client.get(PUBLIC).status_code) == (422, 200)
    assert form_on(answer, f"{PETITION}/hide")["reason"] == typed.get("reason", "")


def test_it_asks_who_is_there(app: Flask, sam: FlaskClient, petition: str, report: Callable[[str], None]) -> None:
    report("Look")
    grow_stale(app)
    for verb in ("hide", "show", "keep"):
        answer = post(sam, f"{PETITION}/{verb}", reason="a test entry", note="a test entry", seen="1")
        assert "Is it still you?" in answer.get_data(as_text=True)
    assert verbs(app) == []


def test_whoever_is_late_sees_how_it_stands_and_keeps_the_words(
    sam: FlaskClient, petition: str, report: Callable[[str], None]
) -> None:
    post(sam, f"{PETITION}/hide", reason="The first reason")
    too_long = f"A second{'x' * 500}"
    sent = (("hide", "A second"), ("keep", "A second"), ("hide", too_long), ("keep", too_long))
    for verb, words in sent:
        typed = {"reason": words} if verb == "hide" else {"note": words, "seen": "9"}
        answer = post(sam, f"{PETITION}/{verb}", **typed)
        page = answer.get_data(as_text=True)
        assert (answer.status_code, "The first reason" in page, "A second" in page) == (409, True, True)


def test_what_circulates_is_read_before_anybody_decides_about_it(app: Flask, sam: FlaskClient) -> None:
    with app.app_context():
        db.open_for_writing()
        circulates()
        db.session.commit()
    page = sam.get(f"{PLACE}/a-letter").get_data(as_text=True)
    assert "<strong>quiet</strong> place" in page
    assert "/en/staff/petitions/a-letter/hide" in page


def test_what_readers_reported_is_read_and_settled(
    app: Flask, sam: FlaskClient, client: FlaskClient, petition: str, report: Callable[[str], None]
) -> None:
    report("My street is named")
    assert "<b>1</b>" in sam.get(PLACE).get_data(as_text=True)
    before = sam.get(PETITION)
    assert "My street is named" in before.get_data(as_text=True)
    seen = form_on(before, f"{PETITION}/keep")["seen"]
    report("Another")
    assert post(sam, f"{PETITION}/keep", seen=seen).status_code == 422
    assert post(sam, f"{PETITION}/keep", seen=seen, note="The street is long").status_code == 303
    page = sam.get(PETITION).get_data(as_text=True)
    assert ("My street" in page, "Another" in page, "The street is long" in page) == (False, True, True)
    assert client.get(PUBLIC).status_code == 200


def test_what_is_hidden_stays_in_the_list_with_its_state(
    app: Flask, sam: FlaskClient, petition: str, load: Callable[[str], Petition]
) -> None:
    with app.app_context():
        db.open_for_writing()
        petitions.hide(load(petition), reason="a test entry")
        db.session.commit()
        assert load(petition).state is PetitionState.HIDDEN
    assert "keep-the-ward-open" in sam.get(f"{PLACE}?state=hidden").get_data(as_text=True)
