"""The store of limits hangs while people sign: how much longer they wait, what is held, and what counts afterwards.

    python -m bench.hanging_store [--seconds 30] [--rate 10]

Four web processes, PostgreSQL, a worker that sends mail. Some sign as ever; then Valkey is stopped in its tracks, which
is worse than being gone: it takes connections and answers nothing. Others sign; it goes on. All confirm, and the worker
looks at what is held as it does each minute.
"""

import argparse
import asyncio
import json
import signal
import sys
import time
from dataclasses import replace

from bench import filling
from bench.crowd import Crowd, Form, Outcome, processes, sign
from bench.figures import milliseconds, percentile
from bench.one_address import READ_IN_ONE_PLACE, confirm_all
from bench.stand import Stand, running_stand
from bench.storytelling import READING_SECONDS
from tests.faults.cluster import Valkey
from tests.faults.running import wait_until
from tests.postgres import LOOPBACK

DATABASE = "hanging_store"
SLUG = "ward"
SECONDS = 300
HELD = "SELECT count(*) FROM signature WHERE state = 'held'"
COUNTED = "SELECT count(*) FROM signature WHERE state = 'counted'"


def waited(outcome: Outcome) -> dict[str, float]:
    """How long they waited for the page and the thank-you together."""
    return {
        "signed": len(outcome.seconds),
        "p50 ms": milliseconds(percentile(outcome.seconds, 0.5)),
        "p99 ms": milliseconds(percentile(outcome.seconds, 0.99)),
        "longest ms": milliseconds(max(outcome.seconds)),
        "refused": len(outcome.refusals),
    }


def measured(stand: Stand, store: Valkey, port: int, options: argparse.Namespace) -> dict[str, object]:
    forms = (Form(f"/en/petitions/{SLUG}", f"/en/petitions/{SLUG}/sign"),)
    result: dict[str, object] = {}
    with processes() as pool:
        usual = Crowd(port, forms, options.seconds, options.rate)
        result["as ever"] = waited(pool.begin(sign, usual).result())
        store.hang()
        # People of their own, like all who come later.
        later = replace(usual, first=usual.first + int(options.seconds * options.rate) + 1)
        result["while it hangs"] = waited(pool.begin(sign, later).result())
        store.come_back()
    wait_until(lambda: stand.is_quiet(DATABASE), SECONDS, pause=0.5)
    # Whoever presses sooner is held as a program.
    time.sleep(READING_SECONDS)
    result["confirmed"] = asyncio.run(confirm_all(port, stand.sink.asking_port))
    result["held then"] = stand.execute(HELD, DATABASE)
    wait_until(lambda: stand.execute(HELD, DATABASE) == 0, SECONDS, pause=1)
    return result | {"held in the end": 0, "counted": stand.execute(COUNTED, DATABASE)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=30, help="for which people sign, before and during")
    parser.add_argument("--rate", type=float, default=10, help="who sign in a second")
    options = parser.parse_args()
    # Whoever ends it ends the servers with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    store = Valkey(LOOPBACK)
    try:
        with running_stand() as shared:
            stand = replace(shared, valkey_url=store.url)
            app = filling.make_database(stand, DATABASE)
            filling.make_petitions(app, [SLUG])
            filling.decide(app, READ_IN_ONE_PLACE)
            with stand.site(DATABASE, WEB_PROCESSES="4") as site, stand.worker(DATABASE):
                print(json.dumps(measured(stand, store, site.port, options), indent=1))
    finally:
        store.come_back()
        store.stop()


if __name__ == "__main__":
    main()
