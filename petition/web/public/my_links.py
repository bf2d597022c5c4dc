"""Links to one's own signatures: all of them by mail for whoever asks, and a new one in the place of the others."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from petition.extensions import db, limiter
from petition.services import link_mails, withdrawing
from petition.services.errors import CannotBeWrittenTo
from petition.web import languages
from petition.web.public import bp
from petition.web.public.flooding import answers_floods_to
from petition.web.public.own_forms import LinksForm

# Many may ask together behind one address; nobody asks each second.
PER_NETWORK = "30 per minute; 200 per hour"


@bp.get("/signature")
def my_links() -> str:
    return _show(LinksForm.fresh())


@bp.post("/signature")
@limiter.limit(PER_NETWORK)
def mail_my_links() -> ResponseReturnValue:
    form = LinksForm.fresh()
    if not form.validate_on_submit():
        return _show(form), 422
    # Programs fill in what nobody sees; they are answered like everyone.
    if not form.website.data:
        link_mails.ask_for_all(form.mail.data or "", language=languages.current_language())
        db.session.commit()
    return redirect(url_for(".links_mailed"), 303)


@bp.get("/signature/mailed")
def links_mailed() -> str:
    """The same for every address."""
    return render_template("public/signature/links_mailed.html")


@bp.post("/signature/<token>/renew")
def renew_link(token: str) -> ResponseReturnValue:
    try:
        link_mails.renew(withdrawing.look_up(token))
    except CannotBeWrittenTo:
        # The page says so, and has no such button.
        return redirect(url_for(".signature", token=token), 303)
    db.session.commit()
    return redirect(url_for(".link_renewed"), 303)


@bp.get("/signature/renewed")
def link_renewed() -> str:
    """The same for everyone: the link that led here is gone."""
    return render_template("public/signature/link_renewed.html")


@answers_floods_to("mail_my_links")
def links_form_in_a_flood() -> str:
    return _show(LinksForm.fresh(), is_too_many=True)


def _show(form: LinksForm, *, is_too_many: bool = False) -> str:
    return render_template("public/signature/links.html", form=form, is_too_many=is_too_many)
