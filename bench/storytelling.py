"""People who live the whole story, and people who watch the number: each kind in a process of its own."""

import asyncio
import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.crowd import HOST_ERRORS, NAME, Crowd, Signing, at_rate, network_of
from bench.http import HOST, Client
from tests.reading import Forms

# As often as a page looks for a newer number.
PERIOD = 10.0
LOOK_SECONDS = 0.2
# Whoever presses within three seconds after the mail left is held for a program, as programs do that look at links.
READING_SECONDS = 5.0
# After so long without mail or answer nobody waits any more.
PATIENCE = 30.0
LONGEST_LINE = 1 << 24
NEVER = float("inf")


@dataclass(frozen=True)
class Watching:
    """So many people who keep a page open."""

    port: int
    path: str
    people: int
    seconds: float


@dataclass
class Ending:
    """What became of a crowd."""

    thanked: int = 0
    sign_seconds: list[float] = field(default_factory=list)
    # When each was told so, on this machine's monotonic clock.
    confirmed_at: list[float] = field(default_factory=list)
    mails: int = 0
    refusals: list[str] = field(default_factory=list)


def tell(crowd: Crowd, asking_port: int) -> Ending:
    return asyncio.run(_Story(crowd, asking_port).tell())


class _Story:
    def __init__(self, crowd: Crowd, asking_port: int) -> None:
        self._crowd = crowd
        self._asking_port = asking_port
        self._signing = Signing(crowd.port, crowd.forms)
        self._numbers = itertools.count(crowd.first)
        self._typed: dict[str, str] = {}
        self._ending = Ending()
        self._moved_at = time.monotonic()

    async def tell(self) -> Ending:
        await self._signing.read_forms()
        post = asyncio.create_task(self._fetch_mail())
        await at_rate(self._sign, self._crowd.rate or 1, self._crowd.seconds)
        self._moved_at = time.monotonic()
        while len(self._ending.confirmed_at) < self._ending.thanked and not self._is_stuck():
            await asyncio.sleep(LOOK_SECONDS)
        post.cancel()
        return self._ending

    def _is_stuck(self) -> bool:
        return time.monotonic() > self._moved_at + PATIENCE

    async def _sign(self, due: float) -> None:
        if refusal := await self._signing.sign(next(self._numbers)):
            self._ending.refusals.append(refusal)
        else:
            self._ending.thanked += 1
        self._ending.sign_seconds.append(time.perf_counter() - due)

    async def _fetch_mail(self) -> None:
        reader, writer = await asyncio.open_connection(HOST, self._asking_port, limit=LONGEST_LINE)
        first = seen = (await mails_since(reader, writer, LONGEST_LINE))[0]
        confirming = set()
        while True:
            seen, paths = await mails_since(reader, writer, seen)
            self._ending.mails = seen - first
            confirming |= {asyncio.create_task(self._confirm(path)) for path in paths}
            await asyncio.sleep(LOOK_SECONDS)

    async def _confirm(self, path: str) -> None:
        """Open the mailed link, press the button, read the number."""
        await asyncio.sleep(READING_SECONDS)
        network = network_of(next(self._numbers))
        client = Client(self._crowd.port, encoding="br" if self._typed else "identity")
        try:
            shown = await client.get(path, network=network)
            self._typed = self._typed or Forms(shown.text, path).values | {"name": NAME}
            answer = await client.post(path, self._typed, network=network)
            told_at = time.monotonic()
            counted = await client.get(path, network=network)
        except HOST_ERRORS as error:
            self._ending.refusals.append(f"a mailed link: {type(error).__name__}")
            return
        finally:
            client.close()
        self._moved_at = time.monotonic()
        if (shown.status, answer.status, counted.status) == (200, 303, 200):
            self._ending.confirmed_at.append(told_at)
        else:
            self._ending.refusals.append(f"a mailed link: {shown.status}, {answer.status}, {counted.status}")


async def mails_since(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> tuple[int, list[str]]:
    """How many mails came in all, and the links of those from this number on."""
    writer.write(b"%d\n" % number)
    total, *paths = (await reader.readline()).decode().split()
    return int(total), [path for path in paths if path != "-"]


def watch(watching: Watching) -> list[str]:
    """Look at the number again and again; the reasons for which it was not shown."""
    return asyncio.run(_watch(watching))


async def _watch(watching: Watching) -> list[str]:
    refusals: list[str] = []
    end = time.monotonic() + watching.seconds

    async def one(number: int) -> None:
        await asyncio.sleep(PERIOD * number / watching.people)
        client = Client(watching.port)
        while time.monotonic() < end:
            try:
                answer = await client.get(watching.path, network=network_of(number))
                if answer.status != 200:
                    refusals.append(f"{watching.path} was answered with {answer.status}")
            except HOST_ERRORS as error:
                refusals.append(f"{watching.path}: {type(error).__name__}")
                client.close()
            await asyncio.sleep(PERIOD)
        client.close()

    await asyncio.gather(*(one(number) for number in range(watching.people)))
    return refusals


def counted_after(told_at: Sequence[float], counts: Sequence[tuple[float, int]]) -> list[float]:
    """For each who was told so, the seconds until the number had caught up: infinite where it never did.

    `counts` are the moments at which the number was looked at, with what it had grown by. The n-th to be told is
    counted when it has grown by n.
    """
    delays = []
    looks = iter(counts)
    moment, grown = next(looks, (NEVER, 0))
    for turn, told in enumerate(sorted(told_at), 1):
        while grown < turn and moment < NEVER:
            moment, grown = next(looks, (NEVER, 0))
        delays.append(max(0.0, moment - told))
    return delays
