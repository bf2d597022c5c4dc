"""What else came from where some signatures came from: of each network, mailbox, domain and hour no more than so many.

Each group is read by the index of `origin` that begins with what it has in common, and all groups of a kind by one
statement. So a page of signatures costs about the same after ten of them and after a million.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Subquery, func, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from petition.extensions import db
from petition.lib import clock
from petition.models.origin import Origin
from petition.models.petition import Petition
from petition.models.signature import Signature, SignatureState
from petition.services import mailbox_marks, origin_filter, petition_past
from petition.services.petition_past import Past
from petition.services.workspace import NAMED_STATES

HOUR = timedelta(hours=1)
# Rows that are read of one group, and of all groups of a kind: of fifty groups still more than makes a strong sign.
MOST, MOST_IN_ALL = 200, 3000
# Among how many of those that wait names are compared.
NEWEST_HELD = 1000
Value = tuple[Any, ...]
Columns = tuple[InstrumentedAttribute[Any], ...]


class Neighbour(NamedTuple):
    """One that has something in common with others."""

    signature_id: int
    sent_at: datetime
    day: date
    address: str | None
    neighbourhood: str | None
    confirmed_address: str | None
    confirmed_neighbourhood: str | None
    country: str | None
    is_held: bool

    @property
    def hour(self) -> datetime:
        return clock.hour_of(self.sent_at)


READ = [getattr(Origin, name) for name in Neighbour._fields if name != "is_held"]


@dataclass(frozen=True)
class Near:
    """Some that have one thing in common; all of them, or `is_more`."""

    rows: list[Neighbour]
    is_more: bool

    @property
    def n(self) -> int:
        return len(self.rows)

    def within_hour_of(self, origin: Origin) -> int:
        """How many were sent in the same hour; where signers are at risk, on the same day."""
        hour = clock.hour_of(origin.sent_at)
        return sum(row.hour == hour for row in self.rows)


Groups = dict[Value, Near]


@dataclass(frozen=True)
class Around:
    """What is known around some held signatures: where each came from, and what has that in common with it."""

    held: Sequence[Signature]
    is_discreet: bool
    # By the signature's id.
    origins: Mapping[int, Origin]
    # By neighbourhood: since its key is that of a day, all of them are of one day.
    networks: Groups
    # By the neighbourhood whence they were confirmed, by domain and mailbox, and by domain unless that is a large
    # provider.
    confirmers: Groups
    mailboxes: Groups
    domains: Groups
    # What was sent in an hour; none where signers are at risk.
    hours: Mapping[datetime, Near]
    past: Past
    # How many of the newest held bear a name, by its index.
    names: Mapping[bytes, int]


def around(petition: Petition, signatures: Sequence[Signature]) -> Around:
    """So much of it as a page of signatures needs: of those that are held, or were.

    Nothing is said of who withdrew; nor, where signers are at risk, of where those came from that count.
    """
    held = [one for one in signatures if one.hold is not None and one.state in NAMED_STATES]
    held = [one for one in held if origin_filter.may_be_asked(petition, one.state)]
    origins = _origins(held)
    # Who has a mailbox there has nothing in common with the others who have.
    providers = mailbox_marks.of_large_providers(petition) if origins else set()
    domains = {(one.domain,) for one in origins.values() if one.domain not in providers}
    hours = set() if petition.is_discreet else {clock.hour_of(one.sent_at) for one in origins.values()}
    return Around(
        held=held,
        is_discreet=petition.is_discreet,
        origins=origins,
        networks=_groups(petition, (Origin.neighbourhood,), {(one.neighbourhood,) for one in origins.values()}),
        confirmers=_groups(
            petition, (Origin.confirmed_neighbourhood,), {(one.confirmed_neighbourhood,) for one in origins.values()}
        ),
        mailboxes=_groups(
            petition, (Origin.domain, Origin.mailbox), {(one.domain, one.mailbox) for one in origins.values()}
        ),
        domains=_groups(petition, (Origin.domain,), domains),
        hours=_sent_in(petition, hours),
        past=petition_past.of(petition, hours, {domain for (domain,) in domains if domain}),
        names=_names(petition, held),
    )


def _origins(signatures: Sequence[Signature]) -> dict[int, Origin]:
    if not signatures:
        return {}
    theirs = select(Origin).where(Origin.signature_id.in_([one.id for one in signatures]))
    return {origin.signature_id: origin for origin in db.session.scalars(theirs)}


def _groups(petition: Petition, columns: Columns, values: Iterable[Value]) -> Groups:
    known = sorted(value for value in values if None not in value)
    conditions = [[column == part for column, part in zip(columns, value, strict=True)] for value in known]
    # In the order of the index, so that no planner reads all of them to sort them.
    return dict(zip(known, _read(petition, conditions, order=INDEXES[columns[0]]), strict=True))


def _sent_in(petition: Petition, hours: Iterable[datetime]) -> dict[datetime, Near]:
    known = sorted(hours)
    conditions = [[Origin.sent_at >= hour, Origin.sent_at < hour + HOUR] for hour in known]
    return dict(zip(known, _read(petition, conditions, order=(Origin.sent_at, Origin.country)), strict=True))


INDEXES: dict[Any, Columns] = {
    Origin.neighbourhood: (Origin.neighbourhood, Origin.address),
    Origin.confirmed_neighbourhood: (Origin.confirmed_neighbourhood, Origin.confirmed_address),
    Origin.domain: (Origin.domain, Origin.mailbox),
}


def _read(petition: Petition, groups: list[list[ColumnElement[bool]]], *, order: Columns) -> list[Near]:
    """The rows of each group, as far as its share of all goes."""
    if not groups:
        return []
    most = min(MOST, MOST_IN_ALL // len(groups))
    portions = [
        select(*READ).where(Origin.petition_id == petition.id, *conditions).order_by(*order).limit(most).subquery()
        for conditions in groups
    ]
    found: list[list[Neighbour]] = [[] for _ in groups]
    numbered = [
        select(*portion.c, _is_held(portion).label("is_held"), literal(number).label("number"))
        for number, portion in enumerate(portions)
    ]
    for *values, number in db.session.execute(union_all(*numbered)):
        found[number].append(Neighbour(*values))
    return [Near(rows, len(rows) == most) for rows in found]


def _is_held(portion: Subquery) -> ScalarSelect[bool]:
    """Asked row by row, because PostgreSQL would rather read all signatures."""
    is_held: ColumnElement[bool] = Signature.state == SignatureState.HELD
    return select(is_held).where(Signature.id == portion.c.signature_id).correlate(portion).scalar_subquery()


def _names(petition: Petition, signatures: Sequence[Signature]) -> dict[bytes, int]:
    borne = {one.name_index for one in signatures if one.name_index}
    if not borne:
        return {}
    newest = (
        select(Signature.name_index)
        .where(Signature.petition_id == petition.id, Signature.state == SignatureState.HELD)
        .order_by(Signature.id.desc())
        .limit(NEWEST_HELD)
        .subquery()
    )
    counted = select(newest.c.name_index, func.count()).where(newest.c.name_index.in_(borne))
    return dict(db.session.execute(counted.group_by(newest.c.name_index)).all())
