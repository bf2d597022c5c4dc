"""What may stand in a log: no mail or network address, no name, no address of a page, no token.

Nothing of the kind is ever given to a log on purpose. This is the last defence, for what others write and for the
mistakes of tomorrow. A name cannot be told from other words: only its key gives it away.
"""

import re
from collections.abc import Mapping
from typing import Any

HIDDEN = "(hidden)"
PRIVATE_KEYS = frozenset(
    {"address", "addresses", "body", "code", "comment", "contact", "cookie", "cookies", "data", "email", "form"}
    | {"headers", "ip", "link", "mail", "mailbox", "message", "name", "names", "params", "password", "path", "phone"}
    | {"query", "recipient", "referer", "referrer", "remote_addr", "secret", "sender", "signer", "token", "uri", "url"}
    | {"user", "user_agent", "value"}
)
PRIVATE = re.compile(
    r"""
    \S*@\S*                                                  # a mail address, or anything that may be one
    | (?<!\S)['"(\[<]*/\S*                                   # the address of a page, with what it asks for
    | (?<![\w.-])[\w.-]{40,}                                 # a token: signed by us, it is never shorter
    | (?<![\w.])(?!127\.|0\.0\.0\.0)\d{1,3}(?:\.\d{1,3}){3}(?![\w.])    # networks, but for our own machine
    | (?<![\w:])(?=[0-9A-Fa-f]*:[0-9A-Fa-f:]*:)(?:[0-9A-Fa-f]{0,4}:){3,7}[0-9A-Fa-f]{0,4}(?![\w:])
    """,
    re.VERBOSE,
)


def discreet(words: str) -> str:
    """The words, with everything hidden that looks private."""
    return PRIVATE.sub(HIDDEN, words)


def without_private(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that may be logged, with everything hidden in them that looks private."""
    return {key: _checked(value) for key, value in fields.items() if key.lower() not in PRIVATE_KEYS}


def words_of_others(template: str, arguments: object) -> str:
    """What somebody else's code says, as far as it may be repeated.

    A template with arguments is a constant: numbers are put into it as they are, words hidden where they look
    private, and of all else (errors, requests) its kind. What comes ready made may quote anything after a colon.
    """
    if not arguments:
        return discreet(template.partition(": ")[0])
    try:
        if isinstance(arguments, Mapping):
            return template % {key: _repeatable(value) for key, value in arguments.items()}
        whole = arguments if isinstance(arguments, tuple) else (arguments,)
        return template % tuple(map(_repeatable, whole))
    except (TypeError, ValueError, KeyError):
        return template


def _checked(value: Any) -> Any:
    if isinstance(value, str):
        return discreet(value)
    if isinstance(value, Mapping):
        return without_private(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_checked(one) for one in value]
    return value if value is None or isinstance(value, bool | int | float) else type(value).__name__


def _repeatable(value: object) -> object:
    if isinstance(value, str):
        return discreet(value)
    return value if isinstance(value, int | float) else type(value).__name__
