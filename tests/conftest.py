"""A real site for each test: SQLite with limits in the process, and PostgreSQL with Valkey.

Whoever asks for `app`, or for anything made from it, runs on both, or takes turns (tests/turns.py).
"""

import gc
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from xdist.remote import Producer

import config
from petition import create_app
from petition.extensions import db, heat, limiter, openings
from petition.lib import clock, passwords
from petition.models.petition import Petition
from petition.services import leases
from petition.worker import Worker
from tests.making import make_petition
from tests.ordering import ByPortion, in_good_order
from tests.reading import Mails
from tests.servers import postgres_server, valkey_server, wait_for_valkey
from tests.turns import waiting

LANES = ("sqlite", "postgresql")
SECRETS = {"SECRET_KEY": "a-secret-for-tests-of-more-than-32-letters", "DATA_KEYS": f"1:{'A' * 43}="}
HASHER, NOBODYS = passwords._hasher, passwords._nobodys
# So many objects more than were let go of: garbage is looked for, which comes by the hundred thousand.
GARBAGE_AT = 50_000
Change = Callable[[Callable[[Petition], object]], None]


def pytest_collection() -> None:
    # Thousands of tests are found, none is garbage: looking for some takes as long as finding them.
    gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left = set(waiting(items, LANES))
    config.hook.pytest_deselected(items=list(left))
    items[:] = in_good_order([item for item in items if item not in left])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByPortion:
    return ByPortion(config, log)


def pytest_collection_finish() -> None:
    gc.freeze()
    # Seldom, too: of all that a test leaves behind next to nothing lies in cycles.
    gc.set_threshold(GARBAGE_AT)
    gc.enable()


@pytest.fixture(scope="module", autouse=True)
def own_garbage() -> Iterator[None]:
    """What a file has dropped and not closed fails its last test, not one of another file.

    What is left then stays to the end, and is not looked through again.
    """
    yield
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def quick_hashing() -> Iterator[None]:
    """Half of all tests make accounts: hashing in earnest took as long as everything else they prepare.

    What the hash has to be is tested with `earnest_hashing`, and by every site that runs in a process of its own.
    """
    with pytest.MonkeyPatch.context() as patch:
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "_hasher", quick)
        patch.setattr(passwords, "_nobodys", quick.hash("nobody's"))
        yield


@pytest.fixture
def earnest_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing as the product does it."""
    monkeypatch.setattr(passwords, "_hasher", HASHER)
    monkeypatch.setattr(passwords, "_nobodys", NOBODYS)


class Site:
    """One app and the way back to its empty database."""

    def __init__(self, app: Flask, folder: Path, reset: Callable[[], None]) -> None:
        self.app = app
        self.mail_folder = folder / "mail"
        self._reset = reset

    def clean(self) -> None:
        self._reset()
        shutil.rmtree(self.mail_folder, ignore_errors=True)
        with self.app.app_context():
            limiter.reset()
            heat.forget()
            openings.take()
            openings.forget_networks()


@contextmanager
def made_site(folder: Path, **environment: str) -> Iterator[Site]:
    """A migrated app with these settings and no petition."""
    # What a page shows is looked at right after it changed; that it is kept is tested by itself.
    app = create_app(config.load({"DATA_DIR": str(folder), "PAGE_CACHE_SECONDS": "0", **SECRETS, **environment}))
    app.testing = True
    with app.app_context():
        engine = db.engine
        is_sqlite = engine.dialect.name == "sqlite"
        if is_sqlite:
            sa.event.listen(engine, "connect", _forget)
        upgrade()
    yield Site(app, folder, _sqlite_reset(engine, folder) if is_sqlite else _postgresql_reset(engine))
    engine.dispose()


@pytest.fixture(scope="session")
def site_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Site]]:
    """The site of each lane, made when it is first asked for. It stays to the end: making one takes seconds."""
    with ExitStack() as stack:

        @cache
        def made(lane: str) -> Site:
            environment = {}
            if lane == "postgresql":
                environment["DATABASE_URL"] = stack.enter_context(postgres_server())
                environment["REDIS_URL"] = stack.enter_context(valkey_server())
            with pytest.MonkeyPatch.context() as monkeypatch:
                wait_for_valkey(monkeypatch)
                return stack.enter_context(made_site(tmp_path_factory.mktemp(lane), **environment))

        yield made


@pytest.fixture(scope="session", params=LANES)
def site(request: pytest.FixtureRequest, site_of: Callable[[str], Site]) -> Site:
    return site_of(request.param)


@pytest.fixture
def app(site: Site) -> Flask:
    """The app with an empty database, empty mailboxes and fresh limits."""
    site.clean()
    return site.app


@pytest.fixture
def database(app: Flask) -> Iterator[None]:
    """An open context that may write: for tests of services and models."""
    with app.app_context():
        db.open_for_writing()
        yield


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def worker(app: Flask) -> Worker:
    return Worker(app)


@pytest.fixture
def mails(site: Site, worker: Worker) -> Mails:
    """What arrived, after the worker has done its work."""
    return Mails(site.mail_folder, worker)


@pytest.fixture
def petition(app: Flask) -> str:
    """The slug of an open petition in English and Arabic."""
    with app.app_context():
        db.open_for_writing()
        return make_petition()


@pytest.fixture
def load(app: Flask) -> Callable[[str], Petition]:
    """Load a petition by its slug, within the test's own context."""

    def find(slug: str) -> Petition:
        return db.session.execute(sa.select(Petition).where(Petition.slugs.any(slug=slug))).scalar_one()

    return find


@pytest.fixture
def change(app: Flask, petition: str, load: Callable[[str], Petition]) -> Change:
    """Does something to the petition, and commits it."""

    def do(act: Callable[[Petition], object]) -> None:
        with app.app_context():
            db.open_for_writing()
            act(load(petition))
            db.session.commit()

    return do


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = clock.now()

    def move(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    fake = FakeClock()
    monkeypatch.setattr(clock, "now", lambda: fake.now)
    # The database's too, as if host and database agreed.
    monkeypatch.setattr(leases, "database_clock", lambda: fake.now)
    return fake


def _forget(connection: sqlite3.Connection, _record: object) -> None:
    # As tests.postgres.FORGETFUL: nobody pulls this machine's plug, and waiting for its disk takes as long as a test.
    connection.execute("PRAGMA synchronous=OFF")


def _sqlite_reset(engine: sa.Engine, folder: Path) -> Callable[[], None]:
    path = folder / "countersign.sqlite3"
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    template = folder / "template.sqlite3"
    shutil.copy(path, template)

    def reset() -> None:
        engine.dispose()
        for suffix in ("-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        shutil.copy(template, path)

    return reset


def _postgresql_reset(engine: sa.Engine) -> Callable[[], None]:
    deletes = "".join(f'DELETE FROM "{table.name}";' for table in reversed(db.metadata.sorted_tables))

    def reset() -> None:
        with engine.execution_options(writes=True).begin() as connection:
            # The ledger refuses to be emptied; only a superuser can switch its triggers off.
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            connection.exec_driver_sql(deletes)

    return reset
