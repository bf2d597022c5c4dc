"""Moving a running site from SQLite to PostgreSQL: links, numbers, and nothing acknowledged and lost."""

import threading
from datetime import UTC, datetime, timedelta
from datetime import time as day_time

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.extensions import db
from petition.lib import clock
from petition.models.submission import Submission
from petition.services import confirming, forgetting, verifying
from petition.services.counting import newest_checkpoint
from petition.worker import ledger
from tests.cli.conftest import MakeSite, run, signing_on
from tests.conftest import FakeClock
from tests.making import submit
from tests.reading import confirm, sign

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def url_of(app: Flask) -> str:
    url: str = app.extensions["petition.settings"].database_url
    return url


def test_links_mailed_before_count_there(app: Flask, elsewhere: Flask, ward: str) -> None:
    with signing_on(app, ward) as found:
        waiting = submit(found, address="waits@example.org")
        waiting.mailed_at = clock.now() - timedelta(minutes=5)
        link = f"/en/confirm/{confirming.link_token(waiting)}"
    assert "every number agrees" in run(app, "move", url_of(elsewhere)).output
    assert confirm(elsewhere.test_client(), link).status_code == 303
    with elsewhere.app_context():
        db.open_for_writing()
        ledger.sequence()
    with signing_on(elsewhere, ward) as there:
        newest = newest_checkpoint(there)
        assert newest
        assert (newest.online, [*verifying.problems_of(there)]) == (4, [])


def test_the_old_database_takes_nothing_more(app: Flask, elsewhere: Flask, ward: str) -> None:
    assert run(app, "move", url_of(elsewhere)).exit_code == 0
    client = app.test_client()
    assert client.get(f"/en/petitions/{ward}").status_code == 200
    answer = sign(client, ward)
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
    done = run(app, "work", "--once")
    assert (done.exit_code, "set DATABASE_URL to the new one" in done.output) == (1, True)
    assert "This database was moved to" in run(app, "doctor").output


def test_who_was_forgotten_is_no_drift(app: Flask, elsewhere: Flask, ward: str, time: FakeClock) -> None:
    with signing_on(app, ward) as found:
        time.now = datetime.combine(found.retain_until + timedelta(days=1), day_time(0, 0), UTC)
        forgetting.forget()
    assert "every number agrees" in run(app, "move", url_of(elsewhere)).output


def test_it_can_be_used_again(app: Flask, elsewhere: Flask, ward: str) -> None:
    run(app, "move", url_of(elsewhere))
    assert run(app, "move", "--undo").exit_code == 0
    assert sign(app.test_client(), ward).status_code == 303
    assert "was moved" not in run(app, "doctor").output


def test_whoever_is_thanked_meanwhile_is_there(app: Flask, elsewhere: Flask, ward: str) -> None:
    thanked: list[str] = []
    ended = threading.Event()
    signer = threading.Thread(target=_sign_until, args=(app, ward, thanked, ended))
    signer.start()
    try:
        done = run(app, "move", url_of(elsewhere))
    finally:
        ended.set()
        signer.join()
    assert done.exit_code == 0, done
    with elsewhere.app_context():
        arrived = db.session.scalar(sa.select(sa.func.count(Submission.id)))
    assert arrived == len(thanked) > 0


def _sign_until(app: Flask, slug: str, thanked: list[str], ended: threading.Event) -> None:
    client, number = app.test_client(), 0
    while not ended.is_set():
        number += 1
        address = f"meanwhile{number}@example.org"
        if sign(client, slug, address=address).status_code == 303:
            thanked.append(address)


def test_it_goes_into_an_empty_database_only(app: Flask, elsewhere: Flask, ward: str) -> None:
    run(app, "move", url_of(elsewhere))
    run(app, "move", "--undo")
    done = run(app, "move", url_of(elsewhere))
    assert (done.exit_code, "is not empty" in done.output) == (1, True)
    assert sign(app.test_client(), ward).status_code == 303


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite:////tmp/nowhere.sqlite3", "must be postgresql+psycopg://"),
        ("mysql://somewhere/site", "must begin with"),
        ("postgresql://nobody@127.0.0.1:1/site", "does not answer"),
    ],
)
def test_it_needs_a_postgresql_that_answers(app: Flask, ward: str, url: str, words: str) -> None:
    done = run(app, "move", url)
    assert words in done.output, done
    assert sign(app.test_client(), ward).status_code == 303


def test_only_sqlite_is_moved(elsewhere: Flask, site_elsewhere: MakeSite, ward: str) -> None:
    done = run(elsewhere, "move", url_of(site_elsewhere()))
    assert "This site is not on SQLite" in done.output, done
