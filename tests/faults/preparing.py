"""A site with one open petition, ready to be started: no demo, many client networks."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from flask_migrate import upgrade

import config
from petition import create_app
from petition.extensions import db
from tests.conftest import SECRETS
from tests.faults.running import SERVE, RunningSite
from tests.making import make_petition

SLUG = "keep-the-ward-open"
SQLITE = "countersign.sqlite3"


def prepared_site(folder: Path, *, command: tuple[str, ...] = SERVE, **environment: str) -> RunningSite:
    """The petition at SLUG, and a site that believes one proxy about where its visitors come from."""
    site = RunningSite(folder, command=command, TRUSTED_PROXIES="1", **environment)
    if "DATABASE_URL" in environment:
        _prepare(site.environment)
    else:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / SQLITE).write_bytes(_prepared_file())
    return site


@cache
def _prepared_file() -> bytes:
    """Such a database, made once: all its migrations take longer than what is tried with it."""
    with TemporaryDirectory() as folder:
        _prepare({"DATA_DIR": folder, **SECRETS})
        return (Path(folder) / SQLITE).read_bytes()


def _prepare(environment: dict[str, str]) -> None:
    with visited(create_app(config.load(environment))):
        upgrade()
        db.open_for_writing()
        make_petition(SLUG)


@contextmanager
def visited(app: Flask) -> Iterator[None]:
    """A context of an app in this process that leaves no connection behind: the server may be stopped next."""
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()
