"""What everything is measured on: a durable PostgreSQL, Valkey, a mail sink, and gunicorn for sites and floors."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import valkey

from bench.figures import cpu_seconds_of_trees
from tests.conftest import SECRETS
from tests.faults.running import WORK, RunningProgram, RunningSite, wait_until
from tests.postgres import Postgres, postgres_folder
from tests.servers import free_port, valkey_server

GUNICORN = ("-m", "gunicorn", "--config=deploy/gunicorn.conf.py")
FLOOR = ("-m", "gunicorn", "--config=bench/floors/gunicorn_settings.py")
# Room for two sites and a floor with all their threads.
POSTGRES = ("max_connections=200",)


@dataclass
class Sink:
    """The mail sink's process: where mail goes, and where its links are asked for."""

    smtp_port: int
    asking_port: int


@dataclass
class Stand:
    """The servers that every row shares. Sites and floors are started by the rows that need them."""

    folder: Path
    postgres: Postgres
    valkey_url: str
    sink: Sink

    def execute(self, statement: str, database: str = "postgres") -> int:
        """One statement, committed: the number it returns, or how many rows it changed."""
        with psycopg.connect(self.libpq_url(database), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return int(cursor.fetchall()[0][0]) if cursor.description else cursor.rowcount

    def libpq_url(self, database: str) -> str:
        return self.postgres.url_of(database).replace("+psycopg", "")

    def environment(self, database: str) -> dict[str, str]:
        """The settings of a site on this database, limits on, behind one proxy, its mail going to the sink."""
        return {
            **SECRETS,
            "DATA_DIR": str(self.folder / database),
            "DATABASE_URL": self.postgres.url_of(database),
            "REDIS_URL": self.valkey_url,
            # The sink takes what it is sent: quotas are those of a server that does, not what is measured.
            "MAIL_URL": f"smtp://127.0.0.1:{self.sink.smtp_port}?per_domain=100000",
            "TRUSTED_PROXIES": "1",
            # As the shipped units and the image have it.
            "MALLOC_ARENA_MAX": "2",
        }

    @contextmanager
    def site(self, database: str, **environment: str) -> Iterator[RunningSite]:
        """gunicorn as it is shipped, on a database."""
        site = RunningSite(self.folder / database, command=GUNICORN, **(self.environment(database) | environment))
        with started(site):
            yield site

    @contextmanager
    def worker(self, database: str) -> Iterator[RunningProgram]:
        """`flask petition work` beside it."""
        worker = RunningProgram(self.folder / f"{database}-work.log", WORK, self.environment(database))
        with started(worker):
            yield worker

    @contextmanager
    def floor(self, module: str, database: str) -> Iterator[RunningSite]:
        """One of `bench/floors`, under the same gunicorn with the same numbers."""
        command = (*FLOOR, f"bench.floors.{module}:app")
        floor = RunningSite(self.folder / f"floor-{module}", command=command, **self.environment(database))
        with started(floor):
            yield floor

    def cpu_seconds(self, *programs: RunningProgram) -> float:
        """What these programs, PostgreSQL and Valkey have computed so far."""
        return cpu_seconds_of_trees(*(program.process.pid for program in programs), *self._server_pids())

    def _server_pids(self) -> tuple[int, int]:
        postgres = int((self.postgres.folder / "data/postmaster.pid").read_text().split("\n")[0])
        with valkey.Valkey.from_url(self.valkey_url) as store:
            answer = store.info("server")
        assert isinstance(answer, dict)
        return postgres, int(answer["process_id"])

    def is_quiet(self, database: str) -> bool:
        """Whether all mail has gone and everything has its place in the ledger."""
        waiting = "SELECT (SELECT count(*) FROM outbox WHERE state = 'queued') + (SELECT count(*) FROM ledger_inbox)"
        return self.execute(waiting, database) == 0


@contextmanager
def started(program: RunningProgram) -> Iterator[None]:
    """Running while the block runs, and asked to end after it."""
    try:
        program.start()
        yield
        program.stop()
    finally:
        program.end()


@contextmanager
def running_stand() -> Iterator[Stand]:
    """All the servers in one folder, which is gone afterwards."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="countersign-bench-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        # nginx gives up root, and has to find what it serves.
        folder.chmod(0o755)
        postgres = Postgres(stack.enter_context(postgres_folder()), settings=POSTGRES)
        stack.callback(postgres.stop)
        postgres.start()
        sink = Sink(free_port(), free_port())
        stack.enter_context(_running_sink(folder, sink))
        yield Stand(folder, postgres, stack.enter_context(valkey_server()), sink)


@contextmanager
def _running_sink(folder: Path, sink: Sink) -> Iterator[None]:
    ports = (f"--smtp={sink.smtp_port}", f"--asking={sink.asking_port}")
    with ended(RunningProgram(folder / "sink.log", ("-m", "bench.sink", *ports), {})):
        yield


@contextmanager
def ended(program: RunningProgram) -> Iterator[None]:
    """Running while the block runs, then killed: it has nothing to finish."""
    try:
        program.start()
        yield
    finally:
        program.end()


def rest(stand: Stand, *programs: RunningProgram, seconds: float = 30) -> None:
    """Wait until nobody computes any more: what was left behind by one part is not paid for by the next."""
    computed = [stand.cpu_seconds(*programs)]

    def is_quiet() -> bool:
        computed.append(stand.cpu_seconds(*programs))
        return computed[-1] - computed[-2] < 0.03

    wait_until(is_quiet, seconds, pause=0.3)
