"""One reminder to those whose mail is unanswered."""

from datetime import timedelta

from sqlalchemy import select

from petition.extensions import db
from petition.lib import clock
from petition.models.outbox import MailKind
from petition.models.petition import Petition, PetitionState, Protection
from petition.models.submission import Submission
from petition.services import identity, outbox

AFTER = timedelta(hours=48)
BATCH = 200


def remind() -> bool:
    """Queue reminders for a batch of submissions, once each. True where more are waiting.

    Only while the petition is open, and never for one whose signers are at risk.
    """
    waiting = list(
        db.session.scalars(
            select(Submission)
            .join(Petition)
            .where(
                Submission.mailed_at < clock.now() - AFTER,
                Submission.reminded_at.is_(None),
                Petition.state == PetitionState.OPEN,
                Petition.protection == Protection.NORMAL,
            )
            .order_by(Submission.id)
            .limit(BATCH)
            # Of two workers each takes others; one that is being confirmed is left alone.
            .with_for_update(of=Submission, skip_locked=True)
        )
    )
    for submission in waiting:
        submission.reminded_at = clock.now()
        outbox.put(
            MailKind.REMINDER,
            subject=submission.public_id,
            address=identity.of_submission(submission).address,
            language=submission.language,
            dedupe_key=f"reminder:{submission.public_id}",
        )
    return len(waiting) == BATCH
