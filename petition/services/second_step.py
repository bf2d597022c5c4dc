"""The way from a right password to the second factor: a dated token, good once. No session stands for it."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select

from petition.extensions import db, tokens
from petition.lib import clock, crypto
from petition.lib.tokens import InvalidToken
from petition.models.organiser import Organiser, OrganiserState, SpentChallenge
from petition.services.errors import SecondStepIsGone
from petition.services.inserting import insert_unless_there

PURPOSE = "second step"
LIFE = timedelta(minutes=5)


def begin(organiser: Organiser) -> str:
    """What the browser holds meanwhile. Another password ends it."""
    return tokens.make(PURPOSE, [organiser.public_id, organiser.generation, secrets.token_urlsafe(16)])


def organiser_of(token: str) -> Organiser:
    """Whose password was right. Raises SecondStepIsGone, also where the step has been taken."""
    public_id, generation, once, made_at = _read(token)
    found = db.session.scalar(
        select(Organiser).where(Organiser.public_id == public_id, Organiser.state == OrganiserState.ACTIVE)
    )
    if found is None or found.generation != generation or made_at + LIFE < clock.now() or _is_taken(once):
        raise SecondStepIsGone
    return found


def take(token: str) -> None:
    """The step is taken, by whoever comes first. Raises SecondStepIsGone."""
    _public_id, _generation, once, _made_at = _read(token)
    # Kept a little longer than the token is good: its date is of the second.
    row = {"digest": _digest(once), "expires_at": clock.now() + 2 * LIFE}
    if not insert_unless_there(SpentChallenge, row):
        raise SecondStepIsGone


def _read(token: str) -> tuple[str, int, str, datetime]:
    """Whose step it is, of which generation of their links, what it alone is called, and when it was begun."""
    try:
        (public_id, generation, once), made_at = tokens.read(PURPOSE, token)
    except (InvalidToken, ValueError, TypeError):
        raise SecondStepIsGone from None
    return public_id, generation, once, made_at


def _is_taken(once: str) -> bool:
    return db.session.get(SpentChallenge, _digest(once)) is not None


def _digest(once: str) -> str:
    """Not of the token: its signature can be written in several ways (base64), and all of them are read."""
    return crypto.fingerprint(once.encode())
