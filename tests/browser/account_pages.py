"""For the stage: somebody with a code app, mailed links of every kind; and the pages of accounts."""

from datetime import timedelta

import sqlalchemy as sa
from playwright.sync_api import Page

from petition.extensions import db
from petition.lib import clock
from petition.models.organiser import LoginSession
from petition.models.team import Team, TeamRole
from petition.services import app_codes, invitations, organisers, policy, recovery_codes, sessions
from petition.web import sign_in
from tests.accounts import WRONG_CODE, code_of
from tests.browser.reaching import Kind, Reach, Stage, at, sending, signed_in
from tests.people import PASSWORD

SECURED = "secured@example.org"
# The whole run is shorter: who is fresh is not asked again, and who is stale is asked each time.
FRESH, STALE = timedelta(days=1), timedelta(hours=-1)


def set_up() -> dict[str, str]:
    """Sessions, and tokens of mailed links, by name."""
    # The form is more than the page that says there is none.
    policy.decide("accounts.registration", "open")
    secured = organisers.create(address=SECURED, name="ريما حداد", password=PASSWORD, language="en")
    setup = app_codes.begin(secured)
    app_codes.add(secured, token=setup.token, code=code_of(setup.secret), name="My phone")
    recovery_codes.renew(secured)
    team = db.session.scalars(sa.select(Team).order_by(Team.id).limit(1)).one()
    invited = invitations.invite(
        team, address="invited@example.org", role=TeamRole.EDITOR, by=secured.public_id, language="en"
    )
    return {
        "secured": session_of(secured.id),
        "stale": session_of(secured.id, stepped_up=STALE),
        "reset": organisers.reset_link_token(secured),
        "invitation": invitations.link_token(invited),
        "new address": organisers.address_link_token(secured, "new@example.org"),
    }


def session_of(organiser_id: int, *, stepped_up: timedelta = FRESH) -> str:
    """The secret of a browser that has signed in."""
    secret = sessions.start(organiser_id, device="Firefox · Linux")
    newest = sa.select(LoginSession).order_by(LoginSession.id.desc()).limit(1)
    db.session.scalars(newest).one().step_up_at = clock.now() + stepped_up
    db.session.flush()
    return secret


def with_a_wrong(name: str, typed: str, before: Reach) -> Reach:
    """Come to a page, type something wrong into it, and send it."""

    def reach(page: Page, stage: Stage, language: str) -> None:
        before(page, stage, language)
        page.locator(f'[name="{name}"]').first.fill(typed)
        with page.expect_navigation():
            page.locator("main form .button").first.click()

    return reach


def too_late(cookie: str) -> Reach:
    """Send a form once this cookie is gone: the one that says who is there, or the one the token belongs to."""

    def reach(page: Page, stage: Stage, language: str) -> None:
        signed_in("/account")(page, stage, language)
        page.context.clear_cookies(name=cookie)
        with page.expect_navigation():
            page.locator(SEND).first.click()

    return reach


SEND = "main form .button"
SECOND_STEP = sending("/login", SEND, mail=SECURED, password=PASSWORD)
STEP_UP = sending("/account", SEND, who="stale")
WITH_PASSWORD = "main form .button.wide:not([data-passkey-button])"
INVITATION, RESET = "/account/invitation/{token}", "/account/reset/{token}"

KINDS = {
    "sign in": Kind("account.login", at("/login")),
    "wrong password": Kind(
        "account.sign_in_with_password", sending("/login", SEND, mail="a@example.org", password="no")
    ),
    "second step": Kind("account.second_step", SECOND_STEP),
    "wrong code": Kind("account.take_second_step", with_a_wrong("code", WRONG_CODE, SECOND_STEP)),
    "forgotten password": Kind("account.forgotten", at("/account/forgotten")),
    "forgotten with problems": Kind("account.ask_to_reset", sending("/account/forgotten", SEND, mail="nobody")),
    "account mail sent": Kind("account.mail_sent", at("/account/mail-sent")),
    "new password": Kind("account.reset", at(RESET, "reset")),
    "new password with problems": Kind("account.do_reset", sending(RESET, SEND, "reset", password="short")),
    "gone account link": Kind("account.reset", at("/account/reset/forged")),
    "ask for an account": Kind("account.register", at("/account/register")),
    "ask with problems": Kind("account.ask_for_account", sending("/account/register", SEND, mail="nobody")),
    "invitation": Kind("account.invitation", at(INVITATION, "invitation")),
    "invitation with problems": Kind(
        "account.accept_invitation", sending(INVITATION, WITH_PASSWORD, "invitation", name="")
    ),
    "invitation, signed in": Kind("account.invitation", signed_in(INVITATION, who="secured", token="invitation")),
    "account": Kind("account.profile", signed_in("/account", who="secured")),
    "account changed": Kind("account.profile", signed_in("/account?done=profile", who="secured")),
    "account with problems": Kind(
        "account.change_address",
        sending("/account", 'form[action$="/account/address"] .button', who="secured", mail="nobody"),
    ),
    "new address": Kind(
        "account.new_address", signed_in("/account/address/{token}", who="secured", token="new address")
    ),
    "signing in": Kind("account.factors", signed_in("/account/factors", who="secured")),
    "signing in without more": Kind("account.factors", signed_in("/account/factors")),
    "add a passkey": Kind("account.add_passkey", signed_in("/account/factors/passkey", who="secured")),
    "add an app": Kind("account.add_app", signed_in("/account/factors/app", who="secured")),
    "app with problems": Kind("account.do_add_app", sending("/account/factors/app", SEND, who="secured", code="1")),
    "recovery codes": Kind("account.codes", signed_in("/account/recovery-codes", who="secured")),
    "recovery codes shown": Kind("account.renew_codes", sending("/account/recovery-codes", SEND, who="secured")),
    "devices": Kind("account.sessions", signed_in("/account/sessions", who="secured")),
    "sent after the session": Kind("account.change_profile", too_late(sign_in.NAME)),
    "sent in another session": Kind("account.change_profile", too_late("session")),
    "is it still you": Kind("account.change_profile", STEP_UP),
    "it is not": Kind("account.change_profile", with_a_wrong("step_up_password", "not it", STEP_UP)),
}
