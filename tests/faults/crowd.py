"""Many people who sign and confirm over HTTP as browsers do, and send again what got no answer."""

import http.client
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlencode

from petition.backends.mail import FolderMailer
from tests.faults.preparing import SLUG
from tests.faults.running import RunningSite
from tests.reading import Forms, link_in

PAGE = f"/en/petitions/{SLUG}"
VISITORS = 32
PAUSE = 0.05


@dataclass
class Person:
    """Somebody, and what the site has told them."""

    number: int
    cookie: str = ""
    link: str = ""
    was_thanked: bool = False
    was_told_counted: bool = False

    @property
    def name(self) -> str:
        return f"Person {self.number}"

    @property
    def address(self) -> str:
        return f"person{self.number}@example.org"

    @property
    def network(self) -> str:
        return f"10.0.{self.number // 250}.{self.number % 250}"


class Crowd:
    """People in front of a fixed number of screens. Who has mail goes first, so that steps mix."""

    def __init__(self, site: RunningSite, people: int) -> None:
        self.people = [Person(number) for number in range(people)]
        self.in_flight = 0
        self._site = site
        self._mails = FolderMailer(site.folder / "mail")
        self._read: set[str] = set()
        self._by_address = {person.address: person for person in self.people}
        self._steps: deque[Callable[[], bool]] = deque()
        self._counting = threading.Lock()
        self._is_over = threading.Event()
        self._form: dict[str, str] = {}

    def come(self) -> None:
        """Let everyone begin, in the background."""
        self._form = Forms(self._ask(self.people[0], "GET", PAGE)[1], "/sign").values
        self._steps.extend(self._step(self._sign, person) for person in self.people)
        for work in [self._fetch_mail, *[self._visit] * VISITORS]:
            threading.Thread(target=work, daemon=True).start()

    def leave(self) -> None:
        self._is_over.set()

    def thanked(self) -> int:
        return sum(person.was_thanked for person in self.people)

    def told_counted(self) -> int:
        return sum(person.was_told_counted for person in self.people)

    def wait(self, patience: float) -> None:
        """Until everyone was told that they are counted, or nothing has moved for so many seconds."""
        state, since = self._state(), time.monotonic()
        while self.told_counted() < len(self.people) and time.monotonic() < since + patience:
            time.sleep(PAUSE)
            if self._state() != state:
                state, since = self._state(), time.monotonic()

    def _state(self) -> tuple[int, int, int]:
        return self.thanked(), self.told_counted(), len(self._read)

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
            for name in set(self._mails.names(100_000)) - self._read:
                mail = self._mails.read(name)
                person = self._by_address[str(mail["To"])]
                if not person.link:
                    person.link = link_in(mail)
                    self._steps.appendleft(self._step(self._confirm, person))
                self._read.add(name)
            time.sleep(PAUSE)

    def _sign(self, person: Person) -> bool:
        form = self._form | {"name": person.name, "mail": person.address, "give_name_to": "public"}
        status, _page = self._ask(person, "POST", f"{PAGE}/sign", form)
        person.was_thanked |= status == 303
        return person.was_thanked

    def _confirm(self, person: Person) -> bool:
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
            with closing(http.client.HTTPConnection("127.0.0.1", self._site.port, timeout=30)) as connection:
                connection.request(method, path, urlencode(form or {}), headers)
                answer = connection.getresponse()
                page = answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            self._count(-1)
        person.cookie = (answer.getheader("Set-Cookie") or person.cookie).split(";")[0]
        return answer.status, page

    def _count(self, change: int) -> None:
        with self._counting:
            self.in_flight += change
