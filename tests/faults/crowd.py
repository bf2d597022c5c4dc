"""Many people who sign and confirm over HTTP as browsers do, and send again what got no answer."""

import http.client
import os
import re
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.faults.mail_server import Post
from tests.faults.preparing import SLUG
from tests.faults.running import wait_until
from tests.reading import Forms, link_in

# A larger crowd and more faults, where there is time: COUNTERSIGN_CROWD=1000 COUNTERSIGN_KILLS=20.
PEOPLE = int(os.environ.get("COUNTERSIGN_CROWD", "60"))
FAULTS = int(os.environ.get("COUNTERSIGN_KILLS", "2"))
LEAST_IN_FLIGHT = 10
DOMAINS = 50
VISITORS = 32
PAUSE = 0.05
LOOK_SECONDS = 0.25
HEADING = re.compile(r"<h1[^>]*>([^<]+)")


def seconds_for(people: int) -> int:
    """How long so many may take on a busy machine."""
    return 60 + people // 2


@dataclass
class Person:
    """Somebody, and what the site has told them."""

    number: int
    cookie: str = ""
    link: str = ""
    was_thanked: bool = False
    was_told_counted: bool = False
    # Status and heading of the last answer, or what kept it from coming.
    last: str = ""

    @property
    def name(self) -> str:
        return f"Person {self.number}"

    @property
    def address(self) -> str:
        """At one of many mail domains: so many from one would be held."""
        return f"person{self.number}@mail{self.number % DOMAINS}.example.org"

    @property
    def network(self) -> str:
        """In a neighbourhood of its own: so many from one would be held."""
        return f"10.{self.number % 250}.{self.number // 250 % 250}.{self.number // 62_500}"


class Crowd:
    """People in front of a fixed number of screens. Who has mail goes first, so that steps mix."""

    def __init__(self, port: int, people: int, post: Post, *, slug: str = SLUG, first: int = 0) -> None:
        self.people: list[Person] = []
        self.in_flight = 0
        # What nobody should ever see, one sentence each.
        self.shocks: list[str] = []
        self.asked_to_wait = 0
        self.slug = slug
        self._port = port
        self._page = f"/en/petitions/{slug}"
        self._post = post
        self._mails_read = 0
        self._expected, self._first = people, first
        self._by_address: dict[str, Person] = {}
        self._steps: deque[Callable[[], bool]] = deque()
        self._counting = threading.Lock()
        self._is_over = threading.Event()
        self._form: dict[str, str] = {}

    def __repr__(self) -> str:
        """Where it stands: what pytest shows of it when it was served badly."""
        counts = f"{self.thanked()} thanked, {self.mailed()} mailed, {self.told_counted()} told counted"
        last = Counter(person.last for person in self.people if not person.was_told_counted)
        return f"<{len(self.people)} people: {counts}, {self.in_flight} in flight; others were last told {dict(last)}>"

    def come(self) -> None:
        """Let everyone begin, in the background."""
        self._form = Forms(self._ask(Person(self._first), "GET", self._page)[1], "/sign").values
        self._invite(self._expected)
        for work in [self._fetch_mail, *[self._visit] * VISITORS]:
            threading.Thread(target=work, daemon=True).start()

    def _invite(self, people: int) -> bool:
        """Let so many more come. Not true: nothing has happened yet."""
        first = self._first + len(self.people)
        more = [Person(number) for number in range(first, first + people)]
        self._by_address |= {person.address: person for person in more}
        self.people += more
        self._steps.extend(self._step(self._sign, person) for person in more)
        return False

    def leave(self) -> None:
        self._is_over.set()

    def thanked(self) -> int:
        return sum(person.was_thanked for person in self.people)

    def told_counted(self) -> int:
        return sum(person.was_told_counted for person in self.people)

    def mailed(self) -> int:
        return sum(bool(person.link) for person in self.people)

    def is_thanked(self) -> bool:
        return self.thanked() == len(self.people)

    def has_answered_its_mail(self) -> bool:
        """Everyone who has a link was told that they are counted."""
        return self.told_counted() == self.mailed()

    def is_served(self) -> bool:
        """Everyone was thanked and told that they are counted."""
        return self.thanked() == self.told_counted() == len(self.people)

    def await_moments(self, faults: int) -> Iterator[None]:
        """Come back so often, each time while many wait for an answer: first those who sign, then those who confirm."""
        everyone = len(self.people)
        for number in range(1, faults + 1):
            steps = 2 * everyone * number // (faults + 1)
            if steps < everyone:
                self.await_full_swing(steps, LEAST_IN_FLIGHT)
            else:
                self.await_full_swing(everyone, 1, counted=steps - everyone)
            yield

    def await_full_swing(self, thanked: int, in_flight: int, *, counted: int = 0) -> int:
        """Wait until so many were told so, and so many wait for an answer; how many do.

        Where all were served before anybody looked, as many come once more.
        """
        wait_until(
            lambda: (
                (self.thanked() >= thanked and self.told_counted() >= counted and self.in_flight >= in_flight)
                or (self.is_served() and self._invite(len(self.people)))
            ),
            seconds_for(len(self.people)),
            told=self.__repr__,
        )
        return self.in_flight

    @contextmanager
    def somebody_asked_to_wait(self, again: Callable[[], object] = lambda: None) -> Iterator[None]:
        """Do what the block does, and `again`, until it made the site say "come back later"."""
        before = self.asked_to_wait
        yield
        wait_until(lambda: again() is None and self.asked_to_wait > before)

    def wait(self, patience: float, meanwhile: Callable[[], object] = lambda: None) -> None:
        """Until everyone was told that they are counted, or nothing has moved for so many seconds."""
        state, since = self._state(), time.monotonic()
        while self.told_counted() < len(self.people) and time.monotonic() < since + patience:
            meanwhile()
            time.sleep(LOOK_SECONDS)
            if self._state() != state:
                state, since = self._state(), time.monotonic()

    def _state(self) -> tuple[int, int, int]:
        return self.thanked(), self.told_counted(), self._mails_read

    def _step(self, verb: Callable[[Person], bool], person: Person) -> Callable[[], bool]:
        return lambda: verb(person)

    def _visit(self) -> None:
        """Take a step; put it back where it got no answer."""
        while not self._is_over.is_set():
            try:
                step = self._steps.popleft()
            except IndexError:
                time.sleep(PAUSE)
                continue
            if not step():
                self._steps.append(step)
                time.sleep(PAUSE)

    def _fetch_mail(self) -> None:
        while not self._is_over.is_set():
            for mail in self._post.unread():
                person = self._by_address.get(str(mail["To"]))
                if person is not None and not person.link:
                    person.link = link_in(mail)
                    self._steps.appendleft(self._step(self._confirm, person))
                self._mails_read += 1
            time.sleep(PAUSE)

    def _sign(self, person: Person) -> bool:
        form = self._form | {"name": person.name, "mail": person.address, "give_name_to": "public"}
        status, _page = self._ask(person, "POST", f"{self._page}/sign", form)
        person.was_thanked |= status == 303
        return person.was_thanked

    def _confirm(self, person: Person) -> bool:
        # Whoever got no answer yet still sits before the form, and has no cookie to be known by.
        if not person.was_thanked:
            return False
        form = Forms(self._ask(person, "GET", person.link)[1], person.link).values
        self._ask(person, "POST", person.link, form)
        status, page = self._ask(person, "GET", person.link)
        person.was_told_counted |= status == 200 and "You are counted" in page
        return person.was_told_counted

    def _ask(self, person: Person, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Status and page; (0, "") where no answer came."""
        headers = {"X-Forwarded-For": person.network, "Content-Type": "application/x-www-form-urlencoded"}
        if person.cookie:
            headers["Cookie"] = person.cookie
        self._count(1)
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)) as connection:
                connection.request(method, path, urlencode(form or {}), headers)
                answer = connection.getresponse()
                page = answer.read().decode()
        except (OSError, http.client.HTTPException) as trouble:
            person.last = type(trouble).__name__
            return 0, ""
        finally:
            self._count(-1)
        person.last = " ".join([str(answer.status), *HEADING.findall(page)])
        self._look_at(answer, page, f"{method} {path.rpartition('/')[0]}")
        person.cookie = (answer.getheader("Set-Cookie") or person.cookie).split(";")[0]
        return answer.status, page

    def _look_at(self, answer: http.client.HTTPResponse, page: str, asked: str) -> None:
        if answer.status == 503 and answer.getheader("Retry-After"):
            self.asked_to_wait += 1
        elif answer.status >= 500:
            self.shocks.append(f"{asked} was answered with {answer.status}")
        if "Traceback" in page:
            self.shocks.append(f"{asked} showed a stack trace")

    def _count(self, change: int) -> None:
        with self._counting:
            self.in_flight += change
