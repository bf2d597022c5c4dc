from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.lib.addresses import masked
from petition.models.ledger import EntryKind, Tally
from petition.models.petition import Petition
from petition.services import figures, mailing, petitions, sequencing, withdrawing
from petition.services.figures import DayLine
from tests.making import draft, sign_and_confirm, submit
from tests.people import signed

NIGHT = datetime(2026, 11, 3, 22, tzinfo=UTC)


def tally(ward: Petition, n: int, *, kind: EntryKind = EntryKind.CONFIRMED, country: str = "LB") -> None:
    db.session.add(Tally(petition_id=ward.id, hour=NIGHT, kind=kind, country=country, language="en", n=n))
    db.session.flush()


def test_a_day_is_the_petitions_own(ward: Petition) -> None:
    tally(ward, 3)
    tally(ward, 1, kind=EntryKind.WITHDRAWN)
    # In Damascus it was one in the morning.
    assert figures.by_day(ward) == [DayLine(date(2026, 11, 4), confirmed=3, withdrawn=1, removed=0)]


def test_a_country_loses_those_who_withdrew(ward: Petition) -> None:
    tally(ward, 30)
    tally(ward, 20, kind=EntryKind.WITHDRAWN)
    assert figures.by_country(ward).shown == [("LB", 10)]


def test_small_countries_are_left_out(ward: Petition) -> None:
    for country, n in (("LB", 30), ("SY", 4), ("", 6)):
        tally(ward, n, country=country)
    assert figures.by_country(ward) == figures.Shares([("LB", 30)], hidden=2)


def test_figures_follow_the_ledger(ward: Petition) -> None:
    withdrawing.withdraw(signed(ward))
    sequencing.sequence(ward.id)
    (today,) = figures.by_day(ward)
    assert (today.confirmed, today.withdrawn) == (1, 1)
    assert db.session.scalars(sa.select(Tally)).all()
    assert figures.by_language(ward).shown == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("550 5.1.1 <rima@example.org>: unknown", "550 5.1.1 <…@example.org>: unknown"),
        ("552 ريما@مثال.إختبار is full", "552 …@مثال.إختبار is full"),
        ("421 try later", "421 try later"),
    ],
)
def test_the_mail_servers_words_name_no_mailbox(words: str, expected: str) -> None:
    assert masked(words) == expected


def test_mails_are_told_by_what_they_are_about(ward: Petition) -> None:
    submit(make_another(), address="omar@example.org")
    submit(ward, address="waits@example.org")
    sign_and_confirm(ward)
    assert figures.mails(ward)["queued"] == 2
    for mail in mailing.claim(3):
        mailing.refused(mail, "550 unknown")
    found = figures.mails(ward)
    assert (found["queued"], found["failed"], len(found.failures)) == (0, 2, 2)


def make_another() -> Petition:
    other = draft("another")
    petitions.open_now(other, languages=other.languages)
    return other
