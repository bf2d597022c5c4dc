"""Which mail is sent next, with which words, and what became of it.

A mail is claimed in one transaction and settled in another; in between it is handed over. A worker that dies
in between leaves a lease that runs out, and the mail goes again with the same Message-ID: at least once.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update

from petition.extensions import db
from petition.lib import clock
from petition.models.outbox import Mail, MailKind, MailState, MailUse, SuppressionReason
from petition.models.petition import Petition
from petition.models.signature import Signature
from petition.models.submission import Submission
from petition.services import leases, signatory_mails, suppressing
from petition.services.confirming import TAKEN
from petition.services.inserting import insert_unless_there
from petition.services.letters import Letter

LEASE = timedelta(minutes=2)
SAME_PETITION_PAUSE = timedelta(minutes=10)
PER_DAY = 3
PRESSED_TWICE = timedelta(minutes=1)
DAY = timedelta(days=1)
RETRY_AFTER = (60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600)
GIVE_UP_AFTER = timedelta(days=3)


def claim(limit: int) -> list[Mail]:
    """Lease the mails that are due, so that no other worker takes them for two minutes."""
    now = clock.now()
    # Two statements: PostgreSQL may look for "the first n" again for each row it changes, and so change more than n.
    due = db.session.scalars(
        select(Mail.id)
        .where(Mail.state == MailState.QUEUED, Mail.not_before <= now)
        .where((Mail.leased_until.is_(None)) | (Mail.leased_until < now))
        .order_by(Mail.not_before, Mail.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    if not due:
        return []
    claimed = db.session.scalars(
        update(Mail)
        .where(Mail.id.in_(due))
        .values(leased_until=now + LEASE, attempts=Mail.attempts + 1)
        .returning(Mail),
        execution_options={"synchronize_session": False, "populate_existing": True},
    )
    # In one order everywhere, so that workers who wait for each other's mailboxes never wait in a ring.
    return sorted(claimed, key=lambda mail: (mail.mailbox_index, mail.id))


def letter_for(mail: Mail) -> Letter | None:
    """The words for a claimed mail, or None where it is dropped or put off; then it is settled already."""
    # Two workers may hold two mails to one mailbox: the second must see what the first decided.
    leases.hold_until_commit(mail.mailbox_index)
    letter = None if suppressing.is_suppressed(mail.mailbox_index) else CHOOSERS[mail.kind](mail)
    if letter is None:
        _finish(mail, MailState.DROPPED)
        return None
    wait_until = _cap(mail, letter.petition)
    if wait_until is not None:
        mail.not_before, mail.leased_until = wait_until, None
        mail.attempts -= 1
        return None
    _reserve(mail, letter.petition)
    if letter.submission is not None:
        # Noted before the mail goes: a scanner may press its button before we hear that it was taken.
        _note_as_mailed(letter.submission.public_id)
    return letter


def sent(mail: Mail) -> None:
    """The mail was handed over. Its address is wiped."""
    mail.sent_at = clock.now()
    _finish(mail, MailState.SENT)
    _note_as_mailed(mail.subject, Submission.mailed_at.is_not(None))


def deferred(mail: Mail, server_words: str) -> None:
    """The server said "later": try again, ever more rarely, and give up after three days."""
    mail.server_words = server_words
    if clock.now() - mail.created_at > GIVE_UP_AFTER:
        _give_up(mail)
        return
    pause = RETRY_AFTER[min(mail.attempts, len(RETRY_AFTER)) - 1]
    mail.not_before = clock.now() + timedelta(seconds=pause)
    mail.leased_until = None


def refused(mail: Mail, server_words: str) -> None:
    """The server will never take it: give up, and keep its words for the operator."""
    mail.server_words = server_words
    _give_up(mail)


def bounced(mail: Mail, server_words: str) -> None:
    """A delivery-status message says that the mailbox does not exist: stop writing to it."""
    mail.server_words = server_words
    suppressing.suppress_index(mail.mailbox_index, SuppressionReason.BOUNCED)
    _finish(mail, MailState.BOUNCED)


def sent_within_a_day() -> int:
    """How many mails went out in the last 24 hours: what a daily quota is counted by."""
    since = clock.now() - DAY
    return db.session.scalar(select(func.count(MailUse.id)).where(MailUse.sent_at > since)) or 0


def _for_signing(mail: Mail) -> Letter | None:
    submission = _submission(mail)
    if submission is None or not submission.petition.takes_confirmations or _is_said_already(submission):
        return None
    petition = submission.petition
    there = list(
        db.session.scalars(
            select(Signature)
            .where(
                Signature.petition_id == petition.id,
                Signature.address_index == submission.address_index,
                Signature.state.in_(TAKEN),
            )
            .order_by(Signature.slot)
        )
    )
    same_name = [signature for signature in there if signature.name_index == submission.name_index]
    if same_name:
        return Letter("already", petition, signature=same_name[0])
    if len(there) >= petition.slots:
        return Letter("slots_full", petition, signature=there[0])
    words = "again" if _was_mailed(submission) else "confirm"
    return Letter(words, petition, submission=submission)


def _for_reminder(mail: Mail) -> Letter | None:
    submission = _submission(mail)
    if submission is None or not submission.petition.takes_signatures:
        return None
    return Letter("reminder", submission.petition, submission=submission)


CHOOSERS = {
    MailKind.SIGNING: _for_signing,
    MailKind.REMINDER: _for_reminder,
    MailKind.SIGNATORY: signatory_mails.to_confirm,
    MailKind.SIGNATORY_DUE: signatory_mails.before_the_deadline,
    MailKind.SIGNATORY_NEWS: signatory_mails.about_a_decision,
}


def _submission(mail: Mail) -> Submission | None:
    return db.session.scalar(select(Submission).where(Submission.public_id == mail.subject))


def _is_said_already(submission: Submission) -> bool:
    """Whether this is the same form pressed twice: one mail, sent since then or just before, answers both.

    Who sends it again later, because no mail came, is written to again as soon as the caps allow.
    """
    return _was_mailed(
        submission,
        Submission.content_index == submission.content_index,
        Submission.mailed_at > submission.created_at - PRESSED_TWICE,
    )


def _was_mailed(submission: Submission, *conditions: ColumnElement[bool]) -> bool:
    """Whether a mail went out for another submission of the same mailbox that still waits."""
    others = select(Submission.id).where(
        Submission.petition_id == submission.petition_id,
        Submission.address_index == submission.address_index,
        Submission.id != submission.id,
        Submission.mailed_at.is_not(None),
        *conditions,
    )
    return db.session.scalar(others.limit(1)) is not None


def _cap(mail: Mail, petition: Petition) -> datetime | None:
    """When the mailbox may be written to again, or None for now. Strangers can fill in forms with any address."""
    now = clock.now()
    uses = list(
        db.session.scalars(
            select(MailUse)
            .where(
                MailUse.mailbox_index == mail.mailbox_index,
                MailUse.sent_at > now - DAY,
                MailUse.mail_public_id != mail.public_id,
            )
            .order_by(MailUse.sent_at)
        )
    )
    waits = [use.sent_at + SAME_PETITION_PAUSE for use in uses if use.petition_public_id == petition.public_id]
    if len(uses) >= PER_DAY:
        waits.append(uses[-PER_DAY].sent_at + DAY)
    latest = max(waits, default=now)
    return latest if latest > now else None


def _reserve(mail: Mail, petition: Petition) -> None:
    """Take the mailbox's turn before the mail goes; a mail tried again keeps the turn it has."""
    values = {
        "mailbox_index": mail.mailbox_index,
        "petition_public_id": petition.public_id,
        "mail_public_id": mail.public_id,
        "sent_at": clock.now(),
    }
    insert_unless_there(MailUse, values)


def _note_as_mailed(submission: str, *conditions: ColumnElement[bool]) -> None:
    # A statement, because the submission may be confirmed and gone meanwhile.
    db.session.execute(
        update(Submission).where(Submission.public_id == submission, *conditions).values(mailed_at=clock.now())
    )


def _give_up(mail: Mail) -> None:
    _finish(mail, MailState.FAILED)
    if mail.kind is MailKind.SIGNING:
        # It never arrived: nobody is reminded of it, and the same form sent again is worth another try.
        db.session.execute(update(Submission).where(Submission.public_id == mail.subject).values(mailed_at=None))


def _finish(mail: Mail, state: MailState) -> None:
    mail.state = state
    mail.address = None
    mail.leased_until = None
