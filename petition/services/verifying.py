"""Checking the count independently of the sequencer: from signatures, entries and plain hashing alone."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from petition.extensions import db
from petition.lib.crypto import CannotOpen
from petition.models.ledger import EntryKind, LedgerEntry, LedgerInbox, LedgerLink
from petition.models.petition import Petition
from petition.models.signatory import Signatory, SignatoryState
from petition.models.signature import Signature, SignatureState
from petition.services import (
    erasing,
    identity,
    recording,
    revisions,
    signatory_lines,
    verifying_changes,
    verifying_ledger,
)

# Rows held in memory at a time.
PORTION = 2000


def problems_of(petition: Petition) -> Iterator[str]:
    """Every way in which a petition's numbers do not agree, one sentence each; nothing where all is well."""
    yield from verifying_ledger.problems_of(petition)
    yield from _signature_problems(petition)
    yield from _signatory_problems(petition)
    yield from _revision_problems(petition)
    yield from verifying_changes.problems_of(petition)


def _signature_problems(petition: Petition) -> Iterator[str]:
    """Each signature adds to the ledger what its state says, and its sealed words are those committed to."""
    weight = _weight(Signature, LedgerLink.signature_id, LedgerInbox.signature_id)
    rows = db.session.execute(
        select(
            Signature.public_id, Signature.state, Signature.language, Signature.identity, Signature.commitment, weight
        )
        .where(Signature.petition_id == petition.id, Signature.state != SignatureState.ERASED)
        .order_by(Signature.id),
        execution_options={"yield_per": PORTION},
    )
    for public_id, state, language, sealed, commitment, added in rows:
        name = f"signature {public_id}"
        if added != (state is SignatureState.COUNTED):
            yield f"{name} is {state.value}, but the ledger does not say so"
        if sealed is None and (petition.is_past_retention or state is SignatureState.REMOVED):
            # Erased, as was promised, or as its signer wished. Its entry and its state still have to agree.
            continue
        try:
            # What is not there cannot be opened either.
            signer = identity.open_sealed(sealed or b"", context=identity.signature_context(public_id))
        except CannotOpen:
            yield f"{name} cannot be opened: it was altered, or its key is missing"
        else:
            if recording.commitment_to(signer, language) != commitment:
                yield f"{name} has other words than those committed to"


def _signatory_problems(petition: Petition) -> Iterator[str]:
    """The same of the lines under a letter. Before it opens there is no ledger that they could stand in."""
    weight = _weight(Signatory, LedgerLink.signatory_id, LedgerInbox.signatory_id)
    rows = db.session.execute(
        select(Signatory, weight).where(Signatory.petition_id == petition.id).order_by(Signatory.id)
    )
    for signatory, added in rows:
        name = f"signatory {signatory.public_id}"
        if added != (signatory.state is SignatoryState.APPROVED and petition.opened_at is not None):
            yield f"{name} is {signatory.state.value}, but the ledger does not say so"
        if signatory.sealed is None and petition.is_past_retention:
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


def _revision_problems(petition: Petition) -> Iterator[str]:
    """The words are those that their hash says, and the ledger tells of each change since opening, and of no other."""
    told = {*db.session.scalars(_told_by(LedgerEntry, petition)), *db.session.scalars(_told_by(LedgerInbox, petition))}
    for revision in petition.revisions:
        name = f"revision {revision.number} ({revision.language})"
        if revisions.sha256_of(revision) != revision.sha256:
            yield f"{name} has other words than those signed"
        if revision.reason and revision.sha256 not in told:
            yield f"{name} was made after opening, but the ledger does not say so"
    for sha256 in sorted(told - {revision.sha256 for revision in petition.revisions}):
        yield f"the ledger tells of a revision {sha256} that is not there"


def _told_by(row: type[LedgerEntry] | type[LedgerInbox], petition: Petition) -> Select[str]:
    return select(row.revision).where(row.petition_id == petition.id, row.kind == EntryKind.REVISION)


def _weight(
    subject: type[Signature | Signatory],
    linked: InstrumentedAttribute[int | None],
    waiting: InstrumentedAttribute[int | None],
) -> ColumnElement[int]:
    """What entries and inbox rows together add for each subject; rows not yet sequenced are no drift."""
    entered = (
        select(func.coalesce(func.sum(LedgerEntry.weight), 0))
        .join(LedgerLink, LedgerLink.entry_id == LedgerEntry.id)
        .where(
            linked == subject.id,
            LedgerEntry.petition_id == subject.petition_id,
            # An entry that commits to other words is nobody's: its signature will be found wanting. Unless those were
            # corrected since, which the ledger says of this very signature.
            or_(
                LedgerEntry.commitment == subject.commitment,
                *map(LedgerEntry.commitment.in_, verifying_changes.earlier_words(subject, linked, waiting)),
                # Who was removed and erased has no words any more; the links go once the sequencer was there.
                subject.commitment == erasing.NONE_ANY_MORE,
            ),
        )
        .scalar_subquery()
    )
    to_enter = (
        select(func.coalesce(func.sum(LedgerInbox.weight), 0))
        .where(waiting == subject.id, LedgerInbox.petition_id == subject.petition_id)
        .scalar_subquery()
    )
    return entered + to_enter
