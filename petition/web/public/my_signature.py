"""My signature: what was signed, and taking it back. Reached by a link in the mail, without an account.

GET shows, POST acts. The secret link stands in for a form token.
"""

from flask import Response, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from petition.extensions import db
from petition.lib.crypto import CannotOpen
from petition.models.consent import ConsentPurpose
from petition.models.signature import Signature
from petition.services import asking_for_news, correcting, erasing, identity, own_record, unsubscribing, withdrawing
from petition.services.errors import CannotBeWrittenTo
from petition.services.identity import Identity
from petition.web import languages
from petition.web.public import bp
from petition.web.public.comment_note import comment_note
from petition.web.public.own_forms import NewsForm
from petition.web.public.own_view import agreed_view, audience_view, handed_over_days, news_view, signed_view
from petition.web.public.petition_page import page_of


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


@bp.post("/signature/<token>/news")
def choose_news(token: str) -> ResponseReturnValue:
    found, form = withdrawing.look_up(token), NewsForm()
    if not form.validate_on_submit():
        return _show(token, found), 422
    purpose = ConsentPurpose(form.purpose.data or "")
    if form.wanted.data:
        try:
            asking_for_news.ask(found, purpose, sha256=form.wording.data or "")
        except CannotBeWrittenTo:
            db.session.rollback()
            return _show(token, withdrawing.look_up(token), news_changed=True), 422
    else:
        unsubscribing.end(found, [purpose])
    db.session.commit()
    return redirect(url_for(".signature", token=token, _anchor="news"), 303)


@bp.get("/signature/<token>/data.json")
def my_data(token: str) -> Response:
    answer = jsonify(own_record.of(withdrawing.look_up(token)))
    # A name that tells nothing to whoever sees the folder that it is kept in.
    answer.headers["Content-Disposition"] = 'attachment; filename="data.json"'
    return answer


def _show(token: str, found: Signature, *, news_changed: bool = False) -> str:
    languages.use(found.language)
    page, signer = page_of(found.petition), _signer(found)
    return render_template(
        "public/signature/show.html",
        page=page,
        token=token,
        signer=signer,
        comment=comment_note(found, signer),
        signature=found,
        signed=signed_view(found, page),
        audience=audience_view(found, page),
        handed_over=handed_over_days(found),
        agreed=agreed_view(found),
        news=news_view(found),
        news_changed=news_changed,
        never_written_to=signer is not None and unsubscribing.is_never_written_to(found),
        can_withdraw=withdrawing.can_be_withdrawn(found),
        can_correct=signer is not None and correcting.can_be_corrected(found),
        can_erase=erasing.can_be_erased(found),
        petition_url=page.url,
    )


def _signer(found: Signature) -> Identity | None:
    """Who signed, or None once that was erased."""
    try:
        return identity.of_signature(found)
    except CannotOpen:
        return None
