"""Organisers: a team at work on its own petitions. Others' petitions do not exist here."""

import re

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from petition.extensions import csrf
from petition.web import doors, long_forms, picture_field, sign_in
from petition.web.languages import LocalisedBlueprint

bp = LocalisedBlueprint("organiser", __name__)

# The door looks at the form token itself, after it has looked at who is there.
csrf.exempt(bp)
# Where the editor takes a photograph, and the room there, in megabytes: twice what one may have, so that the form can
# say that it has too much.
TAKES_A_PICTURE, ROOM = "/edit/picture", 16
# Where whole texts are sent, in letters of several bytes each, and lists of hundreds of rows.
TAKES_TEXTS = re.compile(r"/organise/[^/]+/(edit|revise|translate|updates)/")


@bp.before_request
def door() -> ResponseReturnValue | None:
    """Strangers are led to the sign-in page; only a POST from our own pages writes."""
    doors.begin()
    if (turned_away := doors.turn_away()) is not None:
        return turned_away
    if request.path.endswith(TAKES_A_PICTURE):
        # The token is looked for in what was sent: here it is read.
        picture_field.make_room(ROOM)
    elif request.method == "POST" and TAKES_TEXTS.search(request.path):
        long_forms.make_room()
    csrf.protect()
    if sign_in.lacks_second_factor():
        return redirect(url_for("account.factors"), 303)
    return None


bp.after_request(doors.keep_nothing)
