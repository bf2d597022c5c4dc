"""The loop: each duty in turn, for as long as it is wanted."""

import logging
import threading
import time

from flask import Flask

from petition.extensions import db, mailer
from petition.lib import failures
from petition.worker.schedule import SCHEDULE, Duty

log = logging.getLogger(__name__)
# After a failure (a database that is away, say) a duty rests this long.
REST_SECONDS = 5.0


class Worker:
    """Runs the schedule until `stop` is called from anywhere.

    The duties of one line are done in turn, by one thread; the lines do not wait for each other: a mail server
    that hangs holds up no count.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._stopping = threading.Event()
        self._due = {duty.name: 0.0 for duty in SCHEDULE}

    def stop(self) -> None:
        """Finish the portions at hand, then leave."""
        self._stopping.set()

    def run(self) -> None:
        """Work until stopped; returns when every line has finished."""
        lines = dict.fromkeys(duty.line for duty in SCHEDULE)
        threads = [threading.Thread(target=self._run_line, args=(line,), name=line) for line in lines]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with self._app.app_context():
            mailer.close()

    def run_due(self, line: str | None = None) -> None:
        """Do one portion of every duty, or every duty of a line, whose time has come."""
        for duty in SCHEDULE:
            is_ours = line in (None, duty.line)
            if is_ours and self._due[duty.name] <= time.monotonic() and not self._stopping.is_set():
                self._due[duty.name] = time.monotonic() + self._pause_after(duty)

    def run_all(self) -> None:
        """Do everything there is to do, until nothing is left: for tests and `flask petition work --once`."""
        has_more = True
        while has_more:
            portions = [self._portion(duty) for duty in SCHEDULE]
            has_more = any(portions)

    def _run_line(self, line: str) -> None:
        names = [duty.name for duty in SCHEDULE if duty.line == line]
        while not self._stopping.is_set():
            self.run_due(line)
            pause = min(self._due[name] for name in names) - time.monotonic()
            self._stopping.wait(max(0.0, pause))

    def _pause_after(self, duty: Duty) -> float:
        try:
            return 0.0 if self._portion(duty) else duty.every_seconds
        except Exception as failure:
            # The loop outlives every failure: whatever it is, the work is still in the database. The log has
            # the kind of failure and the place, but not its message, which may quote what people typed.
            frames = failures.frames_of(failure.__traceback__)
            log.error("duty failed: %s: %s", duty.name, failures.kind_of(failure), extra={"frames": frames})
            return REST_SECONDS

    def _portion(self, duty: Duty) -> bool:
        with self._app.app_context():
            db.open_for_writing(silence=duty.silence)
            return duty.run()
