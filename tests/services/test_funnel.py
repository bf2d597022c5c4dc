"""Where signatures are lost, told without telling of anybody."""

from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.lib import clock, waits
from petition.models.petition import Petition, Protection
from petition.models.tally import Part, Step, TallyDomain, TallyHour
from petition.services import domain_sums, forgetting, funnel, passages, tallying
from petition.services.funnel import DomainLine
from petition.services.passages import Passage
from tests.conftest import FakeClock

HOUR = timedelta(hours=1)


def happened(ward: Petition, domain: str, *, ago: timedelta = 3 * HOUR, **numbers: int) -> None:
    """So often each step, so long ago."""
    hour = clock.hour_of(clock.now() - ago)
    domain_sums.add({Passage(ward.id, hour, Step(step), domain): n for step, n in numbers.items()})


def lines(ward: Petition) -> list[DomainLine]:
    return funnel.domains_of(ward, funnel.large_domains(ward))


def warned(ward: Petition) -> list[str]:
    return [one.name for one in funnel.warnings_of(ward, funnel.large_domains(ward))]


def test_nothing_is_known_at_first(ward: Petition) -> None:
    assert funnel.funnel_of(ward) is None
    assert (lines(ward), warned(ward), funnel.median_of(ward)) == ([], [], None)


def test_all_of_it_together(ward: Petition) -> None:
    happened(ward, "", opened=90)
    happened(ward, "example.org", submitted=30, mailed=29, returned=1, confirmed=20)
    found = funnel.funnel_of(ward)
    assert found
    assert [found.numbers[step] for step in domain_sums.STEPS] == [90, 30, 29, 1, 20]
    assert found.since == clock.hour_of(clock.now() - 3 * HOUR)


@pytest.mark.parametrize(("hours_before", "is_whole"), [(-1, True), (0, True), (1, False)])
def test_it_says_whether_something_was_before(ward: Petition, hours_before: int, is_whole: bool) -> None:
    happened(ward, "example.org", submitted=1)
    hour = clock.hour_of(clock.now() - (3 + hours_before) * HOUR)
    db.session.add(TallyHour(petition_id=ward.id, hour=hour, day=hour.date(), step=Step.CONFIRMED, n=5))
    db.session.flush()
    found = funnel.funnel_of(ward)
    assert found
    assert found.is_whole == is_whole


def test_large_domains_have_a_name_and_the_others_none(ward: Petition) -> None:
    happened(ward, "gmail.com", submitted=100, mailed=100, returned=10, confirmed=60)
    for family in range(12):
        happened(ward, f"family{family}.example", submitted=2, mailed=2, returned=1, confirmed=1)
    assert lines(ward) == [
        DomainLine("gmail.com", 100, 100, 10, 60),
        DomainLine("", 24, 24, 12, 12),
    ]


def test_small_numbers_and_what_would_give_them_away_are_left_out(ward: Petition) -> None:
    happened(ward, "gmail.com", submitted=100, mailed=100, returned=1, confirmed=60)
    happened(ward, "yahoo.com", submitted=50, mailed=50, returned=9, confirmed=3)
    happened(ward, "orange.fr", submitted=40, mailed=40, returned=8, confirmed=30)
    told = {line.name: (line.returned, line.confirmed) for line in lines(ward)}
    # With the sum of all, a single one left out is found by subtraction: so the next smallest goes with it.
    assert told == {"gmail.com": (None, 60), "yahoo.com": (9, None), "orange.fr": (None, None)}


def test_a_few_others_are_not_left_alone(ward: Petition) -> None:
    happened(ward, "gmail.com", submitted=100, mailed=100, confirmed=60)
    happened(ward, "who.int", submitted=30, mailed=30, confirmed=20)
    happened(ward, "a-family.example", submitted=2, mailed=2, confirmed=1)
    assert [(line.name, line.submitted) for line in lines(ward)] == [("gmail.com", 100), ("", 32)]


def test_where_signers_are_at_risk_no_domain_is_told(ward: Petition) -> None:
    happened(ward, "gmail.com", submitted=100, confirmed=60)
    ward.protection = Protection.DISCREET
    assert lines(ward) == []


@pytest.mark.parametrize(("confirmed", "is_warned"), [(29, True), (30, False), (60, False), (0, True)])
def test_it_warns_where_not_half_as_many_confirm(ward: Petition, confirmed: int, is_warned: bool) -> None:
    happened(ward, "gmail.com", submitted=100, confirmed=60)
    happened(ward, "outlook.com", submitted=100, confirmed=confirmed)
    assert warned(ward) == (["outlook.com"] if is_warned else [])


def test_few_may_be_chance(ward: Petition) -> None:
    happened(ward, "gmail.com", submitted=100, confirmed=60)
    happened(ward, "outlook.com", submitted=30)
    assert warned(ward) == []


def test_whoever_was_just_mailed_is_given_time(ward: Petition) -> None:
    happened(ward, "gmail.com", submitted=100, confirmed=60)
    happened(ward, "outlook.com", submitted=100, ago=timedelta(0))
    assert warned(ward) == []


def test_what_was_last_month_is_over(ward: Petition, time: FakeClock) -> None:
    happened(ward, "gmail.com", submitted=100, confirmed=60)
    happened(ward, "outlook.com", submitted=100)
    assert warned(ward) == ["outlook.com"]
    time.move(days=8)
    assert warned(ward) == []


def test_the_median_is_told_from_five_on(ward: Petition) -> None:
    bucket = str(waits.bucket_of(timedelta(minutes=4)))
    tallying.add_totals(ward.id, Counter({(Part.WAIT, bucket): 4}))
    assert funnel.median_of(ward) is None
    tallying.add_totals(ward.id, Counter({(Part.WAIT, bucket): 1}))
    found = funnel.median_of(ward)
    assert found == funnel.Median(timedelta(minutes=4), 5)


def kept() -> list[int]:
    forgetting.forget()
    return sorted(db.session.scalars(sa.select(TallyDomain.submitted).where(TallyDomain.domain_index != "")))


def test_domains_go_a_month_after_it_closed(ward: Petition, time: FakeClock) -> None:
    happened(ward, "gmail.com", submitted=100, confirmed=60)
    ward.closed_at = time.now
    db.session.flush()
    time.move(days=29)
    assert kept() == [100]
    time.move(days=2)
    assert kept() == []
    assert db.session.scalars(sa.select(TallyDomain.submitted)).all() == [100]


def test_domains_go_with_those_who_signed(ward: Petition, time: FakeClock) -> None:
    happened(ward, "gmail.com", submitted=100, confirmed=60)
    ward.retain_until = time.now.date()
    db.session.flush()
    assert kept() == [100]
    time.move(days=1)
    assert kept() == []
    happened(ward, "gmail.com", submitted=100, confirmed=60)
    assert kept() == []


def test_a_small_domain_is_forgotten_after_three_weeks(ward: Petition, time: FakeClock) -> None:
    happened(ward, "gmail.com", submitted=100, confirmed=60)
    happened(ward, "a-family.example", submitted=2)
    happened(ward, "another.example", submitted=3)
    time.move(days=20)
    happened(ward, "a-family.example", confirmed=2)
    assert kept() == [2, 3, 100]
    time.move(days=2)
    assert kept() == [2, 100]
    time.move(days=20)
    assert kept() == [100]
    found = funnel.funnel_of(ward)
    assert found
    assert found.numbers[Step.SUBMITTED] == 105


@pytest.mark.parametrize(
    ("domain", "submitted", "confirmed", "is_named"),
    [
        ("clinic.example", 20, 19, False),
        ("clinic.example", 500, 1, False),
        ("clinic.example", 20, 20, True),
        ("clinic.example", 19, 20, False),
        ("gmail.com", 20, 0, True),
        ("gmail.com", 19, 19, False),
    ],
)
def test_forms_that_anybody_may_send_name_no_domain(
    ward: Petition, domain: str, submitted: int, confirmed: int, is_named: bool
) -> None:
    happened(ward, domain, submitted=submitted)
    happened(ward, domain, confirmed=confirmed)
    assert [name for name, _ in funnel.large_domains(ward)] == ([domain] if is_named else [])
    named = db.session.scalars(sa.select(TallyDomain.name).where(TallyDomain.domain_index != "")).one()
    assert (named is not None) == is_named


def test_without_its_key_no_domain_is_noted(ward: Petition) -> None:
    ward.index_key = None
    happened(ward, "gmail.com", submitted=100)
    assert db.session.scalars(sa.select(TallyDomain.domain_index)).all() == [""]


@pytest.mark.parametrize("ago", [timedelta(hours=3), timedelta(hours=20), timedelta(days=5)])
def test_it_warns_by_the_newest_that_tells_enough(ward: Petition, ago: timedelta) -> None:
    happened(ward, "gmail.com", ago=timedelta(days=6), submitted=1000, confirmed=800)
    happened(ward, "outlook.com", ago=timedelta(days=6), submitted=1000, confirmed=800)
    happened(ward, "gmail.com", ago=ago, submitted=100, confirmed=60)
    happened(ward, "outlook.com", ago=ago, submitted=100)
    assert warned(ward) == ([] if ago > timedelta(days=1) else ["outlook.com"])


def test_the_hour_before_this_one_is_left_out(ward: Petition, time: FakeClock) -> None:
    happened(ward, "gmail.com", submitted=100, confirmed=60)
    time.now = clock.hour_of(time.now) + timedelta(minutes=5)
    happened(ward, "outlook.com", submitted=100, ago=HOUR)
    assert warned(ward) == []


def test_it_says_where_a_part_is_missing(ward: Petition) -> None:
    happened(ward, "example.org", submitted=9, confirmed=7)
    hour = clock.hour_of(clock.now() - 3 * HOUR)
    db.session.add(TallyHour(petition_id=ward.id, hour=hour, day=hour.date(), step=Step.CONFIRMED, n=9))
    db.session.flush()
    found = funnel.funnel_of(ward)
    assert found
    assert not found.is_complete
    # What is about to be added is not missing.
    passages.put(Counter({Passage(ward.id, hour, Step.CONFIRMED, ""): 2}))
    found = funnel.funnel_of(ward)
    assert found
    assert found.is_complete


def test_of_those_at_risk_no_median_is_told(ward: Petition) -> None:
    tallying.add_totals(ward.id, Counter({(Part.WAIT, "3"): 50}))
    ward.protection = Protection.DISCREET
    assert funnel.median_of(ward) is None
