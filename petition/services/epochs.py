"""Epochs: a ledger that goes on from an older backup says so, to everyone who keeps a newer checkpoint of it.

What was published is not continued by a restored ledger, and a reader could take that for fraud. So the first entry
after such a restore names the newest published head, and every checkpoint from then on carries a line about it:
`epoch SEQUENCE SIZE ROOT`, with the entry's number, and size and root (base64) of the head that goes no further.
"""

import hashlib
from base64 import b64encode

from sqlalchemy import select

from petition.extensions import db
from petition.lib.notes import Checkpoint
from petition.models.ledger import EntryKind, Epoch, LedgerHead, LedgerInbox
from petition.models.petition import Petition


def row_for(petition: Petition, head: LedgerHead, published: Checkpoint, note: str) -> LedgerInbox:
    """Begin an epoch: what the sequencer has to append next. `published` is what the note says."""
    db.session.add(
        Epoch(
            petition_id=petition.id,
            sequence=head.size,
            size=published.size,
            root=published.root.hex(),
            note=note,
        )
    )
    row = LedgerInbox(
        petition_id=petition.id,
        kind=EntryKind.EPOCH,
        weight=0,
        # Of the published head: its root, and the hash of what was signed.
        revision=published.root.hex(),
        commitment=hashlib.sha256(published.text().encode()).hexdigest(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def lines_of(petition: Petition) -> tuple[str, ...]:
    """What every checkpoint says of the epochs before it."""
    return tuple(line_of(epoch) for epoch in of(petition))


def of(petition: Petition) -> list[Epoch]:
    """A petition's epochs, the first one first."""
    return list(db.session.scalars(select(Epoch).where(Epoch.petition_id == petition.id).order_by(Epoch.sequence)))


def line_of(epoch: Epoch) -> str:
    return f"epoch {epoch.sequence} {epoch.size} {b64encode(bytes.fromhex(epoch.root)).decode()}"
