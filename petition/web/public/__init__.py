"""The public: readers and signers. No account, no session; pages are the same for everyone."""

from flask import Response, abort, request

from petition.extensions import csrf, db
from petition.web import browsers
from petition.web.languages import LocalisedBlueprint
from petition.web.sharing import Sharing, share

bp = LocalisedBlueprint("public", __name__)

# What everyone sees alike.
SHARED = {
    "home": Sharing(args=("q", "page")),
    "petitions": Sharing(args=("q", "page")),
    "petition": Sharing(),
    "signatures": Sharing(args=("before",)),
    "signatories": Sharing(),
    "signatories_text": Sharing(),
    "revisions": Sharing(),
    "updates": Sharing(args=("before",)),
    "updates_feed": Sharing(browsers_keep=300),
    "event_calendar": Sharing(browsers_keep=300),
    "events_calendar": Sharing(browsers_keep=300),
    "counter": Sharing(args=("language", "theme", "only")),
    "count": Sharing(browsers_keep=2),
    "ledger": Sharing(args=("day", "until", "before")),
    "checkpoint": Sharing(browsers_keep=2),
    "past_checkpoint": Sharing(browsers_keep=3600),
    "ledger_key": Sharing(browsers_keep=300),
    "team": Sharing(),
    "colours": Sharing(args=("theme",), browsers_keep=3600),
    "privacy": Sharing(),
    "retention": Sharing(),
    "imprint": Sharing(),
    "terms": Sharing(),
    "accessibility": Sharing(),
}

# What is sent there is kept in the process at first: no reader waits for the one who writes.
ONLY_NOTED = "public.opened"

# Mail programs press it for their readers, and say what they like of where they are. The secret link is all it needs.
FROM_ANYWHERE = "public.do_unsubscribe"

# Forms here carry their own token (web/public/form_token.py) or are reached by a secret link.
csrf.exempt(bp)


@bp.before_request
def door() -> None:
    """A POST comes from our own pages, but for one; only it may write."""
    if request.method != "POST":
        return
    if request.endpoint != FROM_ANYWHERE and not browsers.may_be_on_our_page():
        abort(403)
    if request.endpoint != ONLY_NOTED:
        db.open_for_writing()


@bp.after_request
def say_how_long_it_may_be_kept(response: Response) -> Response:
    """What everyone sees alike, for some time; what a secret link shows, never."""
    sharing = SHARED.get((request.endpoint or "").removeprefix("public."))
    if sharing is not None and response.status_code == 200:
        share(response, sharing)
    response.headers.setdefault("Cache-Control", "no-store")
    return response
