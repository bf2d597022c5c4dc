"""What is dear to make: made once, handed out for a while, and never more of it kept than fits."""

import threading
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from petition.lib import clock

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """Made things by key, each for so long, at most so many. Threads that want one at once wait for one making."""

    def __init__(self, *, lasting: timedelta, most: int) -> None:
        self._lasting = lasting
        self._most = most
        self._things: dict[Hashable, tuple[datetime, Made]] = {}
        self._making = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        found = self._fresh(key)
        if found is not None:
            return found
        with self._making:
            found = self._fresh(key)
            return self._keep(key, make()) if found is None else found

    def _fresh(self, key: Hashable) -> Made | None:
        until, thing = self._things.get(key, (None, None))
        return thing if until and clock.now() < until else None

    def _keep(self, key: Hashable, thing: Made) -> Made:
        self._things.pop(key, None)
        self._things[key] = (clock.now() + self._lasting, thing)
        while len(self._things) > self._most:
            # The one that was made longest ago.
            del self._things[next(iter(self._things))]
        return thing
