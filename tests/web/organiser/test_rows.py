"""What was sent of a list of rows, with one of them added, moved or taken away."""

import pytest
from werkzeug.datastructures import MultiDict

from petition.web.organiser.rows import rearranged

THREE = {"x-0-name": "a", "x-1-name": "b", "x-1-inner-0-y": "c", "x-10-name": "d", "seen": "s"}


@pytest.mark.parametrize(
    ("wish", "names", "focus"),
    [
        ("more x", "abd", "x-3"),
        ("up x-1", "bad", "x-0"),
        ("down x-1", "adb", "x-2"),
        ("up x-10", "adb", "x-1"),
        ("drop x-1", "ad", "x"),
        ("up x-0", "abd", "x-0"),
        ("down x-10", "abd", "x-10"),
        ("up x-7", "abd", "x-7"),
        ("up", "abd", ""),
        ("dance x-1", "abd", "x-1"),
    ],
)
def test_rows_change_places(wish: str, names: str, focus: str) -> None:
    sent, row = rearranged(MultiDict(THREE), wish)
    rows = sorted((key for key in sent if key.endswith("-name")), key=lambda key: int(key.split("-")[1]))
    assert ("".join(sent[key] for key in rows), row) == (names, focus)
    assert sent["seen"] == "s"


def test_what_is_inside_goes_along() -> None:
    sent, _row = rearranged(MultiDict(THREE), "up x-1")
    assert (sent["x-0-inner-0-y"], "x-1-inner-0-y" in sent) == ("c", False)
