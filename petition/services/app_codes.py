"""Codes from an app (TOTP, RFC 6238): six digits, new every half minute, each good once."""

import base64
import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pyotp
from sqlalchemy import CursorResult, Row, case, or_, select, update

from petition.extensions import db, keyring, settings, tokens
from petition.lib import clock, crypto, text
from petition.lib.tokens import InvalidToken
from petition.models.columns import new_public_id
from petition.models.organiser import Factor, FactorKind, Organiser, SpentChallenge
from petition.models.outbox import MailKind
from petition.services import account_news, auditing, login_addresses
from petition.services.errors import CodeRefused, SetupIsOver
from petition.services.inserting import insert_unless_there

SETUP = "app codes"
SETUP_LIFE = timedelta(hours=1)
DIGITS = 6
STEP_SECONDS = 30
# A clock may be half a minute off, and a hand slow.
STEPS_OFF = (-1, 0, 1)
NAME_LENGTH = 80
MOST_APPS = 20
# So many wrong codes in a row, each within an hour of the one before; then none is looked at for an hour.
MOST_WRONG = 20
REST = timedelta(hours=1)
# No row is looked at as an object here.
IN_DATABASE = {"synchronize_session": False}


@dataclass(frozen=True)
class Setup:
    """What an app takes in: the secret (base32), the same as a URI for a picture, and the token that comes back."""

    secret: str
    uri: str
    token: str


def begin(organiser: Organiser) -> Setup:
    """A new secret. Nothing is kept of it: it comes back, sealed, in the token."""
    secret = pyotp.random_base32()
    sealed = base64.urlsafe_b64encode(tokens.seal(_context(organiser), secret.encode())).decode()
    return Setup(secret, _uri(organiser, secret), tokens.make(SETUP, sealed))


def again(organiser: Organiser, token: str) -> Setup:
    """The same again, to be shown again. Raises SetupIsOver after an hour."""
    try:
        sealed, made_at = tokens.read(SETUP, token)
        secret = tokens.unseal(_context(organiser), base64.urlsafe_b64decode(sealed)).decode()
    except (InvalidToken, ValueError, TypeError):
        raise SetupIsOver from None
    if clock.now() - made_at > SETUP_LIFE:
        raise SetupIsOver
    return Setup(secret, _uri(organiser, secret), token)


def add(organiser: Organiser, *, token: str, code: str, name: str) -> Factor:
    """Add the app, which shows by a code that it took the secret in. Its owner is told.

    Raises CodeRefused where it is not the app's code, SetupIsOver where this was begun too long ago, or ended before.
    """
    setup = again(organiser, token)
    step = _step_of(setup.secret, code)
    if step is None:
        raise CodeRefused
    # Two tabs may send the form at once: it makes one app. A token can be written in several ways, its secret cannot.
    row = {"digest": crypto.fingerprint(setup.secret.encode()), "expires_at": clock.now() + 2 * SETUP_LIFE}
    if not insert_unless_there(SpentChallenge, row):
        raise SetupIsOver
    public_id = new_public_id()
    made = Factor(
        public_id=public_id,
        organiser_id=organiser.id,
        kind=FactorKind.CODES,
        name=text.clean_line(name)[:NAME_LENGTH],
        secret=keyring.seal(setup.secret.encode(), context=_kept_as(public_id)),
        # The code that was typed just now is used.
        last_step=step,
    )
    db.session.add(made)
    db.session.flush()
    account_news.tell(organiser, MailKind.FACTOR_ADDED)
    auditing.record("add app codes", actor=organiser.public_id, subject=organiser.public_id)
    return made


def matches(organiser: Organiser, code: str) -> bool:
    """Whether one of the organiser's apps shows this code now, and it was not used yet. From now on it was.

    To be committed in either case: wrong codes are counted.
    """
    if len(text.ascii_digits(code)) != DIGITS:
        return False
    apps = (
        select(Factor.id, Factor.public_id, Factor.secret)
        .where(Factor.organiser_id == organiser.id, Factor.kind == FactorKind.CODES)
        .order_by(Factor.id)
        .limit(MOST_APPS)
    )
    if not any(_is_code_of(app, code) for app in db.session.execute(apps).all()):
        return False
    # Of all their apps: it was no wrong code for those that were asked before.
    _changed(update(Factor).where(Factor.organiser_id == organiser.id).values(wrong_codes=0))
    return True


def are_resting(organiser: Organiser) -> bool:
    """Whether one of the organiser's apps has had so many wrong codes that none is looked at."""
    resting = select(Factor.id).where(
        Factor.organiser_id == organiser.id, Factor.wrong_codes >= MOST_WRONG, Factor.tried_at >= clock.now() - REST
    )
    return db.session.scalar(resting.limit(1)) is not None


def _is_code_of(app: Row[int, str, bytes | None], code: str) -> bool:
    if not _has_try(app.id):
        return False
    secret = keyring.open(app.secret or b"", context=_kept_as(app.public_id)).decode()
    step = _step_of(secret, code)
    return step is not None and _take(app.id, step)


def _has_try(factor_id: int) -> bool:
    """Count a try, before it is known whether it is right; whether one was left."""
    now = clock.now()
    has_rested = or_(Factor.tried_at.is_(None), Factor.tried_at < now - REST)
    return _changed(
        update(Factor)
        .where(Factor.id == factor_id, or_(Factor.wrong_codes < MOST_WRONG, has_rested))
        .values(wrong_codes=case((has_rested, 1), else_=Factor.wrong_codes + 1), tried_at=now)
    )


def _take(factor_id: int, step: int) -> bool:
    """Of all who bring this code, or an older one, the first is heard."""
    return _changed(
        update(Factor)
        .where(Factor.id == factor_id, Factor.last_step < step)
        .values(last_step=step, used_at=clock.now())
    )


def _changed(change: Any) -> bool:
    done: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        change, execution_options=IN_DATABASE
    )
    return done.rowcount > 0


def _step_of(secret: str, code: str) -> int | None:
    """The half minute whose code this is, of those that are good now. Digits of every script are read."""
    now, typed = int(clock.now().timestamp()) // STEP_SECONDS, text.ascii_digits(code)
    app = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS)
    found = [now + off for off in STEPS_OFF if hmac.compare_digest(app.generate_otp(now + off), typed)]
    return found[-1] if found else None


def _uri(organiser: Organiser, secret: str) -> str:
    app = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS)
    return str(app.provisioning_uri(name=login_addresses.of(organiser), issuer_name=settings.site_name))


def _context(organiser: Organiser) -> str:
    return f"{SETUP}:{organiser.public_id}"


def _kept_as(public_id: str) -> str:
    return f"factor.secret:{public_id}"
