"""Adding a code app: it reads a secret from a picture, and shows that it has it by a first code."""

import segno
from flask import g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from markupsafe import Markup
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from petition.extensions import db
from petition.services import app_codes
from petition.services.app_codes import Setup
from petition.services.errors import CodeRefused, SetupIsOver
from petition.web import stepping_up
from petition.web.account import bp
from petition.web.account.recovering import after_adding
from petition.web.forms import PostedForm, cleaned

TOO_LONG = lazy_gettext("Use at most %(max)d characters")


class AppForm(PostedForm):
    setup = HiddenField()
    code = StringField(
        lazy_gettext("The six digits that the app shows now"),
        filters=[cleaned],
        validators=[DataRequired(lazy_gettext("Write the code")), Length(max=60, message=TOO_LONG)],
    )
    name = StringField(
        lazy_gettext("What do you call it?"),
        description=lazy_gettext("So that you know it again, such as: my phone."),
        filters=[cleaned],
        validators=[DataRequired(lazy_gettext("Write a name for it")), Length(max=80, message=TOO_LONG)],
    )


@bp.get("/account/factors/app")
def add_app() -> ResponseReturnValue:
    stepping_up.require()
    return _page(AppForm(data={"name": gettext("my phone")}), app_codes.begin(g.organiser))


@bp.post("/account/factors/app")
def do_add_app() -> ResponseReturnValue:
    form = AppForm()
    if not form.validate_on_submit():
        return _again(form), 422
    stepping_up.require()
    try:
        app_codes.add(g.organiser, token=form.setup.data or "", code=form.code.data or "", name=form.name.data or "")
    except SetupIsOver:
        db.session.rollback()
        form.form_errors = [gettext("The picture was shown too long ago. Here is a new one: let the app read it.")]
        return _page(form, app_codes.begin(g.organiser)), 422
    except CodeRefused:
        db.session.rollback()
        form.code.errors = [gettext("That is not the code. Codes change every half minute: take the one shown now.")]
        return _again(form), 422
    return after_adding()


def _again(form: AppForm) -> str:
    """With the same picture, which the app may have read; with a new one where it is too old."""
    try:
        return _page(form, app_codes.again(g.organiser, form.setup.data or ""))
    except SetupIsOver:
        return _page(form, app_codes.begin(g.organiser))


def _page(form: AppForm, setup: Setup) -> str:
    form.setup.data = setup.token
    return render_template(
        "account/factors/app.html",
        form=form,
        # Of four letters each: they can be copied by hand.
        secret=" ".join(setup.secret[start : start + 4] for start in range(0, len(setup.secret), 4)),
        uri=setup.uri,
        picture=_picture_of(setup.uri),
    )


def _picture_of(uri: str) -> Markup:
    """The QR code as SVG, dark on light whatever the page's colours: readers need it so."""
    drawn = segno.make(uri, error="m", micro=False)
    svg = drawn.svg_inline(dark="#000", light="#fff", border=4, omitsize=True, svgclass=None, lineclass=None)
    return Markup(svg)  # nosec B704 # noqa: S704 -- drawn here, of squares alone
