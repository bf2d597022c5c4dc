"""Hourly sums, written by the sequencer; those of dashboards grow by them.

Beside them stands, in the same transaction, what only the sequencer comes by: how long a signer took, by which link
they came, and at which mail domain they are.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from petition.extensions import db
from petition.lib import clock
from petition.models.ledger import WEIGHTS, EntryKind, LedgerInbox, Tally
from petition.models.petition import Petition, Publishing
from petition.models.signature import Hold, Signature
from petition.models.tally import Part, Step, TallyTotal
from petition.services import identity, passages
from petition.services.inserting import insert_or_add
from petition.services.passages import Passage

KEY = ["petition_id", "hour", "kind", "country", "language"]
TOTAL_KEY = ["petition_id", "part", "value"]
COLUMNS = (
    *(Signature.id, Signature.public_id, Signature.country, Signature.language, Signature.ref, Signature.identity),
    Hold.created_at,
)


class _Signer(NamedTuple):
    """What a signature says about itself."""

    id: int
    public_id: str
    country: str | None
    language: str
    ref: str | None
    identity: bytes | None
    # When it was confirmed, of one that was held then.
    held_at: datetime | None


def add(petition: Petition, rows: list[LedgerInbox]) -> None:
    """Add what a batch changed to the sums of this hour; of those released from a hold, to that of their confirming."""
    ids = [row.signature_id for row in rows if row.signature_id is not None]
    there = select(*COLUMNS).outerjoin(Hold, Hold.signature_id == Signature.id).where(Signature.id.in_(ids))
    signers = {signer.id: _Signer(*signer) for signer in db.session.execute(there)}
    changes = [(row, signers[row.signature_id]) for row in rows if row.signature_id in signers]
    this_hour = passages.hour_noted(petition, clock.hour_of(clock.now()))
    hours = {row.id: _hour_of(petition, row, signer) or this_hour for row, signer in changes}
    sums = Counter((hours[row.id], row.kind, signer.country or "", signer.language) for row, signer in changes)
    values: list[dict[str, Any]] = [
        {"petition_id": petition.id, "hour": hour, "kind": kind, "country": country, "language": language, "n": n}
        # In one order everywhere, so that nobody waits in a ring.
        for (hour, kind, country, language), n in sorted(sums.items())
    ]
    if values:
        insert_or_add(Tally, values, key=KEY, columns=["n"])
    _add_totals(petition, changes)
    confirmed = [(row, signer) for row, signer in changes if row.kind is EntryKind.CONFIRMED]
    domains = _domains_of(petition, [signer for _row, signer in confirmed])
    passages.put(
        Counter(
            Passage(petition.id, hours[row.id], Step.CONFIRMED, domain)
            for (row, _signer), domain in zip(confirmed, domains, strict=True)
        )
    )


def _hour_of(petition: Petition, row: LedgerInbox, signer: _Signer) -> datetime | None:
    """When one was confirmed that is released only now; None for all else, which happened just now."""
    if row.kind is not EntryKind.CONFIRMED or signer.held_at is None:
        return None
    hour = clock.hour_of(signer.held_at)
    if petition.publish is Publishing.BATCHED:
        # Alone in that hour, it would tell when one person confirmed.
        return passages.first_hour_of_day(petition, hour)
    return passages.hour_noted(petition, hour)


def add_totals(petition_id: int, totals: Counter[tuple[Part, str]]) -> None:
    """Add to what counted signatures are divided by. In one order everywhere, so that nobody waits in a ring."""
    rows = [
        {"petition_id": petition_id, "part": part, "value": value, "n": n}
        for (part, value), n in sorted(totals.items())
        if n
    ]
    if rows:
        insert_or_add(TallyTotal, rows, key=TOTAL_KEY, columns=["n"])


def _add_totals(petition: Petition, changes: Iterable[tuple[LedgerInbox, _Signer]]) -> None:
    if petition.is_discreet:
        # What waited from before it was is not noted any more.
        return
    totals: Counter[tuple[Part, str]] = Counter()
    for row, signer in changes:
        if signer.ref:
            totals[Part.SOURCE, signer.ref] += WEIGHTS.get(row.kind, 0)
        if row.waited is not None:
            totals[Part.WAIT, str(row.waited)] += 1
    add_totals(petition.id, totals)


def _domains_of(petition: Petition, signers: list[_Signer]) -> list[str]:
    """The mail domain of each, or "" where it is not noted, or cannot be read any more."""
    if petition.is_discreet:
        return [""] * len(signers)
    addresses = (
        identity.address_in(signer.identity, context=identity.signature_context(signer.public_id)) for signer in signers
    )
    return [passages.domain_noted(petition, address) for address in addresses]
