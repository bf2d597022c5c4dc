"""Staff: those who run the installation. To everyone else, signed in or not, none of this exists."""

from flask import abort, g, render_template, request
from flask.typing import ResponseReturnValue

from petition.extensions import csrf
from petition.services import second_factor
from petition.web import doors, long_forms
from petition.web.languages import LocalisedBlueprint
from petition.web.staff.places import TABS

bp = LocalisedBlueprint("staff", __name__)

# The door looks at the form token itself, after it has looked at who is there.
csrf.exempt(bp)
# Where the site's own pages are written, in letters of several bytes each.
TAKES_TEXTS = "/staff/settings/legal."


@bp.context_processor
def tabs() -> dict[str, object]:
    return {"staff_tabs": TABS}


@bp.before_request
def door() -> ResponseReturnValue | None:
    """Strangers are led to the sign-in page, colleagues find nothing; a password alone opens nothing here."""
    doors.begin()
    if (turned_away := doors.turn_away()) is not None:
        return turned_away
    if not g.organiser.is_staff:
        abort(404)
    if request.method == "POST" and TAKES_TEXTS in request.path:
        # The token is looked for in what was sent: here it is read.
        long_forms.make_room()
    csrf.protect()
    if not g.login_session.has_second_factor:
        return render_template("staff/second_factor.html", has_any=second_factor.has_any(g.organiser)), 403
    return None


bp.after_request(doors.keep_nothing)
