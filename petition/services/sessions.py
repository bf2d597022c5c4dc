"""Signed-in browsers: each holds a random secret, the database only its hash."""

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import CursorResult, delete, or_, select, update
from sqlalchemy.orm import contains_eager

from petition.extensions import db
from petition.lib import clock, crypto, text
from petition.models.organiser import LoginSession, Organiser, OrganiserState

LIFE = timedelta(hours=12)
# For so long after they showed it, we need not ask again whether it is them.
FRESH = timedelta(minutes=10)
# For so long the secret that a browser had before still opens what it did: other tabs have sent theirs with it already,
# or the answer that brings the new one is lost on its way. It is never fresh.
GRACE = timedelta(seconds=20)
SEEN_EVERY = timedelta(hours=1)
MOST = 100
DEVICE_LENGTH = 80
# What the secret that goes has in common with the one that comes.
COPIED = (
    LoginSession.organiser_id,
    LoginSession.device,
    LoginSession.has_second_factor,
    LoginSession.created_at,
    LoginSession.seen_at,
)


def start(
    organiser_id: int, *, device: str = "", has_second_factor: bool = False, instead_of: str | None = None
) -> str:
    """Sign a browser in; the secret for its cookie. The session it had before ends: a secret is never raised
    from stranger to organiser, nor passed from one account to another.
    """
    if instead_of:
        end(instead_of)
    secret, now = secrets.token_urlsafe(32), clock.now()
    db.session.add(
        LoginSession(
            organiser_id=organiser_id,
            secret_hash=_hash(secret),
            device=text.clean_line(device)[:DEVICE_LENGTH],
            has_second_factor=has_second_factor,
            expires_at=now + LIFE,
            seen_at=now,
            # Whoever signs in has just shown that it is them.
            step_up_at=now,
        )
    )
    db.session.flush()
    return secret


def session_of(secret: str) -> LoginSession | None:
    """The session with this secret, with its organiser, if it still stands and the account does."""
    return db.session.scalar(
        select(LoginSession)
        .join(LoginSession.organiser)
        .options(contains_eager(LoginSession.organiser))
        .where(
            LoginSession.secret_hash == _hash(secret),
            LoginSession.expires_at > clock.now(),
            Organiser.state == OrganiserState.ACTIVE,
        )
    )


def organiser_of(secret: str) -> Organiser | None:
    """Who is signed in with this secret, if it still stands and the account does."""
    found = session_of(secret)
    return found.organiser if found else None


def of(organiser: Organiser) -> list[LoginSession]:
    """The browsers that are signed in, the newest first; none twice, by the secret that it had before."""
    query = (
        select(LoginSession)
        .where(LoginSession.organiser_id == organiser.id, LoginSession.expires_at > clock.now() + GRACE)
        .order_by(LoginSession.id.desc())
        .limit(MOST)
    )
    return list(db.session.scalars(query))


def note_seen(session: LoginSession) -> None:
    """Remember that it is in use, to the hour. For requests that write anyway."""
    now = clock.now()
    db.session.execute(
        update(LoginSession)
        .where(LoginSession.id == session.id)
        .where(or_(LoginSession.seen_at.is_(None), LoginSession.seen_at < now - SEEN_EVERY))
        .values(seen_at=now)
    )


def step_up(secret: str) -> None:
    """Whoever is signed in with this secret has just shown again that it is them."""
    db.session.execute(
        update(LoginSession).where(LoginSession.secret_hash == _hash(secret)).values(step_up_at=clock.now())
    )


def renew(secret: str, *, grace: timedelta = timedelta(0)) -> str | None:
    """Another secret for the same browser: whoever copied the one it had is out after `grace`. None where it has none.

    It may have got another one at the same moment, by a second tab.
    """
    another, now = secrets.token_urlsafe(32), clock.now()
    was = db.session.execute(select(*COPIED, LoginSession.expires_at).where(LoginSession.secret_hash == _hash(secret)))
    before = was.mappings().one_or_none()
    if before is None:
        return None
    # Whole again, where it was the secret that went: whoever asks has just shown who they are.
    changes = {"secret_hash": _hash(another), "expires_at": before["created_at"] + LIFE}
    renewed: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        update(LoginSession).where(LoginSession.secret_hash == _hash(secret)).values(changes),
        execution_options={"synchronize_session": False},
    )
    if renewed.rowcount == 0:
        return None
    if grace:
        going = {**before, "secret_hash": _hash(secret), "expires_at": min(before["expires_at"], now + grace)}
        db.session.add(LoginSession(**going))
        db.session.flush()
    return another


def is_fresh(session: LoginSession) -> bool:
    """Whether they showed within the last ten minutes that it is them."""
    return session.step_up_at is not None and clock.now() - session.step_up_at < FRESH


def end(secret: str) -> None:
    """Sign a browser out. Doing so twice changes nothing."""
    query = select(LoginSession.organiser_id).where(LoginSession.secret_hash == _hash(secret))
    organiser_id = db.session.scalar(query)
    db.session.execute(delete(LoginSession).where(LoginSession.secret_hash == _hash(secret)))
    if organiser_id is not None:
        _end_going(organiser_id)


def end_one(organiser: Organiser, public_id: str) -> bool:
    """Sign one of the organiser's browsers out; whether there was one."""
    found = next((one for one in of(organiser) if one.public_id == public_id), None)
    if found is None:
        return False
    db.session.execute(delete(LoginSession).where(LoginSession.id == found.id))
    _end_going(organiser.id)
    return True


def end_others(organiser: Organiser, *, keeping: str | None) -> None:
    """Sign all of the organiser's browsers out, but the one with the secret `keeping`."""
    others = delete(LoginSession).where(LoginSession.organiser_id == organiser.id)
    if keeping:
        others = others.where(LoginSession.secret_hash != _hash(keeping))
    db.session.execute(others)


def forget_second_factor(organiser: Organiser) -> None:
    """The organiser has none any more: where one is demanded, none of their browsers goes on without another."""
    db.session.execute(
        update(LoginSession).where(LoginSession.organiser_id == organiser.id).values(has_second_factor=False)
    )


def _end_going(organiser_id: int) -> None:
    """A browser that is signed out has no earlier secret either: all that end within the grace anyway do so now."""
    is_going = LoginSession.expires_at <= clock.now() + GRACE
    db.session.execute(delete(LoginSession).where(LoginSession.organiser_id == organiser_id, is_going))


def _hash(secret: str) -> str:
    return crypto.fingerprint(secret.encode())
