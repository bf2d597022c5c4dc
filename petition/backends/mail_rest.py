"""Leaving a server in trouble alone: ever longer, until it takes something again."""

from datetime import datetime, timedelta

from petition.lib import clock

STEPS = tuple(timedelta(seconds=seconds) for seconds in (1, 2, 5, 10, 20, 40, 60))


class Rest:
    """Whether a server rests at present. Each worker finds out by itself: it may be its own network that is down."""

    def __init__(self) -> None:
        self._troubles = 0
        self._until: datetime | None = None

    @property
    def is_on(self) -> bool:
        # A clock that was set back must not make the rest longer than it can be.
        return self._until is not None and timedelta(0) < self._until - clock.now() <= STEPS[-1]

    def begin(self) -> None:
        """The server is in trouble: longer than the last time, up to a minute."""
        self._troubles = min(self._troubles + 1, len(STEPS))
        self._until = clock.now() + STEPS[self._troubles - 1]

    def end(self) -> None:
        """The server answered as it should."""
        self._troubles, self._until = 0, None
