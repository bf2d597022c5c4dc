from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.models.organiser import FactorKind, Organiser
from petition.models.team import Team, TeamMember, TeamRole
from petition.services import invitations, passkeys
from tests.accounts import cookie, is_signed_in, log_in, options_on, send, sessions_kept
from tests.authenticator import Authenticator
from tests.conftest import FakeClock
from tests.people import make_organiser
from tests.reading import Mails, form_on, link_in

NEW = {"name": "Nadia Aziz", "password": "three random words"}
pytestmark = pytest.mark.usefixtures("alice")
Invite = Callable[..., str]


@pytest.fixture
def invite(app: Flask, alice: None, mails: Mails) -> Invite:
    """Alice invites somebody into her team; the path of the link that they are mailed."""

    def make(address: str = "nadia@example.org") -> str:
        with app.app_context():
            db.open_for_writing()
            team = db.session.scalars(sa.select(Team)).one()
            by = db.session.scalars(sa.select(Organiser).where(Organiser.name == "Alice")).one()
            invitations.invite(team, address=address, role=TeamRole.EDITOR, by=by.public_id, language="en")
            db.session.commit()
        return link_in(mails.to(address)[0], "/invitation/")

    return make


@pytest.fixture
def bob(app: Flask, alice: None) -> None:
    """He has an account, and no team."""
    with app.app_context():
        db.open_for_writing()
        make_organiser("bob")
        db.session.commit()


def roles(app: Flask) -> list[TeamRole]:
    with app.app_context():
        return list(db.session.scalars(sa.select(TeamMember.role).order_by(TeamMember.id)))


def test_it_says_who_invites_into_what(client: FlaskClient, invite: Invite) -> None:
    page = client.get(invite()).get_data(as_text=True)
    for words in ("Ward Team", "Alice", "nadia@example.org"):
        assert words in page


def test_a_new_account_is_in_the_team_and_signed_in(app: Flask, client: FlaskClient, invite: Invite) -> None:
    answer = send(client, invite(), **NEW)
    assert (answer.status_code, answer.location) == (303, "/en/account/factors?done=made")
    assert "Your account is made" in client.get(answer.location).get_data(as_text=True)
    assert is_signed_in(client)
    assert roles(app) == [TeamRole.OWNER, TeamRole.EDITOR]


def test_a_new_account_speaks_the_language_of_the_page(app: Flask, client: FlaskClient, invite: Invite) -> None:
    assert send(client, invite().replace("/en/", "/ar/"), **NEW).location == "/ar/account/factors?done=made"
    with app.app_context():
        spoken = sa.select(Organiser.language).where(Organiser.name == NEW["name"])
        assert db.session.scalars(spoken).one() == "ar"


@pytest.mark.usefixtures("bob")
def test_who_has_an_account_signs_in_and_presses(app: Flask, client: FlaskClient, invite: Invite) -> None:
    link = invite("bob@example.org")
    assert "You have an account already" in client.get(link).get_data(as_text=True)
    assert log_in(client, mail="bob@example.org", place=f"/en/login?next={link}").location == link
    answer = send(client, link)
    assert (answer.status_code, answer.location) == (303, "/en/organise/teams/ward-team")
    assert roles(app) == [TeamRole.OWNER, TeamRole.EDITOR]


@pytest.mark.usefixtures("bob")
def test_who_is_signed_in_with_another_account_can_sign_out(client: FlaskClient, invite: Invite) -> None:
    link = invite()
    log_in(client, mail="bob@example.org")
    page = client.get(link)
    assert "You are signed in as <bdi>Bob</bdi>" in page.get_data(as_text=True)
    assert "nadia@example.org" in page.get_data(as_text=True)
    client.post("/en/logout", data=form_on(page, "/logout"))
    assert send(client, link, **NEW).location == "/en/account/factors?done=made"


def test_the_browser_keeps_the_address_with_the_password(client: FlaskClient, invite: Invite) -> None:
    page = client.get(invite()).get_data(as_text=True)
    assert 'value="nadia@example.org" dir="ltr" autocomplete="username"' in page
    assert 'autocomplete="new-password"' in page


@pytest.mark.usefixtures("bob")
def test_the_button_alone_from_elsewhere_is_refused(app: Flask, client: FlaskClient, invite: Invite) -> None:
    link = invite("bob@example.org")
    log_in(client, mail="bob@example.org")
    assert client.post(link).status_code == 422
    assert roles(app) == [TeamRole.OWNER]


def test_a_form_that_is_not_ours_is_refused(app: Flask, client: FlaskClient, invite: Invite) -> None:
    assert client.post(invite(), data=NEW).status_code == 422
    assert sessions_kept(app) == 0


@pytest.mark.parametrize(
    ("field", "typed"),
    [("name", ""), ("name", " \u200e"), ("name", "x" * 201), ("password", ""), ("password", "password1234")],
)
def test_what_is_wrong_is_said_beside_it(client: FlaskClient, invite: Invite, field: str, typed: str) -> None:
    link = invite()
    answer = send(client, link, **NEW | {field: typed})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    kept = form_on(answer, link)["name"]
    assert kept == (typed.strip("\u200e ") if field == "name" else NEW["name"])


def with_passkey(browser: FlaskClient, link: str, **typed: str) -> TestResponse:
    page = browser.get(link)
    made = Authenticator().make(options_on(page))
    return browser.post(link, data=form_on(page, link) | {"name": NEW["name"], "answer": made, **typed})


def test_a_passkey_makes_an_account_without_a_password(app: Flask, client: FlaskClient, invite: Invite) -> None:
    answer = with_passkey(client, invite())
    assert (answer.status_code, answer.location) == (303, "/en/account/recovery-codes")
    assert is_signed_in(client)
    assert roles(app) == [TeamRole.OWNER, TeamRole.EDITOR]
    with app.app_context():
        made = db.session.scalars(sa.select(Organiser).where(Organiser.name == NEW["name"])).one()
        assert (made.password_hash, [factor.kind for factor in made.factors]) == (None, [FactorKind.PASSKEY])


@pytest.mark.parametrize("typed", [{"answer": "{}"}, {"challenge": "forged"}, {"challenge": ""}, {"name": ""}], ids=str)
def test_a_passkey_that_is_none_makes_no_account(
    app: Flask, client: FlaskClient, invite: Invite, typed: dict[str, str]
) -> None:
    link = invite()
    answer = with_passkey(client, link, **typed)
    assert answer.status_code == 422
    assert form_on(answer, link)["name"] == (NEW | typed)["name"]
    assert roles(app) == [TeamRole.OWNER]
    assert sessions_kept(app) == 0


def test_a_challenge_for_another_account_makes_none(app: Flask, client: FlaskClient, invite: Invite) -> None:
    with app.app_context():
        alice = db.session.scalars(sa.select(Organiser)).first()
        assert alice
        ceremony = passkeys.options_to_add(alice)
    made = Authenticator().make(ceremony.options_json)
    assert with_passkey(client, invite(), answer=made, challenge=ceremony.challenge_token).status_code == 422


def test_a_planted_session_is_not_raised(app: Flask, client: FlaskClient, invite: Invite) -> None:
    client.set_cookie("organiser", "planted", domain="127.0.0.1")
    send(client, invite(), **NEW)
    assert cookie(client) not in ("", "planted")


def test_it_is_good_once(app: Flask, client: FlaskClient, invite: Invite) -> None:
    link = invite()
    send(client, link, **NEW)
    assert app.test_client().get(link).status_code == 410


def test_it_is_good_for_seven_days(client: FlaskClient, invite: Invite, time: FakeClock) -> None:
    link = invite()
    time.move(days=7, seconds=2)
    assert client.get(link).status_code == 410


def test_a_forged_one_opens_nothing(client: FlaskClient) -> None:
    answer = client.get("/en/account/invitation/forged")
    assert answer.status_code == 410
    assert "Ask the person who invited you" in answer.get_data(as_text=True)
    for way_on in ("/en/organise", "/en/account/register", "/en/account/forgotten"):
        assert f'"{way_on}"' in answer.get_data(as_text=True)


def test_forged_ones_are_few_and_never_a_failure(client: FlaskClient) -> None:
    assert {client.post("/en/account/invitation/forged").status_code for _ in range(25)} == {410}
