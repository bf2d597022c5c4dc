"""My signature: what was signed, and taking it back. Reached by a link in the mail, without an account."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from petition.extensions import db
from petition.models.signature import Signature, SignatureState
from petition.services import identity, petitions, withdrawing
from petition.web import formats, languages
from petition.web.public import bp
from petition.web.public.petition_page import page_of


@bp.get("/signature/<token>")
def signature(token: str) -> ResponseReturnValue:
    return _show(token, withdrawing.look_up(token))


@bp.post("/signature/<token>")
def withdraw(token: str) -> ResponseReturnValue:
    withdrawing.withdraw(withdrawing.look_up(token))
    db.session.commit()
    return redirect(url_for(".signature", token=token), 303)


def _show(token: str, found: Signature) -> str:
    languages.use(found.language)
    return render_template(
        "public/signature/show.html",
        page=page_of(found.petition),
        signer=identity.of_signature(found),
        signature=found,
        day=formats.day(found.confirmed_on),
        can_withdraw=found.state in (SignatureState.COUNTED, SignatureState.HELD),
        withdraw_url=url_for(".withdraw", token=token),
        petition_url=url_for(".petition", slug=petitions.current_slug(found.petition)),
    )
