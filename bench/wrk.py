"""wrk, the load generator for GETs: as many as a server answers over so many connections."""

import re
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.figures import cpu_seconds
from bench.http import HOST

CONNECTIONS = 16
THREADS = 1
PATIENCE = 30
ANEW = Path(__file__).parent / "anew.lua"
TRIES = 50
LOOK_SECONDS = 0.5
# The least that a process may compute beside the busiest one.
LEAST_SHARE = 0.5


class Void(Exception):
    """Something was refused, failed or went wrong: what was measured meanwhile is no figure."""


@dataclass(frozen=True)
class Readers:
    """Those who ask a server for one thing, again and again.

    Connections stay with the process that takes them, and now and then one takes them all: then wrk is started anew,
    until all `processes` (their pids) are at work. `is_anew`: no answer that the server keeps may be sent.
    """

    port: int
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    is_anew: bool = False
    processes: tuple[int, ...] = ()

    def per_second(self, seconds: float, begin: Callable[[], object] = lambda: None) -> float:
        """How many are answered each second; `begin` is called before each start. Raises Void."""
        for _ in range(TRIES):
            begin()
            running = subprocess.Popen(
                self._command(seconds), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
            try:
                if self._all_are_at_work():
                    return rate_in(running.communicate(timeout=seconds + PATIENCE)[0])
            finally:
                running.kill()
                running.communicate()
        raise Void("one process took all connections, each time")

    def _command(self, seconds: float) -> list[str]:
        script = [f"--script={ANEW}"] if self.is_anew else []
        lines = [f"--header={name}: {value}" for name, value in self.headers.items()]
        shape = [
            f"--connections={CONNECTIONS}",
            f"--threads={THREADS}",
            f"--duration={max(1, round(seconds))}s",
            f"--timeout={PATIENCE}s",
        ]
        return ["wrk", *shape, *script, *lines, f"http://{HOST}:{self.port}{self.path}"]

    def _all_are_at_work(self) -> bool:
        before = [cpu_seconds(pid) for pid in self.processes]
        time.sleep(LOOK_SECONDS)
        spent = [cpu_seconds(pid) - was for pid, was in zip(self.processes, before, strict=True)]
        return not spent or min(spent) > max(spent) * LEAST_SHARE


def rate_in(words: str) -> float:
    """The rate that wrk printed. Raises Void where any request failed."""
    for trouble in (r"Non-2xx or 3xx responses: \d+", r"Socket errors: .+"):
        if found := re.search(trouble, words):
            raise Void(found[0])
    found = re.search(r"^Requests/sec:\s+([\d.]+)$", words, re.MULTILINE)
    if found is None:
        raise Void(f"wrk said no rate: {words[-200:]}")
    return float(found[1])
