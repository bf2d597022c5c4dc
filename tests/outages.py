"""The database, really taken away: from the outside, while the site is running."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from petition.extensions import db

# Until a connection is closed at the other end too.
PATIENCE_MILLISECONDS = 5_000


@contextlib.contextmanager
def database_away(app: Flask) -> Iterator[None]:
    """Within, the app's database answers nobody; those who were connected are cut off."""
    with app.app_context():
        engine = db.engine
    away = _sqlite_away if engine.dialect.name == "sqlite" else _postgresql_away
    with away(engine):
        yield


@contextlib.contextmanager
def _sqlite_away(engine: sa.Engine) -> Iterator[None]:
    """As when the disk it lies on is gone: something is there, and it cannot be opened."""
    file = Path(str(engine.url.database))
    engine.dispose()
    elsewhere = file.rename(file.with_suffix(".elsewhere"))
    file.mkdir()
    try:
        yield
    finally:
        engine.dispose()
        file.rmdir()
        elsewhere.rename(file)


@contextlib.contextmanager
def _postgresql_away(engine: sa.Engine) -> Iterator[None]:
    """As when the server stops: whoever is connected is sent away, whoever comes is refused.

    The pool finds that out by itself. To be emptied here would take it away from requests that are still under way:
    what they give back afterwards nobody would close.
    """
    name = engine.url.database
    elsewhere = engine.url.set(database="template1")
    another = sa.create_engine(elsewhere, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with another.connect() as connection:
        connection.exec_driver_sql(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        cut = sa.text("SELECT pg_terminate_backend(pid, :patience) FROM pg_stat_activity WHERE datname = :name")
        try:
            connection.execute(cut, {"name": name, "patience": PATIENCE_MILLISECONDS})
            yield
        finally:
            connection.exec_driver_sql(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
