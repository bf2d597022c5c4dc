"""The link at the foot of mails: whoever reads a mailbox sees what waits for it, and stops or begins its mails.

Caps on mail cannot tell a stranger from the one whose address it is; this link can. However many forms strangers fill
in, each mail that goes leads to the page of all that could not go, so that its reader can sign on the same day.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from petition.extensions import db, tokens
from petition.lib import clock
from petition.lib.tokens import InvalidToken
from petition.models.outbox import GOES_FIRST, Mail, MailKind, Suppression, SuppressionReason
from petition.models.signatory import Signatory, SignatoryState
from petition.models.submission import Submission
from petition.services import leases, mail_turns, suppressing
from petition.services.errors import MailboxLinkIsGone

LINK = "own mailbox"
LIFE = timedelta(days=365)
# Who was passed on a mail could confirm what they themselves send with this address: for as long as caps look back.
SHOWS_WHAT_WAITS = mail_turns.DAY
PER_PAGE = 50
KINDS = (MailKind.SIGNING, MailKind.SIGNATORY)
Form = Submission | Signatory


@dataclass(frozen=True)
class OwnMailbox:
    """A mailbox, whose owner pressed the link; `mailed_at` is when the mail with the link was written."""

    index: bytes
    mailed_at: datetime

    @property
    def shows_what_waits(self) -> bool:
        return clock.now() <= self.mailed_at + SHOWS_WHAT_WAITS


@dataclass(frozen=True)
class WaitingForm:
    """A form whose mail the caps hold back."""

    form: Form
    sent_at: datetime


def link_token(mailbox_index: bytes) -> str:
    """What the link at the foot of a mail ends in."""
    return tokens.make(LINK, base64.urlsafe_b64encode(mailbox_index).decode())


def look_up(token: str) -> OwnMailbox:
    """Raises MailboxLinkIsGone."""
    try:
        named, made_at = tokens.read(LINK, token)
        index = base64.urlsafe_b64decode(named)
    except (InvalidToken, binascii.Error, TypeError, ValueError):
        raise MailboxLinkIsGone from None
    if clock.now() > made_at + LIFE:
        raise MailboxLinkIsGone
    return OwnMailbox(index, made_at)


def waiting_for(mailbox: OwnMailbox, *, own: str | None, page: int) -> tuple[list[WaitingForm], bool]:
    """The forms whose mails wait for a later hour, the newest first; and whether there are more.

    `own` is the public id of the one that this browser sent: on the first page it stands before all others, also where
    nobody has looked yet whether its mail may go. One that was answered meanwhile is left out.
    """
    of_mailbox = select(Mail).where(GOES_FIRST, Mail.mailbox_index == mailbox.index, Mail.kind.in_(KINDS))
    later = of_mailbox.where(Mail.not_before > leases.database_now()).order_by(Mail.not_before.desc(), Mail.id.desc())
    found = list(db.session.scalars(later.offset((page - 1) * PER_PAGE).limit(PER_PAGE + 1)))
    mails = found[:PER_PAGE]
    if own is not None:
        mails = [mail for mail in mails if mail.subject != own]
        if page == 1:
            mails = [*db.session.scalars(of_mailbox.where(Mail.subject == own)), *mails]
    forms = _forms_of(mails)
    waiting = [WaitingForm(forms[mail.subject], mail.created_at) for mail in mails if mail.subject in forms]
    return waiting, len(found) > PER_PAGE


def stopped_by(mailbox: OwnMailbox) -> SuppressionReason | None:
    """Why it is never written to; None where it is."""
    return suppressing.reasons_among([mailbox.index]).get(mailbox.index)


def stop(mailbox: OwnMailbox) -> None:
    """Never write to it again. Twice changes nothing."""
    suppressing.suppress_index(mailbox.index, SuppressionReason.ASKED)


def begin_again(mailbox: OwnMailbox) -> None:
    """Write to it again, where it was asked not to be; after a restore it may be stopped once more."""
    asked = (Suppression.mailbox_index == mailbox.index, Suppression.reason == SuppressionReason.ASKED)
    db.session.execute(delete(Suppression).where(*asked), execution_options={"synchronize_session": False})


def _forms_of(mails: list[Mail]) -> dict[str, Form]:
    """The forms that mails are about, by public id, as far as they can still be confirmed."""
    signing = [mail.subject for mail in mails if mail.kind is MailKind.SIGNING]
    joining = [mail.subject for mail in mails if mail.kind is MailKind.SIGNATORY]
    submissions = select(Submission).where(Submission.public_id.in_(signing), Submission.expires_at > clock.now())
    signatories = select(Signatory).where(
        Signatory.public_id.in_(joining), Signatory.state == SignatoryState.UNCONFIRMED
    )
    found: dict[str, Form] = {}
    if signing:
        for submission in db.session.scalars(submissions.options(joinedload(Submission.petition))):
            if submission.petition.takes_confirmations:
                found[submission.public_id] = submission
    if joining:
        for signatory in db.session.scalars(signatories.options(joinedload(Signatory.petition))):
            if signatory.petition.confirms_signatories:
                found[signatory.public_id] = signatory
    return found
