"""The mailed link. GET shows what waits; only POST confirms or rejects it."""

from flask import Response, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from petition.extensions import db, settings
from petition.models.petition import Publishing
from petition.models.signature import Signature, SignatureState
from petition.models.submission import Submission
from petition.services import confirming, identity, numbering, withdrawing
from petition.services.errors import LinkIsGone, SlotsAreFull
from petition.services.origins import Pressed
from petition.web import languages
from petition.web.public import bp, ladder, origins, waiting_cookie
from petition.web.public.kept_pages import words_of
from petition.web.public.petition_page import PetitionPage
from petition.web.public.sign_form import ConfirmForm
from petition.web.public.waiting_forms import RejectForm


@bp.get("/confirm/<token>")
def confirm(token: str) -> ResponseReturnValue:
    found = confirming.look_up(token)
    if isinstance(found, Signature):
        return _counted(found)
    if not found.petition.takes_confirmations:
        return _not_now(token, found)
    return _show(token, found, _form(found))


@bp.post("/confirm/<token>")
def do_confirm(token: str) -> ResponseReturnValue:
    found = confirming.look_up(token)
    if isinstance(found, Submission):
        if not found.petition.takes_confirmations:
            return _not_now(token, found)
        form = _form(found)
        if not form.validate_on_submit():
            return _show(token, found, form), 422
        signer, is_discreet = form.changed(identity.of_submission(found)), found.petition.is_discreet
        pressed = Pressed(origins.place_now(found.petition), tuple(ladder.doubts_of_press(found)))
        signature = confirming.confirm(found, signer, same_browser=_is_same_browser(found), pressed=pressed)
        response = to_what_came_of_it(token, signature, is_discreet=is_discreet)
        db.session.commit()
        return response
    return redirect(url_for(".confirm", token=token), 303)


@bp.get("/confirm/<token>/reject")
def reject(token: str) -> ResponseReturnValue:
    found = confirming.look_up(token)
    if isinstance(found, Signature):
        return _counted(found)
    languages.use(found.language)
    return render_template(
        "public/confirming/reject.html",
        form=RejectForm(),
        is_discreet=found.petition.is_discreet,
        reject_url=url_for(".do_reject", token=token),
        confirm_url=url_for(".confirm", token=token),
    )


@bp.post("/confirm/<token>/reject")
def do_reject(token: str) -> ResponseReturnValue:
    found = confirming.look_up(token)
    if isinstance(found, Signature):
        return _counted(found)
    languages.use(found.language)
    form = RejectForm()
    confirming.reject(found, never_again=form.never_again.data)
    db.session.commit()
    return render_template("public/confirming/rejected.html", never_again=form.never_again.data)


def to_what_came_of_it(token: str, signature: Signature, *, is_discreet: bool) -> Response:
    """The way to the page of what was confirmed just now."""
    response = make_response(redirect(url_for(".confirm", token=token), 303))
    if is_discreet:
        # Whoever pressed sees it; whoever opens the link later does not.
        waiting_cookie.put(response, signature.public_id, is_discreet=True)
    return response


@bp.errorhandler(LinkIsGone)
def link_is_gone(_error: LinkIsGone) -> ResponseReturnValue:
    db.session.rollback()
    return render_template("public/confirming/gone.html"), 410


@bp.errorhandler(SlotsAreFull)
def slots_are_full(_error: SlotsAreFull) -> ResponseReturnValue:
    db.session.rollback()
    return render_template("public/confirming/full.html"), 409


def _form(submission: Submission) -> ConfirmForm:
    page = _page(submission)
    return ConfirmForm.about(identity.of_submission(submission), page)


def _page(thing: Submission | Signature) -> PetitionPage:
    languages.use(thing.language)
    return words_of(thing.petition.id, thing.petition.lock_version)


def _is_same_browser(submission: Submission) -> bool:
    """Whether this browser sent these words; a form sent twice is one form."""
    if waiting_cookie.named() == submission.public_id:
        return True
    sent = waiting_cookie.submission()
    return sent is not None and confirming.says_the_same(sent, submission)


def _show(token: str, submission: Submission, form: ConfirmForm) -> str:
    return render_template(
        "public/confirming/show.html",
        page=_page(submission),
        form=form,
        confirm_url=url_for(".do_confirm", token=token),
        reject_url=url_for(".reject", token=token),
        submits_itself=_is_same_browser(submission) and not form.errors,
    )


def _not_now(token: str, submission: Submission) -> ResponseReturnValue:
    """Its petition is hidden: what was typed waits for as long as it would have, and no longer."""
    languages.use(submission.language)
    return (
        render_template(
            "public/confirming/not_now.html",
            reason=submission.petition.hidden_reason,
            since=submission.petition.hidden_at,
            until=submission.expires_at,
            is_discreet=submission.petition.is_discreet,
            reject_url=url_for(".reject", token=token),
        ),
        410,
    )


def _counted(signature: Signature) -> ResponseReturnValue:
    """Counted, or held; the page of a signature that is neither any more, or cannot be passed on, says so itself.

    Where signers are at risk, the link shows that to the browser alone in which it was confirmed just now.
    """
    page = _page(signature)
    if page.is_discreet and waiting_cookie.named(within=waiting_cookie.LATELY) != signature.public_id:
        return render_template("public/confirming/used.html")
    signature_url = url_for(".signature", token=withdrawing.link_token(signature))
    is_standing = signature.state in (SignatureState.COUNTED, SignatureState.HELD)
    if not is_standing or not signature.petition.is_public:
        return redirect(signature_url, 303)
    return render_template(
        "public/confirming/counted.html",
        page=page,
        held=signature.state is SignatureState.HELD,
        number=numbering.number_of(signature),
        is_batched=signature.petition.publish is Publishing.BATCHED,
        share_url=settings.base_url + page.url,
        signature_url=signature_url,
        petition_url=page.url,
    )
