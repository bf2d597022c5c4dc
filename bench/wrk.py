"""wrk, the load generator for GETs: as many as a server answers over so many connections."""

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from bench.http import HOST

CONNECTIONS = 16
THREADS = 1
PATIENCE = 30
ANEW = Path(__file__).parent / "anew.lua"


class Void(Exception):
    """Something was refused, failed or went wrong: what was measured meanwhile is no figure."""


def requests_per_second(
    port: int, path: str, seconds: float, headers: Mapping[str, str], *, is_anew: bool = False
) -> float:
    """How many are answered each second. Raises Void.

    `is_anew`: no answer that the server keeps may be sent.
    """
    script = [f"--script={ANEW}"] if is_anew else []
    lines = [f"--header={name}: {value}" for name, value in headers.items()]
    shape = [
        f"--connections={CONNECTIONS}",
        f"--threads={THREADS}",
        f"--duration={max(1, round(seconds))}s",
        f"--timeout={PATIENCE}s",
    ]
    command = ["wrk", *shape, *script, *lines, f"http://{HOST}:{port}{path}"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=seconds + PATIENCE, check=True)
    return rate_in(ended.stdout)


def rate_in(words: str) -> float:
    """The rate that wrk printed. Raises Void where any request failed."""
    for trouble in (r"Non-2xx or 3xx responses: \d+", r"Socket errors: .+"):
        if found := re.search(trouble, words):
            raise Void(found[0])
    found = re.search(r"^Requests/sec:\s+([\d.]+)$", words, re.MULTILINE)
    if found is None:
        raise Void(f"wrk said no rate: {words[-200:]}")
    return float(found[1])
