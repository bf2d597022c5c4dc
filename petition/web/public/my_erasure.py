"""Erasing one's own signature: what that means stands before the button."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from petition.extensions import db
from petition.models.signature import Signature, SignatureState
from petition.services import erasing, withdrawing
from petition.web import languages
from petition.web.public import bp
from petition.web.public.own_forms import EraseForm
from petition.web.public.petition_page import page_of


@bp.get("/signature/<token>/erase")
def my_erasure(token: str) -> ResponseReturnValue:
    found = withdrawing.look_up(token)
    if not erasing.can_be_erased(found):
        return redirect(url_for(".signature", token=token), 303)
    return _show(token, found, EraseForm())


@bp.post("/signature/<token>/erase")
def erase(token: str) -> ResponseReturnValue:
    found = withdrawing.look_up(token)
    form = EraseForm()
    if not form.validate_on_submit():
        return _show(token, found, form), 422
    erasing.erase(found)
    db.session.commit()
    return redirect(url_for(".erased"), 303)


@bp.get("/signature/erased")
def erased() -> str:
    """The same for everyone: the link that led here is gone."""
    return render_template("public/signature/erased.html")


def _show(token: str, found: Signature, form: EraseForm) -> str:
    languages.use(found.language)
    return render_template(
        "public/signature/erase.html",
        page=page_of(found.petition),
        form=form,
        is_removed=found.state is SignatureState.REMOVED,
        action=url_for(".erase", token=token),
        back_url=url_for(".signature", token=token),
    )
