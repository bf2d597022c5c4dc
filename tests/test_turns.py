"""Tests take turns, and none is left out on both databases."""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.conftest import LANES
from tests.guarantees import at_once
from tests.turns import BOTH, HERE, turn, waiting

NAMES = [f"name {number}" for number in range(1000)]


@pytest.fixture(autouse=True)
def taking_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(BOTH, raising=False)


def test_a_name_has_one_turn_and_always_the_same() -> None:
    assert [turn(name, LANES) for name in NAMES] == [turn(name, LANES) for name in NAMES]
    assert {len(turn(name, LANES)) for name in NAMES} == {1}


def test_each_choice_has_about_as_many_turns() -> None:
    turns = Counter(turn(name, LANES)[0] for name in NAMES)
    assert set(turns) == set(LANES)
    assert min(turns.values()) > 400


def test_both_are_tried_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BOTH, "1")
    assert all(turn(name, LANES) == LANES for name in NAMES)


def _who_races() -> object:
    return at_once(2, print)


def _who_does_not() -> None:
    pass


class Item:
    """What `waiting` looks at."""

    def __init__(
        self, folder: str, name: str, site: str | None, function: Callable[[], object] = _who_does_not
    ) -> None:
        self.function = function
        self.path = HERE / folder / "test_it.py"
        self.nodeid = f"tests/{folder}/test_it.py::{name}" + (f"[{site}]" if site else "")
        if site:
            self.callspec = type("Spec", (), {"params": {"site": site}})()


def test_one_of_two_twins_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [Item("web", name, lane) for name in NAMES for lane in LANES]
    left = waiting(pages, LANES)  # type: ignore[arg-type]
    assert len(left) == len(NAMES)
    assert len({item.nodeid.partition("[")[0] for item in left}) == len(NAMES)
    monkeypatch.setenv(BOTH, "1")
    assert waiting(pages, LANES) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "items",
    [
        [Item("web", "test_alone", "postgresql")],
        [Item("web", "test_without_a_site", None)],
        [Item("models", "test_it", lane) for lane in LANES],
        [Item("services", "test_it", lane, _who_races) for lane in LANES],
    ],
)
def test_who_has_no_twin_races_or_tests_databases_runs(items: list[Item]) -> None:
    assert waiting(items, LANES) == []  # type: ignore[arg-type]
