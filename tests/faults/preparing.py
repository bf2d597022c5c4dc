"""A site with one open petition, ready to be started: no demo, many client networks."""

from pathlib import Path

from flask_migrate import upgrade

import config
from petition import create_app
from petition.extensions import db
from tests.faults.running import SERVE, RunningSite
from tests.making import make_petition

SLUG = "keep-the-ward-open"


def prepared_site(folder: Path, *, command: tuple[str, ...] = SERVE) -> RunningSite:
    """The petition at SLUG, and a site that believes one proxy about where its visitors come from."""
    site = RunningSite(folder, command=command, TRUSTED_PROXIES="1")
    app = create_app(config.load(site.environment))
    with app.app_context():
        upgrade()
        db.open_for_writing()
        make_petition(SLUG)
        engine = db.engine
    engine.dispose()
    return site
