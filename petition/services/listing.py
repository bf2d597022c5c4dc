"""Lists that everyone may read: petitions, names and comments. Each has an order and a limit."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, literal, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, contains_eager

from petition.extensions import db
from petition.models.ledger import LedgerInbox
from petition.models.petition import PUBLIC_STATES, Petition, PetitionState, Publishing
from petition.models.revision import Revision
from petition.models.signature import Comment, CommentState, Signature, SignatureState
from petition.models.team import Team, TeamState
from petition.services.searching import contains

# Counted, and in the ledger: where publishing is batched, a name in a list must not tell when it was given.
IS_PUBLISHED = (
    Signature.state == SignatureState.COUNTED,
    ~exists().where(LedgerInbox.signature_id == Signature.id),
)
PER_PAGE = 20
MOST_OF_A_TEAM = 100


@dataclass(frozen=True)
class Order:
    """The columns of signatures, and the same of comments, by which names and comments stand: the highest first."""

    signature: tuple[InstrumentedAttribute[Any], ...]
    comment: tuple[InstrumentedAttribute[Any], ...]


AS_CONFIRMED = Order((Signature.id,), (Comment.signature_id,))
# Within a day by a random name: whoever watches the list learns of nobody that they were before somebody else.
BY_DAY = Order(
    (Signature.confirmed_on, Signature.public_id),
    (Comment.confirmed_on, Comment.signature_public_id),
)
ORDERS = {Publishing.LIVE: AS_CONFIRMED, Publishing.BATCHED: BY_DAY}


@dataclass(frozen=True)
class Voice:
    """A public name, a public comment, or both. `name` is None where the signer gave it to nobody.

    `public_id` is the signature's: the next page begins behind it. `comment_id` is the comment's.
    """

    public_id: str
    name: str | None
    comment: str
    country: str | None
    day: date
    comment_id: str | None


COLUMNS = (
    Signature.public_id,
    Comment.text,
    Signature.public_name,
    Signature.country,
    Signature.confirmed_on,
    Comment.public_id,
)


def _voices(newest_first: list[ColumnElement[Any]]) -> Select[str, str, str | None, str | None, date, str | None]:
    return (
        select(*COLUMNS)
        .select_from(Comment)
        .join(Signature, Comment.signature_id == Signature.id)
        .where(Comment.petition_id == bindparam("petition"), Comment.state == CommentState.SHOWN, *IS_PUBLISHED)
        .order_by(*newest_first)
        .limit(bindparam("most"))
    )


# Composed once, as the glance at a petition is: each page of one asks this.
VOICES = {
    Publishing.LIVE: _voices([Comment.id.desc()]),
    Publishing.BATCHED: _voices([column.desc() for column in BY_DAY.comment]),
}


def voices(petition: Petition, *, limit: int) -> list[Voice]:
    """The newest public comments, as the count knows them, newest first."""
    found = db.session.execute(VOICES[petition.publish], {"petition": petition.id, "most": limit})
    return [_voice(*row) for row in found]


def names(petition: Petition, *, limit: int, before: str | None = None) -> list[Voice]:
    """The newest public names and comments, as the count knows them, newest first: those behind this signature's."""
    order = ORDERS[petition.publish]
    place = _place_of(petition, order, before) if before else None
    # Two short lists, each read from its own index: together in one condition they would read every signature.
    named = _newest(Signature.id, order.signature, place, limit).where(
        Signature.petition_id == petition.id, Signature.public_name.is_not(None)
    )
    speaking = (
        _newest(Comment.signature_id, order.comment, place, limit)
        .join(Signature, Signature.id == Comment.signature_id)
        .where(Comment.petition_id == petition.id, Comment.state == CommentState.SHOWN)
        # Said of signatures too: the database does not conclude that theirs are older because comments are.
        .where(*_behind(order.signature, place))
    )
    chosen = {*db.session.scalars(named), *db.session.scalars(speaking)}
    # Said of comments too: by their index they are few, and in a join with a list in another order all are read.
    theirs = and_(Comment.signature_id == Signature.id, Comment.signature_id.in_(chosen))
    rows = db.session.execute(
        select(*COLUMNS)
        .select_from(Signature)
        .outerjoin(Comment, and_(theirs, Comment.state == CommentState.SHOWN))
        .where(Signature.id.in_(chosen))
        .order_by(*(column.desc() for column in order.signature))
        .limit(limit)
    )
    return [_voice(*row) for row in rows]


def _place_of(petition: Petition, order: Order, public_id: str) -> tuple[Any, ...] | None:
    """Where a signature stands in a list; None where it is none of this petition's."""
    its_own = (Signature.petition_id == petition.id, Signature.public_id == public_id)
    row = db.session.execute(select(*order.signature).where(*its_own)).one_or_none()
    return tuple(row) if row else None


def _newest(
    column: InstrumentedAttribute[int],
    order: tuple[InstrumentedAttribute[Any], ...],
    place: tuple[Any, ...] | None,
    limit: int,
) -> Select[int]:
    newest_first = (one.desc() for one in order)
    return select(column).where(*IS_PUBLISHED, *_behind(order, place)).order_by(*newest_first).limit(limit)


def _behind(order: tuple[InstrumentedAttribute[Any], ...], place: tuple[Any, ...] | None) -> list[ColumnElement[bool]]:
    if place is None:
        return []
    values = (literal(value, column.type) for column, value in zip(order, place, strict=True))
    return [tuple_(*order) < tuple_(*values)]


def open_petitions(*, search: str, page: int) -> tuple[list[Petition], bool]:
    """One page of open petitions, newest activity first, and whether there is another."""
    query = (
        select(Petition)
        .join(Petition.team)
        .options(contains_eager(Petition.team))
        # What a suspended team began stays readable, and is offered to nobody.
        .where(Petition.state == PetitionState.OPEN, Team.state == TeamState.ACTIVE)
        .order_by(Petition.active_at.desc(), Petition.id.desc())
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE + 1)
    )
    for word in search.split()[:6]:
        matching = select(Revision.petition_id).where(
            or_(contains(Revision.title, word), contains(Revision.summary, word))
        )
        query = query.where(Petition.id.in_(matching))
    found = list(db.session.scalars(query))
    return found[:PER_PAGE], len(found) > PER_PAGE


def published_by(team: Team) -> list[Petition]:
    """A team's public petitions, newest activity first."""
    return list(
        db.session.scalars(
            select(Petition)
            .where(Petition.team_id == team.id, Petition.state.in_(PUBLIC_STATES))
            .order_by(Petition.active_at.desc(), Petition.id.desc())
            .limit(MOST_OF_A_TEAM)
        )
    )


def _voice(
    public_id: str, comment: str | None, name: str | None, country: str | None, day: date, comment_id: str | None
) -> Voice:
    # A rare country beside a comment can name somebody who gave their name to nobody.
    return Voice(public_id, name, comment or "", country if name else None, day, comment_id)
