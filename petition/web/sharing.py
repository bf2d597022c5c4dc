"""Answers that are the same for everyone: how long they may be kept, and by what they are known again.

They set no cookie and hold nothing of the one who asks. Browsers, proxies and this process (kept_answers.py) may all
hand them out again; the three are told here.
"""

import hashlib
from dataclasses import dataclass

from flask import Response, g, request

from petition.lib import clock

# Of proxies, in seconds: how long as good as new; how long while they ask anew; how long while we are away.
PROXIES_KEEP = 2
WHILE_ASKING = 30
WHILE_AWAY = 3600
# Where a WSGI server's environment says that the answer may be kept, and by which arguments of its address.
MARK = "petition.sharing"


@dataclass(frozen=True)
class Sharing:
    """Which arguments of the address matter, and how long a browser may keep the answer without asking (seconds)."""

    args: tuple[str, ...] = ()
    browsers_keep: int = 5


def share(response: Response, sharing: Sharing) -> None:
    """Say that the answer may be kept, under a strong ETag."""
    response.headers["Cache-Control"] = (
        f"public, max-age={sharing.browsers_keep}, s-maxage={PROXIES_KEEP}, "
        f"stale-while-revalidate={WHILE_ASKING}, stale-if-error={WHILE_AWAY}"
    )
    response.set_etag(_fingerprint(response.get_data()))
    request.environ[MARK] = sharing


def not_part_of_the_page(token: str) -> str:
    """A form token: it changes by the hour, and the page does not change with it."""
    g.setdefault("form_tokens", set()).add(token)
    return token


def _fingerprint(body: bytes) -> str:
    """Of all but the form tokens. It changes each day all the same, before a token that is kept grows too old."""
    for token in g.get("form_tokens", ()):
        body = body.replace(token.encode(), b"")
    day = clock.now().date().isoformat().encode()
    return hashlib.sha256(body + day).hexdigest()[:32]
