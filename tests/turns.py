"""Who takes turns: tests on the two databases, and kinds of pages in the browser in the two directions of writing.

Tests of what differs between databases run on both: of races, models, migrations, plans, statements that may write,
and faults. `COUNTERSIGN_TEST_BOTH=1` tries everything on both.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from zlib import crc32

import pytest

from tests.guarantees import at_once

HERE = Path(__file__).parent
BOTH = "COUNTERSIGN_TEST_BOTH"
TAKING_TURNS = ("cli", "hostile", "journeys", "services", "web", "worker")


def turn(name: str, choices: Sequence[str]) -> Sequence[str]:
    """The one whose turn it is, always the same for a name; with `COUNTERSIGN_TEST_BOTH` all of them."""
    if os.environ.get(BOTH):
        return choices
    return [choices[crc32(name.encode()) % len(choices)]]


def waiting(items: Iterable[pytest.Item], lanes: Sequence[str]) -> list[pytest.Item]:
    """The tests that leave this run to their twin on the other database. Who has no twin runs, and who races too."""
    found: dict[str, dict[str, pytest.Item]] = {}
    for item in items:
        lane = _lane(item)
        if lane in lanes and item.path.relative_to(HERE).parts[0] in TAKING_TURNS and not _races(item):
            found.setdefault(item.nodeid.replace(lane, "", 1), {})[lane] = item
    return [
        item
        for name, twins in found.items()
        if len(twins) == len(lanes)
        for lane, item in twins.items()
        if lane not in turn(name.partition("[")[0], lanes)
    ]


def _races(item: pytest.Item) -> bool:
    function = getattr(item, "function", None)
    return at_once.__name__ in function.__code__.co_names if function else False


def _lane(item: pytest.Item) -> str:
    callspec = getattr(item, "callspec", None)
    return str(callspec.params.get("site", "")) if callspec else ""
