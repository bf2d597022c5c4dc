"""Why signatures are held, on the pages of those who decide about them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import Petition, Protection
from petition.models.signature import HoldRule, Signature
from petition.services.signals import OF_RULE, Signal, SignalKind, Weight
from petition.web.organiser.held_lines import GROUPS
from petition.web.organiser.signal_line import why_held
from petition.web.organiser.signal_words import WORDS
from tests.guarantees import statements
from tests.origins import NOON, beside, came

LIST = "/en/organise/keep-the-ward-open/signatures"
HELD = f"{LIST}?state=held"
HOUSE = "a hospital, a camp, an office"

SignAs = Callable[..., str]
Note = Callable[..., None]


@pytest.fixture
def note(app: Flask) -> Note:
    """Note where a signature came from, and so many others."""

    def do(public_id: str, others: int = 0, **noted: Any) -> None:
        with app.app_context():
            db.open_for_writing()
            found = db.session.scalars(sa.select(Signature).where(Signature.public_id == public_id)).one()
            came(found, **noted)
            if others:
                beside(found, others, **noted)
            db.session.commit()

    return do


def text_at(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_everything_that_can_be_noticed_has_its_words() -> None:
    assert set(WORDS) == set(SignalKind)
    assert set(GROUPS) == set(OF_RULE) == set(HoldRule)


def test_the_list_says_why_with_figures_and_what_speaks_for_a_person(
    mona: FlaskClient, sign_as: SignAs, note: Note
) -> None:
    public_id = sign_as(doubts=(HoldRule.FLOOD,))
    note(public_id, 59, neighbourhood="here", address="a", facts={"filled_in": 40, "disposable": True})
    page = text_at(mona, HELD)
    assert "60 signatures of its day were sent from its network. Within its hour: 60." in page
    assert "<summary>1 more sign, 1 sign for a person</summary>" in page
    assert "Filling in the form took 40 seconds" in page


def test_the_page_of_one_says_all_of_it(mona: FlaskClient, sign_as: SignAs, note: Note) -> None:
    public_id = sign_as(name="Xkjdfhg Wqrtz", doubts=(HoldRule.FLOOD,))
    note(public_id, neighbourhood="here", facts={"risk": ["honeypot", "flood"]})
    page = text_at(mona, f"{LIST}/{public_id}")
    assert "very many were sent from its network just then" in page
    assert all(words in page for words in ("hit at random", "No other signature of its day", "people do not see"))
    assert HOUSE in page


def test_a_released_one_still_says_why(mona: FlaskClient, sign_as: SignAs) -> None:
    counted, held = sign_as(), sign_as(name="Doubtful", doubts=(HoldRule.BLOCKED,))
    assert "What was noticed" not in text_at(mona, f"{LIST}/{counted}")
    page = text_at(mona, f"{LIST}/{held}")
    assert "What was noticed" in page
    assert HOUSE not in page


def test_the_queue_is_told_in_groups_that_lead_to_them(mona: FlaskClient, sign_as: SignAs, note: Note) -> None:
    for number in range(2):
        public_id = sign_as(name=f"Of a flood {number}", doubts=(HoldRule.FLOOD,))
        note(public_id, neighbourhood="here", sent_at=NOON + number * timedelta(minutes=20))
    sign_as(name="Of a trap", doubts=(HoldRule.HONEYPOT,))
    page = text_at(mona, HELD)
    assert "3 signatures wait for review:" in page
    assert "<b>2</b> sent while very many came from their network</a>" in page
    assert "1 network, 20 Nov, 15:00 – 15:20" in page
    flood = text_at(mona, f"{HELD}&rule=flood")
    assert ("Of a flood 1" in flood, "Of a trap" in flood, "wait for review:" in flood) == (True, False, False)


def test_where_signers_are_at_risk_no_hour_is_told(
    app: Flask, mona: FlaskClient, sign_as: SignAs, note: Note, load: Callable[[str], Petition]
) -> None:
    public_id = sign_as(doubts=(HoldRule.FLOOD,))
    note(public_id, 59, neighbourhood="here", sent_at=NOON.replace(hour=0))
    with app.app_context():
        db.open_for_writing()
        load("keep-the-ward-open").protection = Protection.DISCREET
        db.session.commit()
    page = text_at(mona, HELD)
    assert "60 signatures of its day were sent from its network." in page
    assert '<span class="small">20 Nov</span>' in page
    assert "hour" not in page.partition("<tbody>")[2].partition("</tbody>")[0]


def test_a_list_shows_a_few_and_the_strong_ones_first() -> None:
    signals = [Signal(SignalKind.RANDOM_NAME, weight) for weight in Weight for _ in range(5)]
    why = why_held(signals, is_discreet=False)
    assert why
    short = why.shortened()
    assert (len(short.strong), len(short.weak), len(short.for_a_person)) == (4, 0, 2)


def test_a_queue_asks_the_same_however_many_are_held(
    app: Flask, mona: FlaskClient, sign_as: SignAs, note: Note
) -> None:
    noted: dict[str, Any] = {"domain": "d", "mailbox": "m", "confirmed_neighbourhood": "c"}
    note(sign_as(name="First", doubts=(HoldRule.FLOOD,)), neighbourhood="n", **noted)
    with statements(app) as one:
        mona.get(HELD)
    for number in range(3):
        public_id = sign_as(name=f"Name {number}", doubts=(HoldRule.FLOOD,))
        note(public_id, neighbourhood=f"n{number}", sent_at=NOON + number * timedelta(hours=1), **noted)
    with statements(app) as many:
        mona.get(HELD)
    assert len(one) == len(many) <= 30
