"""Browsers that have signed in to an account before.

A stranger may try passwords from very many networks; then tries for this account slow down everywhere but in
these browsers, so that nobody can lock somebody else out. Any other browser is news to the account's owner.
"""

from datetime import datetime, timedelta

from flask import Response

from petition.extensions import limited_network, tokens
from petition.lib import addresses
from petition.lib.tokens import InvalidToken
from petition.web import cookies

NAME = "known"
LIFE = timedelta(days=180)
DIGITS = 16


def account_key(address: str) -> str:
    """What limits know an account by: digits that tell nobody the address."""
    return tokens.code(f"account:{addresses.mailbox(address)}", DIGITS)


def put(response: Response, address: str) -> None:
    cookies.put(response, NAME, tokens.make(NAME, account_key(address)), life=LIFE)


def is_known(address: str) -> bool:
    """Whether this browser's last account was the one at this address."""
    return _known_since(address) is not None


def network_for(address: str) -> str:
    """Where tries for this account are counted: with those of the client's network.

    A browser that knows the account is a network of its own: nobody in the same office uses up its owner's tries.
    """
    since = _known_since(address)
    return limited_network() if since is None else f"{account_key(address)}:{int(since.timestamp())}"


def _known_since(address: str) -> datetime | None:
    try:
        key, made_at = tokens.read(NAME, cookies.read(NAME))
    except InvalidToken:
        return None
    return made_at if key == account_key(address) else None
