"""The export of all signatures of a petition, against a stream of the same rows with nothing opened."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench import databases
from bench.databases import MILLION
from bench.figures import memory_mb, tree_of
from bench.row import Bar, Options, Round, Row
from bench.signed_in import Asking, at_the_form, owner_of
from bench.stand import Stand, rest
from bench.wrk import Void
from tests.faults.running import RunningSite

PORTION = 1 << 16
LOOK_SECONDS = 0.05


@dataclass
class Fetched:
    """What came, and how."""

    lines: int
    first_byte: float
    seconds: float


def export(stand: Stand, options: Options) -> list[Round]:
    database = databases.large(stand, options)
    cookie, petition_id = owner_of(stand, database, MILLION, address="owner@example.org")
    rounds = []
    with stand.site(database) as site, stand.floor("export", database) as floor:
        plain = Asking(floor.port, "")
        asking, token = at_the_form(Asking(site.port, cookie))
        form = {"csrf_token": token, "purpose": "officials", "form": "csv"}
        for _ in range(options.rounds):
            rest(stand, site, floor)
            with _peak_memory(site) as memory:
                taken = _fetch(lambda: asking.post(f"/en/organise/{MILLION}/exports", form))
            streamed = _fetch(lambda: plain.get(f"/export/{petition_id}.csv"))
            if taken.lines < options.signatures or streamed.lines < options.signatures:
                raise Void(f"{taken.lines} and {streamed.lines} lines came of {options.signatures} signatures")
            rounds.append(
                {
                    "product s": taken.seconds,
                    "floor s": streamed.seconds,
                    "ratio": taken.seconds / streamed.seconds,
                    "first byte s": taken.first_byte,
                    "memory + MB": memory[-1] - memory[0],
                }
            )
    return rounds


def _fetch(ask: Callable[[], http.client.HTTPResponse]) -> Fetched:
    """Read it to its end, keeping nothing. Raises Void where it is refused."""
    started = time.perf_counter()
    answer = ask()
    first = answer.read(1)
    first_byte = time.perf_counter() - started
    if answer.status != 200 or not first:
        raise Void(f"the export was answered with {answer.status}")
    lines = 0
    while portion := answer.read(PORTION):
        lines += portion.count(b"\n")
    answer.close()
    return Fetched(lines, first_byte, time.perf_counter() - started)


@contextmanager
def _peak_memory(site: RunningSite) -> Iterator[list[float]]:
    """What all its processes hold: before the block, and at the most during it."""
    memory = [_memory_of(site)]
    is_over = threading.Event()

    def look() -> None:
        peak = memory[0]
        while not is_over.wait(LOOK_SECONDS):
            peak = max(peak, _memory_of(site))
        memory.append(peak)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield memory
    finally:
        is_over.set()
        looking.join()


def _memory_of(site: RunningSite) -> float:
    return sum(memory_mb(pid) for pid in tree_of(site.process.pid))


ROWS = (
    Row(
        "export of all signatures",
        "a Core stream of the same rows",
        export,
        (Bar("ratio", most=1.8), Bar("first byte s", most=0.3), Bar("memory + MB", most=20)),
    ),
)
