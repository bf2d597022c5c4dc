"""The counter on other people's sites: frames, the element that makes them, and badges. No cookie, no session.

These answers may stand in any page; in return they may do less than our own pages.
"""

from flask import Response, request

from petition.web.languages import LocalisedBlueprint
from petition.web.sharing import Sharing, share

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
# Scripts say for themselves how long they may be kept.
SHARED = {"embed.frame", "embed.badge_svg", "embed.badge_png", "embed.share_image"}
SHARING = Sharing(args=("only", "theme"), browsers_keep=60)


@bp.before_request
def door() -> None:
    """Anyone may look, and nobody can do anything else: the session stays closed for writing."""


@bp.after_request
def open_to_all_sites(response: Response) -> Response:
    response.headers.extend(HEADERS)
    if request.endpoint in SHARED and response.status_code == 200:
        share(response, SHARING)
    # Hidden ones, too: they are asked for as often.
    response.headers.setdefault("Cache-Control", "public, max-age=60" if response.status_code == 410 else "no-store")
    return response
