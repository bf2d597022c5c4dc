"""Mailboxes that are never written to again."""

from sqlalchemy import select

from petition.extensions import db
from petition.lib import clock
from petition.models.outbox import Suppression, SuppressionReason
from petition.services import identity
from petition.services.inserting import insert_unless_there


def suppress(address: str, reason: SuppressionReason) -> None:
    """Never write to this address again, for whatever petition."""
    suppress_index(identity.mailbox_index(address), reason)


def suppress_index(mailbox_index: bytes, reason: SuppressionReason) -> None:
    insert_unless_there(Suppression, {"mailbox_index": mailbox_index, "reason": reason, "created_at": clock.now()})


def is_suppressed(mailbox_index: bytes) -> bool:
    return db.session.scalar(select(Suppression.id).where(Suppression.mailbox_index == mailbox_index)) is not None
