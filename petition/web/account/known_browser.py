"""Browsers that have signed in to an account before.

A stranger may try passwords from very many networks; then tries for this account slow down everywhere but in
these browsers, so that nobody can lock somebody else out.
"""

from datetime import timedelta

from flask import Response, request

from petition.extensions import settings, tokens
from petition.lib import addresses
from petition.lib.tokens import InvalidToken

NAME = "known"
LIFE = timedelta(days=180)
DIGITS = 16


def account_key(address: str) -> str:
    """What limits know an account by: digits that tell nobody the address."""
    return tokens.code(f"account:{addresses.mailbox(address)}", DIGITS)


def put(response: Response, address: str) -> None:
    response.set_cookie(
        NAME,
        tokens.make(NAME, account_key(address)),
        max_age=LIFE,
        httponly=True,
        secure=settings.is_https,
        samesite="Lax",
    )


def is_known(address: str) -> bool:
    """Whether this browser's last account was the one at this address."""
    try:
        key, _made_at = tokens.read(NAME, request.cookies.get(NAME, ""))
    except InvalidToken:
        return False
    return bool(key == account_key(address))
