"""What stays together when several files run at once, and in which order it is handed out."""

from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

HERE = Path(__file__).parent
# One worker takes all files of a folder where they share servers or a browser that are started once for them.
TOGETHER = ("faults/", "browser/")
# What takes a minute or more by itself: no worker begins with one at the end. Those that wait for servers that are away
# go first, so that others compute meanwhile.
LONGEST = (
    "faults/",
    "browser/test_every_page.py",
    "browser/",
    "plans/test_plans.py",
    "test_migrations.py",
    "test_doors.py",
    "lib/test_pictures_memory.py",
    "hostile/test_limits.py",
    "cli/test_restore.py",
)


def portion_of(file: str) -> str:
    """What a worker takes at once: a file, or all of a folder but for its longest."""
    return file if file in LONGEST else next((folder for folder in TOGETHER if file.startswith(folder)), file)


def in_good_order(items: list[pytest.Item]) -> list[pytest.Item]:
    """The longest first, then the others as they come; a portion stays together, and so does each of its files."""
    files = {item: item.path.relative_to(HERE).as_posix() for item in items}
    order = [*LONGEST, *dict.fromkeys(map(portion_of, files.values())), *files.values()]
    place = {name: number for number, name in reversed(list(enumerate(order)))}
    return sorted(items, key=lambda item: (place[portion_of(files[item])], place[files[item]]))


class ByPortion(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out portions."""

    def _split_scope(self, nodeid: str) -> str:
        return portion_of(nodeid.partition("::")[0].removeprefix(f"{HERE.name}/"))
