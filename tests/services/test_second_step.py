import pytest

from petition.extensions import db
from petition.models.organiser import OrganiserState
from petition.services import organisers, second_step
from petition.services.errors import SecondStepIsGone
from tests.conftest import FakeClock
from tests.people import make_organiser

pytestmark = pytest.mark.usefixtures("database")


def test_it_names_whose_password_was_right() -> None:
    alice, bob = make_organiser("alice"), make_organiser("bob")
    assert second_step.organiser_of(second_step.begin(alice)) is alice
    assert second_step.organiser_of(second_step.begin(bob)) is bob


def test_it_is_taken_once() -> None:
    token = second_step.begin(make_organiser("alice"))
    second_step.take(token)
    with pytest.raises(SecondStepIsGone):
        second_step.take(token)
    with pytest.raises(SecondStepIsGone):
        second_step.organiser_of(token)


def test_taken_it_is_not_good_when_written_otherwise() -> None:
    token = second_step.begin(make_organiser("alice"))
    # Base64 skips what is none of its letters: this bears the same signature.
    other = f"{token}!!!!"
    second_step.organiser_of(other)
    second_step.take(token)
    with pytest.raises(SecondStepIsGone):
        second_step.organiser_of(other)
    with pytest.raises(SecondStepIsGone):
        second_step.take(other)


def test_each_is_another() -> None:
    alice = make_organiser("alice")
    second_step.take(second_step.begin(alice))
    assert second_step.organiser_of(second_step.begin(alice)) is alice


def test_it_is_good_for_five_minutes(time: FakeClock) -> None:
    token = second_step.begin(make_organiser("alice"))
    time.move(minutes=4, seconds=58)
    second_step.organiser_of(token)
    time.move(seconds=4)
    with pytest.raises(SecondStepIsGone):
        second_step.organiser_of(token)


def test_another_password_ends_it() -> None:
    alice = make_organiser("alice")
    token = second_step.begin(alice)
    organisers.set_password(alice, "three random words")
    with pytest.raises(SecondStepIsGone):
        second_step.organiser_of(token)


def test_who_is_suspended_takes_none() -> None:
    alice = make_organiser("alice")
    token = second_step.begin(alice)
    alice.state = OrganiserState.SUSPENDED
    db.session.flush()
    with pytest.raises(SecondStepIsGone):
        second_step.organiser_of(token)


@pytest.mark.parametrize("token", ["", "forged", "a.b.c", "\0", "x" * 5000])
def test_what_is_none_of_ours_names_nobody(token: str) -> None:
    with pytest.raises(SecondStepIsGone):
        second_step.organiser_of(token)
