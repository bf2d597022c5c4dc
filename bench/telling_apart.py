"""Does the clock tell who has signed? How long the sign form takes for new, waiting and counted addresses.

    python -m bench.telling_apart [--rounds 1000]

One `flask petition serve`, asked over loopback, which is the best place an attacker can have. In each round one form is
sent for each kind of address, in an order drawn anew, so that whatever slows the machine slows all alike. Beside the
medians stands how often a known address took longer than the new one of its round: 50 % tells nothing.
"""

import argparse
import json
import random
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

import config
from bench.mail_bombing import PAGE, Browser
from petition import create_app
from petition.extensions import db
from petition.services import petitions
from tests.faults.preparing import SLUG, prepared_site, visited
from tests.faults.running import RunningSite
from tests.making import sign_and_confirm
from tests.reading import Forms

NEW, WAITING, COUNTED = "new", "waiting", "counted"
WARM_UP = 30


def prepare(folder: Path) -> RunningSite:
    """Somebody has signed."""
    site = prepared_site(folder)
    with visited(create_app(config.load(site.environment))):
        db.open_for_writing()
        ward = petitions.by_slug(SLUG)
        assert ward is not None
        sign_and_confirm(ward, address=f"{COUNTED}@example.org")
        db.session.commit()
    return site


def seconds(site: RunningSite, typed: dict[str, str], kind: str, number: int) -> float:
    name = f"n{number:06}" if kind == NEW else kind
    browser = Browser(site)
    started = time.perf_counter()
    browser.post(f"{PAGE}/sign", typed | {"name": "Rima Haddad", "mail": f"{name}@example.org"})
    return time.perf_counter() - started


def measure(site: RunningSite, rounds: int) -> dict[str, list[float]]:
    typed = Forms(Browser(site).get(PAGE), "/sign").values
    found: dict[str, list[float]] = {NEW: [], WAITING: [], COUNTED: []}
    for number in range(WARM_UP + rounds):
        kinds = random.sample(list(found), k=len(found))
        took = {kind: seconds(site, typed, kind, number) for kind in kinds}
        if number >= WARM_UP:
            for kind, one in took.items():
                found[kind].append(one)
    return found


def told(found: dict[str, list[float]]) -> dict[str, object]:
    """In microseconds; and how often a known one took longer than the new one beside it."""
    figures: dict[str, object] = {}
    for kind, values in found.items():
        low, _, high = quantiles(values, n=4)
        figures[f"{kind}: median (quartiles), µs"] = f"{median(values) * 1e6:.0f} ({low * 1e6:.0f}–{high * 1e6:.0f})"
    for kind in (WAITING, COUNTED):
        longer = sum(one > new for one, new in zip(found[kind], found[NEW], strict=True))
        figures[f"{kind} took longer than new, %"] = round(100 * longer / len(found[NEW]), 1)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="countersign-bench-") as folder:
        site = prepare(Path(folder) / "site")
        site.start()
        try:
            found = measure(site, options.rounds)
        finally:
            site.end()
    print(json.dumps(told(found), indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
