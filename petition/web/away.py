"""What everyone is told while the database is away or full. Nothing here asks it for anything.

Cached pages stay up meanwhile (kept_answers.py); this is for everything else. The status is 503, with the time after
which it is worth asking again. Whether a COMMIT that was cut off has been kept, nobody knows: it gets this answer, too,
for sending the same form once more makes nothing twice.
"""

import logging
import re
from collections.abc import Callable

from flask import Flask, Response, current_app, g, jsonify, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from werkzeug.exceptions import HTTPException, InternalServerError

from petition.backends import outages
from petition.extensions import db, limiter
from petition.lib import failures
from petition.lib.crypto import CannotOpen
from petition.web import errors, languages

log = logging.getLogger(__name__)
RETRY_SECONDS = 10
Page = Callable[[], str]
# By endpoint, what a form that cannot be taken now is answered with; without one, the plain error page.
PAGES: dict[str, Page] = {}
NOT_RECEIVED = lazy_gettext("What you sent has not been received. Send it again in a minute.")
# Addresses that end like this are read by programs. (A petition itself may be called so.)
FOR_PROGRAMS = re.compile(r"\.(?:atom|css|ics|js|json|png|svg|txt)$|/petitions/[^/]+/(?:challenge|ledger/.+)$")


def answers_outages_of(*endpoints: str) -> Callable[[Page], Page]:
    """Names the endpoints whose forms are answered with this page, made from the request at hand."""

    def note(page: Page) -> Page:
        PAGES.update(dict.fromkeys(endpoints, page))
        return page

    return note


def register(app: Flask) -> None:
    with app.app_context():
        kinds = outages.kinds(db.engine)
    for kind in kinds:
        app.register_error_handler(kind, _unless_it_is_our_mistake)
    app.register_error_handler(CannotOpen, _say_that_a_key_is_missing)
    # An outage that another handler ran into, while it made the page for something else.
    app.register_error_handler(InternalServerError, _unless_it_broke)


def is_outage(failure: BaseException | None) -> bool:
    """Whether this came about because the database is away."""
    was_writing = bool(db.session().info.get("writes"))
    return outages.is_outage(failure, db.engine, was_writing=was_writing)


def answer(failure: BaseException) -> ResponseReturnValue:
    """503, with what was typed where it can be kept."""
    log.warning("the database is away: %s in %s", failures.kind_of(failure), request.endpoint)
    return _without_the_database()


def _say_that_a_key_is_missing(_failure: CannotOpen) -> ResponseReturnValue:
    """What hangs on a lost key altogether waits for it to come back: `flask petition keys` says what is lost."""
    log.error("something cannot be opened with DATA_KEYS in %s: look at `flask petition keys`", request.endpoint)
    return _without_the_database()


def _without_the_database() -> ResponseReturnValue:
    _leave_the_database()
    g.database_is_away = True
    if g.get("language") is None:
        languages.use(languages.negotiated())
    try:
        response = _for_programs() if FOR_PROGRAMS.search(request.path) else make_response(_page())
    except HTTPException as refusal:
        # What was sent is too large to be shown again, or cannot be read.
        return current_app.handle_user_exception(refusal)
    # What its limits say of this client would stand in the place of our own time to wait.
    limiter.context.reset()
    response.status_code = 503
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def _unless_it_is_our_mistake(failure: Exception) -> ResponseReturnValue:
    if not is_outage(failure):
        raise failure
    return answer(failure)


def _unless_it_broke(error: InternalServerError) -> ResponseReturnValue:
    if error.original_exception is None or not is_outage(error.original_exception):
        return errors.answer(error)
    return answer(error.original_exception)


def _leave_the_database() -> None:
    """End the session, whatever has become of its connection: no answer waits for a database that is away."""
    try:
        db.session.rollback()
    except outages.kinds(db.engine):
        db.session().invalidate()


def _page() -> str:
    if request.method in ("GET", "HEAD"):
        return errors.page(503)
    again = PAGES.get(request.endpoint or "")
    return again() if again else errors.page(503, explanation=NOT_RECEIVED)


def _for_programs() -> Response:
    """As short as can be. Anyone's page may read it, as it may read what else stands there."""
    response = jsonify(status="away") if request.path.endswith(".json") else Response("away\n", mimetype="text/plain")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
