"""The export of all signatures of a petition, against a stream of the same rows with nothing opened."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

import config
from bench import databases
from bench.databases import MILLION
from bench.figures import memory_mb, tree_of
from bench.http import HOST
from bench.row import Bar, Options, Round, Row
from bench.stand import Stand, rest
from bench.wrk import Void
from petition import create_app
from petition.extensions import db
from petition.models.team import TeamRole
from petition.services import organisers, petitions, sessions
from petition.web import sign_in
from tests.faults.preparing import visited
from tests.faults.running import RunningSite
from tests.reading import Forms

PORTION = 1 << 16
PATIENCE = 600
LOOK_SECONDS = 0.05


@dataclass
class Fetched:
    """What came, and how."""

    lines: int
    first_byte: float
    seconds: float


@dataclass(frozen=True)
class Asking:
    """Somebody who may take the list."""

    port: int
    cookie: str

    def get(self, path: str) -> http.client.HTTPResponse:
        return self._send("GET", path, None)

    def post(self, path: str, form: dict[str, str]) -> http.client.HTTPResponse:
        return self._send("POST", path, urlencode(form))

    def _send(self, method: str, path: str, body: str | None) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        headers = {"Cookie": self.cookie, "X-Forwarded-For": "192.0.2.1"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        return connection.getresponse()


def export(stand: Stand, options: Options) -> list[Round]:
    database = databases.large(stand, options)
    cookie, petition_id = _organiser(stand, database)
    rounds = []
    with stand.site(database) as site, stand.floor("export", database) as floor:
        plain = Asking(floor.port, "")
        asking, form = _at_the_form(Asking(site.port, cookie))
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


def _at_the_form(asking: Asking) -> tuple[Asking, dict[str, str]]:
    """The same person once their browser holds the workspace's cookies, and what it will send."""
    workspace = asking.get("/en/organise")
    token = Forms(workspace.read().decode(), "/logout").values["csrf_token"]
    cookies = [asking.cookie, *(line.split(";")[0] for line in workspace.msg.get_all("Set-Cookie", []))]
    form = {"csrf_token": token, "purpose": "officials", "form": "csv"}
    return Asking(asking.port, "; ".join(cookies)), form


def _organiser(stand: Stand, database: str) -> tuple[str, int]:
    """Somebody who owns the petition, by the cookie of their browser; and the petition's number in the tables."""
    with visited(create_app(config.load(stand.environment(database)))):
        db.open_for_writing()
        petition = petitions.by_slug(MILLION)
        assert petition is not None
        made = organisers.create(address="owner@example.org", name="Owner", password="seven quiet geese")
        organisers.add_to_team(made, petition.team, TeamRole.OWNER)
        secret = sessions.start(made.id)
        db.session.commit()
        return f"{sign_in.NAME}={secret}", petition.id


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
