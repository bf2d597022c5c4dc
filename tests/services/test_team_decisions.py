"""A suspended team: nobody works in it, and what it published is there, and takes nothing new."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.lib import clock
from petition.models.news import UpdateState
from petition.models.organiser import Organiser, OrganiserState
from petition.models.outbox import Mail, MailKind
from petition.models.petition import Petition, PetitionState
from petition.models.record import Audit
from petition.models.signature import SignatureState
from petition.models.team import TeamMember, TeamRole, TeamState
from petition.services import (
    confirming,
    mailing,
    members,
    opening,
    permissions,
    petitions,
    publishing_updates,
    signing,
    team_decisions,
    update_mailings,
)
from petition.services.errors import CannotChangeState, NotReady, NotTakingSignatures
from petition.services.readiness import FindingCode
from petition.services.staff_errors import TeamDecidedMeanwhile
from petition.worker import upkeep
from tests.conftest import FakeClock
from tests.making import draft, make_petition, signer, submission_at
from tests.news import draft_of_news, published_news
from tests.people import join

BY, WHY = "sam", "it collects for somebody else"


@pytest.fixture
def ward(database: None) -> Petition:
    found = petitions.by_slug(make_petition())
    assert found
    return found


def suspend(petition: Petition) -> None:
    team_decisions.suspend(petition.team, by=BY, reason=WHY)


def submitted(petition: Petition) -> str:
    revision = petition.latest("en")
    assert revision
    return signing.submit(petition, signer(), revision=revision, language="en")


def member(organiser: Organiser) -> TeamMember:
    return db.session.scalars(sa.select(TeamMember).where(TeamMember.organiser_id == organiser.id)).one()


def test_nobody_of_it_works_in_it_and_all_are_told_why(ward: Petition) -> None:
    alice, _bob = join("alice"), join("bob")
    suspend(ward)
    assert permissions.role_of(alice, ward) is None
    told = db.session.scalars(sa.select(Mail.kind).where(Mail.subject == ward.team.public_id)).all()
    assert told == [MailKind.TEAM_SUSPENDED] * 2
    letters = [letter for mail in mailing.claim(10) for _, letter in mailing.letters_for([mail])]
    assert {(letter.words, letter.reason) for letter in letters} == {("decided", WHY)}
    team_decisions.restore(ward.team, by=BY, reason="a mistake")
    assert permissions.role_of(alice, ward) is TeamRole.OWNER
    verbs = db.session.scalars(sa.select(Audit.verb).where(Audit.team_id == ward.team_id).order_by(Audit.id)).all()
    assert verbs[-2:] == ["suspend team", "restore team"]


def test_of_two_who_decide_the_second_is_told(ward: Petition) -> None:
    suspend(ward)
    with pytest.raises(TeamDecidedMeanwhile):
        suspend(ward)


def test_who_got_a_mail_still_counts_and_nobody_else_signs(ward: Petition) -> None:
    waiting = submission_at(submitted(ward))
    suspend(ward)
    signature = confirming.confirm(waiting, signer(), same_browser=True)
    assert signature.state is SignatureState.COUNTED
    with pytest.raises(NotTakingSignatures):
        submitted(ward)


def test_it_closes_at_its_hour(ward: Petition, time: FakeClock) -> None:
    suspend(ward)
    db.session.commit()
    time.move(days=61)
    db.open_for_writing()
    upkeep.close_due()
    assert ward.state is PetitionState.CLOSED


def test_nothing_opens(ward: Petition, time: FakeClock) -> None:
    planned = draft("planned")
    opening.schedule(planned, (clock.now() + timedelta(hours=4)).replace(tzinfo=None), by=BY)
    suspend(ward)
    with pytest.raises(NotReady, match=FindingCode.TEAM_SUSPENDED):
        opening.open_now(planned, by=BY)
    db.session.commit()
    time.move(days=1)
    db.open_for_writing()
    upkeep.open_due()
    # It does not open once the team works again, either: somebody has to.
    assert (planned.state, planned.opens_itself, bool(planned.missed_opening_at)) == (PetitionState.DRAFT, False, True)


def test_no_news_goes_out(ward: Petition) -> None:
    mailed, planned = published_news(ward), draft_of_news(ward)
    mailing_of_it = update_mailings.begin(mailed)
    planned.state, planned.publish_local = UpdateState.PLANNED, (clock.now() - timedelta(hours=1)).replace(tzinfo=None)
    suspend(ward)
    update_mailings.stop_hidden(mailing_of_it)
    assert not update_mailings.can_go_on(mailing_of_it)
    assert not publishing_updates.publish_if_due(planned)
    assert planned.state is UpdateState.DRAFT
    with pytest.raises(CannotChangeState):
        publishing_updates.publish_now(planned, wants_mail=False, by=BY)


@pytest.fixture
def orphaned(ward: Petition) -> Callable[[str], TeamMember]:
    """Alice owns the team, and is suspended; others of it by name."""
    join("alice").state = OrganiserState.SUSPENDED
    return lambda name: member(join(name))


def test_a_member_is_made_an_owner_where_no_owner_can_act(
    ward: Petition, orphaned: Callable[[str], TeamMember]
) -> None:
    bob, mona = orphaned("bob"), orphaned("mona")
    assert not team_decisions.has_owner(ward.team)
    team_decisions.make_owner(bob, by=BY, reason=WHY)
    assert [one.organiser.name for one in members.of(ward.team) if one.role is TeamRole.OWNER] == ["Alice", "Bob"]
    # Now it has one, who makes the others.
    with pytest.raises(TeamDecidedMeanwhile):
        team_decisions.make_owner(mona, by=BY, reason=WHY)


def test_nobody_is_made_one_who_cannot_act(orphaned: Callable[[str], TeamMember]) -> None:
    bob = orphaned("bob")
    bob.organiser.state = OrganiserState.SUSPENDED
    with pytest.raises(TeamDecidedMeanwhile):
        team_decisions.make_owner(bob, by=BY, reason=WHY)
    assert bob.team.state is TeamState.ACTIVE
