import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from petition.extensions import db
from petition.models.organiser import Organiser, OrganiserState
from petition.models.outbox import Mail, MailKind
from petition.models.team import TeamMember, TeamRole
from petition.services import account_decisions, account_mails, auditing, login_addresses, organisers, sessions
from petition.services.errors import AccountLinkIsGone, AddressTaken, InvalidOrganiser
from tests.conftest import FakeClock
from tests.making import make_team
from tests.people import PASSWORD, make_organiser
from tests.services.telling import newest_mail, recipient, told

pytestmark = pytest.mark.usefixtures("database")


def is_right(address: str, password: str) -> bool:
    return organisers.check_password(organisers.credentials_of(address), password)


def test_it_seals_the_address() -> None:
    alice = make_organiser("alice")
    assert b"alice" not in alice.address
    assert organisers.address_of(alice) == "alice@example.org"


def test_it_knows_the_password_however_the_address_is_written() -> None:
    make_organiser("alice")
    assert is_right("Alice@Example.ORG", PASSWORD)
    assert not is_right("alice@example.org", "another password")
    assert not is_right("bob@example.org", PASSWORD)


def test_a_suspended_account_is_like_none() -> None:
    make_organiser("alice").state = OrganiserState.SUSPENDED
    db.session.flush()
    assert organisers.credentials_of("alice@example.org") == organisers.Credentials()


def test_a_mailbox_has_one_account() -> None:
    make_organiser("alice")
    with pytest.raises(InvalidOrganiser, match="there is an account"):
        make_organiser("alice", address="ALICE@example.org")


@pytest.mark.parametrize(
    "wrong", [{"address": "nobody"}, {"password": "short"}, {"password": "passwordpassword"}, {"name": " \u200e "}]
)
def test_it_says_what_cannot_stand(wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidOrganiser, match=next(iter(wrong))):
        make_organiser("alice", **wrong)


def test_whoever_has_a_place_in_a_team_keeps_it() -> None:
    alice, team = make_organiser("alice"), make_team()
    organisers.add_to_team(alice, team, TeamRole.OWNER)
    organisers.add_to_team(alice, team, TeamRole.VIEWER)
    assert db.session.scalars(sa.select(TeamMember.role)).all() == [TeamRole.OWNER]


@pytest.mark.usefixtures("earnest_hashing")
def test_it_hashes_anew_when_the_parameters_changed() -> None:
    alice = make_organiser("alice")
    alice.password_hash = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    db.session.flush()
    organisers.renew_hash(organisers.credentials_of("alice@example.org"), PASSWORD)
    kept = db.session.scalars(sa.select(Organiser.password_hash)).one()
    assert kept is not None
    assert "m=19456" in kept
    assert is_right("alice@example.org", PASSWORD)


def test_without_a_password_none_is_right() -> None:
    make_organiser("alice", password=None)
    assert not is_right("alice@example.org", "")


def test_it_speaks_the_sites_language_unless_told_otherwise() -> None:
    assert [make_organiser("alice").language, make_organiser("bob", language="ar").language] == ["en", "ar"]


def test_name_and_language_can_change() -> None:
    alice = make_organiser("alice")
    organisers.change_profile(alice, name=" أليس \n", language="fr")
    assert (alice.name, alice.language) == ("أليس", "fr")
    for name, language in ((" ", "fr"), ("Alice", "xx")):
        with pytest.raises(InvalidOrganiser):
            organisers.change_profile(alice, name=name, language=language)


def test_another_password_ends_links_and_other_sessions() -> None:
    alice = make_organiser("alice")
    here, elsewhere = sessions.start(alice.id), sessions.start(alice.id)
    link = organisers.reset_link_token(alice)
    organisers.set_password(alice, "eleven loud swans", keeping=here)
    assert is_right("alice@example.org", "eleven loud swans")
    assert [sessions.organiser_of(here), sessions.organiser_of(elsewhere)] == [alice, None]
    with pytest.raises(AccountLinkIsGone):
        organisers.organiser_of_reset(link)
    assert told(alice) == [MailKind.LOGIN_CHANGED]


def test_a_weak_password_changes_nothing() -> None:
    alice = make_organiser("alice")
    with pytest.raises(InvalidOrganiser, match="password"):
        organisers.set_password(alice, "short")
    assert is_right("alice@example.org", PASSWORD)


def test_of_two_who_set_one_by_links_at_once_one_does() -> None:
    alice = make_organiser("alice")
    found = organisers.organiser_of_reset(organisers.reset_link_token(alice))
    # As if another process had set one since the link was read.
    meanwhile = sa.update(Organiser).values(generation=1)
    db.session.execute(meanwhile, execution_options={"synchronize_session": False})
    with pytest.raises(AccountLinkIsGone):
        organisers.set_password(found, "eleven loud swans")


def test_a_link_sets_one_once() -> None:
    alice = make_organiser("alice")
    link = organisers.reset_link_token(alice)
    assert organisers.reset_password(link, "eleven loud swans") is alice
    with pytest.raises(AccountLinkIsGone):
        organisers.reset_password(link, "twelve loud swans")
    assert is_right("alice@example.org", "eleven loud swans")


def test_the_link_to_set_one_is_good_for_two_hours(time: FakeClock) -> None:
    alice = make_organiser("alice")
    link = organisers.reset_link_token(alice)
    time.move(hours=1, minutes=59, seconds=59)
    assert organisers.organiser_of_reset(link) is alice
    time.move(seconds=2)
    with pytest.raises(AccountLinkIsGone):
        organisers.organiser_of_reset(link)


def test_a_suspended_account_sets_none() -> None:
    alice = make_organiser("alice")
    secret = sessions.start(alice.id)
    account_decisions.suspend(alice, by=auditing.COMMAND_LINE)
    assert sessions.organiser_of(secret) is None
    with pytest.raises(AccountLinkIsGone):
        organisers.organiser_of_reset(organisers.reset_link_token(alice))
    account_decisions.reinstate(alice, by=auditing.COMMAND_LINE)
    assert is_right("alice@example.org", PASSWORD)


@pytest.mark.parametrize("token", ["", "x.y.z", "\0"])
def test_forged_links_lead_nowhere(token: str) -> None:
    alice = make_organiser("alice")
    with pytest.raises(AccountLinkIsGone):
        organisers.organiser_of_reset(token)
    with pytest.raises(AccountLinkIsGone):
        organisers.new_address(alice, token)


def test_asking_to_set_one_is_the_same_for_every_address() -> None:
    make_organiser("alice", language="fr")
    make_organiser("bob").state = OrganiserState.SUSPENDED
    for who in ("alice", "bob", "nobody"):
        account_mails.ask_to_reset(f"{who}@example.org", language="en")
    kinds = db.session.execute(sa.select(Mail.kind, Mail.language).order_by(Mail.id)).all()
    assert kinds == [(MailKind.RESET, "fr"), (MailKind.RESET, "en"), (MailKind.RESET, "en")]


def test_the_address_changes_by_a_link_mailed_to_the_new_one() -> None:
    alice = make_organiser("alice")
    organisers.ask_to_change_address(alice, "alice@example.net")
    assert (recipient(), newest_mail().kind) == ("alice@example.net", MailKind.NEW_ADDRESS)
    token = organisers.address_link_token(alice, "alice@example.net")
    assert organisers.new_address(alice, token) == "alice@example.net"
    organisers.confirm_new_address(alice, token)
    assert (is_right("alice@example.net", PASSWORD), is_right("alice@example.org", PASSWORD)) == (True, False)
    assert login_addresses.of(alice) == "alice@example.net"


def test_the_old_address_is_told() -> None:
    alice = make_organiser("alice")
    organisers.confirm_new_address(alice, organisers.address_link_token(alice, "alice@example.net"))
    assert (recipient(), newest_mail().kind) == ("alice@example.org", MailKind.ADDRESS_CHANGED)


def test_the_link_to_a_new_address_is_good_for_a_day_once_and_for_its_owner(time: FakeClock) -> None:
    alice, bob = make_organiser("alice"), make_organiser("bob")
    used, unused = (organisers.address_link_token(alice, f"alice@example.{end}") for end in ("net", "com"))
    with pytest.raises(AccountLinkIsGone):
        organisers.confirm_new_address(bob, used)
    organisers.confirm_new_address(alice, used)
    late = organisers.address_link_token(alice, "alice@example.com")
    time.move(days=1, seconds=1)
    for token in (used, unused, late):
        with pytest.raises(AccountLinkIsGone):
            organisers.confirm_new_address(alice, token)


def test_the_link_does_not_show_the_address() -> None:
    assert "example" not in organisers.address_link_token(make_organiser("alice"), "alice@example.net")


def test_a_mailbox_that_has_an_account_is_no_new_address() -> None:
    alice = make_organiser("alice")
    token = organisers.address_link_token(alice, "bob@example.org")
    make_organiser("bob")
    with pytest.raises(AddressTaken):
        organisers.confirm_new_address(alice, token)
    assert is_right("alice@example.org", PASSWORD)


def test_another_spelling_of_the_same_mailbox_is_fine() -> None:
    alice = make_organiser("alice")
    organisers.confirm_new_address(alice, organisers.address_link_token(alice, "Alice@example.org"))
    assert login_addresses.of(alice) == "Alice@example.org"
