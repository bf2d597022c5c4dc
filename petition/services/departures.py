"""Who stood in an export and left since: withdrew, was removed, or takes back that they asked for news.

Found by the moment in which they left, never by reading all who signed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Select, func, or_, select

from petition.extensions import db
from petition.lib.tables import Row as Line
from petition.models.consent import Consent, ConsentText
from petition.models.ledger import EntryKind, LedgerEntry, LedgerLink
from petition.models.record import ExportPurpose
from petition.models.signature import Signature
from petition.services import identity
from petition.services.export_rows import NAMED, NEWS, Source, asked_for_news, asked_of, reference

PORTION = 1000
# Whoever is leaving took the moment of it a little before others see it: an export may hold them all the same.
SLACK = timedelta(seconds=5)
# What is struck out: a row, or what one column of it says.
WHOLE_ROW = "row"
# By what else than its reference a row is known.
NAME, ADDRESS = "name", "address"
# Where the ledger has the signature that is asked for.
SEQUENCE = (
    select(func.min(LedgerEntry.sequence))
    .join(LedgerLink, LedgerLink.entry_id == LedgerEntry.id)
    .where(LedgerLink.signature_id == Signature.id, LedgerEntry.kind == EntryKind.CONFIRMED)
    .scalar_subquery()
)
Execute = Callable[..., Any]


@dataclass(frozen=True)
class Departure:
    """Somebody's end in exports; `id` is the signature's, `sequence` where the ledger has it."""

    at: datetime
    id: int
    public_id: str
    sealed: bytes | None
    sequence: int | None
    what: str
    is_named: bool
    name_is_hidden: bool
    asked_for_news: bool

    def was_in(self, purpose: ExportPurpose, checkpoint_size: int) -> bool:
        """Whether an export of that size held them, if they had not left by then."""
        if self.sequence is None or self.sequence >= checkpoint_size:
            return False
        if purpose is ExportPurpose.NEWS_LIST:
            return self.asked_for_news
        return self.what == WHOLE_ROW and (self.is_named or purpose is ExportPurpose.ARCHIVE)

    def is_known_by(self, column: str) -> bool:
        """Whether the team may read their name or address: an export keeps from it what was given to nobody."""
        if column == NAME:
            return self.is_named and not self.name_is_hidden
        return self.is_named or self.asked_for_news


@dataclass(frozen=True)
class Look:
    """A portion of those who left: who it was, and whether as many rows were read as may be."""

    departures: list[Departure]
    is_full: bool
    # The moment and the key of the last row.
    last: tuple[datetime, int] | None


def signatures_left(petition_id: int, team_id: int) -> Select[*tuple[Any, ...]]:
    """Those that no longer count; ordered and limited, it is for `look_at_signatures`."""
    return select(
        Signature.left_at,
        Signature.id,
        Signature.public_id,
        Signature.identity,
        SEQUENCE,
        Signature.give_name_to,
        Signature.name_hidden,
        # Not whether there is one: that would let the database read all that anybody ever agreed to.
        asked_for_news(team_id, func.min(Consent.id)).scalar_subquery(),
    ).where(Signature.petition_id == petition_id)


def consents_ended(team_id: int) -> Select[*tuple[Any, ...]]:
    """What was taken back, of whatever petition; ordered and limited, it is for `look_at_consents`."""
    news = select(ConsentText.purpose).where(
        ConsentText.id == Consent.consent_text_id, ConsentText.purpose.in_(NEWS), asked_of(team_id)
    )
    return select(Consent.withdrawn_at, Consent.id, Consent.signature_id, news.scalar_subquery())


def look_at_signatures(query: Select[*tuple[Any, ...]], execute: Execute, most: int) -> Look:
    found = execute(query.limit(most)).all()
    left = [
        Departure(at, key, public_id, sealed, sequence, WHOLE_ROW, audience in NAMED, is_hidden, news is not None)
        for at, key, public_id, sealed, sequence, audience, is_hidden, news in found
    ]
    return Look(left, len(found) == most, (left[-1].at, left[-1].id) if left else None)


def look_at_consents(query: Select[*tuple[Any, ...]], execute: Execute, most: int, *, petition_id: int) -> Look:
    """A join would let the database read all who signed: who it was is asked by their keys."""
    found = execute(query.limit(most)).all()
    ids = [signature_id for _, _, signature_id, purpose in found if purpose]
    asked = select(
        Signature.id, Signature.public_id, Signature.identity, SEQUENCE, Signature.give_name_to, Signature.name_hidden
    ).where(Signature.petition_id == petition_id, Signature.id.in_(ids))
    people = {row[0]: row for row in execute(asked)} if ids else {}
    left = []
    for at, _, signature_id, purpose in found:
        if purpose and signature_id in people:
            key, public_id, sealed, sequence, audience, is_hidden = people[signature_id]
            named = (audience in NAMED, is_hidden)
            left.append(Departure(at, key, public_id, sealed, sequence, purpose.value, *named, asked_for_news=True))
    return Look(left, len(found) == most, (found[-1][0], found[-1][1]) if found else None)


def rows(
    source: Source, purpose: ExportPurpose, cut_off: datetime, names_anybody: bool, words: Mapping[str, str]
) -> Iterator[Line]:
    """Reference, name or mail address where that may be told, and what is to be struck out, in `words` for it."""
    column = NAME if purpose is ExportPurpose.OFFICIALS else ADDRESS
    for portion in _portions(source, purpose, cut_off - SLACK):
        left = [one for one in portion if one.was_in(purpose, source.checkpoint_size)]
        for one, told in zip(left, _told(left, column) if names_anybody else [()] * len(left), strict=True):
            yield (reference(source.export, one.public_id), *told, words.get(one.what, one.what))


def _told(left: Sequence[Departure], column: str) -> list[tuple[str, ...]]:
    """By what else their rows are known; of whoever was forgotten nothing is."""
    known = [(one.public_id, one.sealed) for one in left if one.sealed is not None and one.is_known_by(column)]
    people = identity.fields_of_signatures(known)
    names = {public_id: str(signer[column]) for (public_id, _), signer in zip(known, people, strict=True)}
    return [(names.get(one.public_id, ""),) for one in left]


def _portions(source: Source, purpose: ExportPurpose, since: datetime) -> Iterator[list[Departure]]:
    left = signatures_left(source.petition_id, source.team_id)
    yield from _in_turn(left, Signature.left_at, Signature.id, since, look_at_signatures)
    if purpose is ExportPurpose.NEWS_LIST:
        look = partial(look_at_consents, petition_id=source.petition_id)
        yield from _in_turn(consents_ended(source.team_id), Consent.withdrawn_at, Consent.id, since, look)


def _in_turn(
    query: Select[*tuple[Any, ...]], at: Any, key: Any, since: datetime, look_at: Callable[..., Look]
) -> Iterator[list[Departure]]:
    last: tuple[datetime, int] | None = (since, 0)
    while last:
        # The first condition follows from the second, but it is what an index is looked up by.
        later = query.where(at >= last[0], or_(at > last[0], key > last[1])).order_by(at, key)
        with db.engine.connect() as connection:
            look = look_at(later, connection.execute, PORTION)
        yield look.departures
        last = look.last if look.is_full else None
