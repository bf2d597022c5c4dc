"""Mails about accounts: what each has to say at the moment it goes.

Whether an address is known is found out here, not in the request: strangers get one answer.
"""

from datetime import timedelta

from sqlalchemy import select

from petition.extensions import db
from petition.lib import addresses
from petition.lib.crypto import CannotOpen
from petition.models.columns import new_public_id
from petition.models.invitation import Invitation
from petition.models.organiser import Organiser, OrganiserState
from petition.models.outbox import Mail, MailKind
from petition.services import auditing, identity, invitations, login_addresses, outbox
from petition.services.errors import InvalidOrganiser
from petition.services.letters import Letter
from petition.services.outbox import ClaimedMail

PRESSED_TWICE = timedelta(minutes=1)
# What those who run the site decided about an account, and how the audit calls it.
DECISIONS = {
    MailKind.SUSPENDED: "suspend organiser",
    MailKind.UNSUSPENDED: "reinstate organiser",
    MailKind.FACTORS_RESET: "reset second factor",
    MailKind.SIGNED_OUT: "sign organiser out",
    MailKind.STAFF_MADE: "make staff",
    MailKind.STAFF_ENDED: "end staff",
}


def ask_to_reset(address: str, *, language: str) -> None:
    """Queue the mail to set a new password; for an unknown address, one that is dropped when its turn comes.

    The same work for every address. Raises InvalidOrganiser for what is none.
    """
    try:
        parsed = addresses.parse(address)
    except addresses.InvalidAddress:
        raise InvalidOrganiser("address: write a mail address like name@example.org") from None
    account = select(Organiser).where(
        Organiser.login_index == login_addresses.index_of(parsed), Organiser.state == OrganiserState.ACTIVE
    )
    found = db.session.scalar(account)
    if found:
        send_reset(found)
        return
    _put_reset(new_public_id(), parsed, language)


def send_reset(organiser: Organiser) -> None:
    """Queue the mail to set a new password."""
    # To the address as the account has it, not as it was typed: what is one mailbox to us may be two to its server.
    _put_reset(organiser.public_id, login_addresses.of(organiser), organiser.language)


def to_invite(mail: Mail | ClaimedMail) -> Letter | None:
    """The way in; or that there is an account, to whoever asked for one and has it."""
    invitation = db.session.scalar(select(Invitation).where(Invitation.public_id == mail.subject))
    if invitation is None or not invitations.is_good(invitation):
        return None
    if invitation.team is not None:
        return Letter("invitation", invitation=invitation)
    if _was_said(mail):
        return None
    if _account_at(invitation.login_index):
        return Letter("account_exists")
    return Letter("account_invitation", invitation=invitation)


def to_reset(mail: Mail | ClaimedMail) -> Letter | None:
    """The link to set a new password; nothing where there is no such account, or not at this mailbox any more."""
    organiser = _organiser(mail)
    if organiser is None or not _is_address_of(organiser, mail) or _was_said(mail):
        return None
    return Letter("reset", organiser=organiser)


def to_confirm_an_address(mail: Mail | ClaimedMail) -> Letter | None:
    """The link that changes an account's address to the one this goes to, unless that has an account of its own."""
    organiser = _organiser(mail)
    if organiser is None or _was_said(mail):
        return None
    try:
        there = _account_at(login_addresses.index_of(outbox.address_of(mail)))
    except CannotOpen:
        # It cannot be sent either, and is put off.
        there = None
    return Letter("account_exists") if there not in (None, organiser.id) else Letter("new_address", organiser=organiser)


def news(mail: Mail | ClaimedMail) -> Letter | None:
    """What happened to an account. Its owner learns of it even when it is suspended."""
    organiser = db.session.scalar(select(Organiser).where(Organiser.public_id == mail.subject))
    if organiser is None:
        return None
    if mail.kind in DECISIONS:
        reason = auditing.newest_reason(DECISIONS[mail.kind], organiser.public_id)
        return Letter("decided", organiser=organiser, reason=reason)
    return Letter("account_news", organiser=organiser)


def _put_reset(subject: str, address: str, language: str) -> None:
    outbox.put(
        MailKind.RESET,
        subject=subject,
        address=address,
        language=language,
        dedupe_key=f"{MailKind.RESET}:{new_public_id()}",
    )


def _organiser(mail: Mail | ClaimedMail) -> Organiser | None:
    return db.session.scalar(
        select(Organiser).where(Organiser.public_id == mail.subject, Organiser.state == OrganiserState.ACTIVE)
    )


def _account_at(login_index: bytes) -> int | None:
    return db.session.scalar(select(Organiser.id).where(Organiser.login_index == login_index))


def _is_address_of(organiser: Organiser, mail: Mail | ClaimedMail) -> bool:
    try:
        return identity.mailbox_index(login_addresses.of(organiser)) == mail.mailbox_index
    except CannotOpen:
        # It cannot be sent either, and is put off.
        return True


def _was_said(mail: Mail | ClaimedMail) -> bool:
    """Whether a mail that went since, or just before, answers this one too: whoever asks twice gets one."""
    others = select(Mail.id).where(
        Mail.subject == mail.subject,
        Mail.kind == mail.kind,
        Mail.id != mail.id,
        Mail.mailbox_index == mail.mailbox_index,
        Mail.sent_at > mail.created_at - PRESSED_TWICE,
    )
    return db.session.scalar(others.limit(1)) is not None
