"""What is dear to make: made once, handed out for a while, and never more of it kept than fits."""

import threading
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from petition.lib import clock

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """Made things by key, each for so long (nothing: none is kept), at most so many."""

    def __init__(self, *, lasting: timedelta, most: int) -> None:
        self._lasting = lasting
        self._most = most
        self._things: dict[Hashable, tuple[datetime, Made]] = {}
        self._making = threading.Lock()
        self._changing = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """The thing, made if need be; threads that want it at once wait for one making."""
        found = self.find(key)
        if found is not None:
            return found
        with self._making:
            found = self.find(key)
            return self.keep(key, make()) if found is None else found

    def find(self, key: Hashable) -> Made | None:
        until, thing = self._things.get(key, (None, None))
        # Nothing is from the future: after a clock was set back, it is made anew and not kept longer.
        return thing if until and until - self._lasting <= clock.now() < until else None

    def newest(self, key: Hashable) -> Made | None:
        """The thing as it was made last, however long ago."""
        _until, thing = self._things.get(key, (None, None))
        return thing

    def keep(self, key: Hashable, thing: Made) -> Made:
        if not self._lasting:
            return thing
        with self._changing:
            self._things.pop(key, None)
            self._things[key] = (clock.now() + self._lasting, thing)
            while len(self._things) > self._most:
                # The one that was made longest ago.
                del self._things[next(iter(self._things))]
        return thing
