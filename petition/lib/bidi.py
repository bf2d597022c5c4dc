"""The order in which mixed writing stands on a line: the Unicode Bidirectional Algorithm (UAX #9) for one line.

Without explicit embeddings and paired brackets: names and titles come with their control characters stripped.
"""

import unicodedata
from itertools import groupby

NUMBERS = ("EN", "AN")
# Languages that are written from the right.
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "ckb"})


def visual_runs(text: str, *, rtl: bool) -> list[tuple[str, bool]]:
    """Pieces of one direction from left to right, each in its logical order, and whether it runs from the right."""
    levels = _levels(text, base=int(rtl))
    pairs = groupby(zip(levels, text, strict=True), key=lambda pair: pair[0])
    runs = [(level, "".join(character for _, character in group)) for level, group in pairs]
    for height in range(max(levels, default=0), 0, -1):
        runs = _reversed_where(runs, height)
    return [(piece, level % 2 == 1) for level, piece in runs]


def _reversed_where(runs: list[tuple[int, str]], height: int) -> list[tuple[int, str]]:
    """L2: whatever stands together at this level or above changes places."""
    turned: list[tuple[int, str]] = []
    for is_high, group in groupby(runs, key=lambda run: run[0] >= height):
        turned += list(group)[:: -1 if is_high else 1]
    return turned


def _levels(text: str, *, base: int) -> list[int]:
    types = _without_neutrals(_weak_types([unicodedata.bidirectional(c) or "L" for c in text], base), base)
    if base:
        return [1 if kind == "R" else 2 for kind in types]
    return [{"L": 0, "R": 1}.get(kind, 2) for kind in types]


def _weak_types(types: list[str], base: int) -> list[str]:
    """W1 to W7: marks, numbers and what stands between their digits."""
    strong = "R" if base else "L"
    for i, kind in enumerate(types):
        if kind == "NSM":
            types[i] = types[i - 1] if i else strong
        elif kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            types[i] = "AN"
    types = ["R" if kind == "AL" else kind for kind in types]
    for i in range(1, len(types) - 1):
        around = {types[i - 1], types[i + 1]}
        if len(around) == 1 and (
            (types[i] in ("ES", "CS") and "EN" in around) or (types[i] == "CS" and "AN" in around)
        ):
            types[i] = types[i - 1]
    return _numbers_among_letters(_signs_of_numbers(types), "R" if base else "L")


def _signs_of_numbers(types: list[str]) -> list[str]:
    """W5: `100 %` and `$100` keep their sign."""
    found: list[str] = []
    groups = [(kind, len(list(group))) for kind, group in groupby(types)]
    for i, (kind, length) in enumerate(groups):
        neighbours = {groups[j][0] for j in (i - 1, i + 1) if 0 <= j < len(groups)}
        found += ["EN" if kind == "ET" and "EN" in neighbours else kind] * length
    return found


def _numbers_among_letters(types: list[str], strong: str) -> list[str]:
    """W7: digits after letters that run from the left are as those."""
    for i, kind in enumerate(types):
        if kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            types[i] = "L"
    return types


def _without_neutrals(types: list[str], base: int) -> list[str]:
    """N1 and N2: spaces and signs follow their neighbours where these agree, or else the line."""
    own = "R" if base else "L"
    found: list[str] = []
    groups = [(is_set, list(group)) for is_set, group in groupby(types, key=lambda kind: kind in ("L", "R", *NUMBERS))]
    for i, (is_set, group) in enumerate(groups):
        before = _as_letters(groups[i - 1][1][-1]) if i else own
        after = _as_letters(groups[i + 1][1][0]) if i + 1 < len(groups) else own
        found += group if is_set else [before if before == after else own] * len(group)
    return found


def _as_letters(kind: str) -> str:
    return "R" if kind in NUMBERS else kind
