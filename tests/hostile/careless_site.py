"""The site with mistakes built in: routes that fail in every way, each with private things in its message.

Started by gunicorn instead of wsgi.py. `/tell` is the worst mistake, which nothing can mend: it prints what it gets.
"""

import logging
import sys
from collections.abc import Callable, Iterable
from typing import Any

from flask import request
from sqlalchemy import text

from petition.extensions import db
from wsgi import app

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def crash() -> str:
    raise ValueError(f"{request.args['name']} <{request.args['mail']}> could not be read")


def break_statement() -> str:
    """A value that the database refuses, which the driver repeats in its message."""
    db.open_for_writing()
    row = {"name": request.args["mail"], "value": None}
    db.session.execute(text("insert into site_setting (name, value) values (:name, :value)"), row)
    return ""


def log_carelessly() -> str:
    """As a library might, and as we might tomorrow."""
    mail, name = request.args["mail"], request.args["name"]
    logging.getLogger("some.library").warning("mail to %s for %s", mail, request)
    logging.getLogger("some.library").error("cannot deliver: %s is unknown" % name)  # noqa: UP031
    logging.getLogger("petition.careless").error("given up", extra={"mail": mail, "signer": name, "to": mail})
    return ""


def tell() -> str:
    sys.stderr.write(f"{request.args['mail']}\n")
    return ""


def fail_in_the_server(inner: Application) -> Application:
    """What the application itself cannot catch: the web server logs it."""

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/crash-outside":
            raise RuntimeError(environ["QUERY_STRING"])
        return inner(environ, start_response)

    return application


for path, view in (
    ("/crash", crash),
    ("/break-statement", break_statement),
    ("/log-carelessly", log_carelessly),
    ("/tell", tell),
):
    app.add_url_rule(path, f"ops.{view.__name__}", view)
app.wsgi_app = fail_in_the_server(app.wsgi_app)  # type: ignore[assignment,method-assign]
