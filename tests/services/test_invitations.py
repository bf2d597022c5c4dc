"""Ways in by mail: to a team, or to an account alone."""

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.invitation import Invitation
from petition.models.organiser import Organiser
from petition.models.outbox import Mail, MailKind
from petition.models.record import Audit
from petition.models.team import Team, TeamMember, TeamRole, TeamState
from petition.services import forgetting, invitations, organisers, policy
from petition.services.errors import AccountLinkIsGone, InvalidOrganiser, RegistrationIsClosed, TooManyInvitations
from tests.conftest import FakeClock
from tests.making import make_team
from tests.people import make_organiser
from tests.services.telling import newest_mail, recipient

BOB = "bob@example.org"


@pytest.fixture
def alice(database: None) -> Organiser:
    return make_organiser("alice")


@pytest.fixture
def team(alice: Organiser) -> Team:
    made = make_team()
    organisers.add_to_team(alice, made, TeamRole.OWNER)
    return made


def invite(team: Team, by: Organiser, **values: object) -> Invitation:
    usual = {"address": BOB, "role": TeamRole.EDITOR, "by": by.public_id, "language": "en"}
    return invitations.invite(team, **{**usual, **values})  # type: ignore[arg-type]


def ask(address: str = BOB) -> Invitation:
    policy.decide("accounts.registration", "open")
    invitations.ask_for_account(address, language="en")
    return db.session.scalars(sa.select(Invitation).where(Invitation.team_id.is_(None))).one()


def role_of(organiser: Organiser) -> TeamRole | None:
    return db.session.scalar(sa.select(TeamMember.role).where(TeamMember.organiser_id == organiser.id))


def leads_somewhere(token: str) -> bool:
    try:
        invitations.look_up(token)
    except AccountLinkIsGone:
        return False
    return True


def test_it_is_mailed_and_kept_sealed(team: Team, alice: Organiser) -> None:
    made = invite(team, alice, language="fr")
    assert (recipient(), newest_mail().kind, newest_mail().language) == (BOB, MailKind.INVITATION, "fr")
    assert b"bob" not in made.address
    assert (invitations.address_of(made), invitations.inviter_of(made)) == (BOB, "Alice")
    assert invitations.of(team) == [made]


def test_whoever_accepts_is_in_the_team(team: Team, alice: Organiser) -> None:
    made, bob = invite(team, alice), make_organiser("bob")
    invitations.accept(invitations.look_up(invitations.link_token(made)), organiser=bob)
    assert role_of(bob) is TeamRole.EDITOR
    assert invitations.of(team) == []
    assert {"invite", "accept invitation"} <= set(db.session.scalars(sa.select(Audit.verb)))


def test_it_is_good_once(team: Team, alice: Organiser) -> None:
    made = invite(team, alice)
    token = invitations.link_token(made)
    invitations.accept(made, organiser=make_organiser("bob"))
    assert not leads_somewhere(token)
    with pytest.raises(AccountLinkIsGone):
        invitations.accept(made, organiser=make_organiser("charlie"))


def test_of_two_who_accept_at_once_one_does(team: Team, alice: Organiser) -> None:
    made, bob = invite(team, alice), make_organiser("bob")
    # As if another process had taken it since it was read.
    meanwhile = sa.update(Invitation).values(accepted_at=made.created_at)
    db.session.execute(meanwhile, execution_options={"synchronize_session": False})
    with pytest.raises(AccountLinkIsGone):
        invitations.accept(made, organiser=bob)
    assert role_of(bob) is None


def test_it_is_good_for_seven_days(team: Team, alice: Organiser, time: FakeClock) -> None:
    made, bob = invite(team, alice), make_organiser("bob")
    token = invitations.link_token(made)
    time.move(days=6, hours=23, minutes=59)
    assert leads_somewhere(token)
    time.move(minutes=1)
    assert not leads_somewhere(token)
    with pytest.raises(AccountLinkIsGone):
        invitations.accept(made, organiser=bob)
    assert invitations.of(team) == []


def test_inviting_again_renews_it_and_ends_the_link_before(team: Team, alice: Organiser, time: FakeClock) -> None:
    first = invitations.link_token(invite(team, alice))
    time.move(days=6)
    made = invite(team, alice, address="BOB@example.org", role=TeamRole.VIEWER)
    time.move(days=6)
    assert [leads_somewhere(first), leads_somewhere(invitations.link_token(made))] == [False, True]
    assert (made.role, invitations.of(team)) == (TeamRole.VIEWER, [made])


def test_who_left_is_invited_again(team: Team, alice: Organiser) -> None:
    bob = make_organiser("bob")
    for _ in range(2):
        invitations.accept(invite(team, alice), organiser=bob)
        db.session.execute(sa.delete(TeamMember).where(TeamMember.organiser_id == bob.id))
    assert leads_somewhere(invitations.link_token(invite(team, alice)))


def test_another_team_invites_for_itself(team: Team, alice: Organiser) -> None:
    first, second = invite(team, alice), invite(make_team("another-team"), alice)
    assert first.id != second.id
    assert leads_somewhere(invitations.link_token(first))


def test_a_place_that_one_has_is_never_made_smaller(team: Team, alice: Organiser) -> None:
    invitations.accept(invite(team, alice, role=TeamRole.VIEWER), organiser=alice)
    assert role_of(alice) is TeamRole.OWNER


def test_it_can_be_taken_back(team: Team, alice: Organiser) -> None:
    made = invite(team, alice)
    token = invitations.link_token(made)
    invitations.revoke(made, by=alice.public_id)
    assert not leads_somewhere(token)
    assert invitations.of(team) == []


def test_a_suspended_team_lets_nobody_in(team: Team, alice: Organiser) -> None:
    token = invitations.link_token(invite(team, alice))
    team.state = TeamState.SUSPENDED
    db.session.flush()
    assert not leads_somewhere(token)


@pytest.mark.parametrize("token", ["", "x.y.z"])
def test_forged_links_lead_nowhere(team: Team, token: str) -> None:
    assert not leads_somewhere(token)


def test_only_a_mail_address_is_invited(team: Team, alice: Organiser) -> None:
    with pytest.raises(InvalidOrganiser, match="address"):
        invite(team, alice, address="bob")


def test_only_so_many_wait_for_an_answer(team: Team, alice: Organiser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "MOST_WAITING", 2)
    first = invite(team, alice)
    invite(team, alice, address="charlie@example.org")
    with pytest.raises(TooManyInvitations), db.session.begin_nested():
        invite(team, alice, address="dora@example.org")
    assert invite(team, alice).id == first.id
    invitations.revoke(first, by=alice.public_id)
    assert leads_somewhere(invitations.link_token(invite(team, alice, address="dora@example.org")))


def test_what_other_teams_wait_for_is_not_counted(
    team: Team, alice: Organiser, time: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invitations, "MOST_WAITING", 1)
    invite(make_team("another-team"), alice)
    invite(team, alice)
    time.move(days=7)
    assert leads_somewhere(invitations.link_token(invite(team, alice, address="dora@example.org")))


def test_accounts_are_for_those_invited_unless_the_operator_opens_them(database: None) -> None:
    with pytest.raises(RegistrationIsClosed):
        invitations.ask_for_account(BOB, language="en")
    assert invitations.address_of(ask()) == BOB


def test_closing_ends_what_was_asked_for(database: None) -> None:
    token = invitations.link_token(ask())
    assert leads_somewhere(token)
    policy.decide("accounts.registration", "invited")
    assert not leads_somewhere(token)


def test_asking_is_the_same_for_a_mailbox_that_has_an_account(alice: Organiser) -> None:
    policy.decide("accounts.registration", "open")
    for address in (BOB, "alice@example.org"):
        invitations.ask_for_account(address, language="en")
    made = db.session.scalars(sa.select(Invitation).order_by(Invitation.id)).all()
    assert [invitations.has_account(one) for one in made] == [False, True]
    assert db.session.scalars(sa.select(Mail.kind)).all() == [MailKind.INVITATION] * 2


def test_asking_with_another_spelling_mails_the_one_who_asked_first(database: None) -> None:
    ask()
    ask("ᵇob@example.org")
    assert recipient() == BOB


def test_asking_again_ends_nobodys_link(database: None) -> None:
    token = invitations.link_token(ask())
    ask()
    assert leads_somewhere(token)


def test_whoever_asked_gets_no_place_but_in_the_only_team(team: Team, database: None) -> None:
    charlie, dora = make_organiser("charlie"), make_organiser("dora")
    invitations.accept(ask(), organiser=charlie)
    policy.decide("teams.single", "ward-team")
    invitations.accept(ask(), organiser=dora)
    assert [role_of(charlie), role_of(dora)] == [None, TeamRole.VIEWER]


def test_expired_ones_are_forgotten(team: Team, alice: Organiser, time: FakeClock) -> None:
    invite(team, alice)
    time.move(days=7)
    forgetting.forget()
    assert db.session.scalars(sa.select(Invitation)).all() != []
    time.move(seconds=1)
    forgetting.forget()
    assert db.session.scalars(sa.select(Invitation)).all() == []
