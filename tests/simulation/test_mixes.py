"""The mixes, their bounds, and what the document says of them."""

import re
from collections import Counter

import pytest

from petition.lib.networks import country_of, surroundings_of
from petition.simulation import report
from petition.simulation.mixes import BY_NAME, MIXES, Mix, Most
from petition.simulation.reckoning import Outcome
from petition.simulation.trying import Result
from tests.source_tree import ROOT

ABUSE = (ROOT / "docs/abuse.md").read_text(encoding="utf-8")
ATTACKS = [mix for mix in MIXES if mix.attack]


def test_each_has_a_name_of_its_own() -> None:
    assert len(BY_NAME) == len(MIXES)


def test_each_is_listed_with_what_may_come_of_it_and_why() -> None:
    listed = list(report.mixes())
    assert len(listed) == 2 * len(MIXES)
    assert listed[2] == "one-network: a program at one address, without work"
    assert listed[3].startswith("    fakes 2000, at most 30 count: 20 forms in ten minutes are asked for no work")


@pytest.mark.parametrize("mix", ATTACKS, ids=lambda mix: mix.name)
def test_no_two_fakes_have_one_address(mix: Mix) -> None:
    assert mix.attack
    addresses = [mix.attack.address(number) for number in range(mix.attack.fakes)]
    assert len(set(addresses)) == mix.attack.fakes


def test_many_networks_are_many() -> None:
    attack = BY_NAME["many-networks"].attack
    assert attack
    places = [attack.network(number) for number in range(attack.fakes)]
    assert len({surroundings_of(place) for place in places}) == attack.fakes
    assert len({country_of(place) for place in places}) > 10


def test_what_the_document_lists_is_what_is_tried_within_the_same_bounds() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (\d+) \| \d+ \((\d+)\)", ABUSE, re.MULTILINE)
    numbers = {mix.name: mix.attack.fakes if mix.attack else 0 for mix in MIXES}
    assert rows == [(mix.name, str(numbers[mix.name]), str(mix.most_counted.of(numbers[mix.name]))) for mix in MIXES]


@pytest.mark.parametrize(
    ("people", "fakes", "crossed"),
    [
        (Outcome(counted=9, refused=0), Outcome(counted=3), []),
        (Outcome(counted=9), Outcome(counted=4), ["fakes counted: 4, and 3 at most were to be"]),
        (Outcome(held=Counter(flood=2, aliases=1)), Outcome(), ["people held: 3, and 2 at most were to be"]),
        (Outcome(counted=9, refused=1), Outcome(), ["people refused: 1, and 0 at most were to be"]),
        (Outcome(), Outcome(comments_shown=1), ["comments of fakes shown: 1, and 0 at most were to be"]),
    ],
)
def test_a_bound_is_crossed(people: Outcome, fakes: Outcome, crossed: list[str]) -> None:
    mix = Mix("made-up", "for this test", None, Most(3), "so it was chosen", most_held=Most(2))
    result = Result(mix, people, fakes)
    assert list(result.crossed()) == crossed
    assert list(report.crossed([result])) == [f"! made-up: {words}" for words in crossed]
