"""Codes from an app: good for half a minute, and once."""

from datetime import UTC, datetime

import pyotp
import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.organiser import Factor, FactorKind, Organiser
from petition.models.outbox import MailKind
from petition.services import app_codes
from petition.services.errors import CodeRefused, SetupIsOver
from tests.conftest import FakeClock
from tests.people import make_organiser
from tests.services.telling import told


@pytest.fixture
def alice(database: None, time: FakeClock) -> Organiser:
    # At the beginning of a half minute.
    time.now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    return make_organiser("alice")


def shown(secret: str, moment: datetime) -> str:
    return pyotp.TOTP(secret).generate_otp(int(moment.timestamp()) // 30)


def add(organiser: Organiser, time: FakeClock) -> str:
    """The secret of a new app. Half a minute goes by: its first code is used."""
    setup = app_codes.begin(organiser)
    app_codes.add(organiser, token=setup.token, code=shown(setup.secret, time.now), name="my phone")
    time.move(seconds=30)
    return setup.secret


def test_its_codes_are_taken(alice: Organiser, time: FakeClock) -> None:
    secret = add(alice, time)
    assert app_codes.matches(alice, shown(secret, time.now))
    assert not app_codes.matches(alice, "000000")
    assert told(alice) == [MailKind.FACTOR_ADDED]


def test_the_secret_is_sealed(alice: Organiser, time: FakeClock) -> None:
    secret = add(alice, time)
    factor = db.session.scalars(sa.select(Factor)).one()
    assert (factor.kind, factor.name) == (FactorKind.CODES, "my phone")
    assert secret.encode() not in (factor.secret or b"")


def test_nothing_is_kept_before_a_code_shows_that_the_app_has_it(alice: Organiser, time: FakeClock) -> None:
    setup = app_codes.begin(alice)
    assert setup.secret not in setup.token
    assert setup.uri.startswith("otpauth://totp/Countersign:alice%40example.org?secret=")
    with pytest.raises(CodeRefused):
        app_codes.add(alice, token=setup.token, code="000000", name="x")
    assert db.session.scalars(sa.select(Factor)).all() == []
    assert app_codes.again(alice, setup.token) == setup


def test_it_is_set_up_once_within_an_hour_and_by_its_owner(alice: Organiser, time: FakeClock) -> None:
    setup = app_codes.begin(alice)
    with pytest.raises(SetupIsOver):
        app_codes.again(make_organiser("bob"), setup.token)
    app_codes.add(alice, token=setup.token, code=shown(setup.secret, time.now), name="x")
    with pytest.raises(SetupIsOver):
        app_codes.add(alice, token=setup.token, code=shown(setup.secret, time.now), name="x")
    time.move(hours=1, seconds=1)
    for token in (setup.token, "", "x.y.z"):
        with pytest.raises(SetupIsOver):
            app_codes.again(alice, token)


def test_it_is_set_up_once_however_its_token_is_written(alice: Organiser, time: FakeClock) -> None:
    setup = app_codes.begin(alice)
    app_codes.add(alice, token=setup.token, code=shown(setup.secret, time.now), name="x")
    # Base64 skips what is none of its letters: this bears the same signature.
    assert app_codes.again(alice, f"{setup.token}!!!!").secret == setup.secret
    with pytest.raises(SetupIsOver):
        app_codes.add(alice, token=f"{setup.token}!!!!", code=shown(setup.secret, time.now), name="x")


def test_the_code_of_setting_up_is_used(alice: Organiser, time: FakeClock) -> None:
    setup = app_codes.begin(alice)
    code = shown(setup.secret, time.now)
    app_codes.add(alice, token=setup.token, code=code, name="x")
    assert not app_codes.matches(alice, code)


def test_a_code_is_good_once(alice: Organiser, time: FakeClock) -> None:
    code = shown(add(alice, time), time.now)
    assert [app_codes.matches(alice, code), app_codes.matches(alice, code)] == [True, False]


def test_after_a_code_no_older_one_is_taken(alice: Organiser, time: FakeClock) -> None:
    secret = add(alice, time)
    older = shown(secret, time.now)
    time.move(seconds=30)
    assert app_codes.matches(alice, shown(secret, time.now))
    assert not app_codes.matches(alice, older)


@pytest.mark.parametrize(("seconds", "is_taken"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_clock_may_be_half_a_minute_off(alice: Organiser, time: FakeClock, seconds: int, is_taken: bool) -> None:
    secret = add(alice, time)
    time.move(minutes=5)
    at = datetime.fromtimestamp(time.now.timestamp() + seconds, UTC)
    assert app_codes.matches(alice, shown(secret, at)) is is_taken


def test_digits_of_every_script_are_read(alice: Organiser, time: FakeClock) -> None:
    code = shown(add(alice, time), time.now)
    typed = "".join(chr(ord("٠") + int(digit)) for digit in code)
    assert app_codes.matches(alice, f"{typed[:3]} {typed[3:]}")


def test_each_app_shows_its_own_codes(alice: Organiser, time: FakeClock) -> None:
    first, second = add(alice, time), add(alice, time)
    assert app_codes.matches(alice, shown(second, time.now))
    assert app_codes.matches(alice, shown(first, time.now))
    assert not app_codes.matches(make_organiser("bob"), shown(first, time.now))


def test_after_twenty_wrong_codes_none_is_looked_at_for_an_hour(alice: Organiser, time: FakeClock) -> None:
    secret = add(alice, time)
    for _ in range(20):
        assert not app_codes.matches(alice, "000000")
    assert not app_codes.matches(alice, shown(secret, time.now))
    assert app_codes.are_resting(alice)
    time.move(hours=1, seconds=1)
    assert not app_codes.are_resting(alice)
    assert app_codes.matches(alice, shown(secret, time.now))


def test_the_code_of_one_app_is_no_wrong_one_for_another(alice: Organiser, time: FakeClock) -> None:
    first, second = add(alice, time), add(alice, time)
    for _ in range(21):
        assert app_codes.matches(alice, shown(second, time.now))
        time.move(seconds=30)
    assert app_codes.matches(alice, shown(first, time.now))


def test_a_right_code_forgives_the_wrong_ones(alice: Organiser, time: FakeClock) -> None:
    secret = add(alice, time)
    for _ in range(3):
        for _ in range(19):
            app_codes.matches(alice, "000000")
        assert app_codes.matches(alice, shown(secret, time.now))
        time.move(seconds=30)


def test_what_has_not_six_digits_is_no_try(alice: Organiser, time: FakeClock) -> None:
    secret = add(alice, time)
    for typed in ("", "12345", "abcd-efgh-jkmn", "\0") * 10:
        assert not app_codes.matches(alice, typed)
    assert app_codes.matches(alice, shown(secret, time.now))
