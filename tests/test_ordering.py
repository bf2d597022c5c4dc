"""Files are handed out whole, and the longest are still there."""

from itertools import pairwise

import pytest

from tests.ordering import HERE, LONGEST, in_good_order


@pytest.fixture
def files(request: pytest.FixtureRequest) -> list[str]:
    """Those of this run, as they are handed out."""
    ordered = in_good_order(request.session.items[::-1])
    return [item.path.relative_to(HERE).as_posix() for item in ordered]


def test_the_longest_are_there() -> None:
    assert [name for name in LONGEST if not (HERE / name).exists()] == []


def test_each_file_stays_together(files: list[str]) -> None:
    changes = [after for before, after in pairwise(files) if before != after]
    assert len(changes) == len(set(files)) - 1
