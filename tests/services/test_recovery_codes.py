"""Recovery codes: ten on paper, each good once."""

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.organiser import Organiser, RecoveryCode
from petition.models.outbox import MailKind
from petition.services import recovery_codes
from tests.people import make_organiser
from tests.services.telling import told


@pytest.fixture
def alice(database: None) -> Organiser:
    return make_organiser("alice")


def test_there_are_ten_and_none_is_kept(alice: Organiser) -> None:
    codes = recovery_codes.renew(alice)
    assert len(set(codes)) == recovery_codes.left(alice) == 10
    kept = " ".join(db.session.scalars(sa.select(RecoveryCode.code_hash)))
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


def test_each_is_good_once(alice: Organiser) -> None:
    code = recovery_codes.renew(alice)[3]
    assert [recovery_codes.use(alice, code), recovery_codes.use(alice, code)] == [True, False]
    assert recovery_codes.left(alice) == 9


def test_they_may_be_typed_in_every_way(alice: Organiser) -> None:
    first, second, *_ = recovery_codes.renew(alice)
    assert recovery_codes.use(alice, f"  {first.upper()} ")
    assert recovery_codes.use(alice, second.replace("-", " "))


@pytest.mark.parametrize("typed", ["", "123456", "aaaa-aaaa-aaaa", "\0"])
def test_nothing_else_is_good(alice: Organiser, typed: str) -> None:
    recovery_codes.renew(alice)
    assert not recovery_codes.use(alice, typed)
    assert recovery_codes.left(alice) == 10


def test_they_are_good_for_their_owner_alone(alice: Organiser) -> None:
    code = recovery_codes.renew(alice)[0]
    bob = make_organiser("bob")
    recovery_codes.renew(bob)
    assert not recovery_codes.use(bob, code)


def test_new_ones_end_the_old(alice: Organiser) -> None:
    old = recovery_codes.renew(alice)[0]
    recovery_codes.renew(alice)
    assert not recovery_codes.use(alice, old)
    assert recovery_codes.left(alice) == 10


def test_their_owner_is_told_of_new_ones_and_of_each_that_is_used(alice: Organiser) -> None:
    recovery_codes.use(alice, recovery_codes.renew(alice)[0])
    assert told(alice) == [MailKind.CODES_RENEWED, MailKind.CODE_USED]
