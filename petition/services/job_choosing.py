"""Writing down which signatures a job means: a portion at a time, by key, and nobody who signed since it began."""

from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, and_, exists, func, not_, select
from sqlalchemy.orm import aliased

from petition.extensions import db
from petition.lib import clock
from petition.models.job import Job, JobItem, JobKind, JobOutcome, JobState
from petition.models.record import Audit
from petition.models.signature import Signature
from petition.models.submission import Submission
from petition.services import job_names, job_verbs, jobs, looking_up
from petition.services.inserting import insert_all
from petition.services.job_verbs import VERBS
from petition.services.looking_up import Wanted

PORTION = 1000
# What waits is counted under this name.
WAITING = "waiting"


def choose(job: Job) -> None:
    """Write a portion down; after the last one the job is ready to be confirmed."""
    if job.undoes_id is not None:
        cursor = _of_deeds(job)
    elif job.kind is JobKind.SEND_AGAIN:
        cursor = _of_forms(job)
    else:
        cursor = _of_filter(job)
    job.cursor = cursor
    if cursor is None:
        job.state = JobState.READY


def _of_filter(job: Job) -> str | None:
    """All that match, the newest first; where to go on, None at the end."""
    wanted = Wanted.from_params(job.params)
    found = looking_up.matching(job.petition_id, wanted, most=PORTION, before=int(job.cursor or 0))
    _note(job, job_names.those_named(job, found.ids), VERBS[job.kind].fits)
    return None if found.before is None else str(found.before)


def _of_deeds(job: Job) -> str | None:
    """What another job did, in the order in which it was chosen there."""
    its_own = (JobItem.job_id == job.undoes_id, JobItem.outcome == JobOutcome.DONE, JobItem.id > int(job.cursor or 0))
    done = select(JobItem.id, JobItem.signature_id).where(*its_own).order_by(JobItem.id).limit(PORTION)
    rows = db.session.execute(done).all()
    still = and_(VERBS[job.kind].fits, _is_as_left(job))
    _note(job, [row.signature_id for row in rows], still)
    return str(rows[-1].id) if len(rows) == PORTION else None


def _is_as_left(job: Job) -> ColumnElement[bool]:
    """That nobody decided about a signature after the job that is taken back did, neither alone nor by another job."""
    mine, other = aliased(JobItem), aliased(JobItem)
    done_at = select(mine.done_at).where(mine.job_id == job.undoes_id, mine.signature_id == Signature.id)
    moment = done_at.correlate(Signature).scalar_subquery()
    verbs = Audit.verb.in_(job_verbs.verbs_of_kin(job.kind))
    alone = exists().where(Audit.subject == Signature.public_id, Audit.created_at > moment, verbs)
    of_kin = exists().where(Job.id == other.job_id, Job.kind.in_(job_verbs.kin_of(job.kind)))
    by_another = exists().where(
        other.signature_id == Signature.id,
        other.job_id != job.undoes_id,
        other.outcome == JobOutcome.DONE,
        other.done_at > moment,
        of_kin.correlate(other),
    )
    return and_(not_(alone.correlate(Signature)), not_(by_another.correlate(Signature)))


def _note(job: Job, ids: list[int], fits: ColumnElement[bool]) -> None:
    there = select(Signature.id, Signature.state, fits.label("fits")).where(Signature.id.in_(ids))
    rows = db.session.execute(there.order_by(Signature.id.desc())).all()
    jobs.add_items(job, [(row.id, row.state) for row in rows if row.fits])
    jobs.leave_out(job, [row.state for row in rows if not row.fits])


def _of_forms(job: Job) -> str | None:
    """The newest form of each mailbox, in the order of their indexes."""
    after = bytes.fromhex(job.cursor or "")
    theirs = (Submission.petition_id == job.petition_id, Submission.address_index > after)
    newest = select(Submission.address_index, func.max(Submission.id).label("id")).where(*theirs)
    by_mailbox = newest.group_by(Submission.address_index).order_by(Submission.address_index).limit(PORTION)
    rows = db.session.execute(by_mailbox).all()
    wanted = (Submission.id.in_([row.id for row in rows]), Submission.created_at < job.created_at, *_days(job))
    forms = db.session.scalars(select(Submission.public_id).where(*wanted, Submission.expires_at > clock.now())).all()
    if forms:
        insert_all(JobItem, [{"job_id": job.id, "submission": form} for form in forms])
    job.chosen = jobs.added(job.chosen, [WAITING] * len(forms))
    return rows[-1].address_index.hex() if len(rows) == PORTION else None


def _days(job: Job) -> list[ColumnElement[bool]]:
    bounds = []
    if since := job.params.get("since"):
        bounds.append(Submission.created_at >= _moment(since, time.min))
    if until := job.params.get("until"):
        bounds.append(Submission.created_at <= _moment(until, time.max))
    return bounds


def _moment(day: str, hour: time) -> datetime:
    return datetime.combine(date.fromisoformat(day), hour, UTC)
