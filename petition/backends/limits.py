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


class SharedLimits(RedisStorage):
    """Counts by moving windows in Valkey or Redis; while that is away, in this process."""

    STORAGE_SCHEME = [f"{SHARED}{scheme}" for scheme in ("valkey", "valkeys", "unix")]  # noqa: RUF012 -- so declared by `limits`

    def __init__(self, uri: str) -> None:
        address = uri.removeprefix(SHARED)
        super().__init__(
            f"valkey+{address}" if address.startswith("unix:") else address,
            socket_timeout=PATIENCE_SECONDS,
            socket_connect_timeout=PATIENCE_SECONDS,
        )
        self._own = MemoryStorage()
        self._noticing = threading.Lock()
        self._is_away = False

    @property
    def is_away(self) -> bool:
        """As far as this process has noticed: nobody is asked."""
        return self._is_away

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        return self._either(super().acquire_entry, self._own.acquire_entry, key, limit, expiry, amount)

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        return self._either(super().get_moving_window, self._own.get_moving_window, key, limit, expiry)

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

    def _either(self, shared: Callable[P, R], own: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
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
