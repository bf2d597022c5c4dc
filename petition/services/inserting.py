"""The one statement that decides a race: insert, unless a unique constraint says it is there."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import Executable, Select, Table, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import make_transient_to_detached

from petition.extensions import Model, db

Row = TypeVar("Row", bound=Model)
INSERTS: dict[str, Callable[[type[Model] | Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


def insert_unless_there(model: type[Model], values: dict[str, Any]) -> bool:
    """Whether the row was new. Does nothing where any unique constraint of the table is met."""
    # RETURNING tells it on every driver; the count of inserted rows does not.
    insert = _insert(model).values(**values).on_conflict_do_nothing().returning(*inspect(model).primary_key)
    return db.session.execute(insert).first() is not None


def inserted_unless_there(model: type[Row], values: dict[str, Any]) -> Row | None:
    """The new row, or None where any unique constraint of the table is met."""
    key = db.session.execute(_insert_returning(_dialect(), model), values).first()
    if key is None:
        return None
    row = model(**values, **key._mapping)
    make_transient_to_detached(row)
    db.session.add(row)
    return row


def insert_found(model: type[Model], found: Select[*tuple[Any, ...]], values: dict[str, Any]) -> int:
    """Insert what a query finds, but no row that meets a unique constraint. Returns how many were new."""
    return len(db.session.execute(_insert_found(_dialect(), model, found), values).all())


def insert_all(model: type[Model], rows: list[dict[str, Any]]) -> None:
    """Insert rows."""
    _at_once(model, _insert(model), rows)


def insert_those_not_there(model: type[Model], rows: list[dict[str, Any]]) -> None:
    """Insert rows, but none that meets a unique constraint."""
    _at_once(model, _insert(model).on_conflict_do_nothing(), rows)


def insert_new(model: type[Model], rows: list[dict[str, Any]], column: Any) -> set[Any]:
    """Insert rows, but none that meets a unique constraint; what the new ones have in a column."""
    insert = _insert(model).on_conflict_do_nothing()
    return set(db.session.scalars(insert.returning(column), rows))


def insert_or_replace(model: type[Model], rows: list[dict[str, Any]], *, key: list[str]) -> None:
    """Insert rows; where the unique key is there, give the row these values instead."""
    insert = _insert(model)
    values = {name: insert.excluded[name] for name in rows[0] if name not in key}
    _at_once(model, insert.on_conflict_do_update(index_elements=key, set_=values), rows)


def insert_or_add(
    model: type[Model],
    rows: list[dict[str, Any]],
    *,
    key: list[str],
    columns: list[str],
    renewed: Sequence[str] = (),
) -> None:
    """Insert rows; where the unique key is there, add to these columns instead, and renew the others named."""
    insert = _insert(model)
    totals = {name: getattr(model, name) + insert.excluded[name] for name in columns}
    totals |= {name: insert.excluded[name] for name in renewed}
    _at_once(model, insert.on_conflict_do_update(index_elements=key, set_=totals), rows)


def _at_once(model: type[Model], insert: sqlite.Insert | postgresql.Insert, rows: list[dict[str, Any]]) -> None:
    # What returns something is sent as one statement with all the rows; else it would be one for each.
    db.session.execute(insert.returning(*inspect(model).primary_key), rows)


def table_of(model: type[Model]) -> Table:
    """The bare table: what is sent to it goes past the session's bookkeeping, which takes longer than the sending."""
    return cast("Table", model.__table__)


def _insert(model: type[Model]) -> sqlite.Insert | postgresql.Insert:
    """Both databases say ON CONFLICT alike, but SQLAlchemy keeps a statement for each."""
    return INSERTS[_dialect()](model)


def _dialect() -> str:
    return db.session.get_bind().dialect.name


# Composed once: putting them together takes longer than sending them.


@cache
def _insert_returning(dialect: str, model: type[Model]) -> Executable:
    return INSERTS[dialect](table_of(model)).on_conflict_do_nothing().returning(*inspect(model).primary_key)


@cache
def _insert_found(dialect: str, model: type[Model], found: Select[*tuple[Any, ...]]) -> Executable:
    insert = INSERTS[dialect](table_of(model)).from_select(list(found.selected_columns.keys()), found)
    return insert.on_conflict_do_nothing().returning(*inspect(model).primary_key)
