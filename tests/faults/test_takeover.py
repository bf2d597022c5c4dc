"""Two workers on PostgreSQL: when the one that sequences is killed, the other goes on with the count."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

import config
from petition import create_app
from petition.extensions import db
from petition.models.ledger import Checkpoint
from petition.models.petition import Petition
from petition.services import counting, processes, verifying
from tests.faults.cluster_site import sequencer_of
from tests.faults.preparing import prepared_site, visited
from tests.faults.running import TAKEN_OVER_SECONDS, WORK, RunningProgram, RunningSite, wait_until
from tests.servers import postgres_server
from tests.services.counting import confirmed

pytestmark = [pytest.mark.faults, pytest.mark.servers]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[RunningSite]:
    with postgres_server() as url:
        yield prepared_site(tmp_path / "data", DATABASE_URL=url)


@pytest.fixture
def app(site: RunningSite) -> Flask:
    return create_app(config.load(site.environment))


@pytest.fixture
def workers(site: RunningSite, app: Flask) -> Iterator[list[RunningProgram]]:
    """Two at work; the first of them sequences."""
    both = [RunningProgram(site.folder.with_name(f"worker{n}.log"), WORK, site.environment) for n in range(2)]
    with ExitStack() as stack:
        for number, worker in enumerate(both, start=1):
            stack.callback(worker.end)
            worker.start()
            wait_until(lambda number=number: is_at_work(app, number))  # type: ignore[misc]
        yield both


def is_at_work(app: Flask, workers: int) -> bool:
    with visited(app):
        has_begun = db.session.scalar(select(Checkpoint.id).limit(1)) is not None
        return has_begun and len(processes.present()) == workers


def sign(app: Flask) -> None:
    with visited(app):
        db.open_for_writing()
        confirmed(db.session.scalars(select(Petition)).one())
        db.session.commit()


def count_of(app: Flask) -> int:
    with visited(app):
        return counting.count_of(db.session.scalars(select(Petition)).one()).number


def test_the_other_worker_goes_on(app: Flask, workers: list[RunningProgram]) -> None:
    first = sequencer_of(app)
    sign(app)
    wait_until(lambda: count_of(app) == 1)
    assert sequencer_of(app) == first, "nobody takes over from one that lives"
    workers[0].kill()
    sign(app)
    wait_until(lambda: count_of(app) == 2, TAKEN_OVER_SECONDS)
    assert sequencer_of(app) != first
    with visited(app):
        assert list(verifying.problems_of(db.session.scalars(select(Petition)).one())) == []
