"""Workers that die, that are two, and what is cancelled, taken back or forgotten: each once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.extensions import db
from petition.lib import clock
from petition.models.job import Job, JobItem, JobKind, JobState
from petition.models.ledger import EntryKind, LedgerInbox
from petition.models.outbox import Mail, MailKind
from petition.models.petition import Petition, Protection
from petition.models.signature import Comment, HoldRule, Signature, SignatureState
from petition.services import (
    comment_review,
    forgetting,
    handing_over,
    job_portions,
    jobs,
    moderating,
    reviewing,
    withdrawing,
)
from petition.services.errors import JobMovedOn
from petition.worker import jobs as worker
from tests.conftest import FakeClock
from tests.making import make_petition, make_team, sign_and_confirm, submit
from tests.services.counting import confirmed
from tests.services.deciding import BOB, MONA, chosen, decided, work


@pytest.fixture
def running(ward: Petition, monkeypatch: pytest.MonkeyPatch) -> Job:
    """A removal of five, confirmed, in portions of two."""
    monkeypatch.setattr(job_portions, "PORTION", 2)
    confirmed(ward, 5)
    job = chosen(ward)
    jobs.confirm(job, by=MONA)
    db.session.commit()
    return job


def removals() -> int:
    return db.session.scalar(sa.select(sa.func.count()).where(LedgerInbox.kind == EntryKind.REMOVED)) or 0


def state_of(signature: Signature) -> SignatureState:
    db.session.refresh(signature)
    return signature.state


@contextmanager
def dying_after(monkeypatch: pytest.MonkeyPatch, times: int) -> Iterator[None]:
    """No portion comes to its end any more."""
    with monkeypatch.context() as patch:
        patch.setattr(job_portions, "_settle", lambda *_arguments: 1 // 0)
        yield
        for _ in range(times):
            with pytest.raises(ZeroDivisionError):
                worker.work()
            db.session.rollback()


def test_who_dies_in_a_portion_has_done_nothing_of_it(running: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    worker.work()
    with dying_after(monkeypatch, 1):
        pass
    assert removals() == 2
    work()
    assert (running.state, running.done, removals()) == (JobState.DONE, 5, 5)


def test_what_fails_again_and_again_is_given_up_and_holds_up_no_other(
    running: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_portions, "MOST_TRIES", 1)
    with dying_after(monkeypatch, 1):
        pass
    work()
    assert (running.state, running.done, running.left) == (JobState.FAILED, 0, 5)


def test_two_workers_at_once_do_each_of_them_once(app: Flask, running: Job) -> None:
    failures: list[Exception] = []

    def keep_working() -> None:
        with app.app_context():
            db.open_for_writing()
            try:
                while worker.work():
                    pass
            except Exception as failure:
                # Told by the thread that can.
                failures.append(failure)

    workers = [threading.Thread(target=keep_working) for _ in range(2)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
    db.session.rollback()
    work()
    assert (failures, running.state, running.done, removals()) == ([], JobState.DONE, 5, 5)


def test_what_is_done_stays_when_it_is_cancelled(running: Job) -> None:
    worker.work()
    jobs.cancel(running, by=BOB)
    work()
    assert (running.state, running.done, running.left, removals()) == (JobState.CANCELLED, 2, 3, 2)
    with pytest.raises(JobMovedOn):
        jobs.cancel(running, by=BOB)


def test_what_somebody_let_count_meanwhile_is_not_removed(ward: Petition) -> None:
    [held] = confirmed(ward, doubts=(HoldRule.HONEYPOT,))
    job = chosen(ward, state=SignatureState.HELD)
    reviewing.release(held, by=BOB)
    jobs.confirm(job, by=MONA)
    work()
    assert (job.outcomes, state_of(held)) == ({"settled": 1}, SignatureState.COUNTED)


def test_nothing_goes_on_for_a_team_that_gives_the_petition_away(running: Job) -> None:
    handing_over.hand_over(running.petition, make_team("another"), by=MONA)
    work()
    assert (running.state, running.done) == (JobState.CANCELLED, 0)


def test_jobs_take_turns(running: Job, ward: Petition) -> None:
    [held] = confirmed(ward, doubts=(HoldRule.HONEYPOT,))
    second = jobs.choose_ticked(ward, JobKind.RELEASE, [held.public_id], reason="known to us", by=BOB)
    jobs.confirm(second, by=BOB)
    db.session.commit()
    worker.work()
    worker.work()
    db.session.refresh(second)
    assert (second.state, running.state) == (JobState.DONE, JobState.RUNNING)


def test_it_waits_while_many_stand_in_line_to_be_counted(running: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_portions, "MOST_IN_LINE", 4)
    assert worker.work() is False
    assert removals() == 0
    db.session.execute(sa.delete(LedgerInbox))
    work()
    assert removals() == 5


# --- Taking back --------------------------------------------------------------------------------------------------


def test_what_was_decided_since_stays(ward: Petition, time: FakeClock) -> None:
    again, left, stands = confirmed(ward, 3)
    job = decided(ward)
    time.move(minutes=1)
    moderating.restore(again, by=BOB, reason="known to us")
    moderating.remove(again, by=BOB, reason="not after all")
    back = jobs.take_back(job, reason="it was no flood", by=MONA)
    work()
    jobs.confirm(back, by=MONA)
    work()
    assert back.chosen == {"removed": 2}
    assert [state_of(one) for one in (again, left, stands)] == ["removed", "counted", "counted"]


def test_what_another_job_decided_since_stays(ward: Petition, time: FakeClock) -> None:
    confirmed(ward, 2)
    job = decided(ward)
    for kind, state in ((JobKind.RESTORE, SignatureState.REMOVED), (JobKind.REMOVE, SignatureState.COUNTED)):
        time.move(minutes=1)
        decided(ward, kind, state=state)
    back = jobs.take_back(job, reason="it was no flood", by=MONA)
    work()
    assert (back.total, back.left_out) == (0, {"removed": 2})


def test_a_comment_that_was_judged_since_stays(ward: Petition, time: FakeClock) -> None:
    signature = sign_and_confirm(ward, comment="For my mother.", comment_is_public=True)
    moderating.hide_comment(signature, by=BOB, reason="a doubt")
    job = decided(ward, JobKind.SHOW_COMMENT)
    time.move(minutes=1)
    db.session.execute(sa.update(Comment).values(reports=1))
    comment_review.keep(db.session.scalars(sa.select(Comment)).one(), by=BOB)
    back = jobs.take_back(job, reason="it was no flood", by=MONA)
    work()
    assert (back.total, back.left_out) == (0, {"counted": 1})


def test_who_withdraws_is_not_brought_back(ward: Petition) -> None:
    [signature] = confirmed(ward, doubts=(HoldRule.HONEYPOT,))
    job = decided(ward, JobKind.RELEASE, state=SignatureState.HELD)
    withdrawing.withdraw(signature)
    back = jobs.take_back(job, reason="too soon", by=MONA)
    work()
    assert (back.kind, back.total, back.left_out) == (JobKind.REMOVE, 0, {"withdrawn": 1})


def test_nothing_is_taken_back_that_goes_on(running: Job) -> None:
    with pytest.raises(JobMovedOn):
        jobs.take_back(running, reason="too soon", by=MONA)


# --- Mails --------------------------------------------------------------------------------------------------------


def test_who_has_not_confirmed_gets_the_mail_again_once_a_day(ward: Petition, time: FakeClock) -> None:
    for address in ("a@example.org", "a@example.org", "b@example.org"):
        submit(ward, address=address, name=f"Rima {time.move(minutes=1)}")
    time.move(minutes=1)
    for _ in range(2):
        job = jobs.choose_waiting(ward, since=None, until=None, reason="an outage", by=MONA)
        work()
        jobs.confirm(job, by=MONA)
        work()
    assert (job.total, job.outcomes) == (2, {"sent_today": 2})
    # Behind those that somebody waits for.
    assert db.session.scalar(sa.select(sa.func.count()).where(Mail.kind == MailKind.SENT_AGAIN, Mail.goes_last)) == 2


def test_only_those_of_the_days_that_were_named(ward: Petition) -> None:
    submit(ward)
    today = clock.now().date()
    totals = []
    for since, until in ((today, date.max), (date.min, today), (None, today - timedelta(days=1))):
        job = jobs.choose_waiting(ward, since=since, until=until, reason="an outage", by=MONA)
        work()
        totals.append(job.total)
    assert totals == [1, 1, 0]


def test_those_at_risk_are_not_written_to(ward: Petition) -> None:
    ward.protection = Protection.DISCREET
    assert not jobs.takes_mails_again(ward)


# --- The end ------------------------------------------------------------------------------------------------------


def items() -> int:
    return db.session.scalar(sa.select(sa.func.count(JobItem.id))) or 0


def test_whom_it_was_done_to_is_forgotten_after_thirty_days(
    ward: Petition, time: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "BATCH", 2)
    confirmed(ward, 3)
    job = decided(ward)
    time.move(days=30)
    forgetting.forget()
    assert items() == 3
    time.move(seconds=1)
    while forgetting.forget():
        pass
    db.session.commit()
    assert (items(), job.done, jobs.can_be_taken_back(job)) == (0, 3, False)


def test_what_nobody_confirms_goes_after_a_week(ward: Petition, time: FakeClock) -> None:
    confirmed(ward)
    job = chosen(ward)
    time.move(days=7, seconds=1)
    # Some of those that were shown may have gone already.
    with pytest.raises(JobMovedOn):
        jobs.confirm(job, by=MONA)
    db.session.rollback()
    forgetting.forget()
    assert (items(), db.session.scalar(sa.select(Job.id))) == (0, None)


def test_after_a_restore_nothing_goes_on_by_itself(running: Job) -> None:
    jobs.stop_all()
    db.session.refresh(running)
    assert running.state is JobState.CANCELLED


def test_others_petitions_have_jobs_of_their_own(running: Job) -> None:
    make_petition("another")
    found, _more = jobs.page_of(running.petition, before=None)
    assert [job.id for job in found] == [running.id]
