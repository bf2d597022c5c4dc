"""A site with one open petition, ready to be started: no demo, many client networks."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

import config
from petition import create_app
from petition.extensions import db
from tests.faults.running import SERVE, RunningSite
from tests.making import make_petition

SLUG = "keep-the-ward-open"


def prepared_site(folder: Path, *, command: tuple[str, ...] = SERVE, **environment: str) -> RunningSite:
    """The petition at SLUG, and a site that believes one proxy about where its visitors come from."""
    site = RunningSite(folder, command=command, TRUSTED_PROXIES="1", **environment)
    with visited(create_app(config.load(site.environment))):
        upgrade()
        db.open_for_writing()
        make_petition(SLUG)
    return site


@contextmanager
def visited(app: Flask) -> Iterator[None]:
    """A context of an app in this process that leaves no connection behind: the server may be stopped next."""
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()
