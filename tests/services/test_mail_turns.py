"""Turns: those of mails that were never handed over are given back. How they cap mails: test_mailing.py."""

from datetime import datetime

import pytest

from petition.models.petition import Petition
from petition.services import mail_turns, mailing
from petition.services.outbox import ClaimedMail
from tests.conftest import FakeClock
from tests.making import submit

pytestmark = pytest.mark.parametrize("way", ["put_off", "give_back", "stumbled"])


def leave(mail: ClaimedMail, way: str, now: datetime) -> None:
    """Settle a mail that did not go."""
    {
        "put_off": lambda: mailing.put_off([(mail, now)]),
        "give_back": lambda: mailing.give_back([mail]),
        "stumbled": lambda: mailing.stumbled(mail, "the server is away"),
    }[way]()


def test_a_mail_that_was_never_handed_over_uses_up_no_turn(ward: Petition, time: FakeClock, way: str) -> None:
    submit(ward)
    for _ in range(2):
        [mail] = mailing.claim(1)
        assert mailing.letters_for([mail])
        assert mail_turns.left_of_the_day(5) == 4
        leave(mail, way, time.now)
        assert mail_turns.left_of_the_day(5) == 5
        time.move(minutes=2)


def test_a_mail_that_may_have_gone_once_keeps_its_turn(ward: Petition, time: FakeClock, way: str) -> None:
    submit(ward)
    [mail] = mailing.claim(1)
    mailing.letters_for([mail])
    mailing.deferred(mail, "451 later")
    for _ in range(2):
        time.move(minutes=2)
        [mail] = mailing.claim(1)
        leave(mail, way, time.now)
        assert mail_turns.left_of_the_day(5) == 4


def test_a_late_worker_takes_no_turn_away(ward: Petition, time: FakeClock, way: str) -> None:
    submit(ward)
    [late] = mailing.claim(1)
    mailing.letters_for([late])
    time.move(minutes=2, seconds=1)
    mailing.letters_for(mailing.claim(1))
    leave(late, way, time.now)
    assert mail_turns.left_of_the_day(5) == 4
