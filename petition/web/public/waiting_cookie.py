"""The cookie that remembers, for a day at most, which submission this browser sent."""

import base64
import binascii
from datetime import datetime, timedelta

from flask import Response
from sqlalchemy import select

from petition.extensions import db, tokens
from petition.lib import clock
from petition.lib.tokens import InvalidToken
from petition.models.submission import Submission
from petition.web import cookies

NAME = "waiting"
LIFE = timedelta(hours=24)
# How long somebody at risk is shown what they confirmed in this browser.
LATELY = timedelta(minutes=30)
SECONDS_BYTES = 5


def put(response: Response, public_id: str, *, is_discreet: bool) -> None:
    """Name a submission in a sealed value of fixed length: it tells nobody whether the address is known.

    Where signers are at risk it goes when the browser is closed.
    """
    sealed = tokens.seal(NAME, _seconds(clock.now()) + public_id.encode())
    life = None if is_discreet else LIFE
    cookies.put(response, NAME, base64.urlsafe_b64encode(sealed).decode(), life=life)


def submission() -> Submission | None:
    """The submission this browser sent, if it still waits."""
    public_id = named()
    return db.session.scalar(select(Submission).where(Submission.public_id == public_id)) if public_id else None


def named(*, within: timedelta = LIFE) -> str | None:
    """The public id in the cookie, put there no longer ago than this: a submission's, or the signature's it became."""
    try:
        opened = tokens.unseal(NAME, base64.urlsafe_b64decode(cookies.read(NAME)))
        public_id = opened[SECONDS_BYTES:].decode()
    except (InvalidToken, binascii.Error, ValueError):
        return None
    return public_id if opened[:SECONDS_BYTES] >= _seconds(clock.now() - within) else None


def _seconds(moment: datetime) -> bytes:
    return int(moment.timestamp()).to_bytes(SECONDS_BYTES, "big")
