"""Correcting one's own signature: the name, and who gets it."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.extensions import db, limiter
from petition.models.petition import Publishing
from petition.models.signature import Signature
from petition.services import correcting, withdrawing
from petition.services.errors import CannotBeCorrected, NameIsTaken
from petition.web import languages
from petition.web.public import bp
from petition.web.public.flooding import answers_floods_to
from petition.web.public.own_forms import NameForm
from petition.web.public.own_view import handed_over_days
from petition.web.public.petition_page import page_of

# Each correction is an entry of the ledger, for good.
PER_NETWORK = "10 per minute; 60 per hour"


@bp.get("/signature/<token>/name")
def my_name(token: str) -> str:
    found = withdrawing.look_up(token)
    return _show(token, found, _form(found))


@bp.post("/signature/<token>/name")
@limiter.limit(PER_NETWORK)
def correct_name(token: str) -> ResponseReturnValue:
    found = withdrawing.look_up(token)
    form = _form(found)
    if not form.validate_on_submit():
        return _show(token, found, form), 422
    try:
        correcting.correct(found, **form.words())
    except NameIsTaken:
        return _problem(token, form, gettext("Somebody else has signed with this name and your mail address."))
    except CannotBeCorrected:
        return _problem(
            token, form, gettext("The list was handed over. You can still choose that fewer see your name.")
        )
    db.session.commit()
    return _to_signature(token)


@answers_floods_to("correct_name")
def my_name_in_a_flood() -> str:
    token = (request.view_args or {})["token"]
    found = withdrawing.look_up(token)
    return _show(token, found, _form(found), is_too_many=True)


@bp.errorhandler(CannotBeCorrected)
def cannot_be_corrected(_error: CannotBeCorrected) -> ResponseReturnValue:
    """It was withdrawn, removed or forgotten, perhaps meanwhile."""
    db.session.rollback()
    return _to_signature((request.view_args or {})["token"])


def _form(found: Signature) -> NameForm:
    """Raises CannotBeCorrected."""
    languages.use(found.language)
    return NameForm.about(correcting.signer_of(found), page_of(found.petition))


def _to_signature(token: str) -> ResponseReturnValue:
    """Its page says how it stands."""
    return redirect(url_for(".signature", token=token), 303)


def _problem(token: str, form: NameForm, words: str) -> ResponseReturnValue:
    db.session.rollback()
    found = withdrawing.look_up(token)
    if not correcting.can_be_corrected(found):
        # It was withdrawn or removed in the same moment.
        return _to_signature(token)
    form.name.errors = [words]
    return _show(token, found, form), 422


def _show(token: str, found: Signature, form: NameForm, *, is_too_many: bool = False) -> str:
    return render_template(
        "public/signature/name.html",
        page=page_of(found.petition),
        form=form,
        action=url_for(".correct_name", token=token),
        back_url=url_for(".signature", token=token),
        only_narrower=correcting.may_only_narrow(found.petition),
        handed_over=handed_over_days(found),
        is_batched=found.petition.publish is Publishing.BATCHED,
        is_too_many=is_too_many,
    )
