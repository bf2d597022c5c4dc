"""A duty of a worker that holds one thing, waits for another, and is answered more than a network carries at once."""

import sys
from datetime import timedelta

from sqlalchemy import func, select

from petition.extensions import db
from petition.worker import Worker
from petition.worker.schedule import Duty
from wsgi import app

HELD, AWAITED = map(int, sys.argv[1:])
MUCH = 50_000_000


def ask() -> bool:
    db.session.execute(select(func.pg_advisory_xact_lock(HELD)))
    db.session.execute(select(func.pg_advisory_xact_lock(AWAITED), func.repeat("x", MUCH)))
    return False


if __name__ == "__main__":
    Worker(app)._portion(Duty("ask", 1, ask, silence=timedelta(seconds=2)))
