"""Mails about accounts: what they say, where they lead, in whose language."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.outbox import ACCOUNT_NEWS, MailKind
from petition.models.team import TeamRole
from petition.services import account_mails, account_news, invitations, organisers, policy
from tests.conftest import FakeClock
from tests.making import make_team
from tests.people import make_organiser
from tests.reading import Mails, link_in, text_of
from tests.worker.test_writing import everything_in, html_of

ALICE = "alice@example.org"
Asks = Callable[[], object]


def invites() -> None:
    invitations.invite(make_team(), address=ALICE, role=TeamRole.EDITOR, by="bob", language="en")


def asks_for_account() -> None:
    policy.decide("accounts.registration", "open")
    invitations.ask_for_account(ALICE, language="en")


def asks_again() -> None:
    make_organiser("alice")
    asks_for_account()


def asks_to_reset() -> None:
    make_organiser("alice")
    account_mails.ask_to_reset(ALICE, language="en")


def asks_to_change() -> None:
    organisers.ask_to_change_address(make_organiser("bob"), ALICE)


# What each says, and what its link contains.
KINDS: dict[Asks, tuple[str, str]] = {
    invites: ("This team would like you to work with it: Ward Team", "/en/account/invitation/"),
    asks_for_account: ("Somebody asked for an account", "/en/account/invitation/"),
    asks_again: ("It has one already", "/en/login"),
    asks_to_reset: ("set a new password for your account", "/en/account/reset/"),
    asks_to_change: ("use this mail address from now on", "/en/account/address/"),
}


@pytest.fixture
def mail(app: Flask, mails: Mails, request: pytest.FixtureRequest) -> EmailMessage:
    """What comes of it."""
    with app.app_context():
        db.open_for_writing()
        request.param()
        db.session.commit()
    return mails.newest()


each = pytest.mark.parametrize("mail", KINDS, indirect=True, ids=lambda asks: asks.__name__)


@pytest.mark.parametrize(("mail", "expected"), KINDS.items(), indirect=["mail"], ids=[asks.__name__ for asks in KINDS])
def test_each_says_what_it_is_and_leads_there(mail: EmailMessage, expected: tuple[str, str]) -> None:
    words, place = expected
    for text in (text_of(mail), html_of(mail).replace("<strong><bdi>", "").replace("</bdi>", "")):
        assert words in text
        assert place in text
    assert mail["To"] == ALICE


@pytest.mark.parametrize("mail", [invites, asks_for_account, asks_to_reset], indirect=True)
def test_its_link_is_good(client: FlaskClient, mail: EmailMessage) -> None:
    assert client.get(link_in(mail, "/account/")).status_code == 200


@each
def test_it_leads_nowhere_else(mail: EmailMessage) -> None:
    addresses = [part.split('"')[0] for part in html_of(mail).split('href="')[1:]]
    assert all(address.startswith("http://127.0.0.1:8000/en/") for address in addresses)


@each
def test_nothing_is_left_unsaid(mail: EmailMessage) -> None:
    for part in (mail["Subject"], text_of(mail), html_of(mail)):
        assert part.strip()
        assert "None" not in part
        assert "{" not in part.partition("</style>")[2]
    assert "\n\n\n" not in text_of(mail)


@pytest.mark.parametrize("mail", [invites], indirect=True)
def test_whoever_is_invited_need_do_nothing(mail: EmailMessage) -> None:
    assert "If you do not know the team, you need do nothing." in text_of(mail)
    assert mail["Subject"] == "You are invited to Ward Team"


def test_where_anyone_can_make_a_team_its_name_is_not_mailed(app: Flask, mails: Mails) -> None:
    with app.app_context():
        db.open_for_writing()
        policy.decide("accounts.registration", "open")
        invites()
        db.session.commit()
    mail = mails.newest()
    assert "Ward Team" not in everything_in(mail)
    assert mail["Subject"] == "You are invited"
    assert "/en/account/invitation/" in text_of(mail)


def test_the_only_team_is_named_even_there(app: Flask, mails: Mails) -> None:
    with app.app_context():
        db.open_for_writing()
        policy.decide("accounts.registration", "open")
        invites()
        policy.decide("teams.single", "ward-team")
        db.session.commit()
    assert "Ward Team" in text_of(mails.newest())


@pytest.mark.parametrize("kind", sorted(ACCOUNT_NEWS - account_mails.DECISIONS.keys()))
def test_news_say_what_and_when(app: Flask, mails: Mails, time: FakeClock, kind: MailKind) -> None:
    time.now = time.now.replace(year=2026, month=11, day=22, hour=9, minute=5)
    with app.app_context():
        db.open_for_writing()
        account_news.tell(make_organiser("alice"), kind)
        db.session.commit()
    mail = mails.newest()
    assert "22 November 2026, 09:05 (UTC)" in text_of(mail)
    assert link_in(mail, "/en/account/sessions")
    assert link_in(mail, "/en/account/forgotten")
    assert "alice" not in everything_in(mail).replace(f"To: {ALICE}", "").lower()


def test_no_two_kinds_of_news_say_the_same(app: Flask, mails: Mails) -> None:
    with app.app_context():
        db.open_for_writing()
        alice = make_organiser("alice")
        for kind in ACCOUNT_NEWS:
            account_news.tell(alice, kind)
        db.session.commit()
    assert len({mail["Subject"] for mail in mails.all()}) == len(ACCOUNT_NEWS)


def test_they_speak_the_organisers_language(app: Flask, mails: Mails) -> None:
    with app.app_context():
        db.open_for_writing()
        make_organiser("alice", language="ar")
        account_mails.ask_to_reset(ALICE, language="en")
        db.session.commit()
    mail = mails.newest()
    assert mail["Content-Language"] == "ar"
    assert 'lang="ar" dir="rtl"' in html_of(mail)
    assert link_in(mail, "/ar/account/reset/")


@pytest.mark.parametrize("kind", account_mails.DECISIONS)
def test_whoever_runs_the_site_says_what_was_decided_and_when(
    app: Flask, mails: Mails, time: FakeClock, kind: MailKind
) -> None:
    time.now = time.now.replace(year=2026, month=11, day=22, hour=9, minute=5)
    with app.app_context():
        db.open_for_writing()
        account_news.tell(make_organiser("alice"), kind)
        db.session.commit()
    mail = mails.newest()
    assert "Those who run this site" in text_of(mail)
    assert "22 November 2026, 09:05 (UTC)" in text_of(mail)
    assert "Reason:" not in text_of(mail)
    assert ("/en/account/" in text_of(mail)) is (kind is not MailKind.SUSPENDED)
    assert "\n\n\n" not in text_of(mail)
