"""Which cells of a published table would point at single people."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

CellT = TypeVar("CellT", bound=Hashable)
LEAST = 5


def hidden_cells(counts: Mapping[CellT, int], *, least: int = LEAST) -> set[CellT]:
    """The cells to leave out: those under `least`, and as many more as keep them from being computed.

    Whoever knows the total finds a single missing cell by subtraction, and several whose sum is small nearly
    so; then the next smallest is left out too.
    """
    by_size = sorted(counts, key=lambda cell: (counts[cell], str(cell)))
    hidden = [cell for cell in by_size if counts[cell] < least]
    rest = by_size[len(hidden) :]
    while hidden and rest and (len(hidden) == 1 or sum(counts[cell] for cell in hidden) < least):
        hidden.append(rest.pop(0))
    return set(hidden)
