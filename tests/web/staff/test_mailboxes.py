from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.outbox import Suppression, SuppressionReason
from petition.models.record import Audit
from petition.services import suppressing
from tests.accounts import grow_stale
from tests.people import post

PLACE = "/en/staff/mailboxes"
MAIL = "rima@example.org"


@pytest.fixture
def suppressed(app: Flask) -> Callable[[], int]:
    """Rima asked never to be written to. How many did."""
    with app.app_context():
        db.open_for_writing()
        suppressing.suppress(MAIL, SuppressionReason.ASKED)
        db.session.commit()

    def number() -> int:
        with app.app_context():
            return len(db.session.scalars(sa.select(Suppression)).all())

    return number


@pytest.mark.usefixtures("suppressed")
def test_one_is_found_by_its_address(sam: FlaskClient) -> None:
    found, other = (post(sam, PLACE, mail=mail) for mail in ("Rima@Example.org", "omar@example.org"))
    assert "Its holder asked never to be written to again." in found.get_data(as_text=True)
    assert "Written to like any other." in other.get_data(as_text=True)


def test_one_is_written_to_again(app: Flask, sam: FlaskClient, suppressed: Callable[[], int]) -> None:
    done = post(sam, f"{PLACE}/lift", mail=MAIL, reason="asked by telephone")
    assert (done.status_code, done.location, suppressed()) == (303, f"{PLACE}?done=lifted", 0)
    with app.app_context():
        line = db.session.scalars(sa.select(Audit)).one()
        assert (line.subject, line.details) == ("a mailbox", {"was": "asked", "reason": "asked by telephone"})


def test_one_is_never_written_to_again(sam: FlaskClient, suppressed: Callable[[], int]) -> None:
    for _ in range(2):
        assert post(sam, f"{PLACE}/stop", mail="omar@example.org", reason="by telephone").status_code == 303
    assert suppressed() == 2


@pytest.mark.parametrize("verb", ["lift", "stop"])
def test_it_needs_a_reason(sam: FlaskClient, suppressed: Callable[[], int], verb: str) -> None:
    answer = post(sam, f"{PLACE}/{verb}", mail=MAIL)
    assert (answer.status_code, suppressed()) == (422, 1)
    assert f'value="{MAIL}"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", [PLACE, f"{PLACE}/lift"])
def test_what_is_no_address_is_shown_again(sam: FlaskClient, path: str) -> None:
    answer = post(sam, path, mail="rima", reason="by telephone")
    assert (answer.status_code, 'value="rima"' in answer.get_data(as_text=True)) == (422, True)


def test_it_asks_again_who_is_there(app: Flask, sam: FlaskClient, suppressed: Callable[[], int]) -> None:
    grow_stale(app)
    answers = [post(sam, f"{PLACE}/{verb}", mail=MAIL, reason="by telephone") for verb in ("lift", "stop")]
    assert ["Is it still you?" in answer.get_data(as_text=True) for answer in answers] == [True, True]
    assert suppressed() == 1
