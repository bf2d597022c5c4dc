"""Two databases compared: what each knows of its tables."""

import json
from typing import Any

import sqlalchemy as sa

from petition.extensions import db

# Tables tell their own columns; triggers and functions have to be asked for.
ROUTINES = {
    "sqlite": "select name from sqlite_master where type = 'trigger'",
    "postgresql": "select tgname from pg_trigger where not tgisinternal"
    " union select proname from pg_proc where pronamespace = 'public'::regnamespace",
}

Schema = dict[str, dict[str, list[str]]]


def schema() -> Schema:
    """All that the database knows of tables, in words that can be compared."""
    tables = _tables(sa.inspect(db.engine))
    with db.engine.connect() as connection:
        routines = connection.exec_driver_sql(ROUTINES[db.engine.dialect.name]).scalars().all()
    return {**tables, "(routines)": {"names": sorted(routines)}}


def _tables(there: sa.Inspector) -> Schema:
    # Asked for all tables at once: one by one they are five statements for each.
    kinds: dict[str, Any] = {
        "columns": there.get_multi_columns(),
        "indexes": there.get_multi_indexes(),
        "unique": there.get_multi_unique_constraints(),
        "checks": there.get_multi_check_constraints(),
        "references": there.get_multi_foreign_keys(),
    }
    return {
        name: {kind: _in_order(found[None, name]) for kind, found in kinds.items()}
        for name in there.get_table_names()
        if name != "alembic_version"
    }


def _in_order(parts: list[Any]) -> list[str]:
    return sorted(json.dumps(part, sort_keys=True, default=str) for part in parts)
