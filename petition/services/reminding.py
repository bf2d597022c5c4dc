"""One reminder to those whose mail is unanswered."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from petition.extensions import db
from petition.lib import clock
from petition.lib.crypto import CannotOpen
from petition.models.outbox import MailKind
from petition.models.petition import Petition, PetitionState
from petition.models.signatory import Signatory
from petition.models.submission import Submission
from petition.services import identity, outbox
from petition.services.identity import Identity
from petition.services.signatory_lines import SignatoryLine

Row = TypeVar("Row", Submission, Signatory)
AFTER = timedelta(hours=48)
BATCH = 200


def remind() -> bool:
    """Queue reminders for a batch of submissions, once each. True where more are waiting.

    Only while the petition is open, and never for one whose signers are at risk.
    """
    ago = clock.now() - AFTER
    waiting = list(
        db.session.scalars(
            select(Submission)
            .options(joinedload(Submission.petition, innerjoin=True))
            # No mail goes before its form came: by this the index finds those whose time has come.
            .where(Submission.reminded_at.is_(None), Submission.created_at < ago, Submission.mailed_at < ago)
            .order_by(Submission.created_at)
            .limit(BATCH)
            # Of two workers each takes others; one that is being confirmed is left alone.
            .with_for_update(of=Submission, skip_locked=True)
        )
    )
    for submission in waiting:
        # Settled for all: whoever is not to be reminded is not looked at again.
        submission.reminded_at = clock.now()
        if _is_to_be_reminded(submission.petition):
            queue(MailKind.REMINDER, submission, reason="reminder", opened=identity.of_submission)
    return len(waiting) == BATCH


def _is_to_be_reminded(petition: Petition) -> bool:
    return petition.state is PetitionState.OPEN and not petition.is_discreet


def queue(kind: MailKind, row: Row, *, reason: str, opened: Callable[[Row], Identity | SignatoryLine]) -> None:
    """Remind whoever sent a row. Where its key is lost nobody knows whom: the others are reminded all the same."""
    try:
        address = opened(row).address
    except CannotOpen:
        return
    outbox.put(
        kind,
        subject=row.public_id,
        address=address,
        language=row.language,
        dedupe_key=f"{reason}:{row.public_id}",
    )
