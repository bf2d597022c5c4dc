"""Where limits are counted when several processes share them, and what is done while that place is away.

Flask-Limiter's own fallback is not used. Of eight requests that wait for a store that hangs it answers seven with an
error, because only the first to notice may fall back; and it looks for the store on a visitor's time, less and less
often. Here every call falls back by itself, and a thread of its own looks for the store, every second.
"""

import enum
import logging
import threading
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from limits.storage import MemoryStorage, RedisStorage

P = ParamSpec("P")
R = TypeVar("R")

log = logging.getLogger(__name__)
OWN = "own"
# Before the address of the store: so Flask-Limiter, which chooses by scheme, finds the class below.
SHARED = "shared+"
# How long a request may wait for a store that hangs. Those that come after it do not wait at all.
PATIENCE_SECONDS = 0.3
LOOK_AGAIN_SECONDS = 1.0
SIGN_OF_LIFE = "is it back"


class LimitState(enum.StrEnum):
    """Where this process counts what its visitors send."""

    IN_PROCESS = "in process"
    SHARED = "shared"
    # To be shared, but the store is away: each process counts for itself, so that limits are as many times higher
    # as there are processes. What signers send meanwhile is taken and held.
    FALLBACK = "fallback"


class OwnLimits(MemoryStorage):
    """Counts in this process, and keeps who was first."""

    STORAGE_SCHEME = [OWN]  # noqa: RUF012 -- so declared by `limits`

    def __init__(self, uri: str | None = None) -> None:
        super().__init__(uri)
        self._firsts: dict[str, tuple[float, str, int]] = {}
        self._keeping = threading.Lock()

    def first(self, key: str, value: str, seconds: int) -> tuple[str, int]:
        """What was said first under this key in the last so many seconds, be it this value; and how often any was."""
        now = time.monotonic()
        with self._keeping:
            self._forget_until(now)
            until, said, times = self._firsts.get(key, (now + seconds, value, 0))
            self._firsts[key] = (until, said, times + 1)
            return said, times + 1

    def reset(self) -> int | None:
        self._firsts.clear()
        return super().reset()

    def _forget_until(self, now: float) -> None:
        # In the order they came; all are kept for about as long.
        while self._firsts and next(iter(self._firsts.values()))[0] <= now:
            del self._firsts[next(iter(self._firsts))]


class SharedLimits(RedisStorage):
    """Counts by moving windows in Valkey or Redis, and keeps who was first; while that is away, in this process."""

    STORAGE_SCHEME = [f"{SHARED}{scheme}" for scheme in ("valkey", "valkeys", "unix")]  # noqa: RUF012 -- so declared by `limits`

    def __init__(self, uri: str) -> None:
        address = uri.removeprefix(SHARED)
        super().__init__(
            f"valkey+{address}" if address.startswith("unix:") else address,
            socket_timeout=PATIENCE_SECONDS,
            socket_connect_timeout=PATIENCE_SECONDS,
        )
        self._own = OwnLimits()
        self._noticing = threading.Lock()
        self._is_away = False

    @property
    def is_away(self) -> bool:
        """As far as this process has noticed: nobody is asked."""
        return self._is_away

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        return self.shared_or_own(super().acquire_entry, self._own.acquire_entry, key, limit, expiry, amount)

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        return self.shared_or_own(super().get_moving_window, self._own.get_moving_window, key, limit, expiry)

    def first(self, key: str, value: str, seconds: int) -> tuple[str, int]:
        """As of OwnLimits, among all processes."""
        return self.shared_or_own(self._first, self._own.first, key, value, seconds)

    def check(self) -> bool:
        """Whether the store can be counted in now. It is asked, and may take its time."""
        try:
            # Not a ping: that is answered by a replica, and by a store that is full, where nothing can be counted.
            super().acquire_entry(SIGN_OF_LIFE, 1, 1)
        except self.base_exceptions:
            return False
        return True

    def reset(self) -> int | None:
        self._own.reset()
        return super().reset()

    def _first(self, key: str, value: str, seconds: int) -> tuple[str, int]:
        name = self.prefixed_key(key)
        with self.storage.pipeline(transaction=True) as together:
            together.hsetnx(name, "said", value).hget(name, "said").hincrby(name, "times", 1).expire(name, seconds)
            _is_first, said, times, _lasts = together.execute()
        return said.decode(), times

    def shared_or_own(self, shared: Callable[P, R], own: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What the store answers; while it is away, what this process does in its place."""
        if not self._is_away:
            try:
                return shared(*args, **kwargs)
            except self.base_exceptions as trouble:
                self._notice(trouble)
        return own(*args, **kwargs)

    def _notice(self, trouble: Exception) -> None:
        # As many as wait for a store that hangs find out at once: one of them begins to look for it.
        with self._noticing:
            if self._is_away:
                return
            self._is_away = True
        # The kind of trouble alone: its message may name hosts and users.
        log.warning("the store of limits is away (%s): each process counts for itself", type(trouble).__name__)
        threading.Thread(target=self._wait_until_back, name="limits", daemon=True).start()

    def _wait_until_back(self) -> None:
        time.sleep(LOOK_AGAIN_SECONDS)
        while not self.check():
            time.sleep(LOOK_AGAIN_SECONDS)
        self._is_away = False
        log.warning("the store of limits is back: limits are shared again")
