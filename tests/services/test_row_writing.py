"""Which row of a list is which, after somebody wrote the list anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from petition.services.row_writing import paired


@dataclass(eq=False)
class Line:
    """A row that says something, under a name."""

    name: str
    text: str
    position: int = 0


def read(line: Line) -> dict[str, Any]:
    return {"name": line.name, "text": line.text}


def names(values: Mapping[str, Any]) -> list[str]:
    return [values["name"]]


def found(there: str, wanted: str) -> list[str | None]:
    """`a1` is a row of the name `a` that says `1`; the name that each wanted row had before, or None."""
    rows = [Line(one[0], one[1]) for one in there.split()]
    values = [{"name": one[0], "text": one[1]} for one in wanted.split()]
    pairs = paired(rows, values, read=read, names=names)
    return [row.name if row else None for row in pairs]


@pytest.mark.parametrize(
    ("there", "wanted", "expected"),
    [
        ("a1 b2 c3", "a1 b2 c3", ["a", "b", "c"]),
        ("a1 b2 c3", "c3 a1 b2", ["c", "a", "b"]),
        ("a1 b2 c3", "b2 c3", ["b", "c"]),
        ("a1 b2", "n9 a1 b2", [None, "a", "b"]),
        ("a1 b2 c3", "a1 b9 c3", ["a", "b", "c"]),
        ("a1 b2 c3", "a1 n2 c3", ["a", "b", "c"]),
        ("a1 b2 c3", "b2 n9", ["b", "c"]),
        ("a1 b2", "b2 a1 n9", ["b", "a", None]),
        ("", "a1", [None]),
        ("a1", "", []),
    ],
    ids=[
        *("same", "moved", "gone", "new first", "changed"),
        *("renamed", "gone and renamed", "moved and new", "the first", "all gone"),
    ],
)
def test_a_row_stays_who_it_is(there: str, wanted: str, expected: list[str | None]) -> None:
    assert found(there, wanted) == expected


def test_of_two_that_say_the_same_each_is_taken_once() -> None:
    one, other = Line("a", "1"), Line("a", "1")
    values = [{"name": "a", "text": "1"}, {"name": "a", "text": "2"}]
    pairs = paired([one, other], values, read=read, names=names)
    assert [pairs[0] is one, pairs[1] is other] == [True, True]
