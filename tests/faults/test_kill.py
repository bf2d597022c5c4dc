"""`kill -9` while people sign and confirm: whatever the site has said is true afterwards.

    COUNTERSIGN_CROWD=1000 COUNTERSIGN_KILLS=20 python -m pytest tests/faults/test_kill.py

runs the large version; by default it takes a quarter of a minute.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import config
from petition import create_app
from petition.worker import Worker
from tests.faults.crowd import Crowd, seconds_for
from tests.faults.losses import losses
from tests.faults.mail_server import FolderPost
from tests.faults.preparing import prepared_site
from tests.faults.running import RunningSite

PEOPLE = int(os.environ.get("COUNTERSIGN_CROWD", "120"))
KILLS = int(os.environ.get("COUNTERSIGN_KILLS", "3"))
LEAST_IN_FLIGHT = 20
BROKEN = ("-m", "tests.faults.answer_before_commit", "petition", "serve")

pytestmark = pytest.mark.faults


@pytest.mark.timeout(seconds_for(PEOPLE))
def test_nothing_said_is_lost(tmp_path: Path) -> None:
    site = prepared_site(tmp_path / "data")
    crowd = Crowd(site.port, PEOPLE, FolderPost(site.folder / "mail"))
    in_flight = sign_while_it_is_killed(site, crowd, KILLS, patience=15)
    assert min(in_flight) >= LEAST_IN_FLIGHT
    assert (crowd.thanked(), crowd.told_counted()) == (PEOPLE, PEOPLE)
    assert wrongs(site, crowd) == []


def test_answering_before_the_commit_would_lose_people(tmp_path: Path) -> None:
    site = prepared_site(tmp_path / "data", command=BROKEN)
    crowd = Crowd(site.port, 60, FolderPost(site.folder / "mail"))
    sign_while_it_is_killed(site, crowd, 2, patience=4)
    assert any("was thanked" in loss for loss in wrongs(site, crowd))


def sign_while_it_is_killed(site: RunningSite, crowd: Crowd, kills: int, *, patience: float) -> list[int]:
    """Let the crowd sign, kill the site so often on the way, and end it well. The requests in flight at each kill."""
    in_flight = []
    site.start()
    try:
        crowd.come()
        for number in range(1, kills + 1):
            share = len(crowd.people) * number // (kills + 1)
            in_flight.append(crowd.await_full_swing(share, LEAST_IN_FLIGHT))
            site.kill()
            let_leases_run_out(site)
            site.start()
        crowd.wait(patience)
        assert site.stop() == 0
    finally:
        crowd.leave()
        site.end()
    return in_flight


def let_leases_run_out(site: RunningSite) -> None:
    """What the dead process had in hand comes free in two minutes; let them have passed."""
    with closing(sqlite3.connect(site.folder / "countersign.sqlite3")) as connection:
        connection.execute("UPDATE outbox SET leased_until = '2000-01-01' WHERE leased_until IS NOT NULL")
        connection.execute("UPDATE lease SET until = '2000-01-01'")
        connection.commit()


def wrongs(site: RunningSite, crowd: Crowd) -> list[str]:
    """What is wrong once all work is done."""
    app = create_app(config.load(site.environment))
    Worker(app).run_all()
    return losses(app, crowd)
