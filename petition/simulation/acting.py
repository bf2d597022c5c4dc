"""How people and programs act on a petition of the throwaway site, and what each of their forms was answered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from petition.lib import clock
from petition.services.identity import Identity
from petition.simulation import places
from petition.simulation.attackers import SOLVING, Attack, Fake
from petition.simulation.browser import SEE_OTHER, Browser, Form, Work
from petition.simulation.course import Life
from petition.simulation.people import Person
from petition.simulation.stage import Stage

# Whoever is told to wait presses the button again, after so many seconds, so often.
WAITS, MOST_TRIES = 60, 3
# How long a person looks at the page behind the link, and how long after a mail came its scanner presses.
LOOKS = 5
SCANNER_WAITS = 1


@dataclass
class Attempt:
    """A form that was sent, in truth by a person or a program, and the status of the last answer to it."""

    signer: Identity
    is_fake: bool
    status: int = 0

    @property
    def is_taken(self) -> bool:
        return self.status == SEE_OTHER


@dataclass
class Scene:
    """One petition, and all that was tried on it."""

    stage: Stage
    slug: str
    began: datetime
    attempts: list[Attempt] = field(default_factory=list)
    # By a page's path: the hour in which it was asked for, and its form, as a cache in front keeps it.
    _forms: dict[str, tuple[datetime, Form]] = field(default_factory=dict)

    def page(self, language: str = "en") -> str:
        return f"/{language}/petitions/{self.slug}"

    def let_sign(self, everybody: Iterable[Person]) -> None:
        """Let each of them come when they come."""
        for person in everybody:
            self.stage.course.begin(self._person(person))

    def let_attack(self, attack: Attack, all_fakes: Iterable[Fake]) -> None:
        """Let one program send all these; one that works has as many hands as cores."""
        waiting = iter(all_fakes)
        for _core in range(attack.cores or 1):
            self.stage.course.begin(self._program(attack, waiting))

    def _person(self, person: Person) -> Life:
        yield person.comes_after
        browser, page = self.stage.browser(person.network), self.page(person.language)
        form = self._form(browser, page)
        work = browser.work(page) if person.has_script else None
        yield person.fills_in
        attempt = self._attempt(person.signer, is_fake=False)
        for _try in range(MOST_TRIES):
            self._send(attempt, browser, form, work)
            if attempt.is_taken:
                break
            yield WAITS
        if not attempt.is_taken:
            return
        path = (yield person.signer.address) or ""
        if person.is_scanned:
            yield SCANNER_WAITS
            self._press(places.SCANNER, path, person.signer)
        if person.reads_after is None:
            return
        yield person.reads_after
        reader = self.stage.browser(person.reads_from) if person.reads_from else browser
        yield LOOKS
        reader.confirm(path, person.signer)

    def _program(self, attack: Attack, waiting: Iterator[Fake]) -> Life:
        yield attack.begins
        for fake in waiting:
            yield self._until(fake.sent_after)
            browser = self.stage.browser(fake.network)
            form = self._form(browser, self.page())
            work = browser.work(self.page()) if attack.cores else None
            yield SOLVING[work.effort] if work else 0.0
            attempt = self._attempt(fake.signer, is_fake=True)
            self._send(attempt, browser, form, work)
            if attempt.is_taken:
                self.stage.course.begin(self._reader(fake, attack))

    def _reader(self, fake: Fake, attack: Attack) -> Life:
        """Whoever sees the mail to a mailbox that the program named."""
        path = (yield fake.signer.address) or ""
        yield self._until(attack.reads_from_on) + fake.read_after
        self._press(attack.reads_from or fake.network, path, fake.signer)

    def _until(self, seconds: float) -> float:
        """How long it is until so many seconds after the beginning; none where they are over."""
        return max(0.0, seconds - (self.stage.course.now - self.began).total_seconds())

    def _form(self, browser: Browser, page: str) -> Form:
        """The form of this page in this hour; for all readers the same."""
        hour = clock.hour_of(self.stage.course.now)
        if page not in self._forms or self._forms[page][0] != hour:
            self._forms[page] = (hour, browser.sign_form(page))
        return self._forms[page][1]

    def _press(self, network: str, path: str, signer: Identity) -> None:
        self.stage.browser(network).confirm(path, signer)

    def _attempt(self, signer: Identity, *, is_fake: bool) -> Attempt:
        attempt = Attempt(signer, is_fake)
        self.attempts.append(attempt)
        return attempt

    def _send(self, attempt: Attempt, browser: Browser, form: Form, work: Work | None) -> None:
        attempt.status = browser.sign(form, attempt.signer, work)
        if attempt.is_taken:
            self.stage.mail_is_due()
