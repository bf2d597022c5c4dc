"""Sealing anew what is under an older key: all of it, once, beside whoever writes, and by those who agree alone."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.extensions import db, keyring
from petition.lib.crypto import KeyRing, key_number
from petition.models.columns import new_public_id
from petition.models.key_rotation import KeyRotation
from petition.models.petition import NameAudience, Petition
from petition.models.process import Process, ProcessRole
from petition.models.signature import Signature
from petition.services import daily_keys, doubting, identity, key_report, leases, processes, resealing
from petition.services.sealed_columns import COLUMNS
from tests.joining import asks, circulates
from tests.making import sign_and_confirm, submit

TODAY = date(2026, 11, 23)
OLD, NEW = b"A" * 32, b"B" * 32
SetKeys = Callable[..., None]


@pytest.fixture
def ring(app: Flask, monkeypatch: pytest.MonkeyPatch) -> SetKeys:
    """Sets the keys of this process; the last one seals."""
    first = app.extensions["petition.keyring"]

    def put(*numbers: int) -> None:
        known = {1: first._ciphers[1], 2: KeyRing({2: NEW})._ciphers[2]}
        made = KeyRing({number: bytes([number]) * 32 for number in numbers})
        made._ciphers = {number: known[number] for number in numbers}
        monkeypatch.setitem(app.extensions, "petition.keyring", made)

    return put


def reseal_all() -> None:
    while resealing.reseal():
        pass


def numbers_in_use() -> dict[int, int]:
    return {use.number: sum(n for _, n in use.seals) for use in key_report.uses() if use.seals}


def test_everything_comes_under_the_new_key_and_opens(ward: Petition, ring: SetKeys) -> None:
    made = sign_and_confirm(ward, give_name_to=NameAudience.PUBLIC)
    waiting = submit(ward, address="omar@example.org")
    # Its cursor is a day.
    key = daily_keys.of_today(TODAY, {})
    before = numbers_in_use()
    ring(1, 2)
    reseal_all()
    assert numbers_in_use() == {2: before[1]}
    ring(2)
    db.session.expire_all()
    assert identity.of_signature(made).name == "Rima Haddad"
    assert identity.of_submission(waiting).address == "omar@example.org"
    assert daily_keys.of(TODAY, doubting.read().daily_keys) == key


def test_each_line_of_the_table_says_how_its_values_open(ward: Petition, ring: SetKeys) -> None:
    sign_and_confirm(ward)
    for column in COLUMNS:
        rows = db.session.execute(sa.select(column.sealed, *column.bindings).where(column.sealed.is_not(None)))
        for row in rows:
            assert keyring.open(row[0], context=column.context(row))


def test_what_is_done_is_not_read_again(ward: Petition, ring: SetKeys, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_and_confirm(ward)
    ring(1, 2)
    reseal_all()
    monkeypatch.setattr(resealing, "_go_on", lambda *_: pytest.fail("it was done"))
    assert resealing.reseal() is False


def test_columns_that_another_version_knows_of_hold_up_nothing(ward: Petition, ring: SetKeys) -> None:
    ring(1, 2)
    reseal_all()
    mark = db.session.scalars(sa.select(KeyRotation).limit(1)).one()
    db.session.add(KeyRotation(place="later.sealed", key_check=mark.key_check, key_number=2, last_id=0))
    db.session.flush()
    assert resealing.reseal() is False


def test_it_goes_on_where_it_was(ward: Petition, ring: SetKeys, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        sign_and_confirm(ward, address=f"signer{number}@example.org")
    db.session.commit()
    monkeypatch.setattr(resealing, "PORTION", 2)
    ring(1, 2)
    while resealing.reseal():
        # As if it was killed after each portion: the next one knows what was committed alone.
        db.session.commit()
        db.session.remove()
        db.open_for_writing()
    assert {key_number(sealed) for sealed in db.session.scalars(sa.select(Signature.identity)) if sealed} == {2}


def test_it_waits_until_all_at_work_agree_on_the_key(ward: Petition, ring: SetKeys) -> None:
    sign_and_confirm(ward)
    other = processes.describe(ProcessRole.WEB)
    now = leases.database_now()
    elsewhere = {"host": "elsewhere", "machine": "another", "facts": other.facts | {"seals": "another"}}
    db.session.add(
        Process(
            **elsewhere,
            public_id=new_public_id(),
            role=ProcessRole.WEB,
            pid_space=other.pid_space,
            pid=1,
            started_at=now,
            seen_at=now,
        )
    )
    ring(1, 2)
    reseal_all()
    assert numbers_in_use().keys() == {1}
    db.session.execute(sa.delete(Process))
    reseal_all()
    assert numbers_in_use().keys() == {2}


def test_a_way_back_is_a_change_like_others(ward: Petition, ring: SetKeys) -> None:
    made = sign_and_confirm(ward)
    for order in ((1, 2), (2, 1)):
        ring(*order)
        reseal_all()
    db.session.refresh(made)
    assert key_number(made.identity or b"") == 1


def test_what_nobody_can_open_holds_up_nothing(ward: Petition, ring: SetKeys) -> None:
    made = sign_and_confirm(ward)
    made.identity = (made.identity or b"")[:-1] + b"?"
    db.session.flush()
    ring(1, 2)
    reseal_all()
    assert numbers_in_use()[1] == 1


def test_lines_under_letters_are_sealed_anew_too(ward: Petition, ring: SetKeys) -> None:
    letter = circulates()
    asks(letter)
    ring(1, 2)
    reseal_all()
    assert numbers_in_use().keys() == {2}


@pytest.mark.parametrize("site", ["postgresql"], indirect=True)
def test_what_somebody_is_at_is_left_to_them_and_found_later(ward: Petition, ring: SetKeys) -> None:
    made = sign_and_confirm(ward)
    db.session.commit()
    ring(1, 2)
    with db.write_engine.connect() as elsewhere:
        elsewhere.execute(sa.select(Signature.id).where(Signature.id == made.id).with_for_update())
        for _ in range(5):
            resealing.reseal()
        assert numbers_in_use()[1] == 1
    reseal_all()
    assert numbers_in_use().keys() == {2}
