"""Links that are mailed to whoever a row belongs to: each names the row, and which generation of links is good."""

from datetime import timedelta
from typing import TypeVar

from sqlalchemy import select

from petition.extensions import db, tokens
from petition.lib import clock
from petition.lib.tokens import InvalidToken
from petition.models.invitation import Invitation
from petition.models.organiser import Organiser
from petition.models.signatory import Signatory
from petition.models.signature import Signature

Row = TypeVar("Row", Signature, Signatory, Organiser, Invitation)


def token_for(purpose: str, row: Signature | Signatory | Organiser | Invitation) -> str:
    """What the link ends in. Raising the row's generation ends all that were given out."""
    return tokens.make(purpose, [row.public_id, row.generation])


def row_of(purpose: str, token: str, table: type[Row], *, life: timedelta | None = None) -> Row | None:
    """The row that a link leads to, or None where it leads nowhere any more: after so long, if its life is limited."""
    try:
        (public_id, generation), made_at = tokens.read(purpose, token)
    except (InvalidToken, ValueError, TypeError):
        return None
    if life is not None and clock.now() - made_at > life:
        return None
    row = db.session.scalar(select(table).where(table.public_id == public_id))
    return row if row is not None and row.generation == generation else None
