"""People who sign, in a process of their own: `in_own_process(flock)`.

Each comes from one of 20,000 addresses, opens the page, and sends its form. What an answer held is not looked at
again: the form is read once, as it is the same for everyone but for the mail address.
"""

import asyncio
import itertools
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

from bench.http import Client
from tests.reading import Forms

ADDRESSES = 20_000
# A mail server would pace what goes to one domain.
DOMAINS = 50
VISITORS = 16
NAME = "Rima Haddad"
# What a server that cuts a connection, or does not take it, looks like from here.
HOST_ERRORS = (OSError, asyncio.IncompleteReadError)
# No two crowds of a run have a person in common.
_firsts = itertools.count(0, 1_000_000)

Given = ParamSpec("Given")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Form:
    """Where a form stands, and where it is sent."""

    page: str
    target: str


@dataclass(frozen=True)
class Crowd:
    """So many seconds of people before a server: as fast as they are served, or at a rate of their own."""

    port: int
    forms: tuple[Form, ...]
    seconds: float
    rate: float | None = None
    first: int = field(default_factory=lambda: next(_firsts))


@dataclass
class Outcome:
    """What they were answered."""

    seconds: list[float] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    lasted: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.lasted


class Signing:
    """What signing takes, for one person after another."""

    def __init__(self, port: int, forms: tuple[Form, ...]) -> None:
        self._port = port
        self._forms = forms
        self._typed: dict[str, dict[str, str]] = {}

    async def read_forms(self) -> None:
        for form in self._forms:
            client = Client(self._port)
            page = await client.ask(form.page)
            client.close()
            self._typed[form.page] = Forms(page.text, form.target).values | {"name": NAME}

    async def sign(self, number: int) -> str:
        """Open the page, send the form; why it was refused, or nothing."""
        form = self._forms[number % len(self._forms)]
        client = Client(self._port, encoding="br")
        try:
            page = await client.get(form.page, network=network_of(number))
            typed = self._typed[form.page] | {"mail": f"signer{number}@mail{number % DOMAINS}.example.org"}
            answer = await client.post(form.target, typed, network=network_of(number))
        except HOST_ERRORS as error:
            return f"{form.target}: {type(error).__name__}"
        finally:
            client.close()
        if page.status == 200 and answer.status == 303:
            return ""
        return f"{form.page} was answered with {page.status}, then {answer.status}"


def network_of(number: int) -> str:
    """Each in a neighbourhood of its own: so many from one would be held."""
    place = number % ADDRESSES
    return f"10.{place % 250}.{place // 250}.1"


def sign(crowd: Crowd) -> Outcome:
    """Runs in a process of its own."""
    return asyncio.run(_sign(crowd))


async def _sign(crowd: Crowd) -> Outcome:
    signing = Signing(crowd.port, crowd.forms)
    await signing.read_forms()
    outcome, numbers = Outcome(), itertools.count(crowd.first)
    started = time.perf_counter()

    async def one(due: float) -> None:
        if refusal := await signing.sign(next(numbers)):
            outcome.refusals.append(refusal)
        outcome.seconds.append(time.perf_counter() - due)

    if crowd.rate is None:
        await _one_after_another(one, started + crowd.seconds)
    else:
        await at_rate(one, crowd.rate, crowd.seconds)
    outcome.lasted = time.perf_counter() - started
    return outcome


async def _one_after_another(one: Callable[[float], Coroutine[None, None, None]], end: float) -> None:
    async def visitor() -> None:
        while (now := time.perf_counter()) < end:
            await one(now)

    await asyncio.gather(*(visitor() for _ in range(VISITORS)))


async def at_rate(one: Callable[[float], Coroutine[None, None, None]], rate: float, seconds: float) -> None:
    """People who come whether or not the server keeps up. Each is told when they were due: waiting for us counts."""
    started = time.perf_counter()
    coming = []
    for number in range(int(rate * seconds)):
        due = started + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        coming.append(asyncio.create_task(one(due)))
    await asyncio.gather(*coming)


class Processes:
    """Processes for load generators, so that they do not wait for each other or for who measures."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def begin(self, work: Callable[Given, Result], *arguments: Given.args, **named: Given.kwargs) -> "Future[Result]":
        return self._pool.submit(work, *arguments, **named)


@contextmanager
def processes(number: int = 1) -> Iterator[Processes]:
    # Forked, they would share what this process has open.
    with ProcessPoolExecutor(number, mp_context=get_context("spawn")) as pool:
        yield Processes(pool)
