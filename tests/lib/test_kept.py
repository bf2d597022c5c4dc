import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from petition.lib.kept import Kept
from tests.conftest import FakeClock


def counter() -> Callable[[], int]:
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    return make


def test_it_makes_once_while_it_lasts(time: FakeClock) -> None:
    kept, make = Kept[int](lasting=timedelta(minutes=1), most=2), counter()
    assert [kept.get("a", make), kept.get("a", make)] == [1, 1]
    time.move(seconds=60)
    assert kept.get("a", make) == 2


def test_a_clock_that_was_set_back_keeps_nothing_longer(time: FakeClock) -> None:
    kept, make = Kept[int](lasting=timedelta(minutes=1), most=2), counter()
    kept.get("a", make)
    time.move(hours=-1)
    assert [kept.get("a", make), kept.get("a", make)] == [2, 2]


def test_each_key_has_its_own() -> None:
    kept, make = Kept[int](lasting=timedelta(minutes=1), most=2), counter()
    assert [kept.get(key, make) for key in "aba"] == [1, 2, 1]


def test_it_keeps_only_so_many() -> None:
    kept, make = Kept[int](lasting=timedelta(minutes=1), most=2), counter()
    assert [kept.get(key, make) for key in "abcba"] == [1, 2, 3, 2, 4]


def test_a_crowd_waits_for_one_making() -> None:
    kept, make = Kept[int](lasting=timedelta(minutes=1), most=2), counter()
    start = threading.Barrier(8)
    with ThreadPoolExecutor(8) as crowd:
        found = list(crowd.map(lambda _: (start.wait(), kept.get("a", make))[1], range(8)))
    assert found == [1] * 8


def test_a_failure_is_not_kept() -> None:
    kept, make = Kept[int](lasting=timedelta(minutes=1), most=2), counter()
    try:
        kept.get("a", lambda: 1 // 0)
    except ZeroDivisionError:
        assert kept.get("a", make) == 1


def test_the_newest_is_there_however_old(time: FakeClock) -> None:
    kept = Kept[int](lasting=timedelta(minutes=1), most=2)
    assert kept.newest("a") is None
    kept.keep("a", 7)
    time.move(hours=1)
    assert (kept.find("a"), kept.newest("a")) == (None, 7)
