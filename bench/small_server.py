"""The small server's bar: one process, SQLite, durable; at least 50 signs/s, p99 at most 250 ms, at most 250 MB.

    python -m bench.small_server [--rounds 3] [--seconds 20]

Starts `flask petition serve` in a folder of its own, limits and mail on, and lets visitors with an address each
open the form and send it. First as fast as they can (what it bears), then at the rate asked for (what it feels
like). The mails of all of them are written into a folder meanwhile; the time that takes is in the figures.
"""

import argparse
import asyncio
import itertools
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import cpu_seconds, medians, memory_mb, milliseconds, percentile
from bench.http import Client
from tests.faults.preparing import SLUG, prepared_site
from tests.reading import Forms

PAGE = f"/en/petitions/{SLUG}"
VISITORS = 8


class Signer:
    """Signs again and again, each time as somebody else from another network."""

    def __init__(self, port: int, numbers: Iterator[int]) -> None:
        self._port = port
        self._numbers = numbers
        self.seconds: list[float] = []
        self.refusals = 0

    async def sign(self) -> None:
        """One visit: the page, the form, the thank-you. Its two answers are timed together."""
        number = next(self._numbers)
        network = f"10.{number & 255}.{number >> 8 & 255}.{number >> 16 & 255}"
        client = Client(self._port)
        page = await client.get(PAGE, network=network)
        form = Forms(page.text, "/sign").values
        form |= {"name": f"Signer {number}", "mail": f"signer{number}@example.org"}
        answer = await client.post(f"{PAGE}/sign", form, network=network)
        client.close()
        self.refusals += answer.status != 303
        self.seconds.append(page.seconds + answer.seconds)


async def saturate(signer: Signer, seconds: float) -> float:
    """As fast as so many visitors can; signs per second."""
    started = time.perf_counter()

    async def visitor() -> None:
        while time.perf_counter() < started + seconds:
            await signer.sign()

    await asyncio.gather(*(visitor() for _ in range(VISITORS)))
    return len(signer.seconds) / (time.perf_counter() - started)


async def at_rate(signer: Signer, per_second: float, seconds: float) -> None:
    """Visitors who come whether or not the server keeps up."""
    visits = []
    for _ in range(int(per_second * seconds)):
        visits.append(asyncio.create_task(signer.sign()))
        await asyncio.sleep(1 / per_second)
    await asyncio.gather(*visits)


def one_round(options: argparse.Namespace) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="countersign-bench-") as folder:
        site = prepared_site(Path(folder) / "site")
        site.start()
        try:
            numbers = itertools.count(1)
            warm, fast, steady = (Signer(site.port, numbers) for _ in range(3))
            asyncio.run(saturate(warm, 2))
            rate = asyncio.run(saturate(fast, options.seconds))
            time.sleep(options.pause)
            asyncio.run(at_rate(steady, options.rate, options.seconds))
            time.sleep(options.pause)
            signs = len(warm.seconds + fast.seconds + steady.seconds)
            return {
                "CPU ms per sign, mail included": round(cpu_seconds(site.process.pid) * 1000 / signs, 1),
                "signs per second": round(rate, 1),
                "p50 ms, saturated": milliseconds(percentile(fast.seconds, 0.5)),
                "p99 ms, saturated": milliseconds(percentile(fast.seconds, 0.99)),
                f"p50 ms at {options.rate:g}/s": milliseconds(percentile(steady.seconds, 0.5)),
                f"p99 ms at {options.rate:g}/s": milliseconds(percentile(steady.seconds, 0.99)),
                "MB": round(memory_mb(site.process.pid), 1),
                "refusals": fast.refusals + steady.refusals,
            }
        finally:
            site.end()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=20, help="of each of the two parts of a round")
    parser.add_argument("--rate", type=float, default=50, help="visitors per second in the second part")
    parser.add_argument("--pause", type=float, default=10, help="seconds between the parts, to deliver what is left")
    options = parser.parse_args()
    rounds = [one_round(options) for _ in range(options.rounds)]
    print(json.dumps({"rounds": rounds, "median": medians(rounds)}, indent=1))


if __name__ == "__main__":
    main()
