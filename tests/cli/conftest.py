"""For tests of commands that take a site to another place: a second site, with the same keys."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from config import Settings
from petition import create_app
from petition.extensions import db
from petition.models.petition import Petition
from tests.servers import postgres_server
from tests.services.counting import confirmed, sequenced

NUMBERS = count()
MakeSite = Callable[..., Flask]


@pytest.fixture(scope="session")
def spare_postgres() -> Iterator[str]:
    """A server that no site of these tests uses yet."""
    with postgres_server() as url:
        yield url


@pytest.fixture
def site_elsewhere(app: Flask, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[MakeSite]:
    """Makes sites without a table, on the other kind of database than the app's."""
    made: list[Flask] = []
    there: Settings = app.extensions["petition.settings"]

    def make(**values: Any) -> Flask:
        folder = tmp_path / f"elsewhere{next(NUMBERS)}"
        is_sqlite = there.database_url.startswith("sqlite")
        url = (
            _new_database(request.getfixturevalue("spare_postgres"))
            if is_sqlite
            else f"sqlite:///{folder}/site.sqlite3"
        )
        places: dict[str, Any] = {
            "data_dir": folder,
            "journal_dir": folder / "journal",
            "mail_url": f"folder:{folder}/mail",
        }
        made.append(create_app(replace(there, **places, database_url=url, **values)))
        return made[-1]

    yield make
    for one in made:
        with one.app_context():
            db.engine.dispose()


@pytest.fixture
def elsewhere(site_elsewhere: MakeSite) -> Flask:
    return site_elsewhere()


def _new_database(server: str) -> str:
    name = f"elsewhere{next(NUMBERS)}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return engine.url.set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def ward(app: Flask, petition: str) -> str:
    """The slug of a petition that three people have signed. No context is open: commands open their own."""
    with signing_on(app, petition) as found:
        confirmed(found, 3)
        sequenced(found)
    return petition


@contextmanager
def signing_on(app: Flask, slug: str) -> Iterator[Petition]:
    """A petition of a site, to do something with; committed at the end."""
    with app.app_context():
        db.open_for_writing()
        yield db.session.scalars(sa.select(Petition).where(Petition.slugs.any(slug=slug))).one()
        db.session.commit()


def run(app: Flask, *arguments: object, typed: str = "") -> Result:
    """A command's outcome."""
    return app.test_cli_runner().invoke(args=["petition", *map(str, arguments)], input=typed)
