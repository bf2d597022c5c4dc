"""Checking the count independently of the sequencer: from signatures, entries and plain hashing alone."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import select

from petition.extensions import db
from petition.lib.crypto import CannotOpen
from petition.models.ledger import WEIGHTS, EntryKind, LedgerEntry, LedgerInbox, LedgerLink
from petition.models.petition import Petition
from petition.models.signatory import Signatory, SignatoryState
from petition.models.signature import Signature, SignatureState
from petition.services import identity, recording, signatory_lines, verifying_ledger

CHUNK = 5000


class Subject(NamedTuple):
    """What an entry speaks of: a row of `signature` or of `signatory`."""

    table: str
    id: int


NOBODY = Subject("", 0)
Weights = defaultdict[Subject, int]


def problems_of(petition: Petition) -> Iterator[str]:
    """Every way in which a petition's numbers do not agree, one sentence each; nothing where all is well."""
    entries = db.session.scalars(
        select(LedgerEntry).where(LedgerEntry.petition_id == petition.id).order_by(LedgerEntry.sequence)
    ).all()
    yield from verifying_ledger.problems_of(petition, entries)
    links = _links(petition)
    weights = _weights(petition, entries, links)
    yield from _signature_problems(petition, weights)
    yield from _signatory_problems(petition, weights)
    yield from _nobodys_entries(entries, links)


def _signature_problems(petition: Petition, weights: Weights) -> Iterator[str]:
    """Each signature adds to the ledger what its state says, and its sealed words are those committed to."""
    rows = db.session.scalars(
        select(Signature)
        .where(Signature.petition_id == petition.id)
        .order_by(Signature.id)
        .execution_options(yield_per=CHUNK)
    )
    for signature in rows:
        if signature.state is SignatureState.ERASED:
            continue
        name = f"signature {signature.public_id}"
        if weights[Subject("signature", signature.id)] != (signature.state is SignatureState.COUNTED):
            yield f"{name} is {signature.state.value}, but the ledger does not say so"
        try:
            signer = identity.of_signature(signature)
        except CannotOpen:
            yield f"{name} cannot be opened: it was altered, or its key is missing"
        else:
            if recording.commitment_to(signer, signature.language) != signature.commitment:
                yield f"{name} has other words than those committed to"


def _signatory_problems(petition: Petition, weights: Weights) -> Iterator[str]:
    """The same of the lines under a letter. Before it opens there is no ledger that they could stand in."""
    rows = db.session.scalars(select(Signatory).where(Signatory.petition_id == petition.id).order_by(Signatory.id))
    for signatory in rows:
        name = f"signatory {signatory.public_id}"
        is_counted = signatory.state is SignatoryState.APPROVED and petition.opened_at is not None
        if weights[Subject("signatory", signatory.id)] != is_counted:
            yield f"{name} is {signatory.state.value}, but the ledger does not say so"
        if signatory.sealed is None:
            continue
        try:
            line = signatory_lines.of(signatory)
        except CannotOpen:
            yield f"{name} cannot be opened: it was altered, or its key is missing"
        else:
            if signatory_lines.commitment_to(line) != signatory.commitment:
                yield f"{name} has other words than those committed to"
            elif signatory.is_listed and not signatory_lines.is_printed(signatory, line):
                yield f"{name} is printed with other words than those committed to"


def _links(petition: Petition) -> dict[int, tuple[Subject, str]]:
    """For each entry that speaks of somebody: of whom, and what that is committed to."""
    rows = db.session.execute(
        select(LedgerLink, Signature.commitment, Signatory.commitment)
        .join(LedgerEntry, LedgerEntry.id == LedgerLink.entry_id)
        .outerjoin(Signature, Signature.id == LedgerLink.signature_id)
        .outerjoin(Signatory, Signatory.id == LedgerLink.signatory_id)
        .where(LedgerEntry.petition_id == petition.id)
    )
    return {
        link.entry_id: (_subject(link.signature_id, link.signatory_id), of_signature or of_signatory or "")
        for link, of_signature, of_signatory in rows
    }


def _subject(signature_id: int | None, signatory_id: int | None) -> Subject:
    if signatory_id is not None:
        return Subject("signatory", signatory_id)
    return Subject("signature", signature_id) if signature_id is not None else NOBODY


def _weights(petition: Petition, entries: Sequence[LedgerEntry], links: dict[int, tuple[Subject, str]]) -> Weights:
    """What entries and inbox rows together add for each subject; rows not yet sequenced are no drift."""
    weights: Weights = defaultdict(int)
    for entry in entries:
        subject, commitment = links.get(entry.id, (NOBODY, ""))
        # An entry that commits to other words is nobody's: its signature will be found wanting.
        weights[subject] += entry.weight if entry.commitment == commitment else 0
    waiting = db.session.execute(
        select(LedgerInbox.signature_id, LedgerInbox.signatory_id, LedgerInbox.weight).where(
            LedgerInbox.petition_id == petition.id
        )
    )
    for signature_id, signatory_id, weight in waiting:
        weights[_subject(signature_id, signatory_id)] += weight
    return weights


def _nobodys_entries(entries: Sequence[LedgerEntry], links: dict[int, tuple[Subject, str]]) -> Iterator[str]:
    """Entries that count somebody who is not there. Who was erased is named by an entry of its own."""
    erased = Counter(entry.commitment for entry in entries if entry.kind is EntryKind.ERASED)
    for entry in entries:
        if entry.kind in WEIGHTS and entry.id not in links and not erased[entry.commitment]:
            yield f"entry {entry.sequence} ({entry.kind.value}) speaks of nobody who is there"
