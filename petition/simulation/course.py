"""The course of events: who does what next, at which moment of a time that passes as quickly as it is lived through.

Whoever acts is a generator. It yields for how many seconds it does nothing, or the mail address at which it waits for
a link, whose path it is sent. Between two events no time passes by the clock of the machine: hours take as long as
what is done in them, and every window of the product is as wide as in earnest.
"""

import heapq
from collections import defaultdict, deque
from collections.abc import Callable, Generator
from datetime import datetime, timedelta
from functools import partial
from itertools import count

Life = Generator[float | str, str | None, None]


class Course:
    """Events in their order. `now` is the moment of the one that happens."""

    def __init__(self, start: datetime) -> None:
        self.now = start
        self._due: list[tuple[datetime, int, Callable[[], None]]] = []
        self._numbers = count()
        self._readers: dict[str, deque[Life]] = defaultdict(deque)

    def begin(self, life: Life) -> None:
        """Let somebody act from this moment on."""
        self.after(0, partial(self._go_on, life))

    def after(self, seconds: float, event: Callable[[], None]) -> None:
        """Let something happen in so many seconds; of one moment in the order in which they were told."""
        moment = self.now + timedelta(seconds=seconds)
        heapq.heappush(self._due, (moment, next(self._numbers), event))

    def bring(self, address: str, path: str) -> None:
        """A mail with this link arrived. Of two who share a mailbox, whoever wrote first gets the first one."""
        if self._readers[address]:
            self._go_on(self._readers[address].popleft(), path)

    def has_more(self) -> bool:
        return bool(self._due)

    def run(self) -> None:
        """Until nobody does anything any more. Who still waits for a mail waits in vain."""
        while self._due:
            self.now, _number, event = heapq.heappop(self._due)
            event()

    def rest(self, span: timedelta) -> None:
        """Let time pass in which nobody does anything."""
        self._readers.clear()
        self.now += span

    def _go_on(self, life: Life, path: str | None = None) -> None:
        try:
            wish = life.send(path)
        except StopIteration:
            return
        if isinstance(wish, str):
            self._readers[wish].append(life)
        else:
            self.after(wish, partial(self._go_on, life))
