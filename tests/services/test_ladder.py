"""From how many on something is done: of each scope by itself, with the bounds that are decided."""

from datetime import timedelta

import pytest

from petition.backends.heat import Warmth
from petition.lib import clock
from petition.models.signature import HoldRule
from petition.services.challenges import Effort, Solved
from petition.services.ladder import Ladder, names_of, names_of_mailbox
from petition.services.ladder_policy import LADDER
from petition.services.mailbox_marks import Marks

SOMEBODY = "203.0.113.7"
DECIDED = {
    "ladder.address": "2 4 6",
    "ladder.neighbourhood": "4 8 12",
    "ladder.country": "10 none none",
    "ladder.petition": "20 40 none",
    "ladder.mailbox": "none none 3",
    "ladder.domain": "3 6 10",
    "ladder.confirmer": "none 2 4",
    "ladder.shared_networks": "192.0.2.0/24 2001:db8::/32",
}
LADDER_HERE = Ladder.decided(DECIDED)
FLOOD, UNSOLVED = [HoldRule.FLOOD], [HoldRule.UNSOLVED]
BOTH = [*FLOOD, *UNSOLVED]
ADDRESS, NEIGHBOURHOOD, COUNTRY, PETITION = range(4)


def solved(effort: Effort = Effort.NORMAL, *, minutes_ago: float = 1) -> Solved:
    return Solved(effort, clock.now() - timedelta(minutes=minutes_ago))


def found(scope: int, lately: int, in_a_day: int = 0) -> list[Warmth]:
    """So many came from there, and none from anywhere else."""
    return [Warmth(lately, in_a_day) if at == scope else Warmth(0, 0) for at in range(4)]


@pytest.mark.parametrize(
    ("scope", "lately", "doubts"),
    [
        *((ADDRESS, 2, []), (ADDRESS, 3, UNSOLVED), (ADDRESS, 4, UNSOLVED), (ADDRESS, 5, BOTH)),
        *((NEIGHBOURHOOD, 4, []), (NEIGHBOURHOOD, 5, UNSOLVED), (NEIGHBOURHOOD, 9, BOTH)),
        *((COUNTRY, 10, []), (COUNTRY, 11, UNSOLVED), (COUNTRY, 10**6, UNSOLVED)),
        *((PETITION, 20, []), (PETITION, 21, UNSOLVED), (PETITION, 41, BOTH)),
    ],
)
def test_each_scope_has_its_bounds(scope: int, lately: int, doubts: list[HoldRule]) -> None:
    assert LADDER_HERE.doubts(SOMEBODY, found(scope, lately), None) == doubts


@pytest.mark.parametrize(("scope", "lately", "doubts"), [(ADDRESS, 4, []), (ADDRESS, 5, FLOOD), (COUNTRY, 10**6, [])])
def test_work_lets_it_count_until_all_is_held(scope: int, lately: int, doubts: list[HoldRule]) -> None:
    assert LADDER_HERE.doubts(SOMEBODY, found(scope, lately), solved(Effort.RAISED)) == doubts


@pytest.mark.parametrize(("in_a_day", "doubts"), [(6, []), (7, FLOOD)])
def test_a_patient_flood_is_held_by_the_day(in_a_day: int, doubts: list[HoldRule]) -> None:
    assert LADDER_HERE.doubts(SOMEBODY, found(ADDRESS, 1, in_a_day), None) == doubts


@pytest.mark.parametrize(
    ("scope", "lately", "effort"),
    [(PETITION, 20, None), (PETITION, 21, Effort.NORMAL), (PETITION, 40, Effort.NORMAL), (PETITION, 41, Effort.RAISED)],
)
def test_more_work_is_asked_when_it_gets_hotter(scope: int, lately: int, effort: Effort | None) -> None:
    assert LADDER_HERE.asked(SOMEBODY, found(scope, lately)) == effort


@pytest.mark.parametrize(
    ("effort", "minutes", "doubts"), [(Effort.RAISED, 60, []), (Effort.NORMAL, 9, []), (Effort.NORMAL, 11, UNSOLVED)]
)
def test_less_work_is_enough_if_that_was_asked_a_moment_ago(
    effort: Effort, minutes: int, doubts: list[HoldRule]
) -> None:
    done = solved(effort, minutes_ago=minutes)
    assert LADDER_HERE.doubts(SOMEBODY, found(COUNTRY, 21), done) == doubts


@pytest.mark.parametrize("address", ["192.0.2.9", "::ffff:192.0.2.9", "2001:db8:7::1"])
def test_from_a_shared_network_it_takes_more_and_not_any_number(address: str) -> None:
    assert LADDER_HERE.doubts(address, found(ADDRESS, 40), None) == []
    assert LADDER_HERE.doubts(address, found(ADDRESS, 41), None) == UNSOLVED
    assert LADDER_HERE.doubts(address, found(NEIGHBOURHOOD, 161), solved(Effort.RAISED)) == FLOOD
    # Who else signs this petition is no matter of the network.
    assert LADDER_HERE.doubts(address, found(PETITION, 21), None) == UNSOLVED


def test_a_form_is_counted_by_what_is_around_it() -> None:
    here, there = names_of(7, "2001:db8:1:2::1"), names_of(7, "2001:db8:1:3::1")
    assert [one == other for one, other in zip(here, there, strict=True)] == [False, True, True, True]
    assert names_of(7, "::ffff:8.8.8.8") == names_of(7, "8.8.8.8")
    # Of addresses and what is around them all petitions are one; countries are counted for each.
    assert [one == other for one, other in zip(here, names_of(8, "2001:db8:1:2::1"), strict=True)] == [
        True,
        True,
        False,
        False,
    ]


def of_mailbox(spellings: int = 1, *, again: int = 0, domain: int = 0, domain_in_a_day: int = 0) -> list[Warmth]:
    """So many addresses of one mailbox, of which the newest was sent again so often; so many of its domain."""
    in_all, own = spellings + again, 1 + again
    return [Warmth(in_all, in_all), Warmth(own, own), Warmth(domain, domain_in_a_day or domain)]


@pytest.mark.parametrize(
    ("found_of_mailbox", "doubts"),
    [
        (of_mailbox(3), []),
        (of_mailbox(4), [HoldRule.ALIASES]),
        (of_mailbox(3, again=50), []),
        (of_mailbox(domain=3), []),
        (of_mailbox(domain=4), UNSOLVED),
        (of_mailbox(domain=7), [*UNSOLVED, HoldRule.DOMAIN_BURST]),
        (of_mailbox(domain=1, domain_in_a_day=11), [HoldRule.DOMAIN_BURST]),
        (of_mailbox(4, domain=7), [*UNSOLVED, HoldRule.ALIASES, HoldRule.DOMAIN_BURST]),
    ],
)
def test_mailboxes_and_domains_have_bounds_of_their_own(found_of_mailbox: list[Warmth], doubts: list[HoldRule]) -> None:
    assert LADDER_HERE.doubts(SOMEBODY, found(ADDRESS, 1), None, found_of_mailbox) == doubts


def test_for_a_domain_the_lesser_work_is_enough() -> None:
    quiet, hot = found(ADDRESS, 1), of_mailbox(domain=6)
    assert LADDER_HERE.doubts(SOMEBODY, quiet, solved(minutes_ago=20), [*hot[:2], Warmth(7, 7)]) == [
        HoldRule.DOMAIN_BURST
    ]
    assert LADDER_HERE.doubts(SOMEBODY, quiet, solved(minutes_ago=20), hot) == []


def test_by_default_eighty_of_a_hospital_and_two_of_a_mailbox_count() -> None:
    here = Ladder.decided({})
    quiet = [Warmth(1, 1)] * 4
    assert here.doubts(SOMEBODY, quiet, solved(), of_mailbox(2, domain=80)) == []
    assert here.doubts(SOMEBODY, quiet, solved(), of_mailbox(4, domain=101)) == [
        HoldRule.ALIASES,
        HoldRule.DOMAIN_BURST,
    ]


@pytest.mark.parametrize(("address", "most"), [(SOMEBODY, 2), ("192.0.2.9", 40)])
def test_many_confirmed_at_one_address_are_held(address: str, most: int) -> None:
    assert LADDER_HERE.doubts_of_confirmer(address, Warmth(most, most)) == []
    assert LADDER_HERE.doubts_of_confirmer(address, Warmth(most + 1, most + 1)) == [HoldRule.ONE_CONFIRMER]
    assert LADDER_HERE.doubts_of_confirmer(address, Warmth(0, 2 * most + 1)) == [HoldRule.ONE_CONFIRMER]


def test_the_domain_of_a_large_provider_is_not_counted() -> None:
    marks = Marks("domain", "mailbox", "spelling")
    assert len(names_of_mailbox(7, "rima@GoogleMail.com", marks)) == 2
    assert names_of_mailbox(7, "rima@ward.example", marks)[2:] == ["domain 7 domain"]


def test_the_defaults_hold_ten_thousand_from_one_address_but_for_one_in_a_hundred() -> None:
    ladder = Ladder.decided({})
    worked = solved(Effort.RAISED)
    counted = [not ladder.doubts(SOMEBODY, [Warmth(n, n)] * 4, worked) for n in range(1, 10_001)]
    assert sum(counted) == 100
    assert sum(not ladder.doubts(SOMEBODY, [Warmth(n, n)] * 4, None) for n in range(1, 10_001)) == 20


def test_by_default_a_petition_that_all_share_is_not_held() -> None:
    many = Warmth(100_000, 1_000_000)
    assert Ladder.decided({}).doubts(SOMEBODY, [Warmth(1, 1), Warmth(1, 1), many, many], solved()) == []


def test_every_policy_has_a_place_in_it() -> None:
    assert {one.name for one in LADDER} == set(DECIDED)
