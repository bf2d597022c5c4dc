"""docs/privacy.md maps all that the database holds about people, and names every cookie."""

import re

from flask import Flask
from sqlalchemy import Column

from petition.extensions import db
from petition.services.sealed_columns import COLUMNS
from petition.web import sign_in
from petition.web.account import known_browser, second_step_cookie
from petition.web.public import waiting_cookie
from tests.plain_columns import PLAIN
from tests.source_tree import ROOT, sources

PRIVACY = (ROOT / "docs/privacy.md").read_text(encoding="utf-8")
MAP = PRIVACY.partition("\n## The data map\n")[2].partition("\n## ")[0]
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \|", re.MULTILINE)
COLUMN = re.compile(r"`(\w+)`")
# Keys seal others, and name nobody.
KEYS = {"data_key.sealed", "signing_key.seed", "petition.index_key", "daily_key.sealed"}


def mapped() -> dict[str, str]:
    """What the map says of each column, by `table.column`: the words of its part of the cell."""
    said: dict[str, str] = {}
    for table, cell in ROW.findall(MAP):
        for part in cell.split(";"):
            said |= {f"{table}.{name}": part for name in COLUMN.findall(part)}
    return said


def all_columns() -> list[Column[object]]:
    return [column for table in db.metadata.sorted_tables for column in table.columns]


def test_every_column_is_in_the_map_or_known_to_say_nothing_of_a_person() -> None:
    plain = {f"{table}.{name}" for table, names in PLAIN.items() for name in names.split()}
    there = {str(column) for column in all_columns()}
    assert sorted(there - plain - mapped().keys()) == [], "new columns: see tests/plain_columns.py"
    assert sorted((plain | mapped().keys()) - there) == []
    assert sorted(plain & mapped().keys()) == []


def test_what_the_map_calls_sealed_is_what_is_sealed() -> None:
    called = {place for place, words in mapped().items() if "` sealed" in words}
    assert called == {column.place for column in COLUMNS} - KEYS


def test_every_cookie_is_named(app: Flask) -> None:
    cookies = {sign_in.NAME, known_browser.NAME, second_step_cookie.NAME, waiting_cookie.NAME}
    cookies.add(app.config["SESSION_COOKIE_NAME"])
    section = PRIVACY.partition("\n## Cookies")[2].partition("\n## ")[0]
    assert {*re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)} == cookies
    # Whoever sets one more does it by the functions of this module.
    setting = {one.place for one in sources("petition/web") if "cookies.put(" in "\n".join(one.lines)}
    assert len(setting) == len(cookies) - 1
