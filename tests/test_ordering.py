"""Files are handed out whole, with those that share servers, and the longest are still there."""

from itertools import pairwise

import pytest

from tests.ordering import HERE, LONGEST, in_good_order, portion_of


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


def test_what_shares_servers_is_one_portion(files: list[str]) -> None:
    portions = list(map(portion_of, files))
    changes = [after for before, after in pairwise(portions) if before != after]
    assert len(changes) == len(set(portions)) - 1
    assert portion_of("faults/test_kill.py") == portion_of("faults/test_serve.py") == "faults/"


def test_the_longest_of_a_folder_is_a_portion_of_its_own() -> None:
    assert portion_of("browser/test_embed.py") == "browser/" != portion_of("browser/test_every_page.py")
