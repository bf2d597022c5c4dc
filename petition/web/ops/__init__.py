"""Operations: whether this process is well, and how the site does."""

import hmac
from ipaddress import ip_address

from flask import Blueprint, Response, abort, request

from petition.extensions import settings
from petition.web import own_names

bp = Blueprint("ops", __name__)


@bp.before_request
def door() -> None:
    """Anyone may ask whether the site is up. Figures are for those who run it."""
    if request.endpoint == "ops.metrics" and not runs_the_site():
        abort(404)


@bp.after_request
def keep_nothing(response: Response) -> Response:
    """An answer about this moment is worthless in the next."""
    response.headers["Cache-Control"] = "no-store"
    return response


def runs_the_site() -> bool:
    """Whether the request has METRICS_TOKEN, or comes from this machine without having passed a proxy."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if settings.metrics_token and scheme.lower() == "bearer":
        return hmac.compare_digest(token.strip().encode(), settings.metrics_token.encode())
    # Behind a proxy that we do not know of (TRUSTED_PROXIES too low) everyone comes from this machine.
    has_passed_a_proxy = len(request.headers.getlist("X-Forwarded-For")) > 0 or "Forwarded" in request.headers
    return not has_passed_a_proxy and _is_loopback(request.remote_addr or "") and _was_meant()


def _was_meant() -> bool:
    """Not so where a page that somebody here looks at has let its own name lead to this machine (DNS rebinding)."""
    name = own_names.name_in(request.headers.get("Host", "")) or ""
    return own_names.is_ours(name, settings.names, is_local=True)


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
