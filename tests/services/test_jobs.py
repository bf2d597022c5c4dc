"""Decisions about many signatures: what was shown is done, each of it once, and what came between stays."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.erasure import Erasure
from petition.models.job import JobKind, JobOutcome, JobState
from petition.models.ledger import LedgerInbox
from petition.models.petition import NameAudience, Petition
from petition.models.record import Audit
from petition.models.report import Report, ReportReason
from petition.models.signature import Comment, Hold, HoldRule, Signature, SignatureState
from petition.services import (
    job_choosing,
    job_portions,
    jobs,
    moderating,
    moderating_many,
    reporting,
    verifying,
    withdrawing,
)
from petition.services.counting import count_of
from petition.services.errors import NothingToDecide, TooManyJobs
from petition.services.looking_up import Wanted
from tests.making import sign_and_confirm
from tests.services.counting import confirmed, sequenced
from tests.services.deciding import BOB, MONA, chosen, decided, outcomes, work

HELD = (HoldRule.HONEYPOT,)


def states(petition: Petition) -> list[str]:
    there = sa.select(Signature.state).where(Signature.petition_id == petition.id).order_by(Signature.id)
    return [state.value for state in db.session.scalars(there)]


def audits() -> list[tuple[str, int | None]]:
    return [(line.verb, line.details.get("number")) for line in db.session.scalars(sa.select(Audit).order_by(Audit.id))]


# --- Choosing -----------------------------------------------------------------------------------------------------


def test_nothing_is_done_before_it_is_confirmed(ward: Petition) -> None:
    confirmed(ward, 3)
    confirmed(ward, 1, doubts=HELD)
    job = chosen(ward)
    assert (job.state, job.chosen, job.total) == (JobState.READY, {"counted": 3}, 3)
    assert states(ward) == ["counted"] * 3 + ["held"]
    assert audits() == []


def test_a_portion_at_a_time(ward: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_choosing, "PORTION", 2)
    monkeypatch.setattr(job_portions, "PORTION", 2)
    confirmed(ward, 5)
    job = decided(ward)
    assert (job.state, job.total, job.done) == (JobState.DONE, 5, 5)


def test_who_signs_later_is_not_meant(ward: Petition) -> None:
    confirmed(ward, 2)
    job = chosen(ward)
    confirmed(ward, 1)
    jobs.confirm(job, by=MONA)
    work()
    assert states(ward) == ["removed", "removed", "counted"]


def test_who_signs_while_it_is_chosen_is_not_meant(ward: Petition) -> None:
    confirmed(ward, 1)
    job = jobs.choose_matching(ward, JobKind.REMOVE, Wanted(), reason="a flood", by=MONA)
    confirmed(ward, 1)
    work()
    assert job.total == 1


def test_those_ticked_are_ready_at_once(ward: Petition) -> None:
    [counted], [held] = confirmed(ward), confirmed(ward, doubts=HELD)
    ids = [counted.public_id, held.public_id, "unknown"]
    job = jobs.choose_ticked(ward, JobKind.RELEASE, ids, reason="known to us", by=MONA)
    assert (job.state, job.chosen, job.left_out) == (JobState.READY, {"held": 1}, {"counted": 1})


def test_nothing_ticked_is_nothing_to_decide(ward: Petition) -> None:
    with pytest.raises(NothingToDecide):
        jobs.choose_ticked(ward, JobKind.REMOVE, ["unknown"], reason="a flood", by=MONA)


def test_there_is_an_end_to_what_waits(ward: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MOST_OPEN", 1)
    confirmed(ward)
    chosen(ward)
    with pytest.raises(TooManyJobs):
        chosen(ward)


# --- Doing --------------------------------------------------------------------------------------------------------


def test_what_was_removed_counts_no_more(ward: Petition) -> None:
    confirmed(ward, 3)
    sequenced(ward)
    decided(ward)
    sequenced(ward)
    assert (count_of(ward).number, count_of(ward).removed) == (0, 3)
    assert list(verifying.problems_of(ward)) == []


def test_the_log_has_one_line_for_each_step_not_for_each_signature(ward: Petition) -> None:
    confirmed(ward, 3)
    decided(ward)
    assert audits() == [("confirm job", 3), ("finish job", 3)]


def test_one_signature_knows_what_was_done_to_it(ward: Petition) -> None:
    [signature] = confirmed(ward)
    decided(ward)
    [deed] = jobs.deeds_on(signature)
    told = (deed.job.kind, deed.job.reason, deed.job.confirmed_by, deed.done_at is not None)
    assert told == (JobKind.REMOVE, "a flood", MONA, True)


def test_what_came_between_stays_and_is_told(ward: Petition) -> None:
    left, settled, stays = confirmed(ward, 3, doubts=HELD)
    job = chosen(ward, JobKind.RELEASE, state=SignatureState.HELD)
    withdrawing.withdraw(left)
    moderating.remove(settled, by=BOB, reason="a test entry")
    jobs.confirm(job, by=MONA)
    work()
    assert outcomes(job) == {
        left.id: JobOutcome.WITHDRAWN,
        settled.id: JobOutcome.SETTLED,
        stays.id: JobOutcome.DONE,
    }
    assert (job.done, job.skipped, job.left) == (1, 2, 0)


def leave_one_of_each(ward: Petition) -> list[Signature]:
    """One that counts and one that is held, with public names and comments; the first counts in the ledger."""
    values = {"give_name_to": NameAudience.PUBLIC, "comment": "For my mother.", "comment_is_public": True}
    made = [sign_and_confirm(ward, address=f"{n}@example.org", doubts=HELD * n, **values) for n in (0, 1)]
    sequenced(ward)
    for comment in all_of(Comment):
        reporting.report(ward, comment.public_id, reason=ReportReason.INSULT, words="")
    return made


def traces() -> dict[str, list[Any]]:
    """All that a verb leaves besides its line in the log."""
    db.session.expire_all()
    return {
        "signatures": [(row.state, row.name_hidden, row.public_name, row.left_at is None) for row in all_of(Signature)],
        "holds": [(row.outcome, row.settled_by, row.settled_at is None) for row in all_of(Hold)],
        "comments": [(row.state, row.hidden_because, row.reports, row.is_reviewed) for row in all_of(Comment)],
        "reports": [(row.outcome, row.settled_by) for row in all_of(Report)],
        "inbox": [(row.kind, row.weight, row.signature_id, row.commitment) for row in all_of(LedgerInbox)],
        "erasures": sorted((row.kind, row.subject) for row in all_of(Erasure)),
    }


def all_of(model: Any) -> list[Any]:
    return list(db.session.scalars(sa.select(model).order_by(model.id)))


ALIKE: list[tuple[Callable[..., None], Callable[..., set[int]], list[Callable[..., None]]]] = [
    (moderating.remove, moderating_many.remove, []),
    (moderating.restore, moderating_many.restore, [moderating.remove]),
    (moderating.hide_name, moderating_many.hide_names, []),
    (moderating.show_name, moderating_many.show_names, [moderating.hide_name]),
    (moderating.hide_comment, moderating_many.hide_comments, []),
    (moderating.show_comment, moderating_many.show_comments, [moderating.hide_comment]),
]


@pytest.mark.parametrize(("alone", "together", "before"), ALIKE, ids=lambda value: getattr(value, "__name__", ""))
def test_together_they_are_left_as_one_by_one(
    ward: Petition, alone: Callable[..., None], together: Callable[..., set[int]], before: list[Callable[..., None]]
) -> None:
    made = leave_one_of_each(ward)
    for verb in before:
        for signature in made:
            verb(signature, by=MONA, reason="a flood")
    db.session.commit()
    for signature in made:
        alone(signature, by=MONA, reason="a flood")
    one_by_one = traces()
    db.session.rollback()
    assert together(made, by=MONA) == {signature.id for signature in made}
    assert traces() == one_by_one
