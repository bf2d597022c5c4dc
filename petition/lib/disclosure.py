"""Which cells of a published table would point at single people."""

from collections.abc import Container, Hashable, Mapping
from typing import TypeVar

CellT = TypeVar("CellT", bound=Hashable)
LEAST = 5
# What was left out once comes back with so many: in between it would tell who came just now.
LEAST_AGAIN = 10


def hidden_cells(counts: Mapping[CellT, int], *, shown: Container[CellT] | None = None) -> set[CellT]:
    """The cells to leave out: those under LEAST, and as many more as keep them from being computed.

    `shown` are the cells that were not left out the last time, if there was one: any other needs LEAST_AGAIN.

    Whoever knows the total finds a single missing cell by subtraction, and several whose sum is small nearly
    so; then the next smallest is left out too.
    """
    by_size = sorted(counts, key=lambda cell: (counts[cell], str(cell)))
    needed = {cell: LEAST if shown is None or cell in shown else LEAST_AGAIN for cell in by_size}
    hidden = [cell for cell in by_size if counts[cell] < needed[cell]]
    rest = [cell for cell in by_size if counts[cell] >= needed[cell]]
    while hidden and rest and (len(hidden) == 1 or sum(counts[cell] for cell in hidden) < LEAST):
        hidden.append(rest.pop(0))
    return set(hidden)
