"""The counter on other people's sites: frames, the element that makes them, and badges. No cookie, no session.

These answers may stand in any page; in return they may do less than our own pages.
"""

from flask import Response

from petition.web.languages import LocalisedBlueprint

bp = LocalisedBlueprint("embed", __name__)

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors *",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    # Two that let it stand in pages which isolate themselves from other sites.
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
# Hidden ones, too: they are asked for as often.
SHARED = (200, 304, 410)


@bp.before_request
def door() -> None:
    """Anyone may look, and nobody can do anything else: the session stays closed for writing."""


@bp.after_request
def open_to_all_sites(response: Response) -> Response:
    response.headers.extend(HEADERS)
    is_shared = response.status_code in SHARED
    response.headers.setdefault("Cache-Control", "public, max-age=60" if is_shared else "no-store")
    return response
