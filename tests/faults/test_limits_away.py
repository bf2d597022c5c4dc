"""The store of limits stops, hangs and comes back: nobody is refused or kept waiting, and nothing counts unseen."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from statistics import median

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter
from valkey import Valkey as ValkeyClient
from werkzeug.test import TestResponse

from petition.backends.limits import PATIENCE_SECONDS, LimitState
from petition.extensions import db, limiter_state, limits_can_be_counted
from petition.models.signature import Hold, HoldOutcome, HoldRule, Signature, SignatureState
from petition.models.submission import Submission
from petition.worker import Worker
from tests.conftest import FakeClock, Site, made_site
from tests.faults.cluster import Valkey
from tests.faults.running import wait_until
from tests.people import join
from tests.postgres import LOOPBACK
from tests.reading import Mails, confirm, form_on, link_in, sign

CROWD = 8

Fault = Callable[[Valkey], AbstractContextManager[None]]


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    server = Valkey(LOOPBACK)
    yield server
    server.come_back()
    server.stop()


@pytest.fixture(scope="module")
def site(valkey: Valkey, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("limits")
    with made_site(folder, REDIS_URL=f"valkey://127.0.0.1:{valkey.port}/0") as made:
        yield made


@pytest.fixture(autouse=True)
def well_before(site: Site, valkey: Valkey) -> None:
    """Limits are shared when a test begins, whatever the one before has done."""
    valkey.come_back()
    wait_until(lambda: state(site.app) is LimitState.SHARED, seconds=5)


def state(app: Flask) -> LimitState:
    with app.app_context():
        return limiter_state()


@contextmanager
def stopped(valkey: Valkey) -> Iterator[None]:
    valkey.stop()
    yield


@contextmanager
def hanging(valkey: Valkey) -> Iterator[None]:
    valkey.hang()
    yield


@contextmanager
def silent(valkey: Valkey) -> Iterator[None]:
    """Somebody else listens in its place, and says nothing to those who connect anew."""
    valkey.stop()
    with socket.create_server(("127.0.0.1", valkey.port)):
        yield


FAULTS = pytest.mark.parametrize("fault", [stopped, hanging, silent])


def crowd_signs(app: Flask, slug: str, *, people: int = CROWD) -> list[tuple[int, float]]:
    """Many send the form at the same moment: how each is answered, and after how many seconds."""
    form = form_on(app.test_client().get(f"/en/petitions/{slug}"), "/sign")
    answers: list[tuple[int, float]] = []
    gate = threading.Barrier(people)

    def send(number: int) -> None:
        typed = form | {"name": f"Person {number}", "mail": f"person{number}@example.org"}
        gate.wait()
        began = time.monotonic()
        status = app.test_client().post(f"/en/petitions/{slug}/sign", data=typed).status_code
        answers.append((status, time.monotonic() - began))

    threads = [threading.Thread(target=send, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def log_in(client: FlaskClient, password: str) -> TestResponse:
    values = form_on(client.get("/en/login"), "/login") | {"mail": "alice@example.org", "password": password}
    return client.post("/en/login", data=values)


def sign_and_confirm(client: FlaskClient, petition: str, mails: Mails) -> TestResponse:
    sign(client, petition)
    return confirm(client, link_in(mails.newest()))


def held(app: Flask) -> Hold | None:
    with app.app_context():
        return db.session.scalar(sa.select(Hold))


def signature_state(app: Flask) -> SignatureState:
    with app.app_context():
        return db.session.scalars(sa.select(Signature.state)).one()


@FAULTS
def test_nobody_is_refused_and_nobody_waits_long(app: Flask, petition: str, valkey: Valkey, fault: Fault) -> None:
    usual = max(seconds for _status, seconds in crowd_signs(app, petition))
    with fault(valkey):
        first = crowd_signs(app, petition)
    assert [status for status, _seconds in first] == [303] * CROWD
    # Of most: on a busy machine one may wait for the machine itself.
    assert median(seconds for _status, seconds in first) < usual + 1
    assert state(app) is LimitState.FALLBACK


@FAULTS
def test_those_who_come_later_do_not_wait(app: Flask, petition: str, valkey: Valkey, fault: Fault) -> None:
    with fault(valkey):
        crowd_signs(app, petition)
        # One after the other: many at once wait for each other.
        later = [answer for _turn in range(CROWD) for answer in crowd_signs(app, petition, people=1)]
    assert [status for status, _seconds in later] == [303] * CROWD
    # The quickest tells it, however busy this machine is: whoever asks a store that hangs waits longer than this.
    assert min(seconds for _status, seconds in later) < PATIENCE_SECONDS


def test_without_the_fallback_they_are_errors(
    app: Flask, petition: str, valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = storage_from_string(f"valkey://127.0.0.1:{valkey.port}/0")
    monkeypatch.setitem(app.extensions, "petition.limits", MovingWindowRateLimiter(plain))
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    with stopped(valkey):
        assert {status for status, _seconds in crowd_signs(app, petition)} == {500}


@FAULTS
def test_each_form_keeps_its_own_limit(app: Flask, client: FlaskClient, valkey: Valkey, fault: Fault) -> None:
    with app.app_context():
        db.open_for_writing()
        join("charlie")
        db.session.commit()
    with fault(valkey):
        tries = [log_in(client, "not the password").status_code for _ in range(6)]
    assert tries == [422] * 5 + [429]


@FAULTS
def test_it_comes_back_by_itself(app: Flask, client: FlaskClient, petition: str, valkey: Valkey, fault: Fault) -> None:
    with fault(valkey):
        sign(client, petition)
        assert state(app) is LimitState.FALLBACK
    valkey.come_back()
    wait_until(lambda: state(app) is LimitState.SHARED, seconds=5)


def test_a_store_that_only_reads_is_away_too(client: FlaskClient, app: Flask, petition: str, valkey: Valkey) -> None:
    with ValkeyClient(port=valkey.port) as admin:
        admin.replicaof("127.0.0.1", "1")
        assert sign(client, petition).status_code == 303
        with app.app_context():
            assert not limits_can_be_counted()
        admin.replicaof("NO", "ONE")
    assert state(app) is LimitState.FALLBACK


def test_signers_see_no_difference(app: Flask, client: FlaskClient, petition: str, valkey: Valkey) -> None:
    before = sign(client, petition)
    with stopped(valkey):
        after = sign(app.test_client(), petition, mail="omar@example.org")
    assert (before.status_code, before.location, before.data) == (after.status_code, after.location, after.data)
    assert len(before.headers["Set-Cookie"]) == len(after.headers["Set-Cookie"])


def test_what_was_sent_before_counts(app: Flask, client: FlaskClient, petition: str, mails: Mails) -> None:
    sign_and_confirm(client, petition, mails)
    assert signature_state(app) is SignatureState.COUNTED
    assert held(app) is None


def test_what_is_sent_meanwhile_is_held(
    app: Flask, client: FlaskClient, petition: str, mails: Mails, valkey: Valkey
) -> None:
    with stopped(valkey):
        sign_and_confirm(client, petition, mails)
    kept = held(app)
    assert kept is not None
    assert (kept.rule, kept.outcome) == (HoldRule.LIMITS_AWAY, None)
    assert signature_state(app) is SignatureState.HELD


def test_a_corrected_address_is_no_way_around(app: Flask, client: FlaskClient, petition: str, valkey: Valkey) -> None:
    sign(client, petition)
    page = client.get(f"/en/petitions/{petition}/check-your-mail")
    with stopped(valkey):
        typed = form_on(page, "/correct-address") | {"mail": "rima.haddad@example.org"}
        assert client.post(f"/en/petitions/{petition}/correct-address", data=typed).status_code == 303
    with app.app_context():
        assert db.session.scalars(sa.select(Submission.risk)).one() == [HoldRule.LIMITS_AWAY]


@pytest.mark.parametrize(
    ("fault", "outcome"), [(stopped, None), (hanging, None), (lambda _valkey: nullcontext(), HoldOutcome.RELEASED)]
)
def test_it_counts_when_the_store_is_back(
    app: Flask,
    client: FlaskClient,
    petition: str,
    mails: Mails,
    worker: Worker,
    valkey: Valkey,
    time: FakeClock,
    fault: Fault,
    outcome: HoldOutcome | None,
) -> None:
    with stopped(valkey):
        sign_and_confirm(client, petition, mails)
    valkey.come_back()
    time.move(minutes=1)
    with fault(valkey):
        worker.run_all()
    kept = held(app)
    assert kept is not None
    assert kept.outcome == outcome
