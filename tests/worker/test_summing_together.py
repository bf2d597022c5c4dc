"""Several workers add up at once, and each thing is in the sums once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.extensions import db
from petition.models.ledger import EntryKind, Tally
from petition.models.petition import Petition
from petition.models.tally import Step, TallyDomain, TallyHour, TallyTotal
from petition.services import passages, summing
from petition.services.passages import Asked
from petition.worker import upkeep
from tests.conftest import FakeClock
from tests.worker.queueing import queue

FORMS, HOURS, WORKERS = 60, 30, 4


@pytest.fixture
def happened(app: Flask, petition: str, time: FakeClock) -> None:
    """Forms, mails and hours of the ledger, more than one portion of each."""
    queue(app, *(f"signer{number}@example{number % 3}.org" for number in range(FORMS)))
    with app.app_context():
        db.open_for_writing()
        ward = db.session.scalars(sa.select(Petition)).one()
        for number in range(FORMS):
            passages.note(Step.MAILED, [Asked(ward.id, f"example{number % 3}.org")])
        for number in range(HOURS):
            hour = time.now.replace(minute=0, second=0, microsecond=0, day=1 + number // 24, hour=number % 24)
            row = {"petition_id": ward.id, "kind": EntryKind.CONFIRMED, "country": "LB", "language": "en", "n": 2}
            db.session.add(Tally(hour=hour, **row))
        db.session.commit()


def add_up(app: Flask) -> None:
    with app.app_context():
        db.open_for_writing()
        for duty in (upkeep.sum_counted, upkeep.sum_forms, upkeep.sum_inbox):
            while duty():
                pass


@pytest.mark.usefixtures("happened")
def test_each_thing_is_added_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summing, "PORTION", 7)
    monkeypatch.setattr(summing, "FORMS", 7)
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(add_up, [app] * WORKERS))
    # What one of them held the others passed by.
    add_up(app)
    with app.app_context():
        total = db.session.scalars(sa.select(TallyDomain).where(TallyDomain.domain_index == "")).one()
        assert (total.submitted, total.mailed) == (FORMS, FORMS)
        named = sa.select(sa.func.sum(TallyDomain.submitted)).where(TallyDomain.domain_index != "")
        assert db.session.scalar(named) == FORMS
        counted = sa.select(sa.func.sum(TallyHour.n)).where(TallyHour.step == Step.CONFIRMED)
        assert db.session.scalar(counted) == 2 * HOURS
        assert set(db.session.scalars(sa.select(TallyTotal.n))) == {2 * HOURS}
