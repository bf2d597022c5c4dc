"""Mailboxes that are never written to again."""

from collections.abc import Iterable

from sqlalchemy import select

from petition.extensions import db
from petition.lib import clock
from petition.models.erasure import ErasureKind
from petition.models.outbox import Suppression, SuppressionReason
from petition.services import erasures, identity
from petition.services.inserting import insert_unless_there


def suppress(address: str, reason: SuppressionReason) -> None:
    """Never write to this address again, for whatever petition."""
    suppress_index(identity.mailbox_index(address), reason)


def suppress_index(mailbox_index: bytes, reason: SuppressionReason) -> None:
    insert_unless_there(Suppression, {"mailbox_index": mailbox_index, "reason": reason, "created_at": clock.now()})
    erasures.note(ErasureKind(reason.value), mailbox_index.hex())


def is_suppressed(mailbox_index: bytes) -> bool:
    return bool(suppressed_among([mailbox_index]))


def suppressed_among(mailbox_indexes: Iterable[bytes]) -> set[bytes]:
    return set(reasons_among(mailbox_indexes))


def reasons_among(mailbox_indexes: Iterable[bytes]) -> dict[bytes, SuppressionReason]:
    """Those that are never written to, and why."""
    columns = select(Suppression.mailbox_index, Suppression.reason)
    found = db.session.execute(columns.where(Suppression.mailbox_index.in_(mailbox_indexes)))
    return {row.mailbox_index: row.reason for row in found}
