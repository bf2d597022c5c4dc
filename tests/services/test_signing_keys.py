"""The key that signs checkpoints, and the name it signs with."""

import pytest
from sqlalchemy import func, select

from petition.extensions import db
from petition.lib import clock, notes
from petition.models.ledger import SigningKey
from petition.models.petition import Petition
from petition.services import signing_keys

pytestmark = pytest.mark.usefixtures("database")


def test_it_is_made_once() -> None:
    assert signing_keys.current() == signing_keys.current()
    assert db.session.scalar(select(func.count(SigningKey.id))) == 1


def test_its_seed_is_sealed() -> None:
    seed = signing_keys.current().seed
    row = db.session.scalars(select(SigningKey)).one()
    assert seed not in row.seed


def test_the_name_stays_and_is_no_address() -> None:
    name = signing_keys.installation_name()
    assert name == signing_keys.installation_name()
    assert name.startswith("countersign/")
    assert "127.0.0.1" not in name


def test_each_petition_has_its_own_origin(ward: Petition) -> None:
    assert signing_keys.origin_of(ward) == f"{signing_keys.installation_name()}/{ward.public_id}"


def test_a_retired_key_still_verifies() -> None:
    old = signing_keys.current()
    db.session.scalars(select(SigningKey)).one().retired_at = clock.now()
    note = notes.sign("words\n", old)
    assert signing_keys.current() != old
    assert notes.open_note(note, signing_keys.verifiers()) == "words\n"
