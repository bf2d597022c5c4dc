"""The one statement that decides a race: insert, unless a unique constraint says it is there."""

from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite

from petition.extensions import Model, db


def insert_unless_there(model: type[Model], values: dict[str, Any]) -> bool:
    """Whether the row was new. Does nothing where any unique constraint of the table is met."""
    # RETURNING tells it on every driver; the count of inserted rows does not.
    insert = _insert(model).values(**values).on_conflict_do_nothing().returning(*inspect(model).primary_key)
    return db.session.execute(insert).first() is not None


def insert_those_not_there(model: type[Model], rows: list[dict[str, Any]]) -> None:
    """Insert rows, but none that meets a unique constraint."""
    db.session.execute(_insert(model).on_conflict_do_nothing(), rows)


def insert_or_replace(model: type[Model], key: dict[str, Any], values: dict[str, Any]) -> None:
    """Insert a row, or give the row with this unique key these values."""
    insert = _insert(model).values(**key, **values)
    db.session.execute(insert.on_conflict_do_update(index_elements=list(key), set_=values))


def insert_or_add(model: type[Model], rows: list[dict[str, Any]], *, key: list[str], column: str) -> None:
    """Insert rows; where the unique key is there, add to the column instead."""
    insert = _insert(model)
    total = getattr(model, column) + insert.excluded[column]
    db.session.execute(insert.on_conflict_do_update(index_elements=key, set_={column: total}), rows)


def _insert(model: type[Model]) -> sqlite.Insert | postgresql.Insert:
    """Both databases say ON CONFLICT alike, but SQLAlchemy keeps a statement for each."""
    if db.session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(model)
    return postgresql.insert(model)
