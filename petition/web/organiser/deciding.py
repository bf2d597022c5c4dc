"""Deciding about one line under a letter: each verb is a form, and none of them is undone by a second press."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.signatory import Signatory
from petition.services import signatories, team_log
from petition.services.errors import SignatoryIsErased, SignatoryIsSettled
from petition.services.permissions import Verb
from petition.web import stepping_up
from petition.web.forms import PostedForm
from petition.web.log_line import LogLine, log_line
from petition.web.organiser import bp
from petition.web.organiser.loading import petition_or_404, signatory_or_404
from petition.web.organiser.petition_line import line_of
from petition.web.organiser.signatory_form import AskForm, DeclineForm, ListingForm, MoveForm
from petition.web.organiser.signatory_line import row_of
from petition.web.reason_form import ReasonForm

FORMS: dict[str, type[PostedForm]] = {
    "ask": AskForm,
    "decline": DeclineForm,
    "listing": ListingForm,
    "move": MoveForm,
    "remove": ReasonForm,
}
PLACE = "/organise/<slug>/signatories/<public_id>"


@bp.get(PLACE)
def signatory(slug: str, public_id: str) -> ResponseReturnValue:
    return _page(*_load(slug, public_id))


@bp.post(f"{PLACE}/approve")
def approve_signatory(slug: str, public_id: str) -> ResponseReturnValue:
    _petition, found = _load(slug, public_id)
    signatories.approve(found, by=g.organiser.public_id)
    db.session.commit()
    return _to_list(slug)


@bp.post(f"{PLACE}/ask")
def ask_signatory(slug: str, public_id: str) -> ResponseReturnValue:
    petition, found = _load(slug, public_id)
    form = AskForm()
    if not form.validate_on_submit():
        return _page(petition, found, ask=form), 422
    signatories.ask(found, by=g.organiser.public_id, question=form.question.data or "")
    db.session.commit()
    return _to_list(slug)


@bp.post(f"{PLACE}/decline")
def decline_signatory(slug: str, public_id: str) -> ResponseReturnValue:
    petition, found = _load(slug, public_id)
    form = DeclineForm()
    if not form.validate_on_submit():
        return _page(petition, found, decline=form), 422
    signatories.decline(found, by=g.organiser.public_id, words=form.words.data or "")
    db.session.commit()
    return _to_list(slug)


@bp.post(f"{PLACE}/remove")
def remove_signatory(slug: str, public_id: str) -> ResponseReturnValue:
    petition, found = _load(slug, public_id)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(petition, found, remove=form), 422
    stepping_up.require()
    signatories.remove(found, by=g.organiser.public_id, reason=form.reason.data or "")
    db.session.commit()
    return _to_list(slug)


@bp.post(f"{PLACE}/listing")
def listing_signatory(slug: str, public_id: str) -> ResponseReturnValue:
    petition, found = _load(slug, public_id)
    form = ListingForm()
    if not form.validate_on_submit():
        return _page(petition, found, listing=form), 422
    signatories.set_listed(found, by=g.organiser.public_id, is_listed=form.listing.data == "listed")
    db.session.commit()
    return redirect(url_for(".signatory", slug=slug, public_id=public_id), 303)


@bp.post(f"{PLACE}/move")
def move_signatory(slug: str, public_id: str) -> ResponseReturnValue:
    petition, found = _load(slug, public_id)
    form = MoveForm()
    if not form.validate_on_submit():
        return _page(petition, found, move=form), 422
    signatories.move(found, by=g.organiser.public_id, to=form.to.data or 1)
    db.session.commit()
    return _to_list(slug, public_id)


@bp.errorhandler(SignatoryIsSettled)
def signatory_is_settled(refusal: SignatoryIsSettled) -> ResponseReturnValue:
    """Say why not, and show how it stands now."""
    db.session.rollback()
    named: dict[str, Any] = request.view_args or {}
    return _page(*_load(named["slug"], named["public_id"]), refusal=refusal), 409


def _load(slug: str, public_id: str) -> tuple[Petition, Signatory]:
    petition = petition_or_404(slug, Verb.DECIDE_ON_SIGNATORIES)
    return petition, signatory_or_404(petition, public_id)


def _to_list(slug: str, public_id: str | None = None) -> ResponseReturnValue:
    """Back to the list, where one line was moved to that line."""
    return redirect(url_for(".signatories", slug=slug, _anchor=public_id), 303)


def _page(
    petition: Petition, found: Signatory, *, refusal: SignatoryIsSettled | None = None, **posted: PostedForm
) -> str:
    row = row_of(found, place=_place_of(found))
    now = {"listing": {"listing": "listed" if row.is_listed else "withheld"}, "move": {"to": row.place}}
    forms = {name: posted.get(name) or kind(None, data=now.get(name)) for name, kind in FORMS.items()}
    if refusal is not None:
        # Without what was typed: it no longer applies.
        forms["ask"].form_errors = [_in_words(refusal)]
    return render_template(
        "organiser/signatories/show.html", line=line_of(petition), row=row, forms=forms, history=_history(found)
    )


def _history(found: Signatory) -> list[LogLine]:
    deeds = team_log.deeds_on(found.public_id)
    named = team_log.named_in(deeds)
    return [log_line(deed, named) for deed in deeds]


def _in_words(refusal: SignatoryIsSettled) -> str:
    if isinstance(refusal, SignatoryIsErased):
        return str(
            gettext("What was sent was deleted, as was promised: the name cannot be printed again, and nobody asked.")
        )
    return str(gettext("Somebody decided about this line meanwhile. This is how it stands now."))


def _place_of(found: Signatory) -> int:
    lines = signatories.under(found.petition)
    return lines.index(found) + 1 if found in lines else 0
