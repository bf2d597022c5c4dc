"""Which of a petition's signatures somebody wants to see, and finding these among a million.

One filter leads: its index gives the rows in the order of ids. The others are asked of each row that it gives, of no
more than WINDOW at a time. So no statement reads more than that, however few there are of what is looked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, Subquery, select

from petition.extensions import db
from petition.models.origin import Origin
from petition.models.petition import NameAudience
from petition.models.signature import NAME_IS_HIDDEN, Comment, CommentState, Hold, HoldRule, Signature, SignatureState
from petition.services import origin_filter

WINDOW = 1000
# How many windows one request may look through.
MOST_WINDOWS = 5


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for: everything in one state, and what is filled in besides. Days are whole, by UTC."""

    state: SignatureState = SignatureState.COUNTED
    # Why it was held, then or now.
    rule: HoldRule | None = None
    country: str | None = None
    language: str | None = None
    # The code of a link.
    ref: str | None = None
    given_to: NameAudience | None = None
    # With a public comment, in this state.
    comment: CommentState | None = None
    name_hidden: bool = False
    since: date | None = None
    until: date | None = None
    # When the form was sent.
    sent_since: datetime | None = None
    sent_until: datetime | None = None
    # What it has in common with another signature, whose public id this is; see `origin_filter.SAME`.
    same_mailbox: str | None = None
    same_address: str | None = None
    same_confirmer: str | None = None
    same_neighbourhood: str | None = None
    same_domain: str | None = None

    def to_params(self) -> dict[str, str]:
        """As plain words, for an address or to be kept: the state, and what is filled in."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: _written(value) for name, value in values.items() if value}

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> "Wanted":
        """What plain words ask for. What cannot be is left out: an address may have been mistyped, or be old."""
        read = {name: _read(name, params.get(name, "")) for name in READERS}
        return cls(**{name: value for name, value in read.items() if value is not None})

    @property
    def filters(self) -> dict[str, Any]:
        """What is filled in besides the state."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value and name != "state"}

    def without_filters(self) -> "Wanted":
        return Wanted(self.state)

    def without(self, name: str) -> "Wanted":
        """The same without one of its filters."""
        return replace(self, **{name: getattr(Wanted(), name)})

    def in_state(self, state: SignatureState) -> "Wanted":
        """The same in another state."""
        return replace(self, state=state)


@dataclass(frozen=True)
class Matching:
    """Ids, the newest first; `before` is where to look further, None where all were looked at."""

    ids: list[int]
    before: int | None


def matching(petition_id: int, wanted: Wanted, *, most: int, before: int | None = None) -> Matching:
    """So many of what is wanted, older than `before`. One statement, of at most WINDOW rows.

    There may be fewer, or none, and still more to come: that says `before`.
    """
    return _matching(petition_id, wanted, _leading(petition_id, wanted), most, before)


def _matching(petition_id: int, wanted: Wanted, leading: str, most: int, before: int | None) -> Matching:
    query, window = _portion(petition_id, wanted, leading, most, before)
    rows = db.session.execute(query).all()
    found = [row.id for row in rows if row.fits]
    if len(found) > most:
        return Matching(found[:most], found[most - 1])
    return Matching(found, rows[-1].id if len(rows) == window else None)


def page(petition_id: int, wanted: Wanted, *, most: int, before: int | None = None) -> Matching:
    """The same, for whoever waits for a page of them: a few windows are looked through, until it is full."""
    found, leading = list[int](), _leading(petition_id, wanted)
    for _ in range(MOST_WINDOWS):
        portion = _matching(petition_id, wanted, leading, most - len(found), before)
        found += portion.ids
        before = portion.before
        if before is None or len(found) == most:
            break
    return Matching(found, before)


def _leading(petition_id: int, wanted: Wanted) -> str:
    """The filter that leads. Of those by where they came from one statement each asks whether it can."""
    of_origin = origin_filter.leader(petition_id, wanted)
    return of_origin or next((name for name in LEADERS if name in wanted.filters), "state")


def _portion(petition_id: int, wanted: Wanted, leading: str, most: int, before: int | None) -> tuple[Select[Any], int]:
    """The newest rows that the leading filter gives, each with whether the others fit; and how many there may be."""
    covered = origin_filter.covered_by(leading) if leading in origin_filter.NAMES else {leading}
    rest = wanted.filters.keys() - covered
    column, conditions = _led_by(leading, petition_id, wanted)
    if before is not None:
        conditions.append(column < before)
    if column is not Signature.id:
        rest = rest | {"state"}
    size = WINDOW if rest else most + 1
    first: Select[int] = select(column.label("id")).where(*conditions, *_between(column, petition_id, wanted))
    window = first.order_by(column.desc()).limit(size).subquery()
    fits = _fits(window, petition_id, wanted, rest)
    return select(window.c.id, fits.label("fits")).order_by(window.c.id.desc()), size


def _led_by(
    name: str, petition_id: int, wanted: Wanted
) -> tuple[SQLColumnExpression[int], list[ColumnElement[bool] | Any]]:
    """The column that has the signature's id, and the conditions that one index answers."""
    if name in origin_filter.NAMES:
        return Origin.signature_id, [*origin_filter.led_by(name, petition_id, wanted)]
    if name == "comment":
        return Comment.signature_id, [Comment.petition_id == petition_id, Comment.state == wanted.comment]
    theirs: list[ColumnElement[bool] | Any] = [Signature.petition_id == petition_id, Signature.state == wanted.state]
    if name == "name_hidden":
        return Signature.id, [*theirs, NAME_IS_HIDDEN]
    if name == "state":
        return Signature.id, theirs
    return Signature.id, [*theirs, _condition(name, wanted)]


def _between(column: SQLColumnExpression[int], petition_id: int, wanted: Wanted) -> list[ColumnElement[bool]]:
    """The ids between which the days lie: they come in the order of days, but for a moment at midnight."""
    of_petition = select(Signature.id).where(Signature.petition_id == petition_id).limit(1)
    day, bounds = Signature.confirmed_on, list[ColumnElement[bool]]()
    # Nobody confirms before the form is sent.
    since = wanted.since or (wanted.sent_since.date() if wanted.sent_since else None)
    if since:
        first = of_petition.where(day >= since).order_by(day, Signature.id)
        bounds.append(column >= first.scalar_subquery())
    if wanted.until:
        last = of_petition.where(day <= wanted.until).order_by(day.desc(), Signature.id.desc())
        bounds.append(column <= last.scalar_subquery())
    return bounds


def _fits(window: Subquery, petition_id: int, wanted: Wanted, names: set[str]) -> ColumnElement[Any]:
    """Whether the rest is true of a row: asked row by row, because PostgreSQL would rather read all signatures."""
    conditions = [_condition(name, wanted) for name in sorted(names - set(origin_filter.NAMES))]
    if of_origin := names & set(origin_filter.NAMES):
        conditions.append(origin_filter.fits(of_origin, petition_id, wanted))
    there = select(Signature.id).where(Signature.id == window.c.id, *conditions)
    return there.limit(1).correlate(window).scalar_subquery() if names else window.c.id


def _condition(name: str, wanted: Wanted) -> ColumnElement[bool]:
    column, value = COLUMNS[name], getattr(wanted, name)
    condition: ColumnElement[bool] = column == value
    if name == "since":
        condition = column >= value
    if name == "until":
        condition = column <= value
    return condition


# Where each filter finds its answer for one signature.
COLUMNS: dict[str, SQLColumnExpression[Any]] = {
    "state": Signature.state,
    "rule": select(Hold.rule).where(Hold.signature_id == Signature.id).scalar_subquery(),
    "country": Signature.country,
    "language": Signature.language,
    "ref": Signature.ref,
    "given_to": Signature.give_name_to,
    "comment": select(Comment.state).where(Comment.signature_id == Signature.id).scalar_subquery(),
    "name_hidden": Signature.name_hidden,
    "since": Signature.confirmed_on,
    "until": Signature.confirmed_on,
}
# The rarest come first.
LEADERS = ("name_hidden", "comment", "ref", "country", "language")
READERS: dict[str, Any] = {
    "state": SignatureState,
    "rule": HoldRule,
    "country": str,
    "language": str,
    "ref": str,
    "given_to": NameAudience,
    "comment": CommentState,
    "name_hidden": bool,
    "since": date.fromisoformat,
    "until": date.fromisoformat,
    **dict.fromkeys(origin_filter.SENT, origin_filter.moment),
    **dict.fromkeys(origin_filter.SAME, str),
}
LENGTHS = {"country": 2, "language": 5, "ref": 30}


def _read(name: str, written: str) -> Any:
    if not written or "\0" in written or len(written) > LENGTHS.get(name, 40):
        return None
    try:
        return READERS[name](written)
    except ValueError:
        return None


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return origin_filter.written(value)
    if isinstance(value, date):
        return value.isoformat()
    return "y" if value is True else str(value)
