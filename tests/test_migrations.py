"""Every migration goes up, down and up again on both databases, and ends where the models are."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade

from config import Settings
from petition import create_app
from petition.extensions import db
from petition.models.petition import Petition
from petition.models.report import ReportReason, ReportSubject
from petition.services import demo, petitions, reporting
from tests.conftest import SECRETS, Site
from tests.making import make_petition, sign_and_confirm
from tests.news import draft_of_news, published_news
from tests.people import join
from tests.schemas import schema
from tests.source_tree import ROOT

REVISIONS = [script.revision for script in ScriptDirectory(str(ROOT / "migrations")).walk_revisions()][::-1]
NUMBERS = count()
PROCESSES = 3
# Only migrations make these: no model says them.
ROUTINES_APART: dict[str, dict[str, list[str]]] = {"(routines)": {}}

MIGRATE_WHEN_TOLD = """
from flask_migrate import upgrade
from wsgi import app
with app.app_context():
    print("ready", flush=True)
    input()
    upgrade()
"""

MakeApp = Callable[..., Flask]


@pytest.fixture
def new_app(site: Site, tmp_path: Path) -> Iterator[MakeApp]:
    """Makes apps on databases of their own: copies of another app's, or without a table."""
    made: list[Flask] = []

    def make(like: Flask | None = None) -> Flask:
        name = f"empty{next(NUMBERS)}"
        url = _copied_database(like, name, tmp_path) if like else _empty_database(site, name, tmp_path)
        there: Settings = site.app.extensions["petition.settings"]
        made.append(create_app(replace(there, data_dir=tmp_path, database_url=url, mail_url=f"folder:{tmp_path}/mail")))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def empty(new_app: MakeApp) -> Iterator[Flask]:
    """An app on an empty database, with its context open."""
    app = new_app()
    with app.app_context():
        yield app


@pytest.fixture
def migrated(new_app: MakeApp, site: Site) -> Iterator[Flask]:
    """An app on a database with every table and nothing in them, with its context open."""
    site.clean()
    app = new_app(like=site.app)
    with app.app_context():
        yield app


def _copied_database(app: Flask, name: str, folder: Path) -> str:
    """Going through all migrations takes far longer than copying what they made."""
    with app.app_context():
        db.engine.dispose()
        place = db.engine.url
    if place.get_backend_name() == "sqlite":
        return f"sqlite:///{shutil.copy(str(place.database), folder / f'{name}.sqlite3')}"
    elsewhere = sa.create_engine(place.set(database="template1"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with elsewhere.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {place.database}")
    return place.set(database=name).render_as_string(hide_password=False)


def _empty_database(site: Site, name: str, folder: Path) -> str:
    with site.app.app_context():
        if db.engine.dialect.name == "sqlite":
            return f"sqlite:///{folder}/{name}.sqlite3"
        with db.engine.execution_options(isolation_level="AUTOCOMMIT", writes=True).connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        return db.engine.url.set(database=name).render_as_string(hide_password=False)


def test_each_goes_up_down_and_up_again(empty: Flask) -> None:
    steps = [schema()]
    assert steps == [{"(routines)": {"names": []}}]
    for revision in REVISIONS:
        upgrade(revision=revision)
        steps.append(schema())
        assert steps[-1] != steps[-2], f"{revision} changes nothing"
    for revision, below in zip(REVISIONS[::-1], steps[-2::-1], strict=True):
        downgrade(revision="-1")
        assert schema() == below, f"the way down from {revision} does not end where the way up began"
    upgrade()
    assert schema() == steps[-1], "the second way up ends elsewhere"


def test_it_goes_down_and_up_with_people_in_it(migrated: Flask) -> None:
    db.open_for_writing()
    make_petition()
    db.session.remove()
    downgrade(revision="base")
    upgrade()
    assert demo.is_empty()


def test_who_is_in_which_team_stays_on_the_way_down(migrated: Flask) -> None:
    db.open_for_writing()
    make_petition()
    # There was a password for everybody then.
    join("bob").password_hash = None
    db.session.commit()
    db.session.remove()
    downgrade(revision="0020")
    places = sa.text("select role, password_hash from team_member join organiser on organiser.id = organiser_id")
    assert [tuple(place) for place in db.session.execute(places)] == [("editor", "")]


def test_translations_that_are_there_count_as_made_of_what_stands_beside_them(migrated: Flask) -> None:
    db.open_for_writing()
    make_petition()
    db.session.remove()
    downgrade(revision="0021")
    upgrade()
    marks = sa.text("select language, source_sha256 from revision order by language")
    own = db.session.scalar(sa.text("select sha256 from revision where language = 'en'"))
    assert [tuple(mark) for mark in db.session.execute(marks)] == [("ar", own), ("en", None)]


def test_comments_that_are_there_get_names_of_their_own(migrated: Flask) -> None:
    db.open_for_writing()
    make_petition()
    ward = db.session.scalars(sa.select(Petition)).one()
    for name in ("Rima", "Sami"):
        sign_and_confirm(ward, name=name, address=f"{name}@example.org", comment="Why", comment_is_public=True)
    db.session.commit()
    db.session.remove()
    downgrade(revision="0024")
    upgrade()
    made = db.session.scalars(sa.text("select public_id from comment")).all()
    assert [len(one) for one in {*made}] == [22, 22]


def test_comments_keep_their_reports_and_get_the_places_of_their_signatures(migrated: Flask) -> None:
    db.open_for_writing()
    ward = petitions.by_slug(make_petition())
    assert ward
    sign_and_confirm(ward, comment="Why", comment_is_public=True)
    about = db.session.scalars(sa.text("select id from comment")).one()
    reporting.add(ward, ReportSubject.COMMENT, reason=ReportReason.OTHER, words="", comment_id=about)
    db.session.commit()
    db.session.remove()
    downgrade(revision="0034")
    upgrade()
    its_own = "signature.public_id = signature_public_id and signature.confirmed_on = comment.confirmed_on"
    reported = f"select count(*) from report join comment on comment.id = comment_id join signature on {its_own}"
    assert db.session.scalar(sa.text(reported)) == 1


# There a table that is copied takes with it what points to it.
@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_published_news_keeps_its_words_on_the_way_down_and_drafts_go(migrated: Flask) -> None:
    db.open_for_writing()
    found = petitions.by_slug(make_petition())
    assert found
    published_news(found, en={"title": "Published", "text": "x"})
    draft_of_news(found, en={"title": "A draft", "text": "x"})
    db.session.commit()
    db.session.remove()
    downgrade(revision="0023")
    upgrade()
    there = sa.text("select title, state from update_text join petition_update on petition_update.id = update_id")
    assert [tuple(row) for row in db.session.execute(there)] == [("Published", "published")]


def test_where_a_newer_version_has_migrated_there_is_nothing_to_do(
    migrated: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    db.open_for_writing()
    db.session.execute(sa.text("update alembic_version set version_num = '9999'"))
    db.session.commit()
    upgrade()
    assert "A newer version has migrated" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        downgrade()


def test_alembic_finds_nothing_to_migrate(migrated: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, db.metadata) == []


def test_the_models_make_the_same_tables(migrated: Flask, new_app: MakeApp) -> None:
    # Alembic overlooks checks and the conditions of partial indexes; the database does not.
    by_migrations = schema()
    with new_app().app_context():
        with db.engine.execution_options(writes=True).begin() as connection:
            db.metadata.create_all(connection)
        assert schema() | ROUTINES_APART == by_migrations | ROUTINES_APART


# SQLite has one writer at a time.
@pytest.mark.parametrize("site", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("first", "then"), [("outbox", "submission"), ("tally", "petition")])
def test_whoever_is_at_work_is_not_met_halfway(empty: Flask, first: str, then: str) -> None:
    upgrade(revision="0022")
    context = empty.app_context
    with db.engine.execution_options(writes=True).connect() as working, ThreadPoolExecutor(1) as pool:
        working.exec_driver_sql(f"LOCK TABLE {first} IN ROW EXCLUSIVE MODE")
        migrating = pool.submit(_migrate_in, context, "0023")
        time.sleep(2)
        # Taken in their own order; PostgreSQL would end one of the two if the migration held the second meanwhile.
        working.exec_driver_sql(f"LOCK TABLE {then} IN ROW EXCLUSIVE MODE")
        assert not migrating.done()
        working.rollback()
        migrating.result(60)


@pytest.mark.parametrize("site", ["postgresql"], indirect=True)
def test_work_goes_on_between_two_migrations(empty: Flask) -> None:
    upgrade(revision="0023")
    context = empty.app_context
    with db.engine.execution_options(writes=True).connect() as working, ThreadPoolExecutor(1) as pool:
        migrating = pool.submit(_migrate_in, context, "head")
        # PostgreSQL would end one of the two if a migration waited for the first and still held the second.
        _take_in_turns(working, "petition", "signature", until=migrating.done)
        migrating.result(60)


def _take_in_turns(working: sa.Connection, first: str, then: str, *, until: Callable[[], bool]) -> None:
    """Hold one table while taking the other, as whoever counts does, again and again."""
    while not until():
        with working.begin():
            working.exec_driver_sql(f"LOCK TABLE {first} IN ROW EXCLUSIVE MODE")
            time.sleep(0.05)
            working.exec_driver_sql(f"LOCK TABLE {then} IN ROW EXCLUSIVE MODE")


def _migrate_in(context: Callable[[], AbstractContextManager[object]], revision: str) -> None:
    with context():
        upgrade(revision=revision)


def test_several_processes_may_migrate_at_once(empty: Flask) -> None:
    there: Settings = empty.extensions["petition.settings"]
    places = {"DATABASE_URL": there.database_url, "DATA_DIR": str(there.data_dir)}
    with ExitStack() as stack:
        started = [stack.enter_context(_migration_when_told(os.environ | SECRETS | places)) for _ in range(PROCESSES)]
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in started:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        assert [process.wait(60) for process in started] == [0] * PROCESSES
    assert demo.is_empty()


def _migration_when_told(environment: dict[str, str]) -> "subprocess.Popen[str]":
    """A process that loads everything, says that it is ready, and migrates when it is told to."""
    command = [sys.executable, "-c", MIGRATE_WHEN_TOLD]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True)
