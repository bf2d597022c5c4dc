"""Putting mails into the outbox, in the transaction that is their reason, and reading what stands in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert

from petition.extensions import db, keyring
from petition.models.columns import new_public_id
from petition.models.outbox import Mail, MailKind
from petition.services import identity, leases
from petition.services.inserting import insert_all, table_of

LEASE = timedelta(minutes=2)
ADD = insert(table_of(Mail)).inline()
# Composed once: putting it together takes longer than sending it.
ADD_NOW = ADD.values(not_before=leases.STATEMENT_CLOCK)


@dataclass(frozen=True)
class ClaimedMail:
    """A mail that is ours until its lease runs out.

    A mail is leased again only after that, so `leased_until` is also the fence: whoever is late finds another there.
    """

    id: int
    public_id: str
    kind: MailKind
    language: str
    subject: str
    address: bytes
    mailbox_index: bytes
    attempts: int
    created_at: datetime
    leased_until: datetime
    goes_last: bool = False

    @property
    def claimed_at(self) -> datetime:
        """When it became ours, by the database's clock."""
        return self.leased_until - LEASE


@dataclass(frozen=True)
class News:
    """A mail to be written to one of many; queued once for its kind and subject where no other key is given."""

    subject: str
    address: str
    mailbox_index: bytes
    language: str
    dedupe_key: str = ""


def put(
    kind: MailKind,
    *,
    subject: str,
    address: str,
    language: str,
    dedupe_key: str,
    not_before: datetime | None = None,
    mailbox_key: bytes | None = None,
) -> None:
    """Queue one mail about the thing with the public id `subject`.

    `dedupe_key` is unique for ever: the same reason never queues two mails. `mailbox_key` is the one that mailboxes
    are indexed by, where it was read already.
    """
    public_id = new_public_id()
    values = {
        "public_id": public_id,
        "kind": kind,
        "language": language,
        "subject": subject,
        "address": keyring.seal(address.encode(), context=address_context(public_id)),
        "mailbox_index": identity.mailbox_index(address, mailbox_key),
        "dedupe_key": dedupe_key,
        # Each form that was sent is one such mail; the row outlives both form and signature.
        "to_sum": True if kind is MailKind.SIGNING else None,
    }
    # By the clock that it is claimed by: where a host's own is ahead, its mails do not wait.
    due = not_before or leases.database_clock()
    if isinstance(due, datetime):
        db.session.execute(ADD, values | {"not_before": due})
    else:
        db.session.execute(ADD_NOW, values)


def put_last(kind: MailKind, news: Sequence[News]) -> None:
    """Queue mails that go behind all others."""
    now = leases.database_now()
    rows = []
    for one in news:
        public_id = new_public_id()
        address = keyring.seal(one.address.encode(), context=address_context(public_id))
        rows.append(
            {
                "public_id": public_id,
                "kind": kind,
                "language": one.language,
                "subject": one.subject,
                "address": address,
                "mailbox_index": one.mailbox_index,
                "dedupe_key": one.dedupe_key or f"{kind.value}:{one.subject}",
                "goes_last": True,
                "not_before": now,
            }
        )
    if rows:
        insert_all(Mail, rows)


def address_of(mail: Mail | ClaimedMail) -> str:
    """Where a queued mail goes. Raises CannotOpen where its key is lost."""
    return keyring.open(mail.address or b"", context=address_context(mail.public_id)).decode()


def address_context(public_id: str) -> str:
    return f"outbox.address:{public_id}"
