"""Forms that come too late: their session has ended, or another one has begun since they were opened.

Nothing is done with them. Who sent one from a page of ours gets a page that carries all that was typed, to be sent
once more; everyone else is led to the sign-in page, or refused. A token is given to whoever is signed in, never to a
stranger, and only a button pressed by hand sends it: no deed is done without a token of the session that stands.
"""

from flask import Flask, Response, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import RequestEntityTooLarge

from petition.extensions import db
from petition.web import browsers, carrying, errors

# Of the session the form was opened in.
OLD = {"csrf_token"}
# What no page may hold: passwords, codes, and the answers of passkeys. A form with one of them is filled in again.
SECRETS = frozenset({"password", "code", "setup", "answer", "challenge"})


def register(app: Flask) -> None:
    app.register_error_handler(CSRFError, _to_the_signed_in)


def lead_to_sign_in() -> ResponseReturnValue:
    """What a stranger is answered."""
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("account.login", next=carrying.address()), 303)
    return _all_kept(401) or redirect(url_for("account.login"), 303)


def _to_the_signed_in(refusal: CSRFError) -> ResponseReturnValue:
    return _all_kept(400) or errors.answer(refusal)


def _all_kept(status: int) -> ResponseReturnValue | None:
    """What was typed, to be sent once more; None where it may not be given back."""
    if not browsers.are_on_our_page():
        return None
    if browsers.want_json():
        return _for_scripts(status)
    kept = _typed()
    if kept is None:
        return None
    # Nobody waits until this page is made.
    db.session.rollback()
    page = render_template(
        "sending_late.html",
        is_signed_out=status == 401,
        action=carrying.address(),
        kept=kept,
        # As it came: written otherwise, a long text may need more room than a form has.
        in_parts=request.mimetype == "multipart/form-data",
        lost_file=any(file.filename for file in request.files.values()),
    )
    return page, status


def _typed() -> list[tuple[str, str]] | None:
    """None where there is too much of it, or something that no page may hold."""
    try:
        fields = [(name, value) for name, value in carrying.typed() if name not in OLD]
    except RequestEntityTooLarge:
        return None
    if len(fields) > current_app.config["MAX_FORM_PARTS"] or any(name in SECRETS for name, _value in fields):
        return None
    return fields


def _for_scripts(status: int) -> Response:
    """RFC 9457."""
    title = gettext("You are signed out") if status == 401 else gettext("This page is older than your session")
    answer = jsonify(type="about:blank", title=title, status=status)
    answer.status_code, answer.mimetype = status, "application/problem+json"
    return answer
