"""Delivering mail: claim, write, hand over, settle."""

import logging
import time

from petition.backends.mail import MailDeferred, MailRefused
from petition.extensions import db, mailer, settings
from petition.lib.mime import verp_address
from petition.models.outbox import Mail
from petition.services import bouncing, mailing, outbox
from petition.worker import writing

log = logging.getLogger(__name__)
BATCH = 20


def deliver() -> bool:
    """Send one batch of due mails, within the quota. True where more may be waiting."""
    left_today = mailer.per_day - mailing.sent_within_a_day() if mailer.per_day else BATCH
    if left_today <= 0:
        db.session.rollback()
        return False
    mails = mailing.claim(min(BATCH, left_today))
    letters = [(mail, mailing.letter_for(mail)) for mail in mails]
    written = [(mail, writing.write(mail, letter)) for mail, letter in letters if letter is not None]
    # From here on the mails are ours for two minutes; if we die, the lease runs out and they go again.
    db.session.commit()
    for mail, message in written:
        _hand_over(mail, message)
    return len(mails) == BATCH


def _hand_over(mail: Mail, message: writing.Message) -> None:
    started = time.monotonic()
    sender = verp_address(settings.mail_from, bouncing.token_for(mail))
    try:
        mailer.send(message, sender=sender, recipient=outbox.address_of(mail))
    except MailDeferred as answer:
        mailing.deferred(mail, answer.server_words)
    except MailRefused as answer:
        mailing.refused(mail, answer.server_words)
    else:
        mailing.sent(mail)
    db.session.commit()
    if mailer.per_second:
        time.sleep(max(0.0, 1 / mailer.per_second - (time.monotonic() - started)))
