from collections import Counter

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.lib.addresses import masked
from petition.models.ledger import Tally
from petition.models.petition import Petition
from petition.models.signature import HoldRule
from petition.models.tally import Part
from petition.services import figures, mailing, petitions, sequencing, summing, tallying, withdrawing
from tests.making import draft, sign_and_confirm, submit
from tests.people import signed
from tests.services.counting import confirmed


def count(ward: Petition, **countries: int) -> None:
    tallying.add_totals(ward.id, Counter({(Part.COUNTRY, code.strip("_")): n for code, n in countries.items()}))


def test_a_country_loses_those_who_withdrew(ward: Petition) -> None:
    count(ward, LB=30)
    count(ward, LB=-20)
    assert figures.by_country(ward).shown == [("LB", 10)]


def test_small_countries_are_left_out(ward: Petition) -> None:
    count(ward, LB=30, SY=4, _=6)
    assert figures.by_country(ward) == figures.Shares([("LB", 30)], hidden=2)


def test_figures_follow_the_ledger(ward: Petition) -> None:
    withdrawing.withdraw(signed(ward))
    sequencing.sequence(ward.id)
    summing.sum_counted()
    assert db.session.scalars(sa.select(Tally)).all()
    assert figures.by_language(ward) == figures.Shares([], hidden=0)


def test_what_comes_by_no_link_is_what_is_left(ward: Petition) -> None:
    tallying.add_totals(ward.id, Counter({(Part.LANGUAGE, "en"): 40, (Part.SOURCE, "may"): 12}))
    assert figures.by_source(ward) == figures.Shares([("", 28), ("may", 12)], hidden=0)


def test_a_small_link_takes_another_with_it(ward: Petition) -> None:
    tallying.add_totals(ward.id, Counter({(Part.LANGUAGE, "en"): 40, (Part.SOURCE, "may"): 12, (Part.SOURCE, "x"): 1}))
    assert figures.by_source(ward) == figures.Shares([("", 27)], hidden=2)


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


def test_of_very_many_held_it_is_told_that_they_are_many(ward: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "MOST", 2)
    for _turn in range(3):
        confirmed(ward, doubts=(HoldRule.HONEYPOT,))
    assert figures.held(ward) == 2


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
