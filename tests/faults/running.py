"""The real site as processes: started, asked, killed and started again."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.conftest import SECRETS
from tests.postgres import LOOPBACK
from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
SERVE = ("-m", "flask", "petition", "serve")
# A script that breaks something takes the command's name after its own.
WORKS = ("petition", "work")
WORK = ("-m", "flask", *WORKS)
START_SECONDS = 60
STOP_SECONDS = 20
# Until another worker counts: ten are promised, on a machine that does not also run tests.
TAKEN_OVER_SECONDS = 60


class RunningProgram:
    """A Python program of the site, such as a worker, and whatever processes it starts."""

    # What starts a command in a place of its own, such as a network.
    inside: tuple[str, ...] = ()

    def __init__(self, log: Path, command: tuple[str, ...], environment: dict[str, str]) -> None:
        self.log = log
        self.environment = environment
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "the site was not started"
        return self._process

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        path = {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*self.inside, sys.executable, *self._command],
                cwd=ROOT,
                env=path | self.environment,
                stdout=log,
                stderr=log,
                # A group of its own, so that it can be ended with all its children.
                start_new_session=True,
            )

    def kill(self) -> None:
        """End it and its children without a warning, as a power cut does."""
        self.signal_all(signal.SIGKILL)
        self.process.wait(STOP_SECONDS)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end; its exit code."""
        self.process.send_signal(number)
        return self.process.wait(STOP_SECONDS)

    def end(self) -> None:
        """Whatever happened, leave nothing running."""
        if self.is_running:
            self.kill()

    def signal_all(self, number: signal.Signals) -> None:
        """Send it to the program and its children."""
        os.killpg(self.process.pid, number)

    def words(self) -> str:
        """What it has printed so far."""
        return self.log.read_text(encoding="utf-8")


class RunningSite(RunningProgram):
    """`flask petition serve` on a free port of HOST with a folder of its own.

    `command` is what Python is given: a test that shows what happens without a guarantee starts a script that
    breaks it.
    """

    def __init__(self, folder: Path, *, command: tuple[str, ...] = SERVE, **environment: str) -> None:
        self.folder = folder
        self.address = environment.get("HOST", LOOPBACK)
        self.port = free_port()
        settings = {"DATA_DIR": str(folder), "PORT": str(self.port), **SECRETS, **environment}
        super().__init__(folder.with_suffix(".log"), command, settings)

    def start(self) -> None:
        """Start it, and come back when it answers."""
        super().start()
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self.process.poll() is None, self.words()
            assert time.monotonic() < deadline, f"the site did not answer:\n{self.words()}"
            time.sleep(0.02)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(self.address, self.port, timeout=START_SECONDS)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def wait_until(
    is_so: Callable[[], bool], seconds: float = STOP_SECONDS, *, pause: float = 0.005, told: Callable[[], str] = str
) -> None:
    """Come back as soon as this is so; an AssertionError, with what is then told, where it takes longer."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"waited in vain {told()}"
        time.sleep(pause)
