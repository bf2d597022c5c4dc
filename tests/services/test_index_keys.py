"""Until a petition's key is destroyed a right guess shows who signed; afterwards nothing does."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.lib.crypto import CannotOpen
from petition.models.erasure import Erasure, ErasureKind
from petition.models.petition import CONFIRMATION_GRACE, Petition, PetitionState, Protection
from petition.models.record import Audit
from petition.models.signature import Signature
from petition.services import (
    confirming,
    finding_by_address,
    forgetting,
    identity,
    index_keys,
    petitions,
    replaying,
    verifying,
)
from petition.services.errors import LinkIsGone
from tests.conftest import FakeClock
from tests.making import sign_and_confirm, submit

RIMA = "rima@example.org"


def guess(petition: Petition, address: str) -> bool:
    """What somebody with the database and DATA_KEYS finds out about an address, by the indexes alone."""
    try:
        index = identity.address_index_of(address, petition)
    except CannotOpen:
        return False
    return db.session.scalar(sa.select(Signature.id).where(Signature.address_index == index)) is not None


def at_risk_and_closed(ward: Petition) -> Signature:
    ward.protection = Protection.DISCREET
    made = sign_and_confirm(ward, address=RIMA)
    petitions.close(ward)
    return made


def test_a_right_guess_finds_nothing_any_more(ward: Petition, time: FakeClock) -> None:
    at_risk_and_closed(ward)
    time.now += CONFIRMATION_GRACE + index_keys.GRACE
    forgetting.forget()
    assert (guess(ward, RIMA), guess(ward, "nobody@example.org")) == (True, False)
    time.move(seconds=1)
    forgetting.forget()
    assert (ward.index_key, guess(ward, RIMA)) == (None, False)
    assert finding_by_address.find(ward, RIMA, by="alice").can_be_found is False


def test_one_that_is_hidden_ends_by_its_plan(ward: Petition, time: FakeClock) -> None:
    ward.protection = Protection.DISCREET
    ward.closes_local = (time.now + timedelta(days=1)).replace(tzinfo=None)
    petitions.hide(ward, reason="it names somebody")
    time.now += CONFIRMATION_GRACE + index_keys.GRACE
    forgetting.forget()
    assert ward.index_key is not None
    time.move(days=3)
    forgetting.forget()
    assert ward.index_key is None
    petitions.show(ward)
    assert ward.state is PetitionState.CLOSED


def test_the_signature_stays_what_it_is(ward: Petition, time: FakeClock) -> None:
    made = at_risk_and_closed(ward)
    time.now += CONFIRMATION_GRACE + index_keys.GRACE + timedelta(days=1)
    forgetting.forget()
    assert identity.of_signature(made).address == RIMA
    assert [problem for problem in verifying.problems_of(ward) if "opened" in problem] == []


def test_elsewhere_it_goes_with_the_names(ward: Petition, time: FakeClock) -> None:
    sign_and_confirm(ward, address=RIMA)
    petitions.close(ward)
    time.now += CONFIRMATION_GRACE + index_keys.GRACE + timedelta(days=1)
    forgetting.forget()
    assert ward.index_key is not None
    time.now += timedelta(days=(ward.retain_until - time.now.date()).days + 1)
    forgetting.forget()
    assert ward.index_key is None


def test_its_team_is_told(ward: Petition, time: FakeClock) -> None:
    at_risk_and_closed(ward)
    time.move(days=40)
    forgetting.forget()
    [line] = db.session.scalars(sa.select(Audit).where(Audit.verb == index_keys.DESTROY))
    assert (line.actor, line.subject, line.team_id) == ("system", ward.public_id, ward.team_id)


def test_a_draft_keeps_its_key_whatever_day_it_names(written: Petition, time: FakeClock) -> None:
    time.now += timedelta(days=(written.retain_until - time.now.date()).days + 1)
    forgetting.forget()
    assert written.index_key is not None


def test_a_restored_backup_has_it_destroyed_again(ward: Petition) -> None:
    """Also where it was closed only after the backup: nobody can sign without it, or confirm."""
    sign_and_confirm(ward)
    waiting = submit(ward, address="omar@example.org")
    link = confirming.link_token(waiting)
    db.session.commit()
    replaying.replay([(ErasureKind.KEY_DESTROYED, ward.public_id)])
    with pytest.raises(LinkIsGone):
        confirming.look_up(link)
    assert (ward.index_key, ward.state) == (None, PetitionState.CLOSED)
    assert db.session.scalars(sa.select(Erasure.kind)).all() == [ErasureKind.KEY_DESTROYED]
