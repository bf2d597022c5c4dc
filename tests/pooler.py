"""A real PgBouncer in transaction mode: what is left in a session by one transaction, the next one may not have."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url

from tests.postgres import NOBODY
from tests.servers import require

# Debian's lies where only root's path leads.
SBIN = "/usr/sbin"
START_SECONDS = 10
SETTINGS = """
[databases]
* = host={server} port={port} user={user}
[pgbouncer]
pool_mode = transaction
default_pool_size = {connections}
unix_socket_dir = {folder}
listen_port = 6432
auth_type = any
logfile = {folder}/log
pidfile =
"""


@contextlib.contextmanager
def pooler(url: str, *, connections: int) -> Iterator[str]:
    """Lends so many connections to the server at `url` (on a unix socket); yields the URL through it.

    Everything else is as PgBouncer comes: an application must not depend on how it was set up.
    """
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:{SBIN}")
    require(program is not None, "pgbouncer")
    place = make_url(url)
    folder = Path(tempfile.mkdtemp(prefix="countersign-pooler-"))
    try:
        settings = folder / "pgbouncer.ini"
        settings.write_text(
            SETTINGS.format(
                server=place.query["host"],
                port=place.query["port"],
                user=place.username,
                connections=connections,
                folder=folder,
            )
        )
        with _running([str(program), str(settings)], folder):
            yield place.set(query={"host": str(folder), "port": "6432"}).render_as_string(hide_password=False)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _running(command: list[str], folder: Path) -> Iterator[None]:
    """It refuses to run as root."""
    identity = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    if identity:
        os.chown(folder, NOBODY, NOBODY)
    with (folder / "words").open("wb") as words:
        process = subprocess.Popen(command, stdout=words, stderr=words, **identity)  # type: ignore[call-overload]
    try:
        _await(folder / ".s.PGSQL.6432", process, folder)
        yield
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def _await(place: Path, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(place))
            return
        time.sleep(0.02)
    raise RuntimeError(f"PgBouncer did not start:\n{(folder / 'words').read_text()}")
