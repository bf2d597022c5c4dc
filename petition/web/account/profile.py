"""One's own account: name and language, address, password."""

from flask import g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.extensions import db, limiter
from petition.services import organisers, sessions
from petition.services.errors import AddressTaken
from petition.web import languages, sign_in, stepping_up
from petition.web.account import bp, known_browser
from petition.web.account.flooding import TOO_OFTEN, answers_floods_to
from petition.web.account.profile_form import AddressForm, PasswordForm, ProfileForm
from petition.web.forms import PostedForm

# Each asks for a mail to whatever address was typed.
ADDRESSES_PER_NETWORK = "20 per 10 minutes; 100 per day"
DONE = {
    "profile": lambda: gettext("Name and language are kept."),
    "address": lambda: gettext("Look into the mail of the new address: it is yours once you open the link there."),
    "confirmed": lambda: gettext("From now on you sign in with the new address."),
    "password": lambda: gettext("The new password is set. Other devices have been signed out."),
}


@bp.get("/account")
def profile() -> ResponseReturnValue:
    return _page(done=request.args.get("done", ""))


@bp.post("/account")
def change_profile() -> ResponseReturnValue:
    form = ProfileForm()
    if not form.validate_on_submit():
        return _page(profile=form), 422
    stepping_up.require()
    organisers.change_profile(g.organiser, name=form.name.data or "", language=form.language.data)
    db.session.commit()
    return _back("profile")


@bp.post("/account/address")
@limiter.limit(ADDRESSES_PER_NETWORK)
def change_address() -> ResponseReturnValue:
    form = AddressForm()
    if not form.validate_on_submit():
        return _page(address=form), 422
    stepping_up.require()
    # Whether there is an account at that address, the mail there tells, and nobody else.
    organisers.ask_to_change_address(g.organiser, form.mail.data or "", language=languages.current_language())
    db.session.commit()
    return _back("address")


@bp.get("/account/address/<token>")
def new_address(token: str) -> ResponseReturnValue:
    address = organisers.new_address(g.organiser, token)
    return render_template("account/profile/new_address.html", address=address, token=token)


@bp.post("/account/address/<token>")
def confirm_new_address(token: str) -> ResponseReturnValue:
    organisers.confirm_new_address(g.organiser, token)
    db.session.commit()
    response = make_response(_back("confirmed"))
    # It is no new browser to the account under its new address.
    known_browser.put(response, organisers.address_of(g.organiser))
    return response


@bp.post("/account/password")
def change_password() -> ResponseReturnValue:
    form = PasswordForm()
    if not form.validate_on_submit():
        return _page(password=form), 422
    stepping_up.require()
    # Hashing takes a while; nobody else's signature waits for it.
    db.session.commit()
    organisers.set_password(g.organiser, form.password.data or "", keeping=sign_in.secret())
    # Nor does anybody stay who copied this browser's cookie.
    another = sessions.renew(sign_in.secret())
    db.session.commit()
    sign_in.go_on_with(another)
    return _back("password")


@bp.errorhandler(AddressTaken)
def address_is_taken(_refusal: AddressTaken) -> ResponseReturnValue:
    """Only who has opened the link mailed to that address learns of it."""
    db.session.rollback()
    form = AddressForm(None)
    form.form_errors = [gettext("This address has got an account of its own meanwhile. Sign in with that one.")]
    return _page(address=form), 409


@answers_floods_to("change_address")
def profile_in_a_flood() -> str:
    form = AddressForm()
    form.form_errors = [str(TOO_OFTEN)]
    return _page(address=form)


def _back(done: str) -> ResponseReturnValue:
    return redirect(url_for(".profile", done=done), 303)


def _page(*, done: str = "", **posted: PostedForm) -> str:
    now = {"name": g.organiser.name, "language": g.organiser.language}
    forms = {
        "profile": posted.get("profile") or ProfileForm(None, data=now),
        "address": posted.get("address") or AddressForm(None),
        "password": posted.get("password") or PasswordForm(None),
    }
    return render_template(
        "account/profile/show.html",
        forms=forms,
        address=organisers.address_of(g.organiser),
        has_password=g.organiser.password_hash is not None,
        done=str(DONE[done]()) if done in DONE else "",
    )
