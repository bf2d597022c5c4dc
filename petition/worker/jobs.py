"""Decisions about many signatures: a portion of one of them at a time, in turn."""

from petition.extensions import db
from petition.services import job_portions


def work() -> bool:
    """Do a portion of the job that waited longest. True where more may be waiting."""
    job_id = job_portions.claim()
    # Kept by itself, so that a portion that fails is known to have been tried.
    db.session.commit()
    if job_id is None:
        return False
    more = job_portions.work(job_id)
    db.session.commit()
    return more
