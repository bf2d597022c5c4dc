"""Mails to those who ask to be listed under a letter."""

from datetime import timedelta

from sqlalchemy import select

from petition.extensions import db
from petition.lib import clock
from petition.models.outbox import Mail, MailKind
from petition.models.petition import Petition, PetitionState
from petition.models.signatory import Signatory, SignatoryState
from petition.services import reminding, signatory_lines
from petition.services.letters import Letter
from petition.services.outbox import ClaimedMail

# In some of these: whether one takes signatories it says itself.
TAKING_SIGNATORIES = (PetitionState.CIRCULATING, PetitionState.IN_REVIEW, PetitionState.OPEN)
BEFORE_DEADLINE = timedelta(hours=48)
PRESSED_TWICE = timedelta(minutes=1)
BATCH = 200
# What its sender still has to do something about.
UNFINISHED = (SignatoryState.UNCONFIRMED, SignatoryState.ASKED)
DECISIONS = {
    SignatoryState.APPROVED: "signatory_approved",
    SignatoryState.ASKED: "signatory_asked",
    SignatoryState.DECLINED: "signatory_declined",
}


def to_confirm(mail: Mail | ClaimedMail) -> Letter | None:
    """To whoever sent the form; nothing where the same form was sent twice."""
    letter = _letter(mail, {SignatoryState.UNCONFIRMED: "signatory_confirm"})
    is_twin = letter is not None and letter.signatory is not None and _is_pressed_twice(mail, letter.signatory)
    return None if is_twin else letter


def before_the_deadline(mail: Mail | ClaimedMail) -> Letter | None:
    return _letter(mail, dict.fromkeys(UNFINISHED, "signatory_reminder"))


def about_a_decision(mail: Mail | ClaimedMail) -> Letter | None:
    """The decision as it stands now; nothing where it was taken back by a withdrawal."""
    return _letter(mail, DECISIONS)


def remind() -> bool:
    """Queue reminders for lines that are not finished and whose deadline is near, once each. True where more wait."""
    due = list(
        db.session.scalars(
            select(Signatory)
            .where(
                Signatory.petition_id.in_(_ending()),
                Signatory.state.in_(UNFINISHED),
                Signatory.reminded_at.is_(None),
                Signatory.sealed.is_not(None),
                # Whoever came within the last day has just had a mail.
                Signatory.created_at < clock.now() - BEFORE_DEADLINE / 2,
            )
            .order_by(Signatory.id)
            .limit(BATCH)
            # Of two workers each takes others.
            .with_for_update(skip_locked=True)
        )
    )
    for signatory in due:
        signatory.reminded_at = clock.now()
        reminding.queue(MailKind.SIGNATORY_DUE, signatory, reason="signatory due", opened=signatory_lines.of)
    return len(due) == BATCH


def _ending() -> list[int]:
    """The petitions whose last two days to join have begun, and are not over."""
    with_deadline = db.session.scalars(
        select(Petition).where(Petition.state.in_(TAKING_SIGNATORIES), Petition.joins_until_local.is_not(None))
    )
    return [
        petition.id
        for petition in with_deadline
        if petition.takes_signatories and petition.joins_until and clock.now() >= petition.joins_until - BEFORE_DEADLINE
    ]


def _is_pressed_twice(mail: Mail | ClaimedMail, signatory: Signatory) -> bool:
    """Whether the same mailbox sent the same line just before: one mail, about the first of them, is enough."""
    before = db.session.scalars(
        select(Signatory)
        .join(Mail, Mail.subject == Signatory.public_id)
        .where(
            Mail.kind == MailKind.SIGNATORY,
            Mail.mailbox_index == mail.mailbox_index,
            Signatory.petition_id == signatory.petition_id,
            Signatory.id < signatory.id,
            Signatory.created_at > signatory.created_at - PRESSED_TWICE,
        )
        .limit(BATCH)
    )
    return any(signatory_lines.say_the_same(one, signatory) for one in before)


def _letter(mail: Mail | ClaimedMail, words: dict[SignatoryState, str]) -> Letter | None:
    signatory = db.session.scalar(select(Signatory).where(Signatory.public_id == mail.subject))
    if signatory is None or signatory.state not in words:
        return None
    return Letter(words[signatory.state], signatory.petition, signatory=signatory)
