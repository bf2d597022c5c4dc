"""One site that many have signed, on which everything that can be asked for is asked for once."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.services import figures, measuring, sequencing, summing
from tests.conftest import Site
from tests.plans import crowd
from tests.plans.explaining import Plans, explained
from tests.plans.visiting import Visit


@pytest.fixture(scope="module")
def plans(site: Site) -> Iterator[Plans]:
    """The plans of one visit to every address, and of one portion of every duty."""
    site.clean()
    with pytest.MonkeyPatch.context() as patch:
        # Where they stop, so that whatever goes on from there is seen.
        patch.setattr(measuring, "MOST", 200)
        patch.setattr(figures, "MOST", 200)
        patch.setattr(sequencing, "BATCH", 200)
        patch.setattr(summing, "PORTION", 200)
        visit = Visit(site)
        with site.app.app_context():
            db.open_for_writing()
            crowd.gather()
            db.session.commit()
        with explained(site.app) as found:
            visit.make(found)
        yield found
    _send_home(site)


def _send_home(site: Site) -> None:
    """Leave no room behind in which so many stood: other tests would read it too."""
    with site.app.app_context():
        db.open_for_writing()
        if db.engine.dialect.name == "postgresql":
            db.session.execute(sa.text("SET LOCAL session_replication_role = replica"))
            db.session.execute(sa.text(f"TRUNCATE {', '.join(crowd.COPIES)} CASCADE"))
            db.session.commit()
