"""A mailed invitation: into a team, or to an account alone."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField

from petition.extensions import db, limiter
from petition.models.invitation import Invitation
from petition.models.organiser import Organiser
from petition.models.team import TeamRole
from petition.services import invitations, organisers, passkeys
from petition.services.errors import AddressTaken, PasskeyRefused
from petition.web import languages, sign_in
from petition.web.account import bp
from petition.web.account.device import device_of
from petition.web.account.flooding import TOO_OFTEN, answers_floods_to
from petition.web.account.name_field import name_field
from petition.web.account.password_field import new_password_field
from petition.web.account.signing_in import signed_in
from petition.web.forms import PostedForm

NOT_MADE = lazy_gettext("The passkey was not made, or it took too long. Press the button again.")
PER_NETWORK = "20 per 10 minutes; 100 per day"
# What a role lets one do, in the words of the invitation.
ROLES = {
    TeamRole.OWNER: lazy_gettext("You will own the team: everything, and who is in it."),
    TeamRole.EDITOR: lazy_gettext("You will write its petitions, review signatures and take lists."),
    TeamRole.MODERATOR: lazy_gettext("You will review signatures and who is listed."),
    TeamRole.VIEWER: lazy_gettext("You will see its figures."),
}


class AcceptForm(PostedForm):
    """A new account: what it takes, and no more. With a passkey it takes no password."""

    name = name_field()
    password = new_password_field()
    answer = HiddenField()
    challenge = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        """As every form; besides, whoever brings a passkey is asked for no password."""
        if self.answer.data:
            self.password.validators = []
        is_valid: bool = super().validate(extra_validators)
        return is_valid


@bp.get("/account/invitation/<token>")
def invitation(token: str) -> ResponseReturnValue:
    return _page(token, invitations.look_up(token), AcceptForm(None))


@bp.post("/account/invitation/<token>")
@limiter.limit(PER_NETWORK)
def accept_invitation(token: str) -> ResponseReturnValue:
    found = invitations.look_up(token)
    organiser = sign_in.current_organiser()
    if organiser is not None:
        return _join(token, found, organiser)
    form = AcceptForm()
    if not form.validate_on_submit():
        return _page(token, found, form), 422
    address, has_passkey = invitations.address_of(found), bool(form.answer.data)
    # Hashing takes a while; nobody else's signature waits for it.
    db.session.commit()
    try:
        made = _with_passkey(form, address) if has_passkey else _with_password(form, address)
    except AddressTaken:
        # Since the page was opened; it now says to sign in.
        db.session.rollback()
        return _page(token, invitations.look_up(token), form), 409
    except PasskeyRefused:
        db.session.rollback()
        form.form_errors = [str(NOT_MADE)]
        return _page(token, invitations.look_up(token), form), 422
    # Looked up again: it may have been taken back meanwhile.
    invitations.accept(invitations.look_up(token), organiser=made)
    # Whoever loses the device needs the codes; with a password alone there is a second step to be added first.
    wanted = url_for(".codes") if has_passkey else url_for(".factors", done="made")
    return signed_in(made, has_second_factor=has_passkey, wanted=wanted, is_new=True)


def _with_password(form: AcceptForm, address: str) -> Organiser:
    return organisers.create(
        address=address,
        name=form.name.data or "",
        password=form.password.data or "",
        language=languages.current_language(),
    )


def _with_passkey(form: AcceptForm, address: str) -> Organiser:
    challenge = form.challenge.data or ""
    made = organisers.create(
        address=address,
        name=form.name.data or "",
        password=None,
        language=languages.current_language(),
        public_id=passkeys.id_of_begun(challenge),
    )
    # Some browsers say nothing of themselves.
    device = device_of(request.user_agent.string) or gettext("passkey")
    passkeys.add(made, answer=form.answer.data or "", challenge_token=challenge, name=device, purpose=passkeys.BEGIN)
    return made


@answers_floods_to("accept_invitation")
def invitation_in_a_flood() -> str:
    form = AcceptForm()
    form.form_errors = [str(TOO_OFTEN)]
    named: dict[str, Any] = request.view_args or {}
    return _page(named["token"], invitations.look_up(named["token"]), form)


def _join(token: str, found: Invitation, organiser: Organiser) -> ResponseReturnValue:
    """With the account that is signed in: a button alone. An account alone is for whoever has none."""
    team = found.team
    if team is None:
        return _page(token, found, AcceptForm(None)), 409
    if not PostedForm().validate_on_submit():
        form = AcceptForm(None)
        form.form_errors = [gettext("This page was open too long. Press the button again.")]
        return _page(token, found, form), 422
    invitations.accept(found, organiser=organiser)
    db.session.commit()
    return redirect(url_for("organiser.team", slug=team.slug), 303)


def _page(token: str, found: Invitation, form: AcceptForm) -> str:
    organiser = sign_in.current_organiser()
    # Where the site is reached by a number, browsers know no passkeys for it.
    has_passkeys = passkeys.is_possible()
    form.password.flags.required = not has_passkeys
    return render_template(
        "account/invitation/show.html",
        form=form,
        token=token,
        team=found.team.name_in(languages.current_language()) if found.team else None,
        role=ROLES[found.role] if found.role else "",
        inviter=invitations.inviter_of(found),
        address=invitations.address_of(found),
        ceremony=passkeys.options_to_begin(invitations.address_of(found)),
        has_passkeys=has_passkeys,
        signed_in_as=organiser.name if organiser else None,
        has_account=invitations.has_account(found),
    )
