"""Measure every row of the table of bars: `python -m bench`, or `--quick` to see that everything runs.

A whole run writes bench/results/DATE-COMMIT.json, after each row anew, from which `python -m bench.report` makes
bench/RESULTS.md. One of some rows only is printed; with `--keep` it is written too, and its rows take the place of
older ones. A quick one is printed, and its figures mean nothing.
"""

import argparse
import json
import shlex
import signal
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import psycopg

from bench import facts
from bench.figures import medians
from bench.row import QUICK, Options, Row
from bench.stand import Stand, running_stand
from bench.table import ROWS
from bench.wrk import Void

RESULTS = Path(__file__).parent / "results"
DIGITS = 3


def main() -> None:
    given = _arguments()
    # Whoever ends it ends the servers with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    options = QUICK if given.quick else Options()
    options = replace(options, signatures=given.signatures or options.signatures)
    chosen = [row for row in ROWS if all(word in row.name for word in given.rows)]
    ran: dict[str, Any] = {
        "began": facts.moment(),
        **facts.of_code(),
        "command": shlex.join(["python", "-m", "bench", *sys.argv[1:]]),
        "machine": facts.of_machine(),
        "options": asdict(options),
        "is of some rows": bool(given.rows),
        "rows": {},
    }
    with running_stand() as stand:
        for row in chosen:
            print(row.name, flush=True)
            ran["rows"][row.name] = measured(row, stand, options)
            print(f"  {json.dumps(ran['rows'][row.name]['medians'])}", flush=True)
            is_whole = not given.rows
            if (is_whole or given.keep) and not (given.quick or given.signatures):
                _keep(ran, "-".join(given.rows).replace(" ", "-"))


def measured(row: Row, stand: Stand, options: Options) -> dict[str, Any]:
    """A row's rounds and their medians; or why there are none."""
    started = time.monotonic()
    result: dict[str, Any] = {"rounds": [], "medians": {}, "void": ""}
    try:
        result["rounds"] = row.measure(stand, options)
        result["medians"] = medians(result["rounds"], digits=DIGITS)
    # A row that fails in whatever way does not take those after it along: a whole run is long.
    except (Void, AssertionError, RuntimeError, OSError, psycopg.Error) as why:
        result["void"] = f"{why or type(why).__name__}"
        print(f"  void: {result['void']}", flush=True)
    return result | {"took s": round(time.monotonic() - started)}


def _keep(ran: dict[str, Any], words: str) -> None:
    RESULTS.mkdir(exist_ok=True)
    name = "-".join(filter(None, (ran["began"][:10], ran["commit"], words)))
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(ran, indent=1) + "\n", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one round of two seconds each, and few signatures")
    parser.add_argument("--keep", action="store_true", help="write the results of some rows into the folder, too")
    parser.add_argument("--signatures", type=int, help="how many are very many")
    parser.add_argument("rows", nargs="*", help="only the rows whose name holds all these words")
    return parser.parse_args()


if __name__ == "__main__":
    main()
