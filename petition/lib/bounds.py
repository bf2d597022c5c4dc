"""From how many on something is asked of those who come, and from how many on they are held."""

from typing import NamedTuple

from petition.lib.typed_values import MOST_DIGITS, NOTHING

EXPECTED = (
    f"three whole numbers below {10**MOST_DIGITS}, none smaller than the one before, such as 20 100 300, "
    f"with {NOTHING} for never"
)


class Bounds(NamedTuple):
    """Three numbers of forms, none smaller than the one before; None is never."""

    # More than so many in ten minutes: work is asked of each.
    challenge: int | None
    # More than so many in ten minutes, and in a day: each is held, whatever it did.
    hold: int | None
    hold_in_a_day: int | None

    def times(self, factor: int) -> "Bounds":
        return Bounds(*(None if number is None else number * factor for number in self))


def bounds(typed: str) -> Bounds:
    """Three numbers as people type them. Raises ValueError with what they should be."""
    words = typed.split()
    if len(words) != len(Bounds._fields):
        raise ValueError(EXPECTED)
    found = [_number(word) for word in words]
    finite = [number for number in found if number is not None]
    if finite != sorted(finite):
        raise ValueError(EXPECTED)
    return Bounds(*found)


def bounds_written(found: Bounds) -> str:
    return " ".join(NOTHING if number is None else str(number) for number in found)


def _number(word: str) -> int | None:
    if word in (NOTHING, "0"):
        return None
    if word.isascii() and word.isdigit() and len(word) <= MOST_DIGITS and int(word):
        return int(word)
    raise ValueError(EXPECTED)
