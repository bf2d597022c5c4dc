"""What those who run the site decide about accounts: what comes of it, who learns of it, and who may."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.extensions import db
from petition.models.organiser import Organiser, OrganiserState
from petition.models.outbox import MailKind
from petition.models.record import Audit
from petition.models.team import TeamRole
from petition.services import (
    account_decisions,
    auditing,
    invitations,
    mailing,
    organisers,
    recovery_codes,
    second_factor,
    sessions,
)
from petition.services.errors import AccountLinkIsGone
from petition.services.staff_errors import AccountChangedMeanwhile, NoSecondFactor, NotStaffAnyMore, OwnAccount
from tests.guarantees import at_once
from tests.making import make_team
from tests.people import make_organiser
from tests.services.telling import told
from tests.services.test_second_factor import give_app, give_passkey

WHY = "asked by telephone"
VERBS = [
    account_decisions.suspend,
    account_decisions.reset_factors,
    account_decisions.end_sessions,
    account_decisions.end_staff,
]


@pytest.fixture
def sam(database: None) -> Organiser:
    return make_organiser("sam", is_staff=True)


@pytest.fixture
def alice(sam: Organiser) -> Organiser:
    return make_organiser("alice")


def test_a_suspended_account_is_shut_until_it_is_opened_again(alice: Organiser, sam: Organiser) -> None:
    secret, link = sessions.start(alice.id), organisers.reset_link_token(alice)
    account_decisions.suspend(alice, by=sam.public_id, reason=WHY)
    assert sessions.organiser_of(secret) is None
    account_decisions.reinstate(alice, by=sam.public_id, reason=WHY)
    assert alice.state is OrganiserState.ACTIVE
    assert sessions.organiser_of(secret) is None
    with pytest.raises(AccountLinkIsGone):
        organisers.organiser_of_reset(link)
    assert told(alice) == [MailKind.SUSPENDED, MailKind.UNSUSPENDED]
    line = db.session.scalars(sa.select(Audit).order_by(Audit.id)).first()
    assert line
    assert (line.verb, line.actor, line.details) == ("suspend organiser", sam.public_id, {"reason": WHY})


def test_nobody_comes_in_by_the_invitation_of_a_suspended_account(alice: Organiser, sam: Organiser) -> None:
    invited = invitations.invite(
        make_team(), address="eve@example.org", role=TeamRole.OWNER, by=alice.public_id, language="en"
    )
    token = invitations.link_token(invited)
    assert invitations.look_up(token) is invited
    account_decisions.suspend(alice, by=sam.public_id, reason=WHY)
    with pytest.raises(AccountLinkIsGone):
        invitations.look_up(token)


def test_factors_are_taken_from_whoever_lost_them(alice: Organiser, sam: Organiser) -> None:
    give_passkey(alice)
    recovery_codes.renew(alice)
    secret = sessions.start(alice.id)
    account_decisions.reset_factors(alice, by=sam.public_id, reason=WHY)
    assert not second_factor.has_any(alice)
    assert recovery_codes.left(alice) == 0
    assert sessions.organiser_of(secret) is None
    assert told(alice)[-1] is MailKind.FACTORS_RESET


def test_whoever_has_no_password_is_mailed_a_way_in(alice: Organiser, sam: Organiser) -> None:
    give_passkey(alice)
    alice.password_hash = None
    account_decisions.reset_factors(alice, by=sam.public_id, reason=WHY)
    letters = [letter for mail in mailing.claim(10) for _, letter in mailing.letters_for([mail])]
    assert [(letter.words, letter.reason) for letter in letters] == [("decided", WHY), ("reset", "")]


def test_nobody_runs_the_site_by_a_password_alone(alice: Organiser, sam: Organiser) -> None:
    with pytest.raises(NoSecondFactor):
        account_decisions.make_staff(alice, by=sam.public_id, reason=WHY)
    give_app(alice)
    account_decisions.make_staff(alice, by=sam.public_id, reason=WHY)
    assert alice.is_staff
    account_decisions.end_staff(alice, by=sam.public_id, reason=WHY)
    assert (alice.is_staff, told(alice)[-2:]) == (False, [MailKind.STAFF_MADE, MailKind.STAFF_ENDED])


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_decides_about_themselves(sam: Organiser, verb: Callable[..., None]) -> None:
    with pytest.raises(OwnAccount):
        verb(sam, by=sam.public_id, reason=WHY)
    assert (sam.state, sam.is_staff) == (OrganiserState.ACTIVE, True)


@pytest.mark.parametrize("values", [{"is_staff": False}, {"state": OrganiserState.SUSPENDED}])
def test_whoever_runs_the_site_no_longer_decides_nothing(
    alice: Organiser, sam: Organiser, values: dict[str, object]
) -> None:
    for name, value in values.items():
        setattr(sam, name, value)
    with pytest.raises(NotStaffAnyMore):
        account_decisions.suspend(alice, by=sam.public_id, reason=WHY)


def test_of_two_who_decide_the_second_is_told(alice: Organiser, sam: Organiser) -> None:
    account_decisions.suspend(alice, by=sam.public_id, reason=WHY)
    with pytest.raises(AccountChangedMeanwhile):
        account_decisions.suspend(alice, by=auditing.COMMAND_LINE)
    assert told(alice) == [MailKind.SUSPENDED]


def test_two_who_take_it_from_each_other_leave_one(app: Flask, database: None) -> None:
    both = [make_organiser(name, is_staff=True).public_id for name in ("sam", "sue")]
    db.session.commit()

    def take_from_the_other(number: int) -> bool:
        with app.app_context():
            db.open_for_writing()
            other = db.session.scalars(sa.select(Organiser).where(Organiser.public_id == both[1 - number])).one()
            try:
                account_decisions.end_staff(other, by=both[number], reason=WHY)
            except NotStaffAnyMore:
                return False
            db.session.commit()
            return True

    assert sorted(at_once(2, take_from_the_other)) == [False, True]
