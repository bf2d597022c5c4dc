"""Moving a running site from SQLite to PostgreSQL: nothing that was acknowledged stays behind.

The old database is locked for as long as it takes: pages go on, and who signs meanwhile is asked to wait. It is
marked before the lock is given back, so that no old process ever acknowledges what the new database will not have.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from flask import Flask, current_app
from flask_migrate import upgrade
from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from petition.backends.database import mark_moved
from petition.extensions import bind, db, settings
from petition.models.petition import Petition
from petition.models.record import SiteSetting
from petition.services import backup_tables, restoring, schema, verifying
from petition.services.errors import BackupRefused

MOVED_TO = "moved.to"


def move(url: str) -> int:
    """Copy everything into an empty PostgreSQL database, check it there, and close the old one. How many rows.

    Raises BackupRefused; then the old database goes on as before.
    """
    if db.engine.dialect.name != "sqlite":
        raise BackupRefused("This site is not on SQLite. To take it elsewhere: `backup`, then `restore` there.")
    with _site_on(url) as target, db.write_engine.begin() as here:
        if schema.revision_of(here) != schema.head():
            raise BackupRefused("The database is at another migration than this version: run `flask db upgrade` first.")
        with target.app_context():
            rows = _copy_from(here)
            if wrong := next(_problems(), None):
                raise BackupRefused(f"The copy is not right ({wrong}). The site goes on where it was.")
        here.execute(delete(SiteSetting).where(SiteSetting.name == MOVED_TO))
        here.execute(insert(SiteSetting).values(name=MOVED_TO, value=_place(url)))
        mark_moved(here, moved=True)
    return rows


def undo() -> None:
    """Let the old SQLite database be used again, without what the new one has taken since."""
    with db.write_engine.connect().execution_options(even_if_moved=True) as here, here.begin():
        here.execute(delete(SiteSetting).where(SiteSetting.name == MOVED_TO))
        mark_moved(here, moved=False)


def moved_to() -> str | None:
    """Where this database was moved to: host and name; None where it is in use."""
    place: str | None = db.session.scalar(select(SiteSetting.value).where(SiteSetting.name == MOVED_TO))
    return place


@contextmanager
def _site_on(url: str) -> Iterator[Flask]:
    """This site on another database, empty and migrated: enough of it to load and check that."""
    chosen = replace(settings._get_current_object(), database_url=url)  # type: ignore[attr-defined]
    app = Flask(current_app.import_name)
    bind(app, chosen, migrations=Path(current_app.extensions["migrate"].directory))
    with app.app_context():
        engine = db.engine
    try:
        with app.app_context():
            _make_ready()
        yield app
    finally:
        engine.dispose()


def _make_ready() -> None:
    if db.engine.dialect.name != "postgresql":
        raise BackupRefused("The new database must be postgresql+psycopg://…")
    try:
        if not restoring.is_empty():
            raise BackupRefused("The new database is not empty: give one without tables, or with empty ones.")
    except OperationalError:
        raise BackupRefused("The new database does not answer: look at its address, user and password.") from None
    upgrade()


def _copy_from(source: Connection) -> int:
    with db.write_engine.begin() as target:
        return sum(
            backup_tables.put(target, table, table.columns.keys(), backup_tables.rows(source, table))
            for table in backup_tables.tables()
        )


def _problems() -> Iterator[str]:
    for petition in db.session.scalars(select(Petition).order_by(Petition.id)):
        yield from verifying.problems_of(petition)


def _place(url: str) -> str:
    parts = make_url(url)
    return f"{parts.host or parts.query.get('host') or 'localhost'}/{parts.database}"
