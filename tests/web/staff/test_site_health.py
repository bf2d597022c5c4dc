import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.lib.crypto import KeyRing
from petition.models.alert import Alert
from petition.services import alarms, leases, policy
from petition.web.staff.condition_line import NAMES

PLACE = "/en/staff"


def page(sam: FlaskClient) -> str:
    answer = sam.get(PLACE)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_every_condition_has_a_name() -> None:
    assert set(NAMES) == set(alarms.BY_NAME)


def test_it_says_what_is_wrong_and_what_to_do(app: Flask, sam: FlaskClient) -> None:
    with app.app_context():
        db.open_for_writing()
        policy.decide("mail.paused", "on")
        db.session.commit()
    assert "All mail is paused" in page(sam)
    assert "flask petition setting mail.paused off" in page(sam)


def test_it_says_that_everything_is_held(app: Flask, sam: FlaskClient) -> None:
    with app.app_context():
        db.open_for_writing()
        policy.decide("signing.under_attack_until", "2999-01-01 00:00")
        db.session.commit()
    assert "Everything that is sent is held" in page(sam)
    assert "until 2999-01-01 00:00 UTC" in page(sam)


def test_it_tells_what_only_a_worker_saw(app: Flask, sam: FlaskClient) -> None:
    assert "Little room on a disk" not in page(sam)
    with app.app_context():
        db.open_for_writing()
        db.session.add(Alert(name="disk", began_at=leases.database_now()))
        db.session.commit()
    assert "Little room on a disk" in page(sam)


def test_it_tells_how_far_sealing_anew_has_come(app: Flask, sam: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Sealed anew" not in page(sam)
    ring = KeyRing({1: b"A" * 32, 2: b"B" * 32})
    ring._ciphers[1] = app.extensions["petition.keyring"]._ciphers[1]
    monkeypatch.setitem(app.extensions, "petition.keyring", ring)
    words = page(sam)
    assert "Sealed anew under key 2" in words
    assert "0 of 15 parts" in words
