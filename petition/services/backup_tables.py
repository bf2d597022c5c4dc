"""Which tables a backup holds, and how rows get in and out: for backups, and for a move to another database."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, func, insert, literal, select

from petition.extensions import db

# What belongs to running processes and signed-in browsers: it means nothing in another place or at another time.
# And keys that are destroyed after two days: no backup is to keep them longer.
LEFT_OUT = {"alert", "daily_key", "key_rotation", "lease", "login_session", "process", "spent_challenge"}
PORTION = 1000
# A row of these holds a picture as telephones take them: a thousand of them together would fill the memory.
HEAVY, FEW = {"petition_picture"}, 20


def tables() -> list[Table]:
    """Every table that is kept, each after those that it refers to."""
    return [table for table in db.metadata.sorted_tables if table.name not in LEFT_OUT]


def rows(connection: Connection, table: Table) -> Iterator[Sequence[Any]]:
    """The rows of a table by key, a portion at a time."""
    portion = {"yield_per": _portion(table)}
    yield from connection.execute(select(table).order_by(*table.primary_key), execution_options=portion)


def put(connection: Connection, table: Table, columns: Sequence[str], found: Iterable[Sequence[Any]]) -> int:
    """Insert rows with the ids they have; how many there were."""
    source, number = iter(found), 0
    while portion := [dict(zip(columns, row, strict=True)) for row in islice(source, _portion(table))]:
        connection.execute(insert(table), portion)
        number += len(portion)
    _count_on(connection, table)
    return number


def is_empty(connection: Connection) -> bool:
    """Whether nothing stands in the tables that are kept."""
    return not any(connection.scalar(select(literal(1)).select_from(table).limit(1)) for table in tables())


def _portion(table: Table) -> int:
    return FEW if table.name in HEAVY else PORTION


def _count_on(connection: Connection, table: Table) -> None:
    """Let new rows get ids above those there are. SQLite does so by itself."""
    key = table.autoincrement_column
    if connection.dialect.name == "postgresql" and key is not None:
        sequence = func.pg_get_serial_sequence(table.name, key.name)
        connection.execute(select(func.setval(sequence, func.max(key))))
