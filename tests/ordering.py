"""The order in which files are handed out, when several run at once: no worker begins a long one at the end."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
# What takes a minute or more by itself.
LONGEST = (
    "browser/test_every_page.py",
    "test_migrations.py",
    "plans/test_plans.py",
    "services/test_demo.py",
    "test_doors.py",
    "lib/test_pictures_memory.py",
    "hostile/test_limits.py",
    "browser/test_embed.py",
)
# These wait more than they compute, for servers that are away: each stands between others that compute.
WAITING = "faults/"


def in_good_order(items: list[pytest.Item]) -> list[pytest.Item]:
    """The longest first, then the others, with those that wait strewn evenly among them; a file stays together."""
    files = list(dict.fromkeys(item.path.relative_to(HERE).as_posix() for item in items))
    groups = {waits: [name for name in files if name.startswith(WAITING) == waits] for waits in (True, False)}
    place = {name: number / len(group) for group in groups.values() for number, name in enumerate(group)}
    place |= {name: number - len(LONGEST) for number, name in enumerate(LONGEST)}
    return sorted(items, key=lambda item: place[item.path.relative_to(HERE).as_posix()])
