import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.extensions import db
from petition.lib.crypto import CannotOpen
from petition.models.petition import Petition
from petition.models.record import DataKey
from petition.services import keys
from tests.making import draft


def test_a_key_is_made_once_and_kept_sealed(database: None) -> None:
    first = keys.data_key("mailbox")
    assert keys.data_key("mailbox") == first
    assert keys.data_key("login") != first
    assert first not in b"".join(db.session.scalars(sa.select(DataKey.sealed)))


def test_many_at_once_make_one_key(app: Flask) -> None:
    made: list[bytes] = []
    threads = [threading.Thread(target=_take, args=(app, made)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(set(made))) == (8, 1)


def _take(app: Flask, made: list[bytes]) -> None:
    with app.app_context():
        db.open_for_writing()
        made.append(keys.data_key("mailbox"))
        db.session.commit()


def test_each_petition_has_a_key_of_its_own(ward: Petition) -> None:
    other = draft("another-ward")
    assert keys.index_key(ward) != keys.index_key(other)
    other.index_key = ward.index_key
    with pytest.raises(CannotOpen):
        keys.index_key(other)


def test_a_destroyed_key_opens_nothing(ward: Petition) -> None:
    ward.index_key = None
    with pytest.raises(CannotOpen):
        keys.index_key(ward)
