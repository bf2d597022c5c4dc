"""Lists that everyone may read: petitions, names and comments. Each has an order and a limit."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, bindparam, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager

from petition.extensions import db
from petition.models.ledger import LedgerInbox
from petition.models.petition import PUBLIC_STATES, Petition, PetitionState
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
class Voice:
    """A public name, a public comment, or both. `name` is None where the signer gave it to nobody.

    `comment_id` is the comment's public one.
    """

    id: int
    name: str | None
    comment: str
    country: str | None
    day: date
    comment_id: str | None


# Composed once, as the glance at a petition is: each page of one asks this.
VOICES = (
    select(
        Comment.id, Comment.text, Signature.public_name, Signature.country, Signature.confirmed_on, Comment.public_id
    )
    .join(Signature, Comment.signature_id == Signature.id)
    .where(Comment.petition_id == bindparam("petition"), Comment.state == CommentState.SHOWN, *IS_PUBLISHED)
    .order_by(Comment.id.desc())
    .limit(bindparam("most"))
)


def voices(petition: Petition, *, limit: int) -> list[Voice]:
    """The newest public comments, as the count knows them, newest first."""
    return [_voice(*row) for row in db.session.execute(VOICES, {"petition": petition.id, "most": limit})]


def names(petition: Petition, *, limit: int, before: int | None = None) -> list[Voice]:
    """The newest public names and comments, as the count knows them, newest first."""
    # Two short lists, each read from its own index: together in one condition they would read every signature.
    named = _newest(Signature.id, limit, before).where(
        Signature.petition_id == petition.id, Signature.public_name.is_not(None)
    )
    speaking = (
        _newest(Comment.signature_id, limit, before)
        .join(Signature, Signature.id == Comment.signature_id)
        .where(Comment.petition_id == petition.id, Comment.state == CommentState.SHOWN)
        # Said of signatures too: the database does not conclude that theirs are older because comments are.
        .where(*([Signature.id < before] if before else []))
    )
    chosen = {*db.session.scalars(named), *db.session.scalars(speaking)}
    rows = db.session.execute(
        select(
            Signature.id,
            Comment.text,
            Signature.public_name,
            Signature.country,
            Signature.confirmed_on,
            Comment.public_id,
        )
        .outerjoin(Comment, (Comment.signature_id == Signature.id) & (Comment.state == CommentState.SHOWN))
        .where(Signature.id.in_(chosen))
        .order_by(Signature.id.desc())
        .limit(limit)
    )
    return [_voice(*row) for row in rows]


def _newest(column: InstrumentedAttribute[int], limit: int, before: int | None) -> Select[int]:
    older = [column < before] if before else []
    return select(column).where(*IS_PUBLISHED, *older).order_by(column.desc()).limit(limit)


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
    row: int, comment: str | None, name: str | None, country: str | None, day: date, comment_id: str | None
) -> Voice:
    # A rare country beside a comment can name somebody who gave their name to nobody.
    return Voice(row, name, comment or "", country if name else None, day, comment_id)
