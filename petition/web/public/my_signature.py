"""My signature: what was signed, and taking it back. Reached by a link in the mail, without an account."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from petition.extensions import db
from petition.lib.crypto import CannotOpen
from petition.models.signature import Signature
from petition.services import identity, withdrawing
from petition.services.identity import Identity
from petition.web import formats, languages
from petition.web.public import bp
from petition.web.public.comment_note import comment_note
from petition.web.public.petition_page import page_of
from petition.web.public.sign_form import AUDIENCES
from petition.web.public.unsubscribing import news_of


@bp.get("/signature/<token>")
def signature(token: str) -> ResponseReturnValue:
    return _show(token, withdrawing.look_up(token))


@bp.post("/signature/<token>/comment")
def take_back_comment(token: str) -> ResponseReturnValue:
    withdrawing.take_back_comment(withdrawing.look_up(token))
    db.session.commit()
    return redirect(url_for(".signature", token=token), 303)


@bp.post("/signature/<token>")
def withdraw(token: str) -> ResponseReturnValue:
    withdrawing.withdraw(withdrawing.look_up(token))
    db.session.commit()
    return redirect(url_for(".signature", token=token), 303)


def _show(token: str, found: Signature) -> str:
    languages.use(found.language)
    page, signer = page_of(found.petition), _signer(found)
    return render_template(
        "public/signature/show.html",
        page=page,
        signer=signer,
        comment=comment_note(found, signer),
        signature=found,
        audience=AUDIENCES[found.give_name_to],
        day=formats.day(found.confirmed_on),
        news=news_of(found),
        can_withdraw=withdrawing.can_be_withdrawn(found),
        withdraw_url=url_for(".withdraw", token=token),
        take_back_url=url_for(".take_back_comment", token=token),
        petition_url=page.url,
    )


def _signer(found: Signature) -> Identity | None:
    """Who signed, or None once that was erased."""
    try:
        return identity.of_signature(found)
    except CannotOpen:
        return None
