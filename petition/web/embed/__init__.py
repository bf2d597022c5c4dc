"""The counter on other people's sites: frames, the element that makes them, and badges. No cookie, no session.

These answers may stand in any page; in return they may do less than our own pages (web/headers.py).
"""

from flask import Response, request

from petition.web.languages import LocalisedBlueprint
from petition.web.sharing import Sharing, share

bp = LocalisedBlueprint("embed", __name__)

# Scripts say for themselves how long they may be kept.
SHARED = {"embed.frame", "embed.badge_svg", "embed.badge_png", "embed.share_image"}
SHARING = Sharing(args=("only", "theme"), browsers_keep=60)


@bp.before_request
def door() -> None:
    """Anyone may look, and nobody can do anything else: the session stays closed for writing."""


@bp.after_request
def say_how_long_it_may_be_kept(response: Response) -> Response:
    if request.endpoint in SHARED and response.status_code == 200:
        share(response, SHARING)
    # Hidden ones, too: they are asked for as often.
    response.headers.setdefault("Cache-Control", "public, max-age=60" if response.status_code == 410 else "no-store")
    return response
