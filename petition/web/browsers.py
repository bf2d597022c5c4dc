"""What browsers tell of a request besides what it sends: where it comes from, what they want back, who they are."""

import secrets

from flask import request, session

from petition.extensions import settings
from petition.lib import crypto

MARK = "browser"


def may_be_on_our_page() -> bool:
    """Whether nothing speaks against a page of ours. Old browsers and some mail programs tell nothing: those may."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    return request.headers.get("Origin", "null") in ("null", *_ours())


def are_on_our_page() -> bool:
    """Whether the browser says itself that a page of ours sends this: no other site can make it say so."""
    says_so = request.headers.get("Sec-Fetch-Site") == "same-origin" or request.headers.get("Origin") in _ours()
    return says_so and may_be_on_our_page()


def want_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def mark() -> str:
    """What a page may hold so that its answer is taken from this browser alone. Signing in or out changes it."""
    if MARK not in session:
        session[MARK] = secrets.token_urlsafe(16)
    return crypto.fingerprint(session[MARK].encode())


def _ours() -> tuple[str, str]:
    return settings.base_url, request.host_url.rstrip("/")
