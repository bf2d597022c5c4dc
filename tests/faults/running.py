"""The real site as a process: started, asked, killed and started again."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.conftest import SECRETS

ROOT = Path(__file__).resolve().parents[2]
SERVE = ("-m", "flask", "petition", "serve")
START_SECONDS = 60
STOP_SECONDS = 20


class RunningSite:
    """`flask petition serve` on a free port with a folder of its own.

    `command` is what Python is given: a test that shows what happens without a guarantee starts a script that
    breaks it.
    """

    def __init__(self, folder: Path, *, command: tuple[str, ...] = SERVE, **environment: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.environment = {"DATA_DIR": str(folder), "PORT": str(self.port), **SECRETS, **environment}
        self.log = folder.with_suffix(".log")
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "the site was not started"
        return self._process

    def start(self) -> None:
        """Start it, and come back when it answers."""
        path = {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *self._command], cwd=ROOT, env=path | self.environment, stdout=log, stderr=log
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self._process.poll() is None, self.words()
            assert time.monotonic() < deadline, f"the site did not answer:\n{self.words()}"
            time.sleep(0.02)

    def kill(self) -> None:
        """End it without a warning, as a power cut does."""
        self.process.kill()
        self.process.wait(STOP_SECONDS)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end; its exit code."""
        self.process.send_signal(number)
        return self.process.wait(STOP_SECONDS)

    def end(self) -> None:
        """Whatever happened, leave nothing running."""
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def words(self) -> str:
        """What it has printed so far."""
        return self.log.read_text(encoding="utf-8")

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_SECONDS)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


def wait_until(is_so: Callable[[], bool], seconds: float = STOP_SECONDS) -> None:
    """Come back as soon as this is so; an AssertionError where it takes longer."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
