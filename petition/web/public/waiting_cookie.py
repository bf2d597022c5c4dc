"""The cookie that remembers, for a day, which submission this browser sent."""

import base64
import binascii
from datetime import timedelta

from flask import Response
from sqlalchemy import select

from petition.extensions import db, tokens
from petition.lib.tokens import InvalidToken
from petition.models.submission import Submission
from petition.web import cookies

NAME = "waiting"
LIFE = timedelta(hours=24)


def put(response: Response, public_id: str) -> None:
    """Name a submission in a sealed value of fixed length: it tells nobody whether the address is known."""
    sealed = tokens.seal(NAME, public_id.encode())
    cookies.put(response, NAME, base64.urlsafe_b64encode(sealed).decode(), life=LIFE)


def submission() -> Submission | None:
    """The submission this browser sent, if it still waits."""
    public_id = named()
    return db.session.scalar(select(Submission).where(Submission.public_id == public_id)) if public_id else None


def named() -> str | None:
    """The public id in the cookie: a submission's, or the signature's it became."""
    try:
        return tokens.unseal(NAME, base64.urlsafe_b64decode(cookies.read(NAME))).decode()
    except (InvalidToken, binascii.Error, ValueError):
        return None
