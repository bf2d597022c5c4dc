"""Saying that this process is there: for worker and web processes alike, on a thread of its own.

Web processes say it from here too, and not on requests: most requests only read.
"""

import logging
import os
import signal
import sys
import threading
import time
from datetime import datetime
from typing import Any, NoReturn

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from petition.backends.database import SiteHasMoved
from petition.extensions import db
from petition.models.process import ProcessRole
from petition.services import leases, opening_pages, processes

log = logging.getLogger(__name__)
LOOK_AGAIN_SECONDS = 1.0
# A beat that hangs in a cut network must not hold up the end.
JOIN_SECONDS = 2.0
# gunicorn.arbiter.Arbiter.WORKER_BOOT_ERROR; gunicorn is installed only where it serves.
GUNICORN_BOOT_ERROR = 3
TOLD_SECONDS = 5.0
DATABASE_IS_AWAY = (SQLAlchemyError, TimeoutError)


class Heartbeat:
    """This process's row in the table `process`, from `start` to `stop`."""

    def __init__(self, app: Flask, role: ProcessRole, *, server: int | None = None, server_size: int = 1) -> None:
        self._app = app
        with app.app_context():
            self._me = processes.describe(role, server=server, server_size=server_size)
        self._looking_since: datetime | None = None
        self._has_entered = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="heartbeat", daemon=True)

    def start(self) -> None:
        """Enter, and beat from then on. Raises CannotRunTogether.

        Where the database is away the process starts nevertheless, and enters once it can; if it is refused then,
        it ends as SIGTERM ends it.
        """
        try:
            self._beat()
            if not self._has_entered:
                log.warning("one that cannot run beside this process was here just now: looking whether it still is")
            while not self._has_entered:
                self._stopping.wait(LOOK_AGAIN_SECONDS)
                self._beat()
        except SiteHasMoved as moved:
            raise processes.CannotRunTogether([f"This cannot start: {moved}."]) from None
        except DATABASE_IS_AWAY:
            log.warning("the database does not answer, or is not migrated; starting nevertheless")
        self._thread.start()

    def stop(self) -> None:
        """Take the row out. Where the database is away it is forgotten by itself."""
        self._stopping.set()
        self._thread.join(JOIN_SECONDS)
        if not self._has_entered:
            return
        try:
            with self._app.app_context():
                db.open_for_writing()
                processes.leave(self._me)
                opening_pages.write_down()
                db.session.commit()
        except DATABASE_IS_AWAY:
            log.info("the database does not answer; this process will be forgotten")

    def _go_on(self) -> None:
        while not self._stopping.wait(processes.BEAT.total_seconds() if self._has_entered else LOOK_AGAIN_SECONDS):
            try:
                self._beat()
            except DATABASE_IS_AWAY:
                continue
            except processes.CannotRunTogether as refusal:
                log.error("%s", " ".join(refusal.problems))
                os.kill(os.getpid(), signal.SIGTERM)
                return

    def _beat(self) -> None:
        with self._app.app_context():
            # Also while the database is away.
            opening_pages.forget_networks()
            db.open_for_writing()
            if self._has_entered:
                processes.beat(self._me)
                db.session.commit()
                self._write_openings()
                return
            is_in = self._enter()
            db.session.commit()
            self._has_entered = is_in

    def _write_openings(self) -> None:
        # Apart from the beat. What is lost while the database is away are views, not signatures.
        opening_pages.write_down()
        db.session.commit()

    def _enter(self) -> bool:
        self._looking_since = self._looking_since or leases.database_now()
        return processes.enter(self._me, looking_since=self._looking_since)


def start_in_gunicorn(worker: Any) -> None:
    """Let one of gunicorn's processes begin: its hook `post_worker_init`.

    Where it is refused the whole server ends with gunicorn's code for a process that cannot start: it would
    otherwise be started again and again.
    """
    heartbeat = Heartbeat(worker.wsgi, ProcessRole.WEB, server=worker.ppid, server_size=worker.cfg.workers)
    try:
        heartbeat.start()
    except processes.CannotRunTogether as refusal:
        worker.log.error("%s", " ".join(refusal.problems))
        _end_server(worker)
    worker.heartbeat = heartbeat


def _end_server(worker: Any) -> NoReturn:
    # Only one says why: were a second to end so while gunicorn ends because of the first, it would end in a traceback.
    if (worker.age - 1) % worker.cfg.workers == 0:
        sys.exit(GUNICORN_BOOT_ERROR)
    # The others wait to be told. Whoever is not, because nobody has said it, is started again and may be the one.
    until = time.monotonic() + TOLD_SECONDS
    while worker.alive and time.monotonic() < until:
        time.sleep(0.05)
    sys.exit(0)


def stop_in_gunicorn(worker: Any) -> None:
    """Let it end: its hook `worker_exit`, which is called for one that never began, too."""
    if hasattr(worker, "heartbeat"):
        worker.heartbeat.stop()
