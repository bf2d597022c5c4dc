"""One decision about many signatures: chosen, shown, confirmed, and then done by the worker, a portion at a time.

What is confirmed is what was shown: which signatures are meant is written down before, so that whoever signs later, or
comes to fit the filter later, is not caught. Each is dealt with exactly once, in the transaction that says so.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, delete, func, select, update
from sqlalchemy.orm import joinedload

from petition.extensions import db
from petition.lib import clock
from petition.models.job import Job, JobItem, JobKind, JobOutcome, JobState
from petition.models.organiser import Organiser
from petition.models.petition import Petition
from petition.models.record import Audit
from petition.models.signature import Signature
from petition.services import auditing, job_names, job_verbs
from petition.services.errors import JobMovedOn, NothingToDecide, TooManyJobs
from petition.services.inserting import insert_all
from petition.services.job_verbs import VERBS
from petition.services.looking_up import Wanted

PER_PAGE = 50
SAMPLE = 10
# Those that wait, are made ready or run, of one petition.
MOST_OPEN = 20
MOST_DEEDS = 50
# What nobody confirms is dropped; of what is over it stays known for so long what became of each.
UNCONFIRMED_FOR = timedelta(days=7)
ITEMS_FOR = timedelta(days=30)
IN_DATABASE = {"synchronize_session": False}
OPEN = (JobState.CHOOSING, JobState.READY, JobState.RUNNING)


def choose_ticked(petition: Petition, kind: JobKind, ticked: Sequence[str], *, reason: str, by: str) -> Job:
    """Those of a page that were ticked, by their public ids; ready at once. Raises NothingToDecide, TooManyJobs."""
    columns = (Signature.id, Signature.state, VERBS[kind].fits.label("fits"))
    theirs = (Signature.petition_id == petition.id, Signature.public_id.in_(ticked[:PER_PAGE]))
    found = db.session.execute(select(*columns).where(*theirs).order_by(Signature.id)).all()
    if not found:
        raise NothingToDecide
    job = _begin(petition, kind, {}, reason=reason, by=by)
    add_items(job, [(row.id, row.state) for row in found if row.fits])
    leave_out(job, [row.state for row in found if not row.fits])
    job.state = JobState.READY
    return job


def choose_matching(
    petition: Petition, kind: JobKind, wanted: Wanted, *, reason: str, by: str, names: str | None = None
) -> Job:
    """All that a filter finds, of those who have signed by now. The worker writes them down. Raises TooManyJobs.

    `names` is the pattern of a `NamePattern` that their names must be like. That somebody asked for names is kept,
    and not for which.
    """
    newest = db.session.scalar(select(func.max(Signature.id))) or 0
    params = wanted.to_params() | (job_names.sealed(petition, names) if names else {})
    job = _begin(petition, kind, params, reason=reason, by=by, cursor=str(newest + 1))
    if names:
        auditing.record_of_petition("look up names", petition, actor=by, job=job.public_id)
    return job


def choose_waiting(petition: Petition, *, since: date | None, until: date | None, reason: str, by: str) -> Job:
    """Those whose forms, sent on these days (by UTC), wait to be confirmed: the mail goes again. Raises TooManyJobs."""
    days = {"since": since, "until": until}
    params = {name: day.isoformat() for name, day in days.items() if day is not None}
    return _begin(petition, JobKind.SEND_AGAIN, params, reason=reason, by=by, cursor="")


def takes_mails_again(petition: Petition) -> bool:
    """Whether those who have not confirmed can be written to: they still may, and are not at risk."""
    return petition.takes_confirmations and not petition.is_discreet


def take_back(job: Job, *, reason: str, by: str) -> Job:
    """Those that a job did something to, as far as they still stand as it left them, and nobody decided later.

    Raises JobMovedOn, TooManyJobs.
    """
    kind = job_verbs.taken_back_by(job.kind)
    if kind is None or not can_be_taken_back(job):
        raise JobMovedOn
    made = _begin(job.petition, kind, {}, reason=reason, by=by, cursor="0")
    made.undoes_id = job.id
    return made


def can_be_taken_back(job: Job) -> bool:
    """Whether it is over, and still known what it did."""
    has_verb = job_verbs.taken_back_by(job.kind) is not None
    return has_verb and job.is_over and job.done > 0 and job.keep_until is not None and job.keep_until > clock.now()


def confirm(job: Job, *, by: str) -> None:
    """Let the worker do it. Raises JobMovedOn where somebody else confirmed or cancelled it, or its week is over."""
    now = clock.now()
    values = {"state": JobState.RUNNING, "confirmed_by": by, "started_at": now, "worked_at": now, "keep_until": None}
    _move(job, (JobState.READY,), values, Job.keep_until > now)
    _audit("take back job" if job.undoes_id else "confirm job", job, actor=by, number=job.total)


def cancel(job: Job, *, by: str) -> None:
    """Do no more of it; what is done stays. Raises JobMovedOn where it is over."""
    # A portion that is under way is finished first: the job's row is locked.
    was_running = job.started_at is not None
    _move(job, OPEN, ended(JobState.CANCELLED))
    job.params = job_names.without_names(job.params)
    if was_running or job.started_at is not None:
        _audit("cancel job", job, actor=by, number=job.done)


def ended(state: JobState) -> dict[str, Any]:
    """What a job's row says from the end on."""
    now = clock.now()
    return {"state": state, "ended_at": now, "keep_until": now + ITEMS_FOR}


def finish(job: Job, state: JobState) -> None:
    """The worker has dealt with all of them, or cannot. Kept with how many it was done to."""
    _end(job, state)
    verb = "finish job" if state is JobState.DONE else "give job up"
    _audit(verb, job, actor=auditing.SYSTEM, number=job.done)


def stop_all() -> None:
    """Cancel whatever is open: of a restored backup nobody knows whether it was cancelled since."""
    _stop(Job.ended_at.is_(None))


def stop(petition: Petition) -> None:
    """Cancel whatever is open of a petition; what is done stays."""
    _stop(Job.petition_id == petition.id, Job.ended_at.is_(None))


def _stop(*conditions: ColumnElement[bool]) -> None:
    # There are never many. A portion that is under way is finished first.
    locked = select(Job).where(*conditions).order_by(Job.id).with_for_update()
    for job in db.session.scalars(locked.execution_options(populate_existing=True)):
        _end(job, JobState.CANCELLED)
    db.session.flush()


def _end(job: Job, state: JobState) -> None:
    for name, value in ended(state).items():
        setattr(job, name, value)
    job.params = job_names.without_names(job.params)


def forget_items(most: int) -> int:
    """Delete so many items of a job whose time is over, and the job too if nobody ever confirmed it; how many went."""
    over = select(Job).where(Job.keep_until < clock.now()).order_by(Job.keep_until).limit(1)
    job = db.session.scalar(over.with_for_update(skip_locked=True))
    if job is None:
        return 0
    # In the order of their index: no portion reads them all.
    of_job = select(JobItem.id).where(JobItem.job_id == job.id).order_by(JobItem.outcome, JobItem.id).limit(most)
    items = db.session.scalars(of_job).all()
    db.session.execute(delete(JobItem).where(JobItem.id.in_(items)), execution_options=IN_DATABASE)
    if len(items) == most:
        return most
    job.keep_until = None
    job.params = job_names.without_others(job.params)
    if job.started_at is None:
        db.session.delete(job)
    # There may be another.
    return most


def by_public_id(petition: Petition, public_id: str) -> Job | None:
    return db.session.scalar(select(Job).where(Job.petition_id == petition.id, Job.public_id == public_id))


def page_of(petition: Petition, *, before: int | None) -> tuple[list[Job], bool]:
    """One page of a petition's jobs, newest first, and whether there is another."""
    query = select(Job).where(Job.petition_id == petition.id).order_by(Job.id.desc()).limit(PER_PAGE + 1)
    if before is not None:
        query = query.where(Job.id < before)
    found = list(db.session.scalars(query))
    return found[:PER_PAGE], len(found) > PER_PAGE


def names_of(found: Iterable[Job]) -> dict[str, str]:
    """The names of those who chose and confirmed them, by public id; without those whose account is gone."""
    ids = {name for job in found for name in (job.actor, job.confirmed_by) if name}
    rows = db.session.execute(select(Organiser.public_id, Organiser.name).where(Organiser.public_id.in_(ids)))
    return {row.public_id: row.name for row in rows}


def sample(job: Job) -> list[Signature]:
    """The first few of those chosen."""
    there = select(Signature).join(JobItem, JobItem.signature_id == Signature.id).where(JobItem.job_id == job.id)
    first = there.order_by(JobItem.outcome, JobItem.id).limit(SAMPLE)
    return list(db.session.scalars(first.options(joinedload(Signature.hold), joinedload(Signature.comment))))


def items_with(job: Job, outcome: JobOutcome) -> list[JobItem]:
    """The first of those with an outcome, for links to them."""
    there = select(JobItem).where(JobItem.job_id == job.id, JobItem.outcome == outcome).order_by(JobItem.id)
    loaded = joinedload(JobItem.signature).options(joinedload(Signature.hold), joinedload(Signature.comment))
    return list(db.session.scalars(there.options(loaded).limit(PER_PAGE)))


def deeds_on(signature: Signature) -> list[JobItem]:
    """What jobs did to one signature, oldest first: `done_at`, `job.kind`, `job.reason`, `job.confirmed_by`.

    Known for 30 days after the job ended.
    """
    done = (JobItem.signature_id == signature.id, JobItem.outcome == JobOutcome.DONE)
    there = select(JobItem).where(*done).options(joinedload(JobItem.job, innerjoin=True))
    return list(db.session.scalars(there.order_by(JobItem.id).limit(MOST_DEEDS)))


def deeds_as_audit(signature: Signature) -> list[Audit]:
    """The same as lines of the log, of which there is none for each signature; they are kept nowhere."""
    return [
        Audit(
            actor=deed.job.confirmed_by or deed.job.actor,
            verb=deed.job.kind.replace("_", " "),
            subject=signature.public_id,
            details={"reason": deed.job.reason},
            created_at=deed.done_at,
        )
        for deed in deeds_on(signature)
    ]


def add_items(job: Job, found: Sequence[tuple[int, str]]) -> None:
    """Write down which are meant, by key and state."""
    if found:
        insert_all(JobItem, [{"job_id": job.id, "signature_id": key, "was": state} for key, state in found])
    job.chosen = added(job.chosen, [state for _key, state in found])


def leave_out(job: Job, states: Sequence[str]) -> None:
    """Count those that it cannot be done to."""
    job.left_out = added(job.left_out, states)


def added(numbers: dict[str, int], names: Sequence[str]) -> dict[str, int]:
    """These sums, with so many more of each."""
    return dict(Counter(numbers) + Counter(str(name) for name in names))


def _begin(
    petition: Petition, kind: JobKind, params: dict[str, str], *, reason: str, by: str, cursor: str | None = None
) -> Job:
    of_petition = select(Job.id).where(Job.petition_id == petition.id, Job.ended_at.is_(None)).limit(MOST_OPEN)
    if len(db.session.scalars(of_petition).all()) == MOST_OPEN:
        raise TooManyJobs
    made = Job(petition=petition, kind=kind, params=params, reason=reason, actor=by, cursor=cursor)
    made.keep_until = clock.now() + UNCONFIRMED_FOR
    db.session.add(made)
    db.session.flush()
    return made


def _move(job: Job, states: Sequence[JobState], values: dict[str, Any], *conditions: ColumnElement[bool]) -> None:
    moving = update(Job).where(Job.id == job.id, Job.state.in_(states), *conditions).values(values)
    # Another tab, a colleague and the worker may be at it: one of them changes the row.
    moved: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        moving, execution_options=IN_DATABASE
    )
    if not moved.rowcount:
        raise JobMovedOn
    db.session.refresh(job)


def _audit(verb: str, job: Job, *, actor: str, **details: Any) -> None:
    auditing.record_of_petition(
        verb, job.petition, actor=actor, job=job.public_id, kind=job.kind, reason=job.reason, **details
    )
