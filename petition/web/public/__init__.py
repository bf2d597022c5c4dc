"""The public: readers and signers. No account, no session; pages are the same for everyone."""

from flask import Response, abort, request

from petition.extensions import csrf, db, settings
from petition.web.languages import LocalisedBlueprint

bp = LocalisedBlueprint("public", __name__)

# These pages set no cookie and are the same for all readers of one address.
SHARED = (
    *("home", "petitions", "petition", "signatures", "signatories", "signatories_text", "updates", "counter"),
    *("team", "privacy"),
)
SHARED_PAGES = {f"public.{name}" for name in SHARED}

# Forms here carry their own token (web/public/form_token.py) or are reached by a secret link.
csrf.exempt(bp)


@bp.before_request
def door() -> None:
    """A POST comes from our own pages; only it may write."""
    if request.method != "POST":
        return
    if not _is_from_our_pages():
        abort(403)
    db.open_for_writing()


@bp.after_request
def say_how_long_it_may_be_kept(response: Response) -> Response:
    """What everyone sees alike may be kept for some seconds; what a secret link shows, never."""
    is_shared = request.endpoint in SHARED_PAGES and response.status_code == 200
    response.headers.setdefault("Cache-Control", "public, max-age=5" if is_shared else "no-store")
    return response


def _is_from_our_pages() -> bool:
    """What browsers tell of the page that posts. Old ones and some mail programs tell nothing: those may."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin", "null")
    return origin in ("null", settings.base_url, request.host_url.rstrip("/"))
