"""Epochs against what they claim: does each name a longer head that was really published here?"""

import hashlib
from base64 import b64encode
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from petition.extensions import db
from petition.lib import notes
from petition.models.ledger import Epoch, LedgerEntry
from petition.models.petition import Petition
from petition.services import signing_keys


def problems_of(petition: Petition, openings: Sequence[LedgerEntry]) -> Iterator[str]:
    """Every epoch of the ledger that names no published head, and every one kept that is not in the ledger.

    `openings` are the ledger's entries of that kind.
    """
    kept = {epoch.sequence: epoch for epoch in _epochs(petition)}
    for entry in openings:
        epoch = kept.pop(entry.sequence, None)
        wrong = "the head that it names is not kept" if epoch is None else _fault(petition, entry, epoch)
        if wrong:
            yield f"entry {entry.sequence} opens an epoch, but {wrong}"
    for sequence in sorted(kept):
        yield f"an epoch is kept for entry {sequence}, which opens none"


def lines_of(petition: Petition) -> dict[int, str]:
    """What each checkpoint longer than these sequences has to say of epochs, in that order."""
    return {
        epoch.sequence: f"epoch {epoch.sequence} {epoch.size} {b64encode(bytes.fromhex(epoch.root)).decode()}"
        for epoch in _epochs(petition)
    }


def _fault(petition: Petition, entry: LedgerEntry, epoch: Epoch) -> str | None:
    try:
        text = notes.open_note(epoch.note, signing_keys.verifiers())
        head = notes.Checkpoint.parse(text)
    except notes.InvalidNote:
        return "the head that it names was not signed by us"
    if (head.origin, head.size, head.root.hex()) != (signing_keys.origin_of(petition), epoch.size, epoch.root):
        return "another head was signed than is kept"
    if (entry.revision, entry.commitment) != (epoch.root, hashlib.sha256(text.encode()).hexdigest()):
        return "it names another head than the one kept"
    # A head no longer than what was restored would be continued, or would be none of this ledger's.
    return None if head.size > entry.sequence else "the head that it names was no longer than the ledger"


def _epochs(petition: Petition) -> list[Epoch]:
    return list(db.session.scalars(select(Epoch).where(Epoch.petition_id == petition.id).order_by(Epoch.sequence)))
