"""`kill -9` while people sign and confirm: whatever the site has said is true afterwards.

    COUNTERSIGN_CROWD=1000 COUNTERSIGN_KILLS=20 python -m pytest tests/faults/test_kill.py

runs the large version; by default it is as large as a minute allows.
"""

import os
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

import config
from petition import create_app
from petition.extensions import db
from petition.models.petition import Petition
from petition.models.signature import Signature
from petition.models.submission import Submission
from petition.services import counting, identity, verifying
from petition.worker import Worker
from tests.faults.crowd import Crowd
from tests.faults.preparing import prepared_site
from tests.faults.running import RunningSite, wait_until

PEOPLE = int(os.environ.get("COUNTERSIGN_CROWD", "200"))
KILLS = int(os.environ.get("COUNTERSIGN_KILLS", "5"))
LEAST_IN_FLIGHT = 20
SECONDS_FOR_ALL = 60 + PEOPLE // 2
BROKEN = ("-m", "tests.faults.answer_before_commit")


@pytest.mark.timeout(SECONDS_FOR_ALL)
def test_nothing_said_is_lost(tmp_path: Path) -> None:
    site = prepared_site(tmp_path / "data")
    crowd = Crowd(site, PEOPLE)
    in_flight = sign_while_it_is_killed(site, crowd, KILLS, patience=15)
    assert min(in_flight) >= LEAST_IN_FLIGHT
    assert (crowd.thanked(), crowd.told_counted()) == (PEOPLE, PEOPLE)
    assert losses(site, crowd) == []


def test_answering_before_the_commit_would_lose_people(tmp_path: Path) -> None:
    site = prepared_site(tmp_path / "data", command=BROKEN)
    crowd = Crowd(site, 90)
    sign_while_it_is_killed(site, crowd, 2, patience=4)
    assert any("was thanked" in loss for loss in losses(site, crowd))


def sign_while_it_is_killed(site: RunningSite, crowd: Crowd, kills: int, *, patience: float) -> list[int]:
    """Let the crowd sign, kill the site so often on the way, and end it well. The requests in flight at each kill."""
    in_flight = []
    site.start()
    try:
        crowd.come()
        for number in range(1, kills + 1):
            share = len(crowd.people) * number // (kills + 1)
            wait_until(partial(is_in_full_swing, crowd, share), SECONDS_FOR_ALL)
            in_flight.append(crowd.in_flight)
            site.kill()
            let_leases_run_out(site)
            site.start()
        crowd.wait(patience)
        assert site.stop() == 0
    finally:
        crowd.leave()
        site.end()
    return in_flight


def is_in_full_swing(crowd: Crowd, thanked: int) -> bool:
    return crowd.thanked() >= thanked and crowd.in_flight >= LEAST_IN_FLIGHT


def let_leases_run_out(site: RunningSite) -> None:
    """What the dead process had in hand comes free in two minutes; let them have passed."""
    with closing(sqlite3.connect(site.folder / "countersign.sqlite3")) as connection:
        connection.execute("UPDATE outbox SET leased_until = '2000-01-01' WHERE leased_until IS NOT NULL")
        connection.execute("UPDATE lease SET until = '2000-01-01'")
        connection.commit()


def losses(site: RunningSite, crowd: Crowd) -> list[str]:
    """Everything the site has said that is not so, one sentence each."""
    app = create_app(config.load(site.environment))
    Worker(app).run_all()
    with app.app_context():
        found = db.session.scalars(select(Petition)).one()
        waiting = {identity.of_submission(one).name for one in db.session.scalars(select(Submission))}
        confirmed = list(db.session.scalars(select(Signature.public_name).where(Signature.state == "counted")))
        rows = db.session.scalar(select(func.count(Signature.id)))
        count = counting.count_of(found).number
        wrong = list(verifying.problems_of(found))
        db.engine.dispose()
    for person in crowd.people:
        if person.was_thanked and person.name not in {*waiting, *confirmed}:
            wrong.append(f"{person.name} was thanked, but is not in the database")
        if person.was_thanked and not person.link:
            wrong.append(f"{person.name} was thanked, but got no mail")
        if person.was_told_counted and confirmed.count(person.name) != 1:
            wrong.append(f"{person.name} was told to be counted, but is {confirmed.count(person.name)} times")
    if not count == rows == len(confirmed):
        wrong.append(f"the count is {count}, confirmed are {len(confirmed)} of {rows}")
    return wrong
