from collections.abc import Callable

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.outbox import Mail, MailKind
from petition.models.petition import Petition, Protection
from petition.models.submission import Submission
from petition.services import mailing, petitions, reminding
from tests.conftest import FakeClock
from tests.making import sign_and_confirm, submit


def mailed(petition: Petition, time: FakeClock, address: str = "rima@example.org") -> None:
    submit(petition, address=address).mailed_at = time.now
    db.session.flush()


def reminders() -> int:
    return db.session.scalar(sa.select(sa.func.count(Mail.id)).where(Mail.kind == MailKind.REMINDER)) or 0


@pytest.mark.parametrize(("hours", "expected"), [(47.9, 0), (48.1, 1)])
def test_it_reminds_after_48_hours(ward: Petition, time: FakeClock, hours: float, expected: int) -> None:
    mailed(ward, time)
    time.move(hours=hours)
    reminding.remind()
    assert reminders() == expected


def test_it_reminds_once(ward: Petition, time: FakeClock) -> None:
    mailed(ward, time)
    for _ in range(5):
        time.move(days=3)
        reminding.remind()
    assert reminders() == 1


def test_it_reminds_nobody_who_confirmed_or_was_not_written_to(ward: Petition, time: FakeClock) -> None:
    sign_and_confirm(ward)
    submit(ward, address="karim@example.org")
    time.move(days=3)
    reminding.remind()
    assert reminders() == 0


def test_it_reminds_only_while_the_petition_is_open(ward: Petition, time: FakeClock) -> None:
    mailed(ward, time)
    petitions.close(ward)
    time.move(days=3)
    reminding.remind()
    assert reminders() == 0


def come_to_be_at_risk(ward: Petition) -> None:
    ward.protection = Protection.DISCREET


@pytest.mark.parametrize("happens", [petitions.close, come_to_be_at_risk])
def test_a_reminder_that_comes_too_late_is_dropped(
    ward: Petition, time: FakeClock, happens: Callable[[Petition], None]
) -> None:
    mailed(ward, time)
    db.session.execute(sa.delete(Mail))
    time.move(days=3)
    reminding.remind()
    happens(ward)
    [mail] = mailing.claim(1)
    assert mailing.letters_for([mail]) == []


def test_nothing_is_mailed_afterwards_where_signers_are_at_risk(ward: Petition, time: FakeClock) -> None:
    ward.protection = Protection.DISCREET
    mailed(ward, time)
    time.move(days=3)
    reminding.remind()
    assert reminders() == 0


def test_it_works_in_portions(ward: Petition, time: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminding, "BATCH", 2)
    for number in range(3):
        mailed(ward, time, address=f"signer{number}@example.org")
    time.move(days=3)
    assert [reminding.remind(), reminding.remind(), reminders()] == [True, False, 3]


def test_nobody_is_looked_at_twice(ward: Petition, time: FakeClock) -> None:
    ward.protection = Protection.DISCREET
    mailed(ward, time)
    time.move(days=3)
    reminding.remind()
    ward.protection = Protection.NORMAL
    reminding.remind()
    assert reminders() == 0


def test_one_that_cannot_be_opened_holds_up_no_others(ward: Petition, time: FakeClock) -> None:
    mailed(ward, time)
    db.session.execute(sa.update(Submission).values(sealed=b"under a key that is lost"))
    mailed(ward, time, address="karim@example.org")
    time.move(days=3)
    assert [reminding.remind(), reminders()] == [False, 1]
