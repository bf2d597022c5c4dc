"""How each refusal is answered: one table from exceptions to HTTP, in words that say what to do."""

import logging
import sys
from types import TracebackType
from typing import Any

from flask import Flask, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from werkzeug.exceptions import HTTPException

from petition.extensions import db
from petition.lib import failures

log = logging.getLogger(__name__)
ExcInfo = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]

# Title and what to do next, by status.
WORDS = {
    400: (lazy_gettext("We could not read that"), lazy_gettext("Go back, look it over, and send it again.")),
    403: (
        lazy_gettext("Not from here"),
        lazy_gettext("Open the page on our site and send the form from there."),
    ),
    404: (lazy_gettext("There is no such page"), lazy_gettext("The link may be mistyped or old.")),
    405: (
        lazy_gettext("Not like this"),
        lazy_gettext("This address does something else. Start at the front page."),
    ),
    409: (lazy_gettext("Too late"), lazy_gettext("This petition no longer takes signatures.")),
    410: (lazy_gettext("No longer here"), lazy_gettext("What stood here has been taken down.")),
    413: (
        lazy_gettext("That is too much"),
        lazy_gettext("What you sent is too large. Shorten it and send it again."),
    ),
    415: (lazy_gettext("We could not read that"), lazy_gettext("Send the form from the page it stands on.")),
    429: (
        lazy_gettext("A moment, please"),
        lazy_gettext("Very many requests come from your network. Wait a minute."),
    ),
    500: (
        lazy_gettext("Something broke on our side"),
        lazy_gettext("It is not your fault. Try again in a minute."),
    ),
    503: (
        lazy_gettext("We will be back in a moment"),
        lazy_gettext("Nothing was lost. Try again in a minute."),
    ),
}
# Where the usual page does not fit: by audience.
FITTING = {"embed": "embed/error.html"}


def register(app: Flask) -> None:
    app.register_error_handler(HTTPException, answer)
    app.url_value_preprocessor(_refuse_nul)
    # Flask would log the address, which may hold a token, and the message, which may quote what people typed.
    app.log_exception = _log  # type: ignore[method-assign]


def _refuse_nul(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    # No address of ours holds one, and PostgreSQL cannot even look for it.
    if any("\0" in value for value in (values or {}).values() if isinstance(value, str)):
        abort(404)


def answer(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if error.response is not None or status < 400:
        return error.get_response()
    headers = [header for header in error.get_headers() if header[0] in ("Allow", "Retry-After")]
    return page(status), status, headers


def _log(exc_info: ExcInfo) -> None:
    _kind, error, trace = exc_info
    log.error("%s in %s", failures.kind_of(error), request.endpoint, extra={"frames": failures.frames_of(trace)})


def page(status: int, *, title: str | None = None, explanation: str | None = None) -> str:
    """The page of this status, in its own words or in these. Never a failure."""
    usual_title, usual = WORDS.get(status, WORDS[400 if status < 500 else 500])
    title, explanation = title or str(usual_title), explanation or str(usual)
    try:
        # Whatever was begun is not kept: an error page never follows a half-done deed.
        db.session.rollback()
        template = FITTING.get(request.blueprint or "", "errors/error.html")
        return render_template(template, code=status, title=title, explanation=explanation)
    except Exception:
        # The last resort must not fail: the server below would log the address, which may hold a token.
        _log(sys.exc_info())
        return f"{title}. {explanation}"
