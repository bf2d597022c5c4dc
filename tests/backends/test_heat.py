"""What came lately, counted in the process and in the store: as one would by hand, and by all processes together."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from limits.storage import MemoryStorage
from valkey import Valkey

from petition.backends.heat import PREFIX, WINDOWS, OwnHeat, SharedHeat, Warmth, heat_beside
from petition.backends.limits import SharedLimits
from tests.conftest import FakeClock
from tests.servers import free_port, valkey_server, wait_for_valkey

KEY = b"k" * 32
HERE, THERE = "address 192.0.2.7", "petition 7"
LENGTH = WINDOWS[0]


@pytest.fixture(scope="module")
def valkey() -> Iterator[str]:
    with valkey_server() as url:
        yield url


@pytest.fixture
def url(valkey: str, monkeypatch: pytest.MonkeyPatch) -> str:
    wait_for_valkey(monkeypatch)
    with Valkey.from_url(valkey) as store:
        store.flushall()
    return valkey


@pytest.fixture
def own(time: FakeClock) -> OwnHeat:
    # At the beginning of both windows.
    time.now = time.now.fromtimestamp(time.now.timestamp() // WINDOWS[1] * WINDOWS[1], tz=time.now.tzinfo)
    return OwnHeat()


def process(url: str) -> SharedHeat:
    return SharedHeat(SharedLimits(f"shared+{url}"), KEY)


def a_window_later(url: str, windows: int = 1) -> None:
    """As if all that was counted had come so many windows earlier."""
    with Valkey.from_url(url) as store:
        for key in store.keys(f"{PREFIX}*"):
            store.hincrby(key, f"t{LENGTH}", -windows)


def test_each_name_has_a_count_of_its_own(own: OwnHeat, url: str) -> None:
    for heat in (own, process(url)):
        assert heat.add([HERE, THERE]) == [Warmth(1, 1), Warmth(1, 1)]
        assert heat.add([THERE]) == [Warmth(2, 2)]
        assert heat.look([HERE, THERE, "nobody"]) == [Warmth(1, 1), Warmth(2, 2), Warmth(0, 0)]


def test_looking_counts_nothing(own: OwnHeat, url: str) -> None:
    for heat in (own, process(url)):
        assert [heat.look([HERE]) for _ in range(3)] == [[Warmth(0, 0)]] * 3


def test_what_came_leaves_the_window_bit_by_bit(own: OwnHeat, time: FakeClock) -> None:
    for _ in range(100):
        own.add([HERE])
    lately = []
    for _ in range(5):
        time.move(seconds=LENGTH / 2)
        lately.append(own.look([HERE])[0].lately)
    assert lately == [100, 100, 50, 0, 0]
    assert own.look([HERE])[0].in_a_day == 100


def test_in_the_store_it_leaves_as_well(url: str) -> None:
    heat = process(url)
    for _ in range(10):
        heat.add([HERE])
    a_window_later(url)
    [later] = heat.look([HERE])
    assert 0 <= later.lately <= 10
    assert later.in_a_day == 10
    a_window_later(url)
    assert heat.add([HERE]) == [Warmth(1, 11)]


def test_after_a_clock_was_set_back_all_is_still_there(own: OwnHeat, time: FakeClock, url: str) -> None:
    own.add([HERE])
    time.move(seconds=-3 * LENGTH)
    assert own.add([HERE])[0].lately == 2
    shared = process(url)
    shared.add([HERE])
    a_window_later(url, -3)
    assert shared.add([HERE])[0].lately == 2


def test_four_processes_count_as_one(url: str) -> None:
    four = [process(url) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda turn: four[turn % 4].add([HERE, THERE])[0].lately, range(400)))
    assert sorted(counts) == list(range(1, 401))


def test_the_store_holds_no_address_and_forgets_what_it_has(url: str) -> None:
    process(url).add([HERE, "country 7 SY"])
    with Valkey.from_url(url) as store:
        keys = store.keys()
        assert len(keys) == 2
        assert all(b"192" not in key and b"SY" not in key for key in keys)
        assert all(0 < store.ttl(key) <= 2 * WINDOWS[1] for key in keys)


def test_who_has_another_secret_counts_apart(url: str) -> None:
    process(url).add([HERE])
    assert SharedHeat(SharedLimits(f"shared+{url}"), b"x" * 32).look([HERE]) == [Warmth(0, 0)]


def test_without_the_store_each_counts_for_itself() -> None:
    store = SharedLimits(f"shared+valkey://127.0.0.1:{free_port()}/0")
    heat = SharedHeat(store, KEY)
    assert [heat.add([HERE])[0].lately for _ in range(2)] == [1, 2]
    assert store.is_away
    # And remembers no address when the store is back.
    assert HERE not in str(vars(heat)["_own"].__dict__)


def test_a_process_keeps_nothing_that_adds_nothing_any_more(own: OwnHeat, time: FakeClock) -> None:
    own.add([HERE])
    time.move(hours=49)
    own.add([THERE])
    assert HERE not in str(vars(own))


def test_it_keeps_the_hottest_and_no_more_than_fits(own: OwnHeat) -> None:
    small = OwnHeat(most=2)
    for name in ("one", HERE, "two", HERE, "three", HERE):
        small.add([name])
    assert [warmth.lately for warmth in small.look(["one", "two", "three", HERE])] == [0, 0, 1, 3]


def test_it_is_counted_where_limits_are(url: str) -> None:
    assert isinstance(heat_beside(MemoryStorage(), KEY), OwnHeat)
    assert isinstance(heat_beside(SharedLimits(f"shared+{url}"), KEY), SharedHeat)
