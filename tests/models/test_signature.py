"""What the tables themselves refuse, whatever the code above them does."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from petition.extensions import db
from petition.models.columns import new_public_id
from petition.models.petition import NameAudience, Petition
from petition.models.signature import Signature, SignatureState
from petition.models.submission import Submission
from tests.making import sign_and_confirm, submit


def copy_of(signature: Signature, **changed: Any) -> Signature:
    values = {column.name: getattr(signature, column.name) for column in Signature.__table__.columns}
    del values["id"]
    return Signature(**(values | {"public_id": new_public_id()} | changed))


def add(signature: Signature) -> None:
    db.session.add(signature)
    db.session.flush()


@pytest.mark.parametrize("changed", [{"name_index": b"another"}, {"slot": 2}, {"slot": 3}, {"slot": 0}])
def test_one_slot_and_one_name_under_one_address(ward: Petition, changed: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        add(copy_of(sign_and_confirm(ward), **changed))


def test_two_names_may_have_two_slots(ward: Petition) -> None:
    add(copy_of(sign_and_confirm(ward), name_index=b"another", slot=2))
    assert db.session.scalar(sa.select(sa.func.count(Signature.id))) == 2


@pytest.mark.parametrize("state", [SignatureState.WITHDRAWN, SignatureState.ERASED])
def test_what_is_over_leaves_its_slot_free(ward: Petition, state: SignatureState) -> None:
    made = sign_and_confirm(ward)
    made.state = state
    db.session.flush()
    add(copy_of(made, state=SignatureState.COUNTED))
    assert db.session.scalar(sa.select(sa.func.count(Signature.id))) == 2


@pytest.mark.parametrize("audience", [NameAudience.NOBODY, NameAudience.ADDRESSEES])
def test_no_name_stands_in_clear_that_was_not_given_to_all(ward: Petition, audience: NameAudience) -> None:
    made = sign_and_confirm(ward, give_name_to=audience)
    made.public_name = "Rima Haddad"
    with pytest.raises(IntegrityError):
        db.session.flush()


@pytest.mark.parametrize("tries", [-1, 6])
def test_nobody_gets_a_sixth_try(ward: Petition, tries: int) -> None:
    waiting = submit(ward)
    with pytest.raises(IntegrityError):
        db.session.execute(sa.update(Submission).where(Submission.id == waiting.id).values(tries=tries))


def test_an_unknown_state_is_refused(ward: Petition) -> None:
    made = sign_and_confirm(ward)
    with pytest.raises(IntegrityError):
        db.session.execute(sa.text("update signature set state = 'lost' where id = :id"), {"id": made.id})
