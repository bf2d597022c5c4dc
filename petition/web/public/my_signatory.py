"""My line under a letter: confirmed, changed, answered for, taken back. Reached by the link in the mail alone."""

from flask import Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from petition.extensions import db
from petition.lib.crypto import CannotOpen
from petition.models.signatory import Signatory, SignatoryState
from petition.services import joining, signatory_lines
from petition.services.errors import NotTakingSignatories, SignatoryIsSettled, SignatoryLinkIsGone
from petition.services.signatory_lines import SignatoryLine
from petition.web import languages
from petition.web.public import bp
from petition.web.public.circulating import page_url
from petition.web.public.join_form import AmendForm, amend_form, read_logo_ahead
from petition.web.public.petition_page import PetitionPage, page_of
from petition.web.public.waiting_forms import RejectForm
from petition.web.signatory_view import Logo, view_of


@bp.get("/signatory/<token>")
def signatory(token: str) -> ResponseReturnValue:
    return _show(token, joining.look_up(token))


@bp.post("/signatory/<token>/confirm")
def confirm_signatory(token: str) -> ResponseReturnValue:
    found = joining.look_up(token)
    try:
        joining.confirm(found)
    except NotTakingSignatories:
        # Its page says until when it could have been confirmed.
        return _show(token, found), 409
    db.session.commit()
    return redirect(url_for(".signatory", token=token), 303)


@bp.get("/signatory/<token>/amend")
def amend(token: str) -> ResponseReturnValue:
    found = joining.look_up(token)
    if found.state not in joining.AMENDABLE:
        return redirect(url_for(".signatory", token=token), 303)
    return _amend_page(token, found, _form(found))


@bp.post("/signatory/<token>/amend")
def do_amend(token: str) -> ResponseReturnValue:
    joining.look_up(token)
    read_logo_ahead()
    found = joining.look_up(token)
    form = _form(found)
    if found.state in joining.AMENDABLE and not form.validate_on_submit():
        return _amend_page(token, found, form), 422
    try:
        joining.amend(
            found,
            form.changed(signatory_lines.of(found)),
            is_listed=form.is_listed,
            logo=form.logo.data,
            drops_logo=form.drops_logo.data,
        )
    except SignatoryIsSettled:
        db.session.rollback()
        return _show(token, joining.look_up(token), is_settled_meanwhile=True), 409
    db.session.commit()
    return redirect(url_for(".signatory", token=token), 303)


@bp.get("/signatory/<token>/withdraw")
def withdraw_signatory(token: str) -> ResponseReturnValue:
    found = joining.look_up(token)
    if found.state not in joining.WITHDRAWABLE:
        return redirect(url_for(".signatory", token=token), 303)
    return render_template(
        "public/signatory/withdraw.html",
        page=_page(found),
        view=view_of(found),
        is_approved=found.state is SignatoryState.APPROVED,
        withdraw_url=url_for(".do_withdraw_signatory", token=token),
        back_url=url_for(".signatory", token=token),
    )


@bp.post("/signatory/<token>/withdraw")
def do_withdraw_signatory(token: str) -> ResponseReturnValue:
    joining.withdraw(joining.look_up(token))
    db.session.commit()
    return redirect(url_for(".signatory", token=token), 303)


@bp.get("/signatory/<token>/reject")
def reject_signatory(token: str) -> ResponseReturnValue:
    found = joining.look_up(token)
    if found.state is not SignatoryState.UNCONFIRMED:
        return redirect(url_for(".signatory", token=token), 303)
    return render_template(
        "public/signatory/reject.html",
        page=_page(found),
        form=RejectForm(),
        reject_url=url_for(".do_reject_signatory", token=token),
        back_url=url_for(".signatory", token=token),
    )


@bp.post("/signatory/<token>/reject")
def do_reject_signatory(token: str) -> ResponseReturnValue:
    found = joining.look_up(token)
    form = RejectForm()
    languages.use(found.language)
    try:
        joining.reject(found, never_again=form.never_again.data)
    except SignatoryIsSettled:
        return redirect(url_for(".signatory", token=token), 303)
    db.session.commit()
    return render_template("public/confirming/rejected.html", never_again=form.never_again.data)


@bp.get("/signatory/<token>/logo.png")
def my_logo(token: str) -> ResponseReturnValue:
    """The logo as its sender sees it, before anybody else does."""
    found = joining.look_up(token)
    if found.logo is None:
        abort(404)
    return Response(found.logo.png, mimetype="image/png")


@bp.errorhandler(SignatoryLinkIsGone)
def signatory_link_is_gone(_error: SignatoryLinkIsGone) -> ResponseReturnValue:
    db.session.rollback()
    return render_template("public/signatory/gone.html"), 410


def _show(token: str, found: Signatory, *, is_settled_meanwhile: bool = False) -> str:
    page = _page(found)
    return render_template(
        "public/signatory/show.html",
        page=page,
        page_url=page_url(found.petition),
        state=found.state,
        signatory=found,
        view=view_of(found, _logo(token, found)),
        line=_line(found),
        is_settled_meanwhile=is_settled_meanwhile,
        joins_until=page.time(page.petition.joins_until) if page.petition.joins_until else None,
        embargo=page.time(page.petition.embargo_until) if page.petition.embargo_until else None,
        confirm_url=url_for(".confirm_signatory", token=token),
        reject_url=url_for(".reject_signatory", token=token),
        amend_url=url_for(".amend", token=token) if found.state in joining.AMENDABLE else None,
        withdraw_url=url_for(".withdraw_signatory", token=token) if found.state in joining.WITHDRAWABLE else None,
    )


def _amend_page(token: str, found: Signatory, form: AmendForm) -> str:
    return render_template(
        "public/signatory/amend.html",
        page=_page(found),
        form=form,
        logo=_logo(token, found),
        # What the team asked; while nothing is asked, there is nothing to answer.
        question=found.question if found.state is SignatoryState.ASKED else "",
        amend_url=url_for(".do_amend", token=token),
        back_url=url_for(".signatory", token=token),
    )


def _form(found: Signatory) -> AmendForm:
    languages.use(found.language)
    line = _line(found)
    if line is None:
        raise SignatoryLinkIsGone
    return amend_form(line, is_listed=found.is_listed, language=found.language)


def _page(found: Signatory) -> PetitionPage:
    languages.use(found.language)
    return page_of(found.petition)


def _line(found: Signatory) -> SignatoryLine | None:
    """Everything that was sent, or None once that was erased."""
    try:
        return signatory_lines.of(found)
    except CannotOpen:
        return None


def _logo(token: str, found: Signatory) -> Logo | None:
    kept = found.logo
    return Logo(url_for(".my_logo", token=token), kept.width, kept.height) if kept else None
