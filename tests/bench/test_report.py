"""The page of figures: what a run measured, beside what was asked for."""

from typing import Any

import pytest

from bench import report
from bench.row import Bar
from bench.table import ROWS

MACHINE = {"cores": 2, "kernel": "6.1"}


def result(**medians: float) -> dict[str, Any]:
    return {"rounds": [medians], "medians": medians, "void": "", "took s": 1}


def ran(**rows: dict[str, Any]) -> dict[str, Any]:
    beginning = {"began": "2026-11-22T12:00:00+00:00", "commit": "abc", "is changed": False}
    return {**beginning, "command": "python -m bench", "machine": MACHINE, "rows": rows}


def test_a_bar_that_is_reached_is_met() -> None:
    assert report.verdict(Bar("ratio", least=0.6), result(ratio=0.6)) == ("0.6", "met")
    assert report.verdict(Bar("p99 ms", most=120), result(**{"p99 ms": 119.5})) == ("119.5", "met")


def test_it_says_by_how_much_a_bar_is_missed() -> None:
    assert report.verdict(Bar("ratio", least=0.6), result(ratio=0.5)) == ("0.5", "short by 0.1")
    assert report.verdict(Bar("p99 ms", most=120), result(**{"p99 ms": 150})) == ("150", "short by 30")


def test_a_row_that_nobody_measured_met_nothing() -> None:
    assert report.verdict(Bar("ratio", least=0.6), None) == ("not measured", "")


def test_a_void_row_says_why() -> None:
    void = result() | {"void": "3 of 9 were refused"}
    assert report.verdict(Bar("ratio", least=0.6), void) == ("not measured", "void: 3 of 9 were refused")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_bar_stands_on_the_page(row: Any) -> None:
    page = report.written(ran(), "2026-11-22-abc.json")
    assert all(f"| {row.name} | {row.words} | {bar.figure} {bar.words} |" in page for bar in row.bars)


def test_it_says_that_there_was_more_than_the_commit() -> None:
    assert "not committed" in report.written(ran() | {"is changed": True}, "a.json")
    assert "not committed" not in report.written(ran(), "a.json")


def test_rows_that_were_measured_by_themselves_take_the_place_of_older_ones() -> None:
    name, bar = ROWS[0].name, ROWS[0].bars[0]
    older, newer = (ran(**{name: result(**{bar.figure: figure})}) for figure in (1.25, 2.5))
    page = report.written(older, "a.json", {"b.json": newer | {"commit": "def"}})
    assert f"{bar.words} | 2.5 |" in page
    assert "1.25" not in page
    assert f"at commit def, by `python -m bench` ([b.json](results/b.json)): {name}." in page


def test_no_two_rows_share_a_name() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)
