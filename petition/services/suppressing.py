"""Mailboxes that are never written to again."""

from collections.abc import Iterable

from sqlalchemy import select

from petition.extensions import db
from petition.lib import clock
from petition.models.erasure import ErasureKind
from petition.models.outbox import Suppression, SuppressionReason
from petition.services import auditing, erasures, identity
from petition.services.inserting import insert_unless_there

# What the audit says instead of an address.
MAILBOX = "a mailbox"


def suppress(address: str, reason: SuppressionReason) -> None:
    """Never write to this address again, for whatever petition."""
    suppress_index(identity.mailbox_index(address), reason)


def suppress_index(mailbox_index: bytes, reason: SuppressionReason) -> None:
    insert_unless_there(Suppression, {"mailbox_index": mailbox_index, "reason": reason, "created_at": clock.now()})
    erasures.note(ErasureKind(reason.value), mailbox_index.hex())


def found(address: str) -> Suppression | None:
    """Why and since when this address is never written to; None where it may be."""
    return db.session.scalar(select(Suppression).where(Suppression.mailbox_index == identity.mailbox_index(address)))


def stop_by_hand(address: str, *, by: str, reason: str) -> None:
    """Never write to this address again, because somebody asked for it in another way. Twice changes nothing."""
    suppress(address, SuppressionReason.ASKED)
    auditing.record("stop mail", actor=by, subject=MAILBOX, reason=reason)


def lift(address: str, *, by: str, reason: str) -> None:
    """Write to this address again. Not noted among what was taken back: after a restore it is not written to."""
    there = found(address)
    if there is not None:
        db.session.delete(there)
        auditing.record("lift suppression", actor=by, subject=MAILBOX, was=there.reason, reason=reason)


def is_suppressed(mailbox_index: bytes) -> bool:
    return bool(suppressed_among([mailbox_index]))


def suppressed_among(mailbox_indexes: Iterable[bytes]) -> set[bytes]:
    return set(reasons_among(mailbox_indexes))


def reasons_among(mailbox_indexes: Iterable[bytes]) -> dict[bytes, SuppressionReason]:
    """Those that are never written to, and why."""
    columns = select(Suppression.mailbox_index, Suppression.reason)
    found = db.session.execute(columns.where(Suppression.mailbox_index.in_(mailbox_indexes)))
    return {row.mailbox_index: row.reason for row in found}
