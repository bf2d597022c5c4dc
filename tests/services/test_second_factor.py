"""Who needs a second factor, and taking one away."""

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.columns import new_public_id
from petition.models.organiser import Factor, FactorKind, Organiser
from petition.models.outbox import MailKind
from petition.services import app_codes, policy, recovery_codes, second_factor, sessions
from petition.services.errors import LastWayIn
from tests.accounts import code_of
from tests.people import make_organiser
from tests.services.telling import told


@pytest.fixture
def alice(database: None) -> Organiser:
    return make_organiser("alice")


def give_passkey(organiser: Organiser) -> Factor:
    """One that nobody can answer with."""
    name = new_public_id().encode()
    values = {"kind": FactorKind.PASSKEY, "name": "my phone", "credential_id": name, "public_key": b"key"}
    made = Factor(organiser_id=organiser.id, **values)
    db.session.add(made)
    db.session.flush()
    return made


def give_app(organiser: Organiser) -> str:
    """Its secret."""
    setup = app_codes.begin(organiser)
    app_codes.add(organiser, token=setup.token, code=code_of(setup.secret), name="my app")
    return setup.secret


def test_nobody_needs_one_who_chose_none(alice: Organiser) -> None:
    assert not second_factor.has_any(alice)
    assert not second_factor.is_missing(alice)


def test_whoever_has_one_lacks_none(alice: Organiser) -> None:
    give_passkey(alice)
    assert second_factor.has_any(alice)
    assert not second_factor.is_missing(alice)


def test_staff_always_need_one(database: None) -> None:
    admin = make_organiser("admin", is_staff=True)
    assert second_factor.is_missing(admin)
    give_passkey(admin)
    assert not second_factor.is_missing(admin)


def test_the_operator_may_demand_one_of_everybody(alice: Organiser) -> None:
    policy.decide("accounts.second_factor", "everybody")
    assert second_factor.is_missing(alice)


def test_it_takes_codes_of_both_kinds(alice: Organiser) -> None:
    secret, [code, *_] = give_app(alice), recovery_codes.renew(alice)
    assert second_factor.takes_code(alice, code_of(secret, later=1))
    assert second_factor.takes_code(alice, code)
    assert not second_factor.takes_code(alice, code)
    assert not second_factor.takes_code(alice, "000000")


def test_removing_one_is_told(alice: Organiser) -> None:
    second_factor.remove(give_passkey(alice))
    assert second_factor.of(alice) == []
    assert told(alice) == [MailKind.FACTOR_REMOVED]


def test_removing_the_last_takes_the_recovery_codes_with_it(alice: Organiser) -> None:
    first, second = give_passkey(alice), give_passkey(alice)
    recovery_codes.renew(alice)
    second_factor.remove(first)
    assert recovery_codes.left(alice) == 10
    second_factor.remove(second)
    assert recovery_codes.left(alice) == 0


def test_without_any_no_browser_counts_as_having_shown_one(alice: Organiser) -> None:
    sessions.start(alice.id, has_second_factor=True)
    first, last = give_passkey(alice), give_passkey(alice)
    second_factor.remove(first)
    assert [session.has_second_factor for session in sessions.of(alice)] == [True]
    second_factor.remove(last)
    assert [session.has_second_factor for session in sessions.of(alice)] == [False]


def test_what_another_tab_has_removed_is_removed(alice: Organiser) -> None:
    factor = give_passkey(alice)
    db.session.execute(sa.delete(Factor), execution_options={"synchronize_session": False})
    db.session.expire(factor)
    second_factor.remove(factor)
    assert told(alice) == []


def test_without_a_password_the_last_passkey_stays(database: None) -> None:
    alice = make_organiser("alice", password=None)
    first, last = give_passkey(alice), give_passkey(alice)
    give_app(alice)
    second_factor.remove(first)
    with pytest.raises(LastWayIn):
        second_factor.remove(last)
    assert len(second_factor.of(alice)) == 2
