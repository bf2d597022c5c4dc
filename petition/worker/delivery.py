"""Delivering mail: claim, write, hand over, settle."""

import logging
import time
from dataclasses import dataclass

from petition.backends.mail import MailDeferred, MailRefused
from petition.extensions import db, mailer, settings
from petition.lib.crypto import CannotOpen
from petition.lib.mime import deliverable, verp_address
from petition.models.outbox import Mail
from petition.services import bouncing, mailing, outbox
from petition.services.letters import Letter
from petition.worker import writing

log = logging.getLogger(__name__)
BATCH = 20


@dataclass(frozen=True)
class Parcel:
    """What a mail says and its envelope: all that writing it and handing it over needs, without the database."""

    mail: Mail
    draft: writing.Draft
    sender: str


def deliver() -> bool:
    """Send one batch of due mails, within the quota. True where more may be waiting."""
    left_today = mailer.per_day - mailing.sent_within_a_day() if mailer.per_day else BATCH
    if left_today <= 0:
        db.session.rollback()
        return False
    mails = mailing.claim(min(BATCH, left_today))
    letters = [(mail, mailing.letter_for(mail)) for mail in mails]
    parcels = [_parcel(mail, letter) for mail, letter in letters if letter is not None]
    # From here on the mails are ours for two minutes; if we die, the lease runs out and they go again.
    db.session.commit()
    for parcel in parcels:
        if parcel is not None:
            _hand_over(parcel)
    return len(mails) == BATCH


def _parcel(mail: Mail, letter: Letter) -> Parcel | None:
    """The mail, ready to be written. None where its address cannot be read: it must not hold up all others."""
    try:
        recipient = deliverable(outbox.address_of(mail))
    except CannotOpen:
        # The operator may still find the key.
        mailing.deferred(mail, "its address cannot be opened with the DATA_KEYS there are")
        return None
    except ValueError:
        mailing.refused(mail, "its address is not a plain mail address")
        return None
    sender = verp_address(settings.mail_from, bouncing.token_for(mail))
    return Parcel(mail, writing.draft(mail, letter, recipient=recipient), sender)


def _hand_over(parcel: Parcel) -> None:
    """Write and send one mail, and settle it.

    No transaction is open until it is settled: neither our own writing nor a slow mail server may block signing.
    """
    started = time.monotonic()
    try:
        mailer.send(writing.write(parcel.draft), sender=parcel.sender, recipient=parcel.draft.recipient)
    except ValueError:
        mailing.refused(parcel.mail, "it holds something that cannot stand in a mail")
    except MailDeferred as answer:
        mailing.deferred(parcel.mail, answer.server_words)
    except MailRefused as answer:
        mailing.refused(parcel.mail, answer.server_words)
    else:
        mailing.sent(parcel.mail)
    db.session.commit()
    if mailer.per_second:
        time.sleep(max(0.0, 1 / mailer.per_second - (time.monotonic() - started)))
