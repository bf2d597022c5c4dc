"""The ways in, and what somebody does with their own account."""

from collections.abc import Callable, Mapping

import sqlalchemy as sa
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.invitation import Invitation
from petition.models.organiser import Factor, LoginSession, Organiser, RecoveryCode
from petition.models.outbox import Mail
from petition.models.team import TeamRole
from petition.services import app_codes, invitations, organisers, policy, sessions
from tests.accounts import add_passkey, code_of, log_in, options_on, secret_on
from tests.authenticator import Authenticator
from tests.people import PASSWORD, make_organiser
from tests.reading import form_on
from tests.verbs.deed import TOO_LONG, Args, Deed, Whoever, newest, number_of, ward
from tests.verbs.stage import person

ACCOUNT = "/en/account"
MINE, OPEN = Whoever.THEMSELVES, Whoever.ANYONE
NEW_PASSWORD = {"password": "three random words"}
WEAK = {"password": "short"}
CALLED_ANEW = sa.select(Organiser.id).where(Organiser.name == "Alice B.")
NEVER_SHOWN = frozenset({"password"})


def _alice() -> Organiser:
    return db.session.scalars(sa.select(Organiser).where(Organiser.name == "Alice")).one()


def _there() -> Args:
    """Alice has an account; her password is what it is."""
    return {"was": str(person("alice").password_hash)}


def _has_new_password(args: Args) -> bool:
    return _alice().password_hash != args["was"]


def _is_signed_in(_args: Args) -> bool:
    return number_of(LoginSession) == 1


def _another_device() -> Args:
    sessions.start(person("alice").id)
    return {"public_id": newest(LoginSession).public_id}


def _devices(number: int) -> Callable[[Args], bool]:
    mine = sa.select(sa.func.count()).select_from(LoginSession).join(Organiser).where(Organiser.name == "Alice")
    return lambda _args: db.session.scalar(mine) == number


def _another_address() -> Args:
    return {"token": organisers.address_link_token(person("alice"), "alice@example.net")}


def _with_app() -> Args:
    alice = person("alice")
    setup = app_codes.begin(alice)
    app_codes.add(alice, token=setup.token, code=code_of(setup.secret), name="my phone")
    return {"public_id": newest(Factor).public_id, "code": code_of(setup.secret, later=1)}


def _invited() -> Args:
    nadia = {"address": "nadia@example.org", "role": TeamRole.EDITOR, "language": "en"}
    made = invitations.invite(ward().team, by=make_organiser("ines").public_id, **nadia)  # type: ignore[arg-type]
    return {"token": invitations.link_token(made)}


def _forgot() -> Args:
    return {**_there(), "token": organisers.reset_link_token(_alice())}


def _anyone_may_ask() -> Args:
    policy.decide("accounts.registration", "open")
    return {}


# --- What takes a device ---------------------------------------------------------------------------------------------


def _app_typed(browser: FlaskClient) -> Mapping[str, str]:
    page = browser.get(f"{ACCOUNT}/factors/app")
    return {**form_on(page, "/factors/app"), "code": code_of(secret_on(page)), "name": "my phone"}


def _passkey_made(browser: FlaskClient) -> Mapping[str, str]:
    page = browser.get(f"{ACCOUNT}/factors/passkey")
    made = Authenticator().make(options_on(page))
    return {**form_on(page, "/factors/passkey"), "answer": made, "name": "my phone"}


def _with_passkey(browser: FlaskClient) -> Authenticator:
    """Signed in once, to add it, and signed out."""
    device = Authenticator()
    log_in(browser)
    add_passkey(browser, device)
    browser.post("/en/logout", data=form_on(browser.get("/en/organise"), "/logout"))
    return device


def _passkey_shown(browser: FlaskClient) -> Mapping[str, str]:
    device, page = _with_passkey(browser), browser.get("/en/login")
    return {**form_on(page, "/login/passkey"), "answer": device.answer(options_on(page))}


def _passkey_shown_after_password(browser: FlaskClient) -> Mapping[str, str]:
    device = _with_passkey(browser)
    log_in(browser)
    page = browser.get("/en/login/second")
    return {**form_on(page, "/login/second/passkey"), "answer": device.answer(options_on(page))}


def _after_password(browser: FlaskClient) -> Mapping[str, str]:
    log_in(browser)
    return form_on(browser.get("/en/login/second"), "/login/second")


WAYS_IN = [
    Deed(
        "account.sign_in_with_password",
        OPEN,
        _is_signed_in,
        _there,
        {"mail": "alice@example.org", "password": PASSWORD},
        page="/en/login",
        spoils={"password": "a wrong one"},
        unkept=NEVER_SHOWN,
        tokenless=422,
    ),
    Deed(
        "account.sign_in_with_passkey",
        OPEN,
        _is_signed_in,
        _there,
        types=_passkey_shown,
        spoils="a device answers",
        tokenless=422,
    ),
    Deed(
        "account.take_second_step",
        OPEN,
        _is_signed_in,
        lambda: {**_there(), **_with_app()},
        {"code": "{code}"},
        types=_after_password,
        # A wrong one is remembered, so that there are few tries.
        spoils={"code": ""},
        tokenless=422,
    ),
    Deed(
        "account.take_second_step_with_passkey",
        OPEN,
        _is_signed_in,
        _there,
        types=_passkey_shown_after_password,
        spoils="a device answers",
        tokenless=422,
    ),
    Deed(
        "account.ask_to_reset",
        OPEN,
        lambda _args: number_of(Mail),
        _there,
        {"mail": "alice@example.org"},
        page=f"{ACCOUNT}/forgotten",
        spoils={"mail": "nobody"},
        tokenless=422,
    ),
    Deed(
        "account.do_reset",
        OPEN,
        _has_new_password,
        _forgot,
        NEW_PASSWORD,
        page=f"{ACCOUNT}/reset/{{token}}",
        spoils=WEAK,
        unkept=NEVER_SHOWN,
        tokenless=422,
    ),
    Deed(
        "account.ask_for_account",
        OPEN,
        lambda _args: number_of(Invitation),
        _anyone_may_ask,
        {"mail": "newcomer@example.org"},
        page=f"{ACCOUNT}/register",
        spoils={"mail": "nobody"},
        tokenless=422,
    ),
    Deed(
        "account.accept_invitation",
        OPEN,
        lambda _args: newest(Organiser).name == "Nadia",
        _invited,
        {"name": "Nadia", **NEW_PASSWORD},
        page=f"{ACCOUNT}/invitation/{{token}}",
        spoils=WEAK,
        unkept=NEVER_SHOWN | {"challenge"},
        tokenless=422,
    ),
]
# Of these nobody is a stranger: whoever is signed in does it to themselves.
OWN = [
    Deed(
        "account.logout",
        MINE,
        _devices(0),
        _there,
        page="/en/organise",
        stranger=0,
        # Back to the petitions, and still signed in.
        tokenless=303,
    ),
    Deed(
        "account.change_profile",
        MINE,
        lambda _args: db.session.scalar(CALLED_ANEW),
        _there,
        {"name": "Alice B.", "language": "fr"},
        page=ACCOUNT,
        spoils={"name": TOO_LONG},
        stranger=0,
    ),
    Deed(
        "account.change_address",
        MINE,
        lambda _args: number_of(Mail),
        _there,
        {"mail": "alice@example.net"},
        page=ACCOUNT,
        spoils={"mail": "nobody"},
        stranger=0,
    ),
    Deed(
        "account.confirm_new_address",
        MINE,
        lambda _args: organisers.address_of(_alice()) == "alice@example.net",
        _another_address,
        page=f"{ACCOUNT}/address/{{token}}",
        stranger=410,
    ),
    Deed(
        "account.change_password",
        MINE,
        _has_new_password,
        _there,
        NEW_PASSWORD,
        page=ACCOUNT,
        spoils=WEAK,
        unkept=NEVER_SHOWN,
        stranger=0,
    ),
    Deed(
        "account.do_add_app",
        MINE,
        lambda _args: number_of(Factor),
        _there,
        types=_app_typed,
        spoils={"name": TOO_LONG},
        unkept=frozenset({"code"}),
        stranger=0,
    ),
    Deed(
        "account.do_add_passkey",
        MINE,
        lambda _args: number_of(Factor),
        _there,
        types=_passkey_made,
        spoils={"name": TOO_LONG},
        unkept=frozenset({"answer", "challenge"}),
        stranger=0,
    ),
    Deed("account.remove_factor", MINE, lambda _args: not number_of(Factor), _with_app, page=f"{ACCOUNT}/factors"),
    Deed(
        "account.renew_codes",
        MINE,
        lambda _args: number_of(RecoveryCode),
        _with_app,
        page=f"{ACCOUNT}/recovery-codes",
        status=200,
        stranger=0,
    ),
    Deed("account.end_session", MINE, _devices(1), _another_device, page=f"{ACCOUNT}/sessions"),
    Deed("account.end_other_sessions", MINE, _devices(1), _another_device, page=f"{ACCOUNT}/sessions", stranger=0),
    Deed(
        "account.look_again",
        MINE,
        "/en/organise",
        _there,
        {"next": "/en/organise"},
        spoils="a page leads on",
        stranger=0,
    ),
]
DEEDS = [*WAYS_IN, *OWN]
