"""One signature: what is known of it, what happened to it, and what is decided about it."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import NameAudience, Petition, Protection
from petition.models.record import Audit
from petition.models.signature import HoldRule, Signature
from petition.services import withdrawing
from tests.conftest import FakeClock
from tests.making import submit
from tests.people import post
from tests.reading import Mails, text_of

LIST = "/en/organise/keep-the-ward-open/signatures"
WAITING = "/en/organise/keep-the-ward-open/waiting"
PUBLIC = "/en/petitions/keep-the-ward-open/signatures"
VERBS = ["restore", "hide-name", "show-name", "hide-comment", "show-comment", "send-again"]
SAID = {"give_name_to": NameAudience.PUBLIC, "comment": "Why not", "comment_is_public": True}

SignAs = Callable[..., str]


@pytest.fixture
def counted(sign_as: SignAs) -> str:
    return sign_as(name="Counted Name", address="counted@example.org", **SAID)


@pytest.fixture
def waiting(app: Flask, petition: str, load: Callable[[str], Petition]) -> str:
    with app.app_context():
        db.open_for_writing()
        public_id = submit(load(petition), name="Waiting Name", address="waits@example.org").public_id
        db.session.commit()
        return public_id


@pytest.fixture
def link_of(app: Flask) -> Callable[[str], str]:
    """Where a signer finds "my signature"."""

    def find(public_id: str) -> str:
        with app.app_context():
            signature = db.session.query(Signature).filter_by(public_id=public_id).one()
            return f"/en/signature/{withdrawing.link_token(signature)}"

    return find


def text_at(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def do(browser: FlaskClient, counted: str, *verbs: str) -> list[int]:
    return [post(browser, f"{LIST}/{counted}/{verb}", reason="Their wish").status_code for verb in verbs]


def test_a_moderator_hides_and_shows(mona: FlaskClient, client: FlaskClient, counted: str) -> None:
    assert "Counted Name" in text_at(client, PUBLIC)
    assert do(mona, counted, "hide-name", "hide-comment") == [303, 303]
    page = text_at(client, PUBLIC)
    assert ("Counted Name" in page, "Why not" in page) == (False, False)
    assert do(mona, counted, "show-name", "show-comment") == [303, 303]
    page = text_at(client, PUBLIC)
    assert ("Counted Name" in page, "Why not" in page) == (True, True)


def test_a_moderator_restores(mona: FlaskClient, counted: str) -> None:
    assert do(mona, counted, "remove", "restore") == [303, 303]
    assert "Counted Name" in text_at(mona, LIST)


@pytest.mark.parametrize("hours", [0, 12])
def test_what_happened_is_told_in_its_order(
    app: Flask, time: FakeClock, request: pytest.FixtureRequest, hours: int
) -> None:
    # Before noon or after it: of some things the day alone is kept.
    time.move(hours=hours)
    mona, counted = (request.getfixturevalue(name) for name in ("mona", "counted"))
    do(mona, counted, "remove", "restore", "hide-name")
    page = text_at(mona, f"{LIST}/{counted}")
    told = ("The form was sent", "The signer agreed", "confirmed the mail", "removed it", "restored it", "hid the name")
    places = [page.index(words) for words in told]
    assert places == sorted(places)
    assert page.count("Their wish") == 3
    assert "Mona" in page


def test_it_says_why_it_was_held(mona: FlaskClient, sign_as: SignAs) -> None:
    held = sign_as(name="Doubtful", doubts=(HoldRule.HONEYPOT,))
    page = text_at(mona, f"{LIST}/{held}")
    assert "It was held: a field that people do not see" in page
    assert "not yet" in page


def test_where_signers_are_at_risk_no_hour_is_told(
    app: Flask, mona: FlaskClient, counted: str, load: Callable[[str], Petition]
) -> None:
    do(mona, counted, "hide-name")
    assert "(Damascus)" in text_at(mona, f"{LIST}/{counted}")
    with app.app_context():
        db.open_for_writing()
        load("keep-the-ward-open").protection = Protection.DISCREET
        db.session.commit()
    page = text_at(mona, f"{LIST}/{counted}")
    assert "(Damascus)" not in page
    assert "/send-again" not in page
    assert do(mona, counted, "send-again") == [409]


@pytest.mark.parametrize("verb", VERBS)
def test_every_decision_needs_a_reason(bob: FlaskClient, counted: str, verb: str) -> None:
    answer = post(bob, f"{LIST}/{counted}/{verb}", reason=" \u200e")
    assert answer.status_code == 422
    assert "Write the reason" in answer.get_data(as_text=True)


def test_a_reason_that_is_too_long_is_kept(bob: FlaskClient, counted: str) -> None:
    answer = post(bob, f"{LIST}/{counted}/hide-name", reason="x" * 301)
    assert 'value="' + "x" * 301 in answer.get_data(as_text=True)


@pytest.mark.parametrize("verb", ["restore", "show-name", "show-comment"])
def test_deciding_too_late_shows_how_it_stands(mona: FlaskClient, counted: str, verb: str) -> None:
    answer = post(mona, f"{LIST}/{counted}/{verb}", reason="too late")
    assert answer.status_code == 409
    assert "decided about this signature meanwhile" in answer.get_data(as_text=True)


def test_the_signer_sees_what_was_hidden(
    mona: FlaskClient, client: FlaskClient, counted: str, link_of: Callable[[str], str]
) -> None:
    do(mona, counted, "hide-name", "hide-comment")
    page = text_at(client, link_of(counted))
    assert ("hidden your name" in page, "hidden your comment" in page) == (True, True)


def test_why_it_should_be_done_once_more_is_kept(mona: FlaskClient, counted: str) -> None:
    do(mona, counted, "send-again")
    answer = post(mona, f"{LIST}/{counted}/send-again", reason="They asked once more")
    assert (answer.status_code, 'value="They asked once more"' in answer.get_data(as_text=True)) == (409, True)


def test_that_it_was_removed_is_known_when_it_is_forgotten_by_whom(app: Flask, mona: FlaskClient, counted: str) -> None:
    do(mona, counted, "remove")
    assert "with others" not in text_at(mona, f"{LIST}/{counted}")
    with app.app_context():
        db.open_for_writing()
        db.session.execute(sa.delete(Audit))
        db.session.commit()
    assert "Your team removed it, with others" in text_at(mona, f"{LIST}/{counted}")


def test_a_mail_is_sent_to_whoever_waits(bob: FlaskClient, waiting: str) -> None:
    address = f"{WAITING}/{waiting}"
    answer = post(bob, f"{address}/send-again", reason="asked by telephone")
    assert (answer.status_code, answer.location) == (303, address)
    page = text_at(bob, address)
    assert "had a mail sent again" in page
    assert "Waiting Name" not in page
    again = post(bob, f"{address}/send-again", reason="once more")
    assert (again.status_code, "once more" in again.get_data(as_text=True)) == (409, True)
    assert post(bob, f"{address}/send-again").status_code == 422


def test_whoever_is_counted_is_told_so(bob: FlaskClient, counted: str, mails: Mails) -> None:
    assert do(bob, counted, "send-again") == [303]
    text = text_of(mails.to("counted@example.org")[0])
    assert "Your signature is confirmed" in text
    assert "Its team had this mail sent" in text
    assert "filled in" not in text


def test_an_unknown_form_is_not_found(alice: FlaskClient) -> None:
    assert post(alice, f"{WAITING}/unknown/send-again").status_code == 404
