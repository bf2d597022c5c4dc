"""The throwaway site, and the time that passes on it: real pages over a socket, mails in a folder, the real worker."""

import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from flask import Flask
from limits.strategies import MovingWindowRateLimiter

from petition.backends.limits import OwnLimits
from petition.backends.mail import FolderMailer
from petition.backends.web_server import WebServer
from petition.extensions import db, mailer
from petition.lib import clock
from petition.lib.kept import Kept
from petition.models.petition import Petition
from petition.services import challenges, petition_files, petitions, teams
from petition.simulation.browser import Browser
from petition.simulation.course import Course
from petition.web.public import kept_pages
from petition.worker import Worker, delivery

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LINK = re.compile(r"https?://[^\s/]+(/[a-z/]*confirm/[A-Za-z0-9._~-]+)(?=\s|$)", re.MULTILINE)
PETITION = Path(__file__).with_name("petition.md")
RETAINED = timedelta(days=365)
# A mail is on its way for so long, and the worker looks for other work so often. In seconds.
MAIL_TAKES = 2
WORKER_EVERY = 1800
MOST_MAILS = 10_000
# Work is done at a hundredth of its price, and its time charged in full (attackers.py): which forms come with work that
# was done is what is measured here, not this machine.
COST = challenges.COST // 100


class LimitsByClock(OwnLimits):
    """Counts as ever, by the site's time: the library asks the machine's."""

    def __init__(self) -> None:
        super().__init__()
        self._taken: dict[str, list[float]] = {}
        self._taking = threading.Lock()

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        with self._taking:
            now, taken = self._of(key, expiry)
            if len(taken) + amount > limit:
                return False
            self._taken[key] = [*taken, *[now] * amount]
            return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        with self._taking:
            now, taken = self._of(key, expiry)
            return taken[0] if taken else now, len(taken)

    def _of(self, key: str, expiry: int) -> tuple[float, list[float]]:
        now = clock.now().timestamp()
        return now, [moment for moment in self._taken.get(key, []) if moment >= now - expiry]


class Stage:
    """A site, its worker, and the course of events on it."""

    def __init__(self, app: Flask, port: int) -> None:
        self.app = app
        self.course = Course(clock.now())
        self._port = port
        self._worker = Worker(app)
        self._is_mail_on_its_way = False

    def answer(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """The site as a WSGI application, at the moment of the event that asks it."""
        application = cast("WSGIApplication", self.app)
        with clock.pretending(self.course.now):
            return application(environ, start_response)

    def browser(self, network: str) -> Browser:
        return Browser(self._port, network)

    def mail_is_due(self) -> None:
        """Somebody sent a form: the worker will see to its mail."""
        if not self._is_mail_on_its_way:
            self._is_mail_on_its_way = True
            self.course.after(MAIL_TAKES, self._deliver)

    def play(self) -> None:
        """Until nobody does anything any more, and the worker has done its work."""
        self.course.after(WORKER_EVERY, self._work)
        self.course.run()
        self._run_worker()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A context that may write, at the moment of the course; committed at the end."""
        with clock.pretending(self.course.now), self.app.app_context():
            db.open_for_writing()
            yield
            db.session.commit()

    @contextmanager
    def reading(self) -> Iterator[None]:
        with clock.pretending(self.course.now), self.app.app_context():
            yield

    def _work(self) -> None:
        self._run_worker()
        self._hand_out()
        if self.course.has_more():
            self.course.after(WORKER_EVERY, self._work)

    def _run_worker(self) -> None:
        with clock.pretending(self.course.now):
            self._worker.run_all()

    def _deliver(self) -> None:
        self._is_mail_on_its_way = False
        has_more = True
        while has_more:
            with self.writing():
                has_more = delivery.deliver()
        self._hand_out()

    def _hand_out(self) -> None:
        """Take what arrived out of the folder, and bring each link to whoever waits for it."""
        with self.app.app_context():
            folder = cast("FolderMailer", mailer)
            # Oldest first.
            for name in reversed(folder.names(MOST_MAILS)):
                mail = folder.read(name)
                part = mail.get_body(preferencelist=("plain",))
                link = LINK.search(str(part.get_content())) if part else None
                if link:
                    self.course.after(0, partial(self.course.bring, str(mail["To"]), link[1]))
            folder.forget(clock.now() + timedelta(days=1))


@contextmanager
def running(app: Flask, port: int) -> Iterator[Stage]:
    """The site of this app, answering at this port of the machine itself until the block ends."""
    app.extensions["petition.limits"] = MovingWindowRateLimiter(LimitsByClock())
    # Nobody changes these words. Read anew every five seconds of the course, they took most of the machine's time.
    app.extensions[kept_pages.EXTENSION] = Kept(lasting=RETAINED, most=kept_pages.MOST)
    stage = Stage(app, port)
    server = WebServer(stage.answer, host="127.0.0.1", port=port)
    thread = threading.Thread(target=server.run, name="web")
    cost, challenges.COST = challenges.COST, COST
    thread.start()
    try:
        yield stage
    finally:
        server.stop()
        thread.join()
        challenges.COST = cost


def make_team() -> None:
    teams.create(
        slug="throwaway",
        name="Throwaway",
        legal_name="Throwaway",
        postal_address="1 Market Square",
        privacy_contact="privacy@throwaway.example",
    )


def open_petition(slug: str) -> Petition:
    """A petition that is open, in three languages; not committed."""
    retain_until = (clock.now() + RETAINED).date()
    petition = petition_files.create(
        PETITION.read_text(encoding="utf-8").replace("{slug}", slug).replace("{retain_until}", f"{retain_until}")
    )
    petitions.open_now(petition, languages=petition.languages)
    return petition
