"""Writing a list of rows, so that each row stays who it is: what refers to it goes on referring to it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from petition.extensions import db

Values = Mapping[str, Any]


class Placed(Protocol):
    """A row with a place in its list, from 1."""

    position: Any


Row = TypeVar("Row", bound=Placed)


def write_rows(
    kept: list[Row],
    wanted: Sequence[Values],
    *,
    among: Sequence[Row] | None = None,
    read: Callable[[Row], Values],
    names: Callable[[Values], Iterable[str]],
    fill: Callable[[Row, Values], None],
    make: Callable[[], Row],
    let_go: Callable[[Row], None] = lambda _row: None,
) -> None:
    """Let the list hold these rows, in this order.

    `kept` is the relation they belong to, `among` those of it that are meant where they are not all. `fill` puts the
    values into a row that is there or new; `let_go` is told of each that goes, as long as it is there.
    """
    there = list(kept if among is None else among)
    rows = paired(there, wanted, read=read, names=names)
    for gone in [row for row in there if not any(row is one for one in rows)]:
        let_go(gone)
        kept.remove(gone)
        db.session.delete(gone)
    _make_room(rows)
    # A row that is half filled must not be sent because another one is read.
    with db.session.no_autoflush:
        for position, (row, values) in enumerate(zip(rows, wanted, strict=True), 1):
            found = make() if row is None else row
            fill(found, values)
            found.position = position
            if row is None:
                kept.append(found)
    db.session.flush()
    kept.sort(key=lambda row: int(row.position))


def paired(
    there: Sequence[Row],
    wanted: Sequence[Values],
    *,
    read: Callable[[Row], Values],
    names: Callable[[Values], Iterable[str]],
) -> list[Row | None]:
    """For each wanted row the one in the table that it is, or None for a new one.

    It is the one that says the same, else one of a same name, else the next one that is left after its neighbour.
    """
    found: list[Row | None] = [None] * len(wanted)
    left = list(there)
    said = {id(row): read(row) for row in there}
    called = [{*names(values)} for values in wanted]

    def take(is_it: Callable[[Row, int], bool]) -> None:
        for place in range(len(wanted)):
            row = next((row for row in left if found[place] is None and is_it(row, place)), None)
            if row is not None:
                found[place] = row
                left.remove(row)

    def comes_after(row: Row, place: int) -> bool:
        before = next((other for other in reversed(found[:place]) if other is not None), None)
        return before is None or there.index(before) < there.index(row)

    take(lambda row, place: said[id(row)] == wanted[place])
    take(lambda row, place: not called[place].isdisjoint(names(said[id(row)])))
    take(comes_after)
    return found


def _make_room(rows: Sequence[Row | None]) -> None:
    """Let those that move let go of their places first: two never hold the same one."""
    for position, row in enumerate(rows, 1):
        if row is not None and row.position != position:
            row.position = -position
    db.session.flush()
