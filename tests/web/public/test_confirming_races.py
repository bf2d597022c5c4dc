"""Many confirm at once, or share a mailbox: constraints decide, and nobody waits for ever."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.lib import clock
from petition.models.signature import Signature
from petition.models.submission import Submission
from petition.services import confirming
from tests.conftest import FakeClock
from tests.guarantees import at_once
from tests.making import make_petition
from tests.reading import Mails, confirm, form_on, link_in, sign

SITE = "127.0.0.1"


def counted(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count(Signature.id)).where(Signature.state == "counted")) or 0


def test_ten_confirmations_at_once_are_one_count(app: Flask, client: FlaskClient, petition: str, mails: Mails) -> None:
    sign(client, petition)
    path = link_in(mails.newest())
    words = form_on(client.get(path), path)
    answers = at_once(10, lambda _n: same_browser(app, client).post(path, data=words).status_code)
    assert answers == [303] * 10
    assert counted(app) == 1


def same_browser(app: Flask, client: FlaskClient) -> FlaskClient:
    """Another tab of the browser that signed."""
    cookie = client.get_cookie("waiting", domain=SITE)
    assert cookie is not None
    tab = app.test_client()
    tab.set_cookie("waiting", cookie.value, domain=SITE)
    return tab


def test_two_names_for_one_slot_at_once_become_one_signature(
    app: Flask, petition: str, mails: Mails, time: FakeClock
) -> None:
    paths = links_for(app, petition, mails, time, names=("Rima Haddad", "Karim Haddad"))
    answers = at_once(2, lambda n: confirm(app.test_client(), paths[n]).status_code)
    assert counted(app) == 1
    assert answers.count(303) == 1
    assert set(answers) <= {303, 409, 410}


def links_for(app: Flask, petition: str, mails: Mails, time: FakeClock, *, names: tuple[str, ...]) -> list[str]:
    """The mailed link of each name that signs with the one address."""
    links = []
    for name in names:
        sign(app.test_client(), petition, name=name)
        links.append(link_in(mails.newest()))
        time.move(minutes=11)
    return links


@pytest.mark.parametrize("slots", [1, 2])
def test_confirmations_of_one_mailbox_never_wait_for_each_other_in_a_ring(
    app: Flask, mails: Mails, time: FakeClock, slots: int
) -> None:
    names = ("Rima Haddad", "Karim Haddad", "Somebody Else")
    paths = links_for(app, petition_with(app, slots), mails, time, names=names)
    answers = at_once(12, lambda n: confirm(app.test_client(), paths[n % 3]).status_code)
    assert 503 not in answers
    assert (counted(app), 303 in answers) == (slots, True)


def petition_with(app: Flask, slots: int) -> str:
    with app.app_context():
        db.open_for_writing()
        return make_petition(slots=slots)


def test_a_press_outlasts_the_note_that_its_mail_has_gone(
    app: Flask, client: FlaskClient, petition: str, mails: Mails
) -> None:
    sign(client, petition)
    path = link_in(mails.newest())
    words = form_on(client.get(path), path)
    with ThreadPoolExecutor() as threads:
        with app.app_context(), db.write_engine.begin() as worker:
            worker.execute(sa.update(Submission).values(mailed_at=clock.now()))
            pressed = threads.submit(same_browser(app, client).post, path, data=words)
            # It waits for the row now.
            assert wait([pressed], timeout=0.2).not_done
        assert pressed.result().status_code == 303
    assert counted(app) == 1


def test_a_full_mailbox_is_told_kindly(app: Flask, petition: str, mails: Mails, time: FakeClock) -> None:
    rima, karim = links_for(app, petition, mails, time, names=("Rima Haddad", "Karim Haddad"))
    kept = keep_submission(app, karim)
    confirm(app.test_client(), rima)
    kept()
    assert confirm(app.test_client(), karim).status_code == 409


def keep_submission(app: Flask, path: str) -> Callable[[], None]:
    """A way to put a submission back, as if it had come in after the other was confirmed."""
    with app.app_context():
        found = confirming.look_up(path.rsplit("/", 1)[1])
        values = {column.name: getattr(found, column.name) for column in Submission.__table__.columns}

    def put_back() -> None:
        with app.app_context():
            db.open_for_writing()
            db.session.add(Submission(**values))
            db.session.commit()

    return put_back


def test_a_couple_can_share_a_mailbox_where_two_slots_are(
    app: Flask, client: FlaskClient, mails: Mails, time: FakeClock
) -> None:
    rima, karim = links_for(app, petition_with(app, 2), mails, time, names=("Rima Haddad", "Karim Haddad"))
    assert [confirm(app.test_client(), link).status_code for link in (rima, karim)] == [303, 303]
    assert counted(app) == 2
