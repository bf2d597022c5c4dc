from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.organiser import Organiser
from petition.models.record import Audit
from petition.services import account_decisions, auditing
from petition.web.staff.accounts import MOST_AN_HOUR
from petition.web.staff.deciding_accounts import VERBS
from tests.accounts import grow_stale, log_in
from tests.people import make_organiser, post

PLACE = "/en/staff/accounts"
MAIL, WHY = "dana@example.org", "asked by telephone"


@pytest.fixture
def dana(app: Flask) -> str:
    """Her account's place."""
    with app.app_context():
        db.open_for_writing()
        made = make_organiser("dana")
        db.session.commit()
        return f"{PLACE}/{made.public_id}"


@pytest.fixture
def noted(app: Flask) -> Callable[[], list[tuple[str, dict[str, str]]]]:
    def lines() -> list[tuple[str, dict[str, str]]]:
        with app.app_context():
            return [(one.verb, one.details) for one in db.session.scalars(sa.select(Audit).order_by(Audit.id))]

    return lines


def test_one_is_found_by_its_address_and_by_a_part_of_the_name(sam: FlaskClient, dana: str) -> None:
    found, other = (post(sam, PLACE, mail=mail) for mail in ("Dana@Example.org", "omar@example.org"))
    assert (found.status_code, found.location) == (303, dana)
    assert "No account is entered with this address." in other.get_data(as_text=True)
    lists = [sam.get(f"{PLACE}?q={part}").get_data(as_text=True) for part in ("AN", "%", "")]
    assert [dana in page for page in lists] == [True, False, True]


def test_looking_is_noted_without_the_address_and_limited(
    sam: FlaskClient, dana: str, noted: Callable[[], object]
) -> None:
    for _ in range(MOST_AN_HOUR.amount):
        post(sam, PLACE, mail="omar@example.org")
    assert post(sam, PLACE, mail=MAIL).status_code == 429
    assert noted() == [("look up account", {})] * MOST_AN_HOUR.amount


def test_nobody_sees_the_address(sam: FlaskClient, dana: str) -> None:
    assert MAIL not in sam.get(dana).get_data(as_text=True)
    assert MAIL not in sam.get(PLACE).get_data(as_text=True)


def test_one_is_suspended_and_signs_in_no_more(app: Flask, sam: FlaskClient, dana: str) -> None:
    done = post(sam, f"{dana}/suspend", reason=WHY)
    assert (done.status_code, done.location) == (303, f"{dana}#deeds")
    page = sam.get(dana).get_data(as_text=True)
    assert WHY in page
    wrong, shut = (log_in(app.test_client(), mail, "not hers at all") for mail in ("nobody@example.org", MAIL))
    right = log_in(app.test_client(), MAIL)
    assert wrong.status_code == shut.status_code == right.status_code == 422


def test_somebody_decided_meanwhile(app: Flask, sam: FlaskClient, dana: str) -> None:
    with app.app_context():
        db.open_for_writing()
        other = db.session.scalars(sa.select(Organiser).where(Organiser.name == "Dana")).one()
        account_decisions.suspend(other, by=auditing.COMMAND_LINE)
        db.session.commit()
    answer = post(sam, f"{dana}/suspend", reason=WHY)
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "decided about this account meanwhile" in page
    assert WHY in page
    assert f'action="{dana}/reinstate"' in page


@pytest.mark.parametrize("verb", [path for path, _decide in VERBS.values()])
def test_each_verb_needs_a_reason_and_asks_who_is_there(
    app: Flask, sam: FlaskClient, dana: str, verb: str, noted: Callable[[], object]
) -> None:
    assert post(sam, f"{dana}/{verb}", reason=" ").status_code == 422
    grow_stale(app)
    asked = post(sam, f"{dana}/{verb}", reason=WHY)
    assert asked.status_code == 200
    assert "Is it still you?" in asked.get_data(as_text=True)
    assert noted() == []


def test_nothing_is_offered_about_oneself(app: Flask, sam: FlaskClient, noted: Callable[[], object]) -> None:
    with app.app_context():
        own = f"{PLACE}/{db.session.scalars(sa.select(Organiser.public_id)).one()}"
    assert f'action="{own}/' not in sam.get(own).get_data(as_text=True)
    assert post(sam, f"{own}/end-staff", reason=WHY).status_code == 409
    assert noted() == []
