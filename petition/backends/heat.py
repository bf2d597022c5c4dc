"""How much came from somewhere lately: in this process, or in the store of limits that processes share.

Counted by windows that slide: of the window before this one so much is added, rounded, as still lies within its length.
That takes three numbers, however many come. All that one form is counted by is asked of the store at once.
"""

import base64
import hmac
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import NamedTuple, Protocol, cast

from limits.storage import Storage

from petition.backends.limits import SharedLimits
from petition.lib import clock

# Seconds: ten minutes, and a day.
WINDOWS = (600, 86_400)
# What a process keeps for itself, eight megabytes, and as long as it counts; of more it forgets what came longest ago.
MOST_KEPT = 20_000
# With those of the limits, so that resetting these forgets both.
PREFIX = f"{SharedLimits.PREFIX}:heat:"
NAME_BYTES = 12
# By the store's clock: those of the processes may differ. For each key and window it keeps the turn (which window it
# is), how many came in it, and how many in the one before.
COUNT = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local found = {}
for _, key in ipairs(KEYS) do
  for at = 2, #ARGV do
    local length, window = tonumber(ARGV[at]), ARGV[at]
    local turn = math.floor(now / length)
    local kept = redis.call('HMGET', key, 't' .. window, 'n' .. window, 'p' .. window)
    local number, before = tonumber(kept[2]) or 0, tonumber(kept[3]) or 0
    local passed = turn - (tonumber(kept[1]) or turn)
    if passed == 1 then number, before = 0, number end
    if passed > 1 then number, before = 0, 0 end
    if ARGV[1] == '1' then
      number = number + 1
      redis.call('HSET', key, 't' .. window, turn, 'n' .. window, number, 'p' .. window, before)
      redis.call('EXPIRE', key, 2 * length)
    end
    table.insert(found, number + math.floor(before * (1 - now / length + turn) + 0.5))
  end
end
return found
"""


class Warmth(NamedTuple):
    """How many came in the last ten minutes, and in the last day."""

    lately: int
    in_a_day: int


class Heat(Protocol):
    """Counts of what came, by the names of where it came from."""

    def add(self, names: Sequence[str]) -> list[Warmth]:
        """Count one more under each of these names: how many there are then."""

    def look(self, names: Sequence[str]) -> list[Warmth]:
        """How many there are under each of these names."""

    def forget(self) -> None:
        """Begin anew."""


class OwnHeat:
    """Counts in this process alone."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        # Of each name, for each window: the turn, how many came in it, and in the one before.
        self._kept: OrderedDict[str, list[tuple[int, int, int]]] = OrderedDict()
        self._changing = threading.Lock()

    def add(self, names: Sequence[str]) -> list[Warmth]:
        now = clock.now().timestamp()
        with self._changing:
            self._forget_what_is_over(now)
            return [self._added(name, now) for name in names]

    def look(self, names: Sequence[str]) -> list[Warmth]:
        now = clock.now().timestamp()
        with self._changing:
            return [_warmth(self._current(name, now), now) for name in names]

    def forget(self) -> None:
        with self._changing:
            self._kept.clear()

    def _added(self, name: str, now: float) -> Warmth:
        counts = [(turn, number + 1, before) for turn, number, before in self._current(name, now)]
        self._kept[name] = counts
        self._kept.move_to_end(name)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return _warmth(counts, now)

    def _forget_what_is_over(self, now: float) -> None:
        # In the order they came last: what lies two of the longest windows back adds nothing any more.
        over = int(now // WINDOWS[-1]) - 1
        while self._kept and next(iter(self._kept.values()))[-1][0] < over:
            self._kept.popitem(last=False)

    def _current(self, name: str, now: float) -> list[tuple[int, int, int]]:
        turns = [int(now // length) for length in WINDOWS]
        kept = self._kept.get(name) or [(turn, 0, 0) for turn in turns]
        return [_moved_on(count, turn) for count, turn in zip(kept, turns, strict=True)]


class SharedHeat:
    """Counts in the store of limits, under keyed hashes: it holds no address. While it is away, in this process."""

    def __init__(self, store: SharedLimits, key: bytes) -> None:
        self._store = store
        self._key = key
        self._own = OwnHeat()
        self._count = store.get_connection().register_script(COUNT.encode())

    def add(self, names: Sequence[str]) -> list[Warmth]:
        return self._store.shared_or_own(self._added, self._own.add, self._keys_of(names))

    def look(self, names: Sequence[str]) -> list[Warmth]:
        return self._store.shared_or_own(self._looked, self._own.look, self._keys_of(names))

    def forget(self) -> None:
        # With the limits: these are the same keys to it.
        self._store.reset()
        self._own.forget()

    def _added(self, keys: Sequence[str]) -> list[Warmth]:
        return self._asked(keys, 1)

    def _looked(self, keys: Sequence[str]) -> list[Warmth]:
        return self._asked(keys, 0)

    def _asked(self, keys: Sequence[str], more: int) -> list[Warmth]:
        found = cast("list[int]", self._count(keys=keys, args=[more, *WINDOWS]))
        return [Warmth(lately, in_a_day) for lately, in_a_day in zip(found[::2], found[1::2], strict=True)]

    def _keys_of(self, names: Sequence[str]) -> list[str]:
        return [self._key_of(name) for name in names]

    def _key_of(self, name: str) -> str:
        hashed = hmac.digest(self._key, name.encode(), "sha256")[:NAME_BYTES]
        return PREFIX + base64.urlsafe_b64encode(hashed).decode()


def heat_beside(limits: Storage, key: bytes) -> Heat:
    """Counted where limits are."""
    return SharedHeat(limits, key) if isinstance(limits, SharedLimits) else OwnHeat()


def _moved_on(count: tuple[int, int, int], turn: int) -> tuple[int, int, int]:
    """The same count in this turn. After a clock was set back, all that came is still there."""
    kept, number, before = count
    if turn - kept == 1:
        return turn, 0, number
    return (turn, 0, 0) if turn - kept > 1 else (turn, number, before)


def _warmth(counts: Sequence[tuple[int, int, int]], now: float) -> Warmth:
    found = zip(counts, WINDOWS, strict=True)
    return Warmth(*(number + int(before * (1 - now / length + turn) + 0.5) for (turn, number, before), length in found))
