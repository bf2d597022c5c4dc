"""Each decision about one who wants to be listed: who may take it, and what it needs."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.signatory import Signatory, SignatoryState
from petition.services import joining, petitions, signatories, verifying
from tests.joining import circulates, logo, stands, waits
from tests.people import post
from tests.reading import form_on
from tests.services.counting import sequenced

LIST = "/en/organise/a-letter/signatories"
# What each verb is sent with, on a line in which state, and how that line stands afterwards.
VERBS = {
    "approve": ({}, waits, SignatoryState.APPROVED),
    "ask": ({"question": "Since when?"}, waits, SignatoryState.ASKED),
    "decline": ({"words": "Only organisations."}, waits, SignatoryState.DECLINED),
    "remove": ({"reason": "a test entry"}, stands, SignatoryState.REMOVED),
    "listing": ({"listing": "withheld"}, stands, SignatoryState.APPROVED),
    "move": ({"to": "1"}, stands, SignatoryState.APPROVED),
}
BAD = [
    ("ask", {"question": ""}),
    ("ask", {"question": " \u200e "}),
    ("ask", {"question": "x" * 2001}),
    ("decline", {"words": ""}),
    ("decline", {"words": "x" * 2001}),
    ("remove", {"reason": ""}),
    ("remove", {"reason": "x" * 301}),
    ("listing", {}),
    ("listing", {"listing": "perhaps"}),
    ("move", {}),
    ("move", {"to": "first"}),
    ("move", {"to": "0"}),
    ("move", {"to": "-3"}),
    ("move", {"to": "9" * 40}),
]
Line = Callable[[str], str]


@pytest.fixture
def line(app: Flask, petition: str) -> Line:
    """Make a line on which a verb can act; its address."""

    def make(verb: str) -> str:
        with app.app_context():
            db.open_for_writing()
            made: Signatory = VERBS[verb][1](circulates(), logo=logo())
            db.session.commit()
            return f"{LIST}/{made.public_id}"

    return make


def read(app: Flask) -> tuple[SignatoryState, bool, dict[str, str]]:
    with app.app_context():
        found = db.session.scalars(sa.select(Signatory)).one()
        return found.state, found.is_listed, found.organisations


each_verb = pytest.mark.parametrize("verb", VERBS)


@each_verb
@pytest.mark.parametrize("who", ["alice", "bob", "mona"])
def test_the_team_decides(app: Flask, request: pytest.FixtureRequest, line: Line, verb: str, who: str) -> None:
    browser: FlaskClient = request.getfixturevalue(who)
    address = line(verb)
    answer = post(browser, f"{address}/{verb}", **VERBS[verb][0])
    assert answer.status_code == 303
    assert read(app)[0] is VERBS[verb][2]
    assert browser.get(answer.location).status_code == 200


@pytest.mark.parametrize(("verb", "typed"), BAD, ids=[f"{verb}-{str(typed)[:30]}" for verb, typed in BAD])
def test_bad_input_is_told_and_kept(
    app: Flask, alice: FlaskClient, line: Line, verb: str, typed: dict[str, str]
) -> None:
    address = line(verb)
    before = read(app)
    answer = post(alice, f"{address}/{verb}", **typed)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "There is a problem" in page
    # What cannot be chosen is not offered again.
    assert "".join(typed.values()).strip(" \u200e") in page or verb == "listing"
    assert read(app) == before


@each_verb
def test_what_was_taken_back_meanwhile_is_told(app: Flask, alice: FlaskClient, line: Line, verb: str) -> None:
    address = line(verb)
    with app.app_context():
        db.open_for_writing()
        joining.withdraw(db.session.scalars(sa.select(Signatory)).one())
        db.session.commit()
    answer = post(alice, f"{address}/{verb}", **VERBS[verb][0])
    assert answer.status_code == 409
    assert "decided about this line meanwhile" in answer.get_data(as_text=True)
    assert read(app)[0] is SignatoryState.WITHDRAWN


@each_verb
def test_an_unknown_line(alice: FlaskClient, line: Line, verb: str) -> None:
    line(verb)
    assert post(alice, f"{LIST}/unknown/{verb}", **VERBS[verb][0]).status_code == 404


def test_pressing_twice_approves_once(app: Flask, alice: FlaskClient, line: Line) -> None:
    address = line("approve")
    assert [post(alice, f"{address}/approve").status_code for _ in range(2)] == [303, 409]
    assert read(app)[0] is SignatoryState.APPROVED


def test_a_name_is_withheld_and_printed_again(app: Flask, alice: FlaskClient, line: Line) -> None:
    address = line("listing")
    post(alice, f"{address}/listing", listing="withheld")
    assert read(app)[1:] == (False, {})
    assert form_on(alice.get(address), "/listing")["listing"] == "withheld"
    post(alice, f"{address}/listing", listing="listed")
    assert read(app)[1:] == (True, {"en": "Nurses of the Harbour"})


def test_what_was_erased_is_withheld_for_good(app: Flask, alice: FlaskClient, line: Line) -> None:
    address = line("listing")
    with app.app_context():
        db.open_for_writing()
        db.session.execute(sa.update(Signatory).values(sealed=None))
        db.session.commit()
    assert post(alice, f"{address}/listing", listing="withheld").status_code == 303
    assert read(app)[1:] == (False, {})
    assert f"{address}/listing" not in alice.get(address).get_data(as_text=True)
    answer = post(alice, f"{address}/listing", listing="listed")
    assert (answer.status_code, read(app)[1:]) == (409, (False, {}))
    assert "the name cannot be printed again" in answer.get_data(as_text=True)


def test_a_line_is_moved_up_down_and_to_a_place(app: Flask, alice: FlaskClient, petition: str) -> None:
    with app.app_context():
        db.open_for_writing()
        text = circulates()
        lines = {name: f"{LIST}/{stands(text, name).public_id}" for name in "ABC"}
        db.session.commit()
    answer = post(alice, f"{lines['C']}/move", to="1")
    assert answer.location == f"{LIST}#{lines['C'].rpartition('/')[2]}"
    assert order(app) == ["C", "A", "B"]
    post(alice, f"{lines['A']}/move", to="٣")
    assert order(app) == ["C", "B", "A"]


def order(app: Flask) -> list[str]:
    with app.app_context():
        found = petitions.by_slug("a-letter")
        assert found
        return [one.organisations["en"] for one in signatories.under(found)]


def test_the_ledger_agrees_after_every_verb(app: Flask, alice: FlaskClient, petition: str) -> None:
    with app.app_context():
        db.open_for_writing()
        text = circulates()
        petitions.open_now(text, languages=["en"])
        lines = [f"{LIST}/{waits(text, name).public_id}" for name in "ABC"]
        db.session.commit()
    for address in lines:
        post(alice, f"{address}/approve")
    post(alice, f"{lines[0]}/remove", reason="a test entry")
    post(alice, f"{lines[1]}/listing", listing="withheld")
    post(alice, f"{lines[2]}/move", to="1")
    with app.app_context():
        db.open_for_writing()
        found = petitions.by_slug("a-letter")
        assert found
        sequenced(found)
        assert list(verifying.problems_of(found)) == []


def test_its_page_says_what_was_decided(line: Line, alice: FlaskClient) -> None:
    address = line("move")
    post(alice, f"{address}/listing", listing="withheld")
    assert "<bdi>Alice</bdi> withheld a signatory’s name" in alice.get(address).get_data(as_text=True)


def test_all_lines_are_put_in_order(line: Line, alice: FlaskClient, bob: FlaskClient, vera: FlaskClient) -> None:
    line("move")
    answer = post(alice, f"{LIST}/order")
    assert (answer.status_code, answer.location) == (303, f"{LIST}#under")
    assert [post(browser, f"{LIST}/order").status_code for browser in (bob, vera)] == [303, 403]
    assert alice.get(f"{LIST}/order").status_code in (404, 405)
