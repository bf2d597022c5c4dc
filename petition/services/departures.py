"""Who stood in an export and left since: withdrew, was removed, or takes back that they asked for news.

Found by the moment in which they left, never by reading all who signed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, func, or_, select

from petition.extensions import db
from petition.lib.tables import Row as Line
from petition.models.consent import Consent, ConsentText
from petition.models.erasure import Erasure, ErasureKind
from petition.models.ledger import EntryKind, LedgerEntry, LedgerLink
from petition.models.record import ExportPurpose
from petition.models.signature import Signature, SignatureState
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
# Until when a name stood in lists that may stand there no more.
TAKEN_BACK_AT = (
    select(Erasure.created_at)
    .where(Erasure.subject == Signature.public_id, Erasure.kind == ErasureKind.NAME_TAKEN_BACK)
    .scalar_subquery()
)
Execute = Callable[..., Any]


@dataclass(frozen=True)
class Departure:
    """Somebody's end in exports; `id` is the signature's, `sequence` where the ledger has it.

    Of one that was erased nobody knows that any more: `confirmed_on` alone tells whether an export may have held them.
    """

    at: datetime
    id: int
    public_id: str
    sealed: bytes | None
    sequence: int | None
    what: str
    is_named: bool
    name_is_hidden: bool
    asked_for_news: bool
    is_erased: bool
    confirmed_on: date
    # When its signer last chose that fewer see the name.
    name_taken_back_at: datetime | None = None

    def was_in(self, purpose: ExportPurpose, checkpoint_size: int, cut_off: datetime) -> bool:
        """Whether an export of that size and moment held them, if they had not left by then."""
        if not self._stood_by(checkpoint_size, cut_off):
            return False
        if purpose is ExportPurpose.NEWS_LIST:
            return self.asked_for_news
        return self.what == WHOLE_ROW and (purpose is ExportPurpose.ARCHIVE or self._was_named(cut_off))

    def _was_named(self, cut_off: datetime) -> bool:
        """Whether the addressees got the name then: who takes it back before leaving stands in older lists."""
        taken_back_at = self.name_taken_back_at
        return self.is_named or (taken_back_at is not None and cut_off - SLACK <= taken_back_at)

    def _stood_by(self, checkpoint_size: int, cut_off: datetime) -> bool:
        if self.is_erased:
            # One too many strikes out a row that is not there; one too few would go on being used.
            return self.confirmed_on <= cut_off.date()
        return self.sequence is not None and self.sequence < checkpoint_size

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
        Signature.state == SignatureState.ERASED,
        Signature.confirmed_on,
        TAKEN_BACK_AT,
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
        Departure(
            at, key, public_id, sealed, sequence, WHOLE_ROW, audience in NAMED, is_hidden, news is not None, *further
        )
        for at, key, public_id, sealed, sequence, audience, is_hidden, news, *further in found
    ]
    return Look(left, len(found) == most, (left[-1].at, left[-1].id) if left else None)


def look_at_consents(query: Select[*tuple[Any, ...]], execute: Execute, most: int, *, petition_id: int) -> Look:
    """A join would let the database read all who signed: who it was is asked by their keys."""
    found = execute(query.limit(most)).all()
    ids = [signature_id for _, _, signature_id, purpose in found if purpose]
    columns = (Signature.id, Signature.public_id, Signature.identity, SEQUENCE, Signature.give_name_to)
    is_erased = Signature.state == SignatureState.ERASED
    asked = select(*columns, Signature.name_hidden, is_erased, Signature.confirmed_on).where(
        Signature.petition_id == petition_id, Signature.id.in_(ids)
    )
    people = {row[0]: row for row in execute(asked)} if ids else {}
    left = []
    for at, _, signature_id, purpose in found:
        if purpose and signature_id in people:
            key, public_id, sealed, sequence, audience, is_hidden, is_erased, day = people[signature_id]
            what = WHOLE_ROW if is_erased else purpose.value
            named = (audience in NAMED, is_hidden)
            left.append(Departure(at, key, public_id, sealed, sequence, what, *named, True, is_erased, day))
    return Look(left, len(found) == most, (found[-1][0], found[-1][1]) if found else None)


def rows(
    source: Source, purpose: ExportPurpose, cut_off: datetime, names_anybody: bool, words: Mapping[str, str]
) -> Iterator[Line]:
    """Reference, name or mail address where that may be told, and what is to be struck out, in `words` for it."""
    column = NAME if purpose is ExportPurpose.OFFICIALS else ADDRESS
    for portion in _portions(source, purpose, cut_off - SLACK):
        left = [one for one in portion if one.was_in(purpose, source.checkpoint_size, cut_off)]
        if source.hides_order:
            left.sort(key=attrgetter("public_id"))
        for one, told in zip(left, _told(source, left, column) if names_anybody else [()] * len(left), strict=True):
            yield (reference(source.export, one.public_id), *told, words.get(one.what, one.what))


def _told(source: Source, left: Sequence[Departure], column: str) -> list[tuple[str, ...]]:
    """By what else their rows are known; of whoever was forgotten nothing is."""
    known = [(one.public_id, one.sealed) for one in left if one.sealed is not None and one.is_known_by(column)]
    people = identity.fields_of_signatures(known, lost=source.lost)
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
