"""What migrations do again and again: locks taken among those at work, checked texts, conditions of indexes.

Migrations that have landed count on it: what stands here may be added to, and goes on doing what it does.
"""

import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

# Shorter than the second after which PostgreSQL would end one of two who wait for each other.
PATIENCE = "500ms"
PAUSE_SECONDS = 0.5
TRIES = 240


def take_locks(*locks: str) -> None:
    """On PostgreSQL take everything at once or nothing, and let those at work go on between two tries.

    `take_locks("petition, signature IN SHARE ROW EXCLUSIVE MODE", …)` comes first in a migration, with all tables that
    are there and that it touches: those at work take some of them one after the other, in another order. What a new
    table refers to needs SHARE ROW EXCLUSIVE; what is altered, or referred to by a table that goes, ACCESS EXCLUSIVE.
    """
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}'")
    for left in reversed(range(TRIES)):
        try:
            with connection.begin_nested():
                for lock in locks:
                    connection.exec_driver_sql(f"LOCK TABLE {lock}")
            break
        except sa.exc.OperationalError:
            if not left:
                raise
            time.sleep(PAUSE_SECONDS)
    connection.exec_driver_sql("SET LOCAL lock_timeout TO DEFAULT")


def allow(table: str, column: str, name: str, values: Sequence[str]) -> None:
    """Let a checked text have these values and no others."""
    constraint = op.f(f"ck_{table}_{name}")
    with op.batch_alter_table(table) as altered:
        altered.drop_constraint(constraint, type_="check")
        altered.create_check_constraint(constraint, sa.column(column).in_(values))


def where(condition: str) -> dict[str, Any]:
    """What makes an index a partial one, on either database."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
