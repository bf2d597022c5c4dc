"""Which mail about an account goes, found out when it does; and that its owner learns of everything."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.organiser import OrganiserState
from petition.models.outbox import ACCOUNT_NEWS, Mail, MailKind, MailState, MailUse, SuppressionReason
from petition.models.team import Team, TeamRole, TeamState
from petition.services import (
    account_decisions,
    account_mails,
    account_news,
    auditing,
    invitations,
    mailing,
    organisers,
    policy,
    suppressing,
)
from petition.services.errors import InvalidOrganiser
from tests.conftest import FakeClock
from tests.making import make_team
from tests.people import make_organiser
from tests.services.telling import newest_mail, recipient

pytestmark = pytest.mark.usefixtures("database")

ALICE = "alice@example.org"


def go() -> list[str]:
    """The words of all mails that are due, sent in the order they were asked for; "none" for each that is not."""
    said = []
    for mail in mailing.claim(10):
        letters = [letter.words for _, letter in mailing.letters_for([mail])]
        mailing.sent([mail] if letters else [])
        said += letters or ["none"]
    return said


def forget_turns() -> None:
    db.session.execute(sa.delete(MailUse))


def ask_to_reset(address: str = ALICE) -> None:
    account_mails.ask_to_reset(address, language="en")


def invite(team: Team) -> None:
    invitations.invite(team, address=ALICE, role=TeamRole.EDITOR, by="bob", language="en")


def ask_for_account() -> None:
    policy.decide("accounts.registration", "open")
    invitations.ask_for_account(ALICE, language="en")


def test_only_an_account_is_written_to() -> None:
    make_organiser("alice")
    make_organiser("bob").state = OrganiserState.SUSPENDED
    for who in ("alice", "bob", "nobody"):
        ask_to_reset(f"{who}@example.org")
    assert go() == ["reset", "none", "none"]
    left = db.session.execute(sa.select(Mail.state, Mail.address).order_by(Mail.id)).all()
    assert left == [(MailState.SENT, None), (MailState.DROPPED, None), (MailState.DROPPED, None)]


def test_not_at_an_address_that_it_has_left() -> None:
    alice = make_organiser("alice")
    ask_to_reset()
    organisers.confirm_new_address(alice, organisers.address_link_token(alice, "alice@example.net"))
    assert go() == ["none", "account_news"]


def test_whoever_asks_twice_gets_one() -> None:
    make_organiser("alice")
    ask_to_reset()
    ask_to_reset()
    assert go() == ["reset", "none"]


def test_whoever_asks_later_gets_another(time: FakeClock) -> None:
    make_organiser("alice")
    for _ in range(2):
        ask_to_reset()
        assert go() == ["reset"]
        time.move(minutes=11)


@pytest.mark.parametrize("typed", ["ALICE@example.org", "ªlice@example.org"])
def test_it_goes_to_the_address_that_the_account_has(typed: str) -> None:
    make_organiser("alice")
    ask_to_reset(typed)
    assert recipient() == ALICE
    assert go() == ["reset"]


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(InvalidOrganiser, match="address"):
        ask_to_reset("alice")


def test_a_team_invites_those_with_and_without_an_account() -> None:
    invite(make_team())
    assert go() == ["invitation"]
    make_organiser("alice")
    forget_turns()
    invite(make_team("another-team"))
    assert go() == ["invitation"]


def test_what_was_taken_back_accepted_or_suspended_is_not_mailed() -> None:
    teams = [make_team(slug) for slug in ("one", "two", "three")]
    for team in teams:
        invite(team)
    invitations.revoke(invitations.of(teams[0])[0], by="bob")
    invitations.accept(invitations.of(teams[1])[0], organiser=make_organiser("alice"))
    teams[2].state = TeamState.SUSPENDED
    assert go() == ["none"] * 3


def test_whoever_asks_for_an_account_is_told_if_there_is_one(time: FakeClock) -> None:
    ask_for_account()
    assert go() == ["account_invitation"]
    make_organiser("alice")
    time.move(minutes=11)
    ask_for_account()
    assert go() == ["account_exists"]


def test_an_account_asked_for_before_the_site_closed_is_not_mailed() -> None:
    ask_for_account()
    policy.decide("accounts.registration", "invited")
    assert go() == ["none"]


def test_asking_twice_for_an_account_is_one_mail() -> None:
    ask_for_account()
    ask_for_account()
    assert go() == ["account_invitation", "none"]


def test_a_new_address_that_has_an_account_is_told_so() -> None:
    bob = make_organiser("bob")
    make_organiser("alice")
    organisers.ask_to_change_address(bob, ALICE)
    organisers.ask_to_change_address(bob, "bob@example.net")
    organisers.ask_to_change_address(bob, "Bob@example.org")
    assert go() == ["account_exists", "new_address", "new_address"]


def test_an_invitation_within_ten_minutes_of_another_waits(time: FakeClock) -> None:
    start = time.now
    invite(make_team("one"))
    assert go() == ["invitation"]
    time.move(minutes=4)
    invite(make_team("two"))
    assert go() == ["none"]
    waiting = newest_mail()
    db.session.refresh(waiting)
    assert (waiting.state, waiting.not_before) == (MailState.QUEUED, start + timedelta(minutes=10))


def test_the_fourth_of_a_day_waits(time: FakeClock) -> None:
    for number in range(4):
        invite(make_team(f"team-{number}"))
        assert go() == (["invitation"] if number < 3 else ["none"])
        time.move(minutes=11)


def test_no_other_mail_keeps_a_new_password_waiting(time: FakeClock) -> None:
    make_organiser("alice")
    for number in range(3):
        invite(make_team(f"team-{number}"))
        assert go() == ["invitation"]
        time.move(minutes=11)
    ask_to_reset()
    assert go() == ["reset"]


def test_however_often_strangers_ask_there_is_a_good_link_or_a_new_one(time: FakeClock) -> None:
    make_organiser("alice")
    for _ in range(3):
        ask_to_reset()
        assert go() == ["reset"]
        time.move(minutes=11)
    ask_to_reset()
    assert go() == ["none"]
    time.move(minutes=109)
    assert go() == ["reset"]


def test_links_to_a_new_password_use_no_turn_of_other_mails(time: FakeClock) -> None:
    make_organiser("alice")
    for _ in range(3):
        ask_to_reset()
        assert go() == ["reset"]
        time.move(minutes=11)
    invite(make_team())
    assert go() == ["invitation"]


@pytest.mark.parametrize("kind", sorted(ACCOUNT_NEWS))
def test_news_go_at_once_however_many_there_are(kind: MailKind) -> None:
    alice = make_organiser("alice")
    for _ in range(5):
        account_news.tell(alice, kind)
    assert go() == ["decided" if kind in account_mails.DECISIONS else "account_news"] * 5


def test_news_use_no_turn_of_other_mails() -> None:
    alice = make_organiser("alice")
    for _ in range(5):
        account_news.tell(alice, MailKind.NEW_DEVICE)
    ask_to_reset()
    assert go()[-1] == "reset"


def test_who_wants_no_mail_about_petitions_still_has_an_account() -> None:
    alice = make_organiser("alice")
    suppressing.suppress(ALICE, SuppressionReason.ASKED)
    account_news.tell(alice, MailKind.LOGIN_CHANGED)
    ask_to_reset()
    invite(make_team())
    assert go() == ["account_news", "reset", "none"]


def test_a_mailbox_that_is_not_there_gets_nothing() -> None:
    alice = make_organiser("alice")
    suppressing.suppress(ALICE, SuppressionReason.BOUNCED)
    account_news.tell(alice, MailKind.LOGIN_CHANGED)
    ask_to_reset()
    assert go() == ["none", "none"]


def test_news_reach_those_who_are_suspended() -> None:
    alice = make_organiser("alice", language="ar")
    account_news.tell(alice, MailKind.LOGIN_CHANGED)
    account_decisions.suspend(alice, by=auditing.COMMAND_LINE)
    assert newest_mail().language == "ar"
    assert go() == ["account_news", "decided"]


def test_an_invitation_that_expired_while_it_waited_is_not_mailed(time: FakeClock) -> None:
    invite(make_team())
    time.move(days=7)
    assert go() == ["none"]
    assert newest_mail().created_at == time.now - timedelta(days=7)
