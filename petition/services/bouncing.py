"""Bounces: which of our mails a delivery-status message is about, and that it is really ours."""

import base64
import hmac

from sqlalchemy import select

from petition.extensions import db, tokens
from petition.lib.bounces import parse_delivery_status
from petition.models.outbox import Mail, MailState
from petition.services import mailing, passages
from petition.services.outbox import ClaimedMail

SIGNATURE_DIGITS = 16


def token_for(mail: Mail | ClaimedMail) -> str:
    """What stands in the mail's return address: its id in small hex letters, and digits only we can compute.

    Some mail servers turn addresses to small letters, so the id is not written as it is elsewhere.
    """
    number = base64.urlsafe_b64decode(mail.public_id + "==").hex()
    return f"{number}.{_signature(number)}"


def take(report: bytes) -> int:
    """Mark the mails that a delivery-status message (RFC 3464) says can never arrive; how many there were.

    Reports that name no mail of ours, or whose return address was not made by us, change nothing.
    """
    taken = 0
    for bounce in parse_delivery_status(report):
        mail = _mail_of(bounce.verp_token or "")
        if mail is not None and bounce.is_permanent:
            # What was given up was told then, and what was dropped never went.
            if mail.state in (MailState.QUEUED, MailState.SENT):
                passages.note_bounce(mail)
            mailing.bounced(mail, f"{bounce.status} {bounce.diagnostic}")
            taken += 1
    return taken


def _mail_of(token: str) -> Mail | None:
    number, _, signature = token.lower().partition(".")
    if not hmac.compare_digest(signature.encode(), _signature(number).encode()):
        return None
    public_id = base64.urlsafe_b64encode(bytes.fromhex(number)).decode().rstrip("=")
    return db.session.scalar(select(Mail).where(Mail.public_id == public_id))


def _signature(number: str) -> str:
    return tokens.code(f"bounce:{number}", SIGNATURE_DIGITS)
