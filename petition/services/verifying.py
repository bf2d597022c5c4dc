"""Checking the count independently of the sequencer: from signatures, entries and plain hashing alone."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from petition.extensions import db
from petition.lib.crypto import CannotOpen
from petition.models.ledger import ONLINE_WEIGHTS, EntryKind, LedgerEntry, LedgerInbox, LedgerLink
from petition.models.petition import Petition
from petition.models.signature import Signature, SignatureState
from petition.services import identity, recording, verifying_ledger

CHUNK = 5000


def problems_of(petition: Petition) -> Iterator[str]:
    """Every way in which a petition's numbers do not agree, one sentence each; nothing where all is well."""
    entries = db.session.scalars(
        select(LedgerEntry).where(LedgerEntry.petition_id == petition.id).order_by(LedgerEntry.sequence)
    ).all()
    yield from verifying_ledger.problems_of(petition, entries)
    yield from _signature_problems(petition, entries)


def _signature_problems(petition: Petition, entries: Sequence[LedgerEntry]) -> Iterator[str]:
    """Each signature adds to the ledger what its state says, and its sealed words are those committed to."""
    links = _links(petition)
    weights = _weights_by_signature(petition, entries, links)
    rows = db.session.scalars(
        select(Signature)
        .where(Signature.petition_id == petition.id)
        .order_by(Signature.id)
        .execution_options(yield_per=CHUNK)
    )
    for signature in rows:
        expected = 1 if signature.state is SignatureState.COUNTED else 0
        if weights[signature.id] != expected and signature.state is not SignatureState.ERASED:
            yield f"signature {signature.public_id} is {signature.state.value}, but the ledger does not say so"
        yield from _commitment_problems(signature)
    yield from _nobodys_entries(entries, links)


def _commitment_problems(signature: Signature) -> Iterator[str]:
    if signature.state is SignatureState.ERASED:
        return
    try:
        signer = identity.of_signature(signature)
    except CannotOpen:
        yield f"signature {signature.public_id} cannot be opened: it was altered, or its key is missing"
        return
    if recording.commitment_to(signer, signature.language) != signature.commitment:
        yield f"signature {signature.public_id} has other words than those committed to"


def _links(petition: Petition) -> dict[int, tuple[int, str]]:
    """For each entry that speaks of a signature: which one, and what that is committed to."""
    rows = db.session.execute(
        select(LedgerLink.entry_id, LedgerLink.signature_id, Signature.commitment)
        .join(LedgerEntry, LedgerEntry.id == LedgerLink.entry_id)
        .join(Signature, Signature.id == LedgerLink.signature_id)
        .where(LedgerEntry.petition_id == petition.id)
    )
    return {entry_id: (signature_id, commitment) for entry_id, signature_id, commitment in rows}


def _weights_by_signature(
    petition: Petition, entries: Sequence[LedgerEntry], links: dict[int, tuple[int, str]]
) -> dict[int, int]:
    """What entries and inbox rows together add for each signature; rows not yet sequenced are no drift."""
    weights: dict[int, int] = defaultdict(int)
    for entry in entries:
        signature_id, commitment = links.get(entry.id, (0, ""))
        # An entry that commits to other words is nobody's: its signature will be found wanting.
        weights[signature_id] += entry.weight if entry.commitment == commitment else 0
    waiting = db.session.execute(
        select(LedgerInbox.signature_id, LedgerInbox.weight).where(LedgerInbox.petition_id == petition.id)
    )
    for waiting_id, weight in waiting:
        weights[waiting_id or 0] += weight
    return weights


def _nobodys_entries(entries: Sequence[LedgerEntry], links: dict[int, tuple[int, str]]) -> Iterator[str]:
    """Entries that count somebody who is not there. Who was erased is named by an entry of its own."""
    erased = Counter(entry.commitment for entry in entries if entry.kind is EntryKind.ERASED)
    for entry in entries:
        if entry.kind in ONLINE_WEIGHTS and entry.id not in links and not erased[entry.commitment]:
            yield f"entry {entry.sequence} ({entry.kind.value}) speaks of a signature that is not there"
