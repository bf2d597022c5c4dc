"""Jobs for tests: chosen, confirmed and worked on as a moderator and a worker do it."""

from typing import Any

import sqlalchemy as sa

from petition.extensions import db
from petition.models.job import Job, JobItem, JobKind, JobOutcome
from petition.models.petition import Petition
from petition.services import jobs
from petition.services.looking_up import Wanted
from petition.worker import jobs as worker

MONA, BOB = "mona-public-id", "bob-public-id"


def work() -> None:
    """The worker's turns, until nothing is left to do."""
    db.session.commit()
    while worker.work():
        pass
    db.session.expire_all()


def chosen(petition: Petition, kind: JobKind = JobKind.REMOVE, **wanted: Any) -> Job:
    """All that match, written down."""
    job = jobs.choose_matching(petition, kind, Wanted(**wanted), reason="a flood", by=MONA)
    work()
    return job


def decided(petition: Petition, kind: JobKind = JobKind.REMOVE, **wanted: Any) -> Job:
    """All that match, and done."""
    job = chosen(petition, kind, **wanted)
    jobs.confirm(job, by=MONA)
    work()
    return job


def outcomes(job: Job) -> dict[int | None, JobOutcome | None]:
    """By signature."""
    found = sa.select(JobItem.signature_id, JobItem.outcome).where(JobItem.job_id == job.id)
    return {row.signature_id: row.outcome for row in db.session.execute(found)}
