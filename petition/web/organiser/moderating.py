"""One signature: what is known of it, what happened to it, and what moderators decide about it."""

from collections.abc import Callable

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.signature import Signature
from petition.services import moderating, neighbours, signals, signature_history
from petition.services.errors import CannotBeSentAgain, SentAgainToday, SettledAlready
from petition.services.permissions import Verb
from petition.web import stepping_up
from petition.web.organiser import bp
from petition.web.organiser.history_line import history_lines, places_in_the_ledger
from petition.web.organiser.loading import petition_or_404, signature_or_404, waiting_or_404
from petition.web.organiser.looking_up import verb_to_look_up
from petition.web.organiser.moderation_form import deed_for_waiting, deeds_for
from petition.web.organiser.origin_fields import links_for
from petition.web.organiser.petition_line import line_of
from petition.web.organiser.signal_line import why_held
from petition.web.organiser.signature_line import line_of_signature, line_of_waiting
from petition.web.reason_form import ReasonForm

PLACE = "/organise/<slug>/signatures/<public_id>"
WAITING = "/organise/<slug>/waiting/<public_id>"

Decide = Callable[..., None]


@bp.get(PLACE)
def signature(slug: str, public_id: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.SEE_SIGNATURES)
    return _page(petition, signature_or_404(petition, public_id))


@bp.post(f"{PLACE}/remove")
def remove(slug: str, public_id: str) -> ResponseReturnValue:
    return _decide(slug, public_id, moderating.remove, before=stepping_up.require)


@bp.post(f"{PLACE}/restore")
def restore(slug: str, public_id: str) -> ResponseReturnValue:
    return _decide(slug, public_id, moderating.restore)


@bp.post(f"{PLACE}/hide-name")
def hide_name(slug: str, public_id: str) -> ResponseReturnValue:
    return _decide(slug, public_id, moderating.hide_name)


@bp.post(f"{PLACE}/show-name")
def show_name(slug: str, public_id: str) -> ResponseReturnValue:
    return _decide(slug, public_id, moderating.show_name)


@bp.post(f"{PLACE}/hide-comment")
def hide_comment(slug: str, public_id: str) -> ResponseReturnValue:
    return _decide(slug, public_id, moderating.hide_comment)


@bp.post(f"{PLACE}/show-comment")
def show_comment(slug: str, public_id: str) -> ResponseReturnValue:
    return _decide(slug, public_id, moderating.show_comment)


@bp.post(f"{PLACE}/send-again")
def send_again(slug: str, public_id: str) -> ResponseReturnValue:
    return _decide(slug, public_id, moderating.send_again)


@bp.get(WAITING)
def waiting(slug: str, public_id: str) -> ResponseReturnValue:
    """A form that nobody has confirmed yet."""
    return _waiting_page(petition_or_404(slug, Verb.SEE_SIGNATURES), public_id, None)


@bp.post(f"{WAITING}/send-again")
def send_waiting_again(slug: str, public_id: str) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.REVIEW)
    found, form = waiting_or_404(petition, public_id), ReasonForm()
    if not form.validate_on_submit():
        return _waiting_page(petition, public_id, form), 422
    try:
        moderating.send_again(found, by=g.organiser.public_id, reason=form.reason.data or "")
    except (CannotBeSentAgain, SentAgainToday) as refusal:
        form.form_errors = [_words_for(refusal)]
        return _waiting_page(petition, public_id, form), 409
    db.session.commit()
    return redirect(url_for(".waiting", slug=slug, public_id=public_id), 303)


@bp.errorhandler(SettledAlready)
@bp.errorhandler(CannotBeSentAgain)
@bp.errorhandler(SentAgainToday)
def settled_already(refusal: Exception) -> ResponseReturnValue:
    """Show how it stands now."""
    db.session.rollback()
    named = request.view_args or {}
    petition = petition_or_404(named["slug"], Verb.SEE_SIGNATURES)
    found = signature_or_404(petition, named["public_id"])
    return _page(petition, found, ReasonForm(), problem=_words_for(refusal)), 409


def _words_for(refusal: Exception) -> str:
    words: dict[type[Exception], str] = {
        SentAgainToday: gettext("Your team had a mail sent to this signer today already. Wait until tomorrow."),
        CannotBeSentAgain: gettext("No mail can be sent to this signer as it stands."),
    }
    meanwhile = gettext("Somebody decided about this signature meanwhile. This is how it stands now.")
    return str(words.get(type(refusal), meanwhile))


def _decide(
    slug: str, public_id: str, decide: Decide, *, before: Callable[[], None] | None = None
) -> ResponseReturnValue:
    petition = petition_or_404(slug, Verb.REVIEW)
    found, form = signature_or_404(petition, public_id), ReasonForm()
    if not form.validate_on_submit():
        return _page(petition, found, form), 422
    if before:
        before()
    decide(found, by=g.organiser.public_id, reason=form.reason.data or "")
    db.session.commit()
    return redirect(url_for(".signature", slug=slug, public_id=public_id), 303)


def _page(petition: Petition, found: Signature, form: ReasonForm | None = None, *, problem: str = "") -> str:
    line, history = line_of(petition), signature_history.of(found)
    endpoint = (request.endpoint or "").removeprefix("organiser.")
    around = neighbours.around(petition, [found])
    noticed = signals.of_held(around).get(found.id, ())
    return render_template(
        "organiser/signatures/show.html",
        line=line,
        signature=line_of_signature(found),
        why=why_held(noticed, is_discreet=petition.is_discreet),
        deeds=deeds_for(found, form, endpoint) if line.allows(Verb.REVIEW) else [],
        same=links_for(petition, around).get(found.public_id) if line.allows(verb_to_look_up(petition)) else None,
        history=history_lines(line, history, found),
        entries=places_in_the_ledger(history),
        problem=problem,
        form=form,
        token=FlaskForm(None),
    )


def _waiting_page(petition: Petition, public_id: str, form: ReasonForm | None) -> str:
    line, found = line_of(petition), waiting_or_404(petition, public_id)
    return render_template(
        "organiser/signatures/waiting.html",
        line=line,
        waiting=line_of_waiting(found),
        deed=deed_for_waiting(found, form) if line.allows(Verb.REVIEW) else None,
        history=history_lines(line, signature_history.of_waiting(found)),
        form=form,
    )
