"""Finding signatures by where they came from: when their forms were sent, and what they share with another one.

Another signature is named by its public id, so that no network and no mail domain, nor a hash of one, stands in an
address or in a job. It must be of the same petition: nobody is followed from one to another.
"""

from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from petition.extensions import db
from petition.models.origin import Origin
from petition.models.petition import Petition, Publishing
from petition.models.signature import Signature, SignatureState

# What can be the same. Both columns must be: those of an index, in its order.
SAME: dict[str, tuple[InstrumentedAttribute[str | None], ...]] = {
    "same_mailbox": (Origin.domain, Origin.mailbox),
    "same_address": (Origin.neighbourhood, Origin.address),
    "same_confirmer": (Origin.confirmed_neighbourhood, Origin.confirmed_address),
    "same_neighbourhood": (Origin.neighbourhood,),
    "same_domain": (Origin.domain,),
}
SENT = ("sent_since", "sent_until")
# In which order their index has what they find: asked for in it, PostgreSQL does not read the table instead.
ORDERS = {"same_neighbourhood": Origin.address, "same_domain": Origin.mailbox, "sent_since": Origin.sent_at}
NAMES = (*SAME, *SENT)
# Those of whom more are there are looked for among all signatures, of which they are many; of fewer all are read.
MANY = 1000
# Moments near the ends of the calendar lie beyond them in some zone.
FIRST_YEAR, LAST_YEAR = 1970, 9000
# Where signers are at risk, only of those who do not count it may be asked where they came from.
AT_RISK = (SignatureState.HELD, SignatureState.REMOVED)


class Asked(Protocol):
    """What of `looking_up.Wanted` is asked here: the public id of a signature under each name of SAME."""

    @property
    def filters(self) -> dict[str, Any]: ...
    @property
    def state(self) -> SignatureState: ...
    @property
    def sent_since(self) -> datetime | None: ...
    @property
    def sent_until(self) -> datetime | None: ...


def likens(wanted: Asked) -> bool:
    """Whether it asks who has something in common with another."""
    return not SAME.keys().isdisjoint(wanted.filters)


def may_be_asked(petition: Petition, state: SignatureState) -> bool:
    """Whether signatures in this state may be chosen by network, mail domain or name."""
    return not petition.is_discreet or state in AT_RISK


def is_by_day(petition: Petition, state: SignatureState) -> bool:
    """Whether of when forms were sent it may be asked by days alone: nothing else is kept where signers are at risk.

    Where publishing is batched nobody is to learn in which hour somebody signed who counts, as from figures.
    """
    return petition.is_discreet or (petition.publish is Publishing.BATCHED and state not in AT_RISK)


def may_be_likened(petition: Petition, wanted: Asked) -> bool:
    """The same of those that others are likened to: who is like one that counts would tell where that came from."""
    others = {value for name, value in wanted.filters.items() if name in SAME}
    if not petition.is_discreet or not others:
        return True
    theirs = (Signature.public_id.in_(others), Signature.petition_id == petition.id)
    return db.session.scalar(select(Signature.id).where(*theirs, Signature.state.not_in(AT_RISK)).limit(1)) is None


def leader(petition_id: int, wanted: Asked) -> str | None:
    """Which of these filters finds so few that all of them can be read. One statement for each, of MANY entries."""
    return next((name for name in _first_names(wanted) if _finds_few(petition_id, name, wanted)), None)


def led_by(name: str, petition_id: int, wanted: Asked) -> list[ColumnElement[bool]]:
    """The conditions on `Origin` that one index answers."""
    of_petition = Origin.petition_id == petition_id
    if name not in SAME:
        return [of_petition, *_sent(wanted)]
    return [of_petition, *_same(name, petition_id, wanted)]


def fits(names: set[str], petition_id: int, wanted: Asked) -> ColumnElement[bool]:
    """Whether a signature is like that; asked of it alone."""
    conditions = [part for name in sorted(names & SAME.keys()) for part in _same(name, petition_id, wanted)]
    if not names.isdisjoint(SENT):
        conditions += _sent(wanted)
    return exists().where(Origin.signature_id == Signature.id, *conditions).correlate(Signature)


def covered_by(name: str) -> set[str]:
    """The filters that are answered where this one leads."""
    return {name} if name in SAME else set(SENT)


def is_known(petition: Petition, wanted: Asked) -> bool:
    """Whether it is still known where those came from that others are to be likened to."""
    return all(
        db.session.scalar(_of_other(columns[-1], petition.id, wanted.filters[name])) is not None
        for name, columns in SAME.items()
        if name in wanted.filters
    )


def moment(written: str) -> datetime:
    """A moment with its zone. Raises ValueError."""
    found = datetime.fromisoformat(written)
    if found.tzinfo is None:
        raise ValueError("it says nothing without a zone")
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError("no zone has a day for it")
    return found.astimezone(UTC)


def written(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def _first_names(wanted: Asked) -> list[str]:
    """The filters that may lead, the rarest first."""
    names = [name for name in SAME if name in wanted.filters]
    return [*names, SENT[0]] if _sent(wanted) else names


def _finds_few(petition_id: int, name: str, wanted: Asked) -> bool:
    entries = select(Origin.id).where(*led_by(name, petition_id, wanted)).order_by(ORDERS.get(name))
    return db.session.scalar(entries.offset(MANY).limit(1)) is None


def _same(name: str, petition_id: int, wanted: Asked) -> list[ColumnElement[bool]]:
    other = wanted.filters[name]
    return [column == _of_other(column, petition_id, other).scalar_subquery() for column in SAME[name]]


def _of_other(column: InstrumentedAttribute[str | None], petition_id: int, public_id: str) -> Select[tuple[str | None]]:
    """What another signature of the petition has there."""
    origin, signature = aliased(Origin), aliased(Signature)
    its_own = (signature.public_id == public_id, signature.petition_id == petition_id)
    return select(getattr(origin, column.key)).join(signature, signature.id == origin.signature_id).where(*its_own)


def _sent(wanted: Asked) -> list[ColumnElement[bool]]:
    bounds: list[ColumnElement[bool]] = []
    if wanted.sent_since:
        bounds.append(Origin.sent_at >= wanted.sent_since)
    if wanted.sent_until:
        bounds.append(Origin.sent_at <= wanted.sent_until)
    return bounds
