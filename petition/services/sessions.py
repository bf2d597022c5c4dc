"""Signed-in browsers: each holds a random secret, the database only its hash."""

import secrets
from datetime import timedelta

from sqlalchemy import delete, select

from petition.extensions import db
from petition.lib import clock, crypto
from petition.models.team import LoginSession, Organiser, OrganiserState

LIFE = timedelta(hours=12)


def start(organiser_id: int, *, instead_of: str | None = None) -> str:
    """Sign a browser in; the secret for its cookie. The session it had before ends: a secret is never raised
    from stranger to organiser, nor passed from one account to another.
    """
    if instead_of:
        end(instead_of)
    secret = secrets.token_urlsafe(32)
    db.session.add(
        LoginSession(
            organiser_id=organiser_id, secret_hash=crypto.fingerprint(secret.encode()), expires_at=clock.now() + LIFE
        )
    )
    return secret


def organiser_of(secret: str) -> Organiser | None:
    """Who is signed in with this secret, if it still stands and the account does."""
    return db.session.scalar(
        select(Organiser)
        .join(LoginSession, LoginSession.organiser_id == Organiser.id)
        .where(
            LoginSession.secret_hash == crypto.fingerprint(secret.encode()),
            LoginSession.expires_at > clock.now(),
            Organiser.state == OrganiserState.ACTIVE,
        )
    )


def end(secret: str) -> None:
    """Sign a browser out. Doing so twice changes nothing."""
    db.session.execute(delete(LoginSession).where(LoginSession.secret_hash == crypto.fingerprint(secret.encode())))
