"""Does anything get slower as a petition grows? The same requests with no signature and with very many.

    python -m bench.growth [--signatures 78240] [--rounds 3]

Fills a folder with `demo --signatures N` and another with none, starts `flask petition serve` on both, and asks
them in turn. Also times the demo and `verify-count`. The ratio is the figure: both servers share the machine.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.figures import milliseconds
from bench.http import Client
from tests.faults.running import ROOT, RunningSite

SLUG = "keep-the-night-shift-alive"
PATHS = {
    "page": f"/en/petitions/{SLUG}",
    "count.json": f"/petitions/{SLUG}/count.json",
    "signatures": f"/en/petitions/{SLUG}/signatures",
}


def flask(site: RunningSite, *arguments: str) -> float:
    """Run a command to its end; how long that took (seconds)."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "flask", *arguments]
    subprocess.run(command, cwd=ROOT, env=site.environment, check=True)
    return time.perf_counter() - started


async def ask(site: RunningSite, path: str, times: int) -> list[float]:
    client = Client(site.port)
    answers = [await client.get(path) for _ in range(times)]
    client.close()
    if any(answer.status != 200 for answer in answers):
        raise RuntimeError(f"{path} was refused")
    return [answer.seconds for answer in answers]


def compared(empty: RunningSite, full: RunningSite, path: str, options: argparse.Namespace) -> dict[str, float]:
    """Median answer times (ms), interleaved, and how fast the full site is of the empty one's speed."""
    seconds: dict[str, list[float]] = {"none": [], "many": []}
    for _ in range(options.rounds):
        for name, site in (("none", empty), ("many", full)):
            seconds[name] += asyncio.run(ask(site, path, options.requests))
    none, many = median(seconds["none"]), median(seconds["many"])
    return {"none ms": milliseconds(none), "many ms": milliseconds(many), "speed": round(none / many, 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--signatures", type=int, default=78240)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=100, help="of each kind, each round")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="countersign-bench-") as folder:
        empty, full = RunningSite(Path(folder) / "empty"), RunningSite(Path(folder) / "full")
        figures: dict[str, object] = {}
        for site, signatures in ((empty, 0), (full, options.signatures)):
            flask(site, "db", "upgrade")
            figures[f"demo of {signatures}, s"] = round(
                flask(site, "petition", "demo", "--signatures", str(signatures)), 1
            )
        figures["verify-count, s"] = round(flask(full, "petition", "verify-count"), 1)
        try:
            for site in (empty, full):
                site.start()
            figures |= {name: compared(empty, full, path, options) for name, path in PATHS.items()}
        finally:
            for site in (empty, full):
                site.end()
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
