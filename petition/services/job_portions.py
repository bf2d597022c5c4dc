"""A worker's turn with the jobs: it takes the one that waited longest, and does a portion of it in one transaction.

Any number of workers may be at it, and die at any moment: the job's row is locked while a portion is done, and what was
done is committed with the outcome of each item, or not at all.
"""

from sqlalchemy import select, update

from petition.extensions import db
from petition.lib import clock
from petition.models.job import AT_WORK, Job, JobItem, JobKind, JobOutcome, JobState
from petition.models.ledger import LedgerInbox
from petition.models.petition import Publishing
from petition.models.signature import Signature, SignatureState
from petition.models.submission import Submission
from petition.services import job_choosing, job_verbs, jobs, moderating_many

PORTION = 200
# A portion that failed so often is not tried again.
MOST_TRIES = 10
# While so many entries of a petition wait for the sequencer, its jobs wait: who confirms stands in the same line.
MOST_IN_LINE = 1000
GONE = (SignatureState.WITHDRAWN, SignatureState.ERASED)
IN_DATABASE = {"synchronize_session": False}


def claim() -> int | None:
    """The job whose turn it is, by key; None where nothing is to be done. To be committed before it is worked on.

    That it was begun is kept, so that one whose portions fail holds up no other, and is given up in the end.
    """
    waited_longest = select(Job.id).where(AT_WORK).order_by(Job.worked_at).limit(1).with_for_update(skip_locked=True)
    found = db.session.scalar(waited_longest)
    if found is not None:
        begun = update(Job).where(Job.id == found).values(tries=Job.tries + 1, worked_at=clock.now())
        db.session.execute(begun, execution_options=IN_DATABASE)
    return found


def work(job_id: int) -> bool:
    """Do a portion of a job. True where more may be waiting, of this one or of others."""
    ours = select(Job).where(Job.id == job_id, AT_WORK).with_for_update(skip_locked=True)
    job = db.session.scalar(ours.execution_options(populate_existing=True))
    if job is None:
        return True
    if job.tries > MOST_TRIES:
        jobs.finish(job, JobState.FAILED)
        return True
    is_resting = False
    if job.state is JobState.CHOOSING:
        job_choosing.choose(job)
    elif _line_is_long(job):
        is_resting = True
    else:
        _do(job)
    job.tries = 0
    return not is_resting


def _do(job: Job) -> None:
    # Past those that are done: until they are cleared away, an index leads to them all once more.
    later = JobItem.id > int(job.cursor or 0)
    waiting = select(JobItem).where(JobItem.job_id == job.id, JobItem.outcome.is_(None), later)
    items = list(db.session.scalars(waiting.order_by(JobItem.id).limit(PORTION)))
    if items:
        _settle(job, _outcomes_of_forms(items) if job.kind is JobKind.SEND_AGAIN else _outcomes(job, items))
        job.cursor = str(items[-1].id)
    if len(items) < PORTION:
        jobs.finish(job, JobState.DONE)


def _outcomes(job: Job, items: list[JobItem]) -> dict[int, JobOutcome]:
    """Do it to the signatures; what became of each item, by its key.

    What is to be removed counts, or is held, as it was shown: it is left alone where somebody let it count meanwhile.
    """
    keys, was = {item.signature_id: item.id for item in items}, {item.signature_id: item.was for item in items}
    # In one order everywhere, so that nobody waits in a ring.
    locked = select(Signature).where(Signature.id.in_(keys)).order_by(Signature.id).with_for_update()
    signatures = list(db.session.scalars(locked.execution_options(populate_existing=True)))
    meant = [one for one in signatures if job.kind is not JobKind.REMOVE or one.state is was[one.id]]
    done = job_verbs.do(job.kind, meant, by=job.confirmed_by or job.actor)
    return {keys[signature.id]: _outcome(signature, is_done=signature.id in done) for signature in signatures}


def _outcome(signature: Signature, *, is_done: bool) -> JobOutcome:
    if is_done:
        return JobOutcome.DONE
    return JobOutcome.WITHDRAWN if signature.state in GONE else JobOutcome.SETTLED


def _outcomes_of_forms(items: list[JobItem]) -> dict[int, JobOutcome]:
    """Send the mails again; what became of each item, by its key."""
    named = [item.submission for item in items]
    there = select(Submission).where(Submission.public_id.in_(named), Submission.expires_at > clock.now())
    waiting = {form.public_id: form for form in db.session.scalars(there)}
    sent = moderating_many.send_again(waiting.values())
    outcomes = {}
    for item in items:
        name = item.submission or ""
        missed = JobOutcome.SENT_TODAY if name in waiting else JobOutcome.ANSWERED
        outcomes[item.id] = JobOutcome.DONE if name in sent else missed
    return outcomes


def _settle(job: Job, outcomes: dict[int, JobOutcome]) -> None:
    now = clock.now()
    for outcome in JobOutcome:
        ids = [key for key, became in outcomes.items() if became is outcome]
        if ids:
            settled = update(JobItem).where(JobItem.id.in_(ids)).values(outcome=outcome, done_at=now)
            db.session.execute(settled, execution_options=IN_DATABASE)
    job.outcomes = jobs.added(job.outcomes, [*outcomes.values()])


def _line_is_long(job: Job) -> bool:
    """Whether its petition's entries wait for the sequencer by the thousand, though they need not wait for an hour."""
    if job.petition.publish is Publishing.BATCHED:
        return False
    in_line = select(LedgerInbox.id).where(LedgerInbox.petition_id == job.petition_id).order_by(LedgerInbox.id)
    return db.session.scalar(in_line.offset(MOST_IN_LINE).limit(1)) is not None
