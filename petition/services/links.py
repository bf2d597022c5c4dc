"""Links that are mailed to whoever a row belongs to: each names the row, and which generation of links is good."""

from typing import TypeVar

from sqlalchemy import select

from petition.extensions import db, tokens
from petition.lib.tokens import InvalidToken
from petition.models.signatory import Signatory
from petition.models.signature import Signature

Row = TypeVar("Row", Signature, Signatory)


def token_for(purpose: str, row: Signature | Signatory) -> str:
    """What the link ends in. Raising the row's generation ends all that were given out."""
    return tokens.make(purpose, [row.public_id, row.generation])


def row_of(purpose: str, token: str, table: type[Row]) -> Row | None:
    """The row that a link leads to, or None where it leads nowhere any more."""
    try:
        (public_id, generation), _made_at = tokens.read(purpose, token)
    except (InvalidToken, ValueError, TypeError):
        return None
    row = db.session.scalar(select(table).where(table.public_id == public_id))
    return row if row is not None and row.generation == generation else None
