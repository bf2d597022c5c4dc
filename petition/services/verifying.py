"""Checking the count independently of the sequencer: from signatures, entries and plain hashing alone."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from sqlalchemy import select

from petition.extensions import db
from petition.lib import merkle, notes
from petition.lib.crypto import CannotOpen
from petition.lib.frontier import Frontier
from petition.models.ledger import (
    ONLINE_WEIGHTS,
    Checkpoint,
    EntryKind,
    LedgerEntry,
    LedgerInbox,
    LedgerLink,
)
from petition.models.petition import Petition
from petition.models.signature import Signature, SignatureState
from petition.services import identity, recording, signing_keys
from petition.services.sequencing import entry_of

CHUNK = 5000


def problems_of(petition: Petition) -> Iterator[str]:
    """Every way in which a petition's numbers do not agree, one sentence each; nothing where all is well."""
    entries = list(
        db.session.scalars(
            select(LedgerEntry)
            .where(LedgerEntry.petition_id == petition.id)
            .order_by(LedgerEntry.sequence)
            .execution_options(yield_per=CHUNK)
        )
    )
    yield from _sequence_problems(entries)
    yield from _checkpoint_problems(petition, entries)
    yield from _signature_problems(petition, entries)


def _sequence_problems(entries: list[LedgerEntry]) -> Iterator[str]:
    for place, entry in enumerate(entries):
        if entry.sequence != place:
            yield f"entry {place} is missing: entry {entry.sequence} stands in its place"
            return


def _checkpoint_problems(petition: Petition, entries: list[LedgerEntry]) -> Iterator[str]:
    """Each checkpoint's signature, root and figures, recomputed from the entries up to its size."""
    verifiers = signing_keys.verifiers()
    origin = signing_keys.origin_of(petition)
    tree, figures, place = Frontier(), Counter[str](), 0
    for checkpoint in db.session.scalars(
        select(Checkpoint).where(Checkpoint.petition_id == petition.id).order_by(Checkpoint.size, Checkpoint.id)
    ):
        for entry in entries[place : checkpoint.size]:
            tree.append(merkle.leaf_hash(entry_of(entry, petition.public_id).encode()))
            _add(figures, entry)
        place = checkpoint.size
        name = f"checkpoint {checkpoint.id} (size {checkpoint.size})"
        yield from (
            f"{name}: {words}" for words in _one_checkpoint(checkpoint, tree.root(), figures, origin, verifiers)
        )
    if place != len(entries):
        yield f"the newest checkpoint speaks of {place} entries, but there are {len(entries)}"


def _one_checkpoint(
    checkpoint: Checkpoint,
    root: bytes,
    figures: Counter[str],
    origin: str,
    verifiers: list[notes.VerifierKey],
) -> Iterator[str]:
    try:
        signed = notes.Checkpoint.parse(notes.open_note(checkpoint.note, verifiers))
    except notes.InvalidNote:
        yield "its signature is not ours"
        return
    lines = dict(line.split(" ", 1) for line in signed.extensions)
    if (signed.origin, signed.size) != (origin, checkpoint.size):
        yield "it speaks of another ledger or size"
    if signed.root != root or checkpoint.root != root.hex():
        yield "its root is not the tree's"
    for kind in ("online", "organisations", "paper", "withdrawn", "removed"):
        if not getattr(checkpoint, kind) == int(lines.get(kind, -1)) == figures[kind]:
            yield f"it says {getattr(checkpoint, kind)} {kind}, the entries say {figures[kind]}"


def _add(figures: Counter[str], entry: LedgerEntry) -> None:
    if entry.kind in ONLINE_WEIGHTS:
        figures["online"] += entry.weight
    figures["withdrawn"] += entry.kind is EntryKind.WITHDRAWN
    figures["removed"] += (entry.kind is EntryKind.REMOVED) - (entry.kind is EntryKind.RESTORED)


def _signature_problems(petition: Petition, entries: list[LedgerEntry]) -> Iterator[str]:
    """Each signature adds to the ledger what its state says, and its sealed words are those committed to."""
    weights = _weights_by_signature(petition, entries)
    rows = db.session.scalars(
        select(Signature)
        .where(Signature.petition_id == petition.id)
        .order_by(Signature.id)
        .execution_options(yield_per=CHUNK)
    )
    for signature in rows:
        expected = 1 if signature.state is SignatureState.COUNTED else 0
        if weights.pop(signature.id, 0) != expected:
            yield f"signature {signature.public_id} is {signature.state.value}, but the ledger does not say so"
        yield from _commitment_problems(signature)
    if any(weights.values()):
        yield "the ledger counts signatures that do not exist"


def _commitment_problems(signature: Signature) -> Iterator[str]:
    if signature.identity is None:
        return
    try:
        signer = identity.of_signature(signature)
    except CannotOpen:
        yield f"signature {signature.public_id} cannot be opened with the keys there are"
        return
    if recording.commitment_to(signer, signature.language) != signature.commitment:
        yield f"signature {signature.public_id} has other words than those committed to"


def _weights_by_signature(petition: Petition, entries: list[LedgerEntry]) -> dict[int, int]:
    """What entries and inbox rows together add for each signature; rows not yet sequenced are no drift."""
    weights: dict[int, int] = defaultdict(int)
    by_entry = {entry.id: entry for entry in entries}
    links = db.session.execute(
        select(LedgerLink.entry_id, LedgerLink.signature_id, Signature.commitment)
        .join(LedgerEntry, LedgerEntry.id == LedgerLink.entry_id)
        .join(Signature, Signature.id == LedgerLink.signature_id)
        .where(LedgerEntry.petition_id == petition.id)
        .execution_options(yield_per=CHUNK)
    )
    for entry_id, signature_id, commitment in links:
        entry = by_entry[entry_id]
        # An entry that commits to other words is nobody's: its signature will be found wanting.
        weights[signature_id] += entry.weight if entry.commitment == commitment else 0
    waiting = db.session.execute(
        select(LedgerInbox.signature_id, LedgerInbox.weight).where(
            LedgerInbox.petition_id == petition.id, LedgerInbox.signature_id.is_not(None)
        )
    )
    for waiting_id, weight in waiting:
        if waiting_id is not None:
            weights[waiting_id] += weight
    return weights
