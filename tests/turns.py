"""Who takes turns: tests of pages, each on one database, and kinds of pages, each in one language in the browser.

A page is words around what services did, and the services' tests run on both databases. `COUNTERSIGN_TEST_BOTH=1`
tries everything on both.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from zlib import crc32

import pytest

HERE = Path(__file__).parent
BOTH = "COUNTERSIGN_TEST_BOTH"
OF_PAGES = ("hostile", "web")


def turn(name: str, choices: Sequence[str]) -> Sequence[str]:
    """The one whose turn it is, always the same for a name; with `COUNTERSIGN_TEST_BOTH` all of them."""
    if os.environ.get(BOTH):
        return choices
    return [choices[crc32(name.encode()) % len(choices)]]


def waiting(items: Iterable[pytest.Item], lanes: Sequence[str]) -> list[pytest.Item]:
    """The tests of pages that leave this run to their twin on the other database; who has no twin runs."""
    found: dict[str, dict[str, pytest.Item]] = {}
    for item in items:
        lane = _lane(item)
        if lane in lanes and item.path.relative_to(HERE).parts[0] in OF_PAGES:
            found.setdefault(item.nodeid.replace(lane, "", 1), {})[lane] = item
    return [
        item
        for name, twins in found.items()
        if len(twins) == len(lanes)
        for lane, item in twins.items()
        if lane not in turn(name.partition("[")[0], lanes)
    ]


def _lane(item: pytest.Item) -> str:
    callspec = getattr(item, "callspec", None)
    return str(callspec.params.get("site", "")) if callspec else ""
