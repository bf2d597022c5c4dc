"""What divides the counted is shown from a picture: two looks at a dashboard tell of no single person."""

from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.lib import clock
from petition.models.petition import Petition, PetitionState, Protection
from petition.models.tally import Part, ShownShares, Step
from petition.services import domain_sums, forgetting, shown_shares, tallying
from petition.services.figures import Shares
from petition.services.funnel import DomainLine
from petition.services.passages import Passage
from tests.conftest import FakeClock


def count(ward: Petition, **countries: int) -> None:
    """As the sums are written: by country and by language, and how many they are."""
    number = sum(countries.values())
    parts = Counter({(Part.COUNTRY, code): n for code, n in countries.items()})
    tallying.add_totals(ward.id, parts + Counter({(Part.LANGUAGE, "en"): number}))
    shown_shares.add({ward.id: number})


def renewed(ward: Petition) -> shown_shares.Shown:
    shown_shares.renew()
    return shown_shares.of(ward)


def at_domain(ward: Petition, domain: str, **numbers: int) -> None:
    hour = clock.hour_of(clock.now())
    domain_sums.add({Passage(ward.id, hour, Step(step), domain): n for step, n in numbers.items()})


def test_nothing_is_shown_before_there_is_a_crowd(ward: Petition) -> None:
    count(ward, FR=19)
    assert renewed(ward) == shown_shares.Shown()
    count(ward, FR=1)
    assert renewed(ward).countries == Shares([("FR", 20)], 0)


def test_one_more_moves_nothing(ward: Petition, time: FakeClock) -> None:
    count(ward, FR=100, MA=7, DZ=7, SY=3)
    before = renewed(ward)
    assert before.countries == Shares([("FR", 100), ("MA", 7)], 2)
    count(ward, DZ=1)
    time.move(days=3)
    assert renewed(ward) == before


def test_a_crowd_waits_for_the_hour(ward: Petition, time: FakeClock) -> None:
    count(ward, FR=20)
    before = renewed(ward)
    count(ward, FR=20)
    time.move(minutes=59)
    assert renewed(ward) == before
    time.move(minutes=1)
    assert renewed(ward).countries.shown == [("FR", 40)]


def test_what_was_left_out_stays_so_until_it_is_larger(ward: Petition, time: FakeClock) -> None:
    count(ward, FR=100, MA=7, DZ=7, SY=3)
    renewed(ward)
    count(ward, FR=20, SY=4, DZ=2)
    time.move(hours=1)
    assert renewed(ward).countries == Shares([("FR", 120), ("MA", 7)], 2)
    count(ward, FR=20, SY=4, DZ=2)
    time.move(hours=1)
    assert renewed(ward).countries.hidden == 0


@pytest.mark.parametrize(("more", "shown"), [(4, 30), (5, 35)])
def test_closing_shows_the_last_ones_unless_they_are_few(
    ward: Petition, time: FakeClock, more: int, shown: int
) -> None:
    count(ward, FR=30)
    renewed(ward)
    count(ward, FR=more)
    time.move(minutes=5)
    ward.state, ward.closed_at = PetitionState.CLOSED, clock.now()
    time.move(minutes=5)
    assert renewed(ward).countries.shown == [("FR", shown)]
    count(ward, FR=6)
    time.move(days=1)
    assert (renewed(ward).countries.shown == [("FR", shown)]) is (more == 5)


def test_domains_are_sealed_and_go_when_their_names_go(ward: Petition, time: FakeClock) -> None:
    count(ward, FR=50)
    at_domain(ward, "gmail.com", submitted=60, mailed=60, confirmed=50)
    lines = renewed(ward).domains
    assert lines == (DomainLine("gmail.com", 60, 60, 0, 50),)
    assert b"gmail" not in (db.session.scalars(sa.select(ShownShares.domains)).one() or b"")
    ward.state, ward.closed_at = PetitionState.CLOSED, clock.now()
    time.move(days=31)
    forgetting.forget()
    db.session.expire_all()
    assert shown_shares.of(ward).domains == ()


def test_a_domains_number_that_was_left_out_stays_so(ward: Petition, time: FakeClock) -> None:
    count(ward, FR=50)
    at_domain(ward, "one.example", submitted=60, mailed=60, confirmed=3)
    at_domain(ward, "two.example", submitted=60, mailed=60, confirmed=47)
    assert {line.confirmed for line in renewed(ward).domains} == {None}
    count(ward, FR=20)
    at_domain(ward, "one.example", confirmed=6)
    time.move(hours=1)
    assert {line.confirmed for line in renewed(ward).domains} == {None}
    count(ward, FR=20)
    at_domain(ward, "one.example", confirmed=1)
    time.move(hours=1)
    assert {line.confirmed for line in renewed(ward).domains} == {10, 47}


def test_where_signers_turn_out_to_be_at_risk_no_domain_is_shown(ward: Petition) -> None:
    count(ward, FR=50)
    at_domain(ward, "gmail.com", submitted=60, mailed=60, confirmed=50)
    assert renewed(ward).domains
    ward.protection = Protection.DISCREET
    assert (shown_shares.of(ward).domains, shown_shares.of(ward).median) == ((), None)


def test_a_portion_at_a_time(ward: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown_shares, "PORTION", 1)
    count(ward, FR=50)
    assert (shown_shares.renew(), shown_shares.renew()) == (True, False)


def test_it_is_how_long_ago(ward: Petition, time: FakeClock) -> None:
    count(ward, FR=50)
    at = renewed(ward).at
    time.move(hours=2)
    assert at == clock.now() - timedelta(hours=2)
