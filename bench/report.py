"""bench/RESULTS.md from bench/results: `python -m bench.report`. No number is written by hand.

The newest whole run, and the rows that were measured by themselves after it, each said so.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bench.row import Bar, Row
from bench.table import ROWS

HERE = Path(__file__).parent
HEAD = "| what | beside | bar | measured | |\n|---|---|---|---|---|"
NOT_MEASURED = "not measured"


def main() -> None:
    runs = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in (HERE / "results").glob("*.json")}
    if not runs:
        raise SystemExit("There is nothing in bench/results yet: run `make bench` on a quiet machine.")
    ordered = sorted(runs, key=lambda name: str(runs[name]["began"]))
    newest = [name for name in ordered if not runs[name].get("is of some rows")][-1]
    later = {name: runs[name] for name in ordered[ordered.index(newest) + 1 :]}
    (HERE / "RESULTS.md").write_text(written(runs[newest], newest, later), encoding="utf-8")


def written(ran: dict[str, Any], source: str, later: Mapping[str, dict[str, Any]] = MappingProxyType({})) -> str:
    """The page: where it was measured, each bar, and all the medians.

    `later` are runs of some rows, the oldest first.
    """
    rows = dict(ran["rows"])
    for one in later.values():
        rows |= one["rows"]
    machine = ", ".join(f"{name} {value}" for name, value in ran["machine"].items())
    changed = " with changes that were not committed" if ran["is changed"] else ""
    parts = [
        "# Figures",
        f"Made by `python -m bench.report` from [{source}](results/{source}), where every round stands. Measured from"
        f" {ran['began']} on, at commit {ran['commit']}{changed}, by `{ran['command']}`. Ratios are the bars; absolute"
        " figures hold for this machine, on which servers and load generators share the cores.",
        f"The machine: {machine}.",
        *(_by_itself(name, one) for name, one in later.items()),
        "\n".join([HEAD, *(line for row in ROWS for line in bar_lines(row, rows.get(row.name)))]),
        "## All medians",
        "\n".join(f"- **{name}**: {medians_of(row)}" for name, row in rows.items()),
    ]
    return "\n\n".join(parts) + "\n"


def _by_itself(source: str, ran: dict[str, Any]) -> str:
    changed = " with changes that were not committed" if ran["is changed"] else ""
    return (
        f"Measured by themselves, from {ran['began']} on, at commit {ran['commit']}{changed}, by `{ran['command']}`"
        f" ([{source}](results/{source})): {'; '.join(ran['rows'])}."
    )


def bar_lines(row: Row, result: dict[str, Any] | None) -> Iterator[str]:
    """A line of the table for each bar of a row."""
    for bar in row.bars:
        yield f"| {row.name} | {row.words} | {bar.figure} {bar.words} | {' | '.join(verdict(bar, result))} |"


def verdict(bar: Bar, result: dict[str, Any] | None) -> tuple[str, str]:
    """What was measured, and whether that is enough."""
    if result is None:
        return NOT_MEASURED, ""
    if result["void"]:
        return NOT_MEASURED, f"void: {result['void']}"
    measured = result["medians"][bar.figure]
    missing = bar.shortfall(measured)
    return f"{measured:g}", "met" if missing <= 0 else f"short by {missing:.3g}"


def medians_of(result: dict[str, Any]) -> str:
    figures = ", ".join(f"{name} {value:g}" for name, value in result["medians"].items())
    return figures or f"void: {result['void']}"


if __name__ == "__main__":
    main()
