"""Deleting what is past its time. Everything that names a person has a date; this keeps it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import CursorResult, delete, select

from petition.extensions import db
from petition.lib import clock
from petition.models.outbox import Mail, MailState, MailUse
from petition.models.submission import Submission

BATCH = 1000
MAIL_USE_LIFE = timedelta(days=1)
# Long enough for every bounce to come back and for the operator to read the server's words.
MAIL_LIFE = timedelta(days=30)


def forget() -> bool:
    """Delete one batch of each kind. True where more is waiting."""
    now = clock.now()
    counts = [
        _delete(Submission, Submission.expires_at < now),
        _delete(MailUse, MailUse.sent_at < now - MAIL_USE_LIFE),
        _delete(Mail, (Mail.state != MailState.QUEUED) & (Mail.created_at < now - MAIL_LIFE)),
    ]
    return BATCH in counts


def _delete(model: Any, is_past: Any) -> int:
    rows = select(model.id).where(is_past).limit(BATCH)
    result: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        delete(model).where(model.id.in_(rows.scalar_subquery())),
        execution_options={"synchronize_session": False},
    )
    return result.rowcount
