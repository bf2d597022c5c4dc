"""What became of mails is told once for each mail: sent, refused, or come back."""

from types import ModuleType

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.extensions import db
from petition.models.outbox import Mail
from petition.models.petition import Petition
from petition.models.tally import Step, TallyHour
from petition.services import bouncing, mailing, passages, summing
from petition.services.passages import Asked
from petition.worker import Worker, packing, writing
from tests.making import sign_and_confirm
from tests.servers import SmtpSink
from tests.services.test_bouncing import report_on
from tests.worker.queueing import queue


def sums(app: Flask) -> dict[str, int]:
    with app.app_context():
        found = sa.select(TallyHour.step, sa.func.sum(TallyHour.n)).group_by(TallyHour.step)
        return {step.value: n for step, n in db.session.execute(found)}


@pytest.mark.usefixtures("petition", "sink")
def test_mails_that_ask_are_counted_when_they_went(app: Flask, worker: Worker) -> None:
    queue(app, "a@example.org", "b@example.org")
    worker.run_all()
    worker.run_all()
    assert sums(app) == {"submitted": 2, "mailed": 2}


@pytest.mark.usefixtures("petition", "sink")
def test_what_is_waiting_is_counted_as_a_form_already(app: Flask, worker: Worker) -> None:
    queue(app, "a@example.org")
    worker.run_due("upkeep")
    assert sums(app) == {"submitted": 1}


@pytest.mark.usefixtures("sink")
def test_who_has_signed_already_is_asked_nothing(app: Flask, worker: Worker, petition: str) -> None:
    with app.app_context():
        db.open_for_writing()
        sign_and_confirm(db.session.scalars(sa.select(Petition)).one(), address="a@example.org")
        db.session.commit()
    queue(app, "a@example.org")
    worker.run_all()
    assert sums(app) == {"submitted": 2, "confirmed": 1}


@pytest.mark.usefixtures("petition")
def test_a_refused_mail_did_not_arrive(app: Flask, worker: Worker, sink: SmtpSink) -> None:
    sink.refusals["a@example.org"] = "550 5.1.1 No such mailbox"
    queue(app, "a@example.org")
    worker.run_all()
    assert sums(app) == {"submitted": 1, "returned": 1}


@pytest.mark.usefixtures("petition", "sink")
@pytest.mark.parametrize("broken", [(packing, "deliverable"), (writing, "write")])
def test_a_mail_that_cannot_be_written_did_not_arrive(
    app: Flask, worker: Worker, monkeypatch: pytest.MonkeyPatch, broken: tuple[ModuleType, str]
) -> None:
    def refuse(*_args: object, **_values: object) -> None:
        raise ValueError

    queue(app, "a@example.org")
    monkeypatch.setattr(*broken, refuse)
    worker.run_all()
    assert sums(app) == {"submitted": 1, "returned": 1}


def test_one_sum_that_fails_leaves_the_others_alone(
    app: Flask, worker: Worker, petition: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> bool:
        raise ZeroDivisionError

    queue(app, "a@example.org")
    with app.app_context():
        db.open_for_writing()
        ward = db.session.scalars(sa.select(Petition)).one()
        passages.note(Step.MAILED, [Asked(ward.id, "example.org")])
        db.session.commit()
    monkeypatch.setattr(summing, "sum_counted", fail)
    monkeypatch.setattr(summing, "sum_forms", fail)
    worker.run_due("upkeep")
    assert sums(app) == {"mailed": 1}


@pytest.mark.usefixtures("petition", "sink")
def test_a_mail_comes_back_once(app: Flask, worker: Worker) -> None:
    queue(app, "a@example.org")
    worker.run_all()
    with app.app_context():
        db.open_for_writing()
        mail = db.session.scalars(sa.select(Mail)).one()
        report = report_on(bouncing.token_for(mail))
        assert [bouncing.take(report), bouncing.take(report)] == [1, 1]
        db.session.commit()
    worker.run_all()
    assert sums(app) == {"submitted": 1, "mailed": 1, "returned": 1}


@pytest.mark.usefixtures("petition")
def test_who_comes_too_late_tells_nothing(app: Flask) -> None:
    queue(app, "a@example.org")
    with app.app_context():
        db.open_for_writing()
        [mail] = mailing.claim(1)
        assert mailing.sent([mail]) == {mail.id}
        assert mailing.sent([mail]) == set()
        assert not mailing.refused(mail, "550 no")
