from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.lib import clock
from petition.models.outbox import Mail, MailState
from petition.models.record import Audit
from petition.services import leases, mail_pace
from petition.services.outbox import LEASE
from tests.accounts import grow_stale
from tests.people import post
from tests.reading import Mails
from tests.stuck_mails import stuck_mail

PLACE = "/en/staff/mail"
Stuck = Callable[..., str]


@pytest.fixture
def stuck(app: Flask) -> Stuck:
    """Make a mail that a server refused; the address of its page."""

    def make(**values: Any) -> str:
        with app.app_context():
            db.open_for_writing()
            made = stuck_mail(**values)
            db.session.commit()
            return f"{PLACE}/{made.public_id}"

    return make


def only_mail(app: Flask) -> Mail:
    with app.app_context():
        return db.session.scalars(sa.select(Mail)).one()


def test_it_says_what_servers_said_and_never_to_whom(sam: FlaskClient, stuck: Stuck) -> None:
    stuck(key="waits")
    stuck(key="failed", state=MailState.FAILED, failed_at=clock.now(), server_words="550 <rima@example.org> is unknown")
    page = sam.get(PLACE).get_data(as_text=True)
    assert "rima" not in sam.get("/en/staff").get_data(as_text=True)
    assert "451 4.7.1 &lt;…@example.org&gt;: try again later" in page
    assert "550 &lt;…@example.org&gt; is unknown" in page
    assert "rima" not in page


def test_it_names_large_providers_alone_that_asked_for_fewer(app: Flask, sam: FlaskClient) -> None:
    with app.app_context():
        db.open_for_writing()
        for lane in mail_pace.lanes_of(["a@gmail.com", "a@small.example"]):
            mail_pace.slow_down(lane)
        db.session.commit()
    page = sam.get(PLACE).get_data(as_text=True)
    assert ("gmail.com" in page, "a smaller domain" in page, "small.example" in page) == (True, True, False)


def test_trying_again_lets_it_go(app: Flask, sam: FlaskClient, stuck: Stuck) -> None:
    page = stuck()
    assert post(sam, f"{page}/retry").status_code == 303
    with app.app_context():
        assert only_mail(app).not_before <= leases.database_now()
        assert db.session.scalars(sa.select(Audit.verb)).all() == ["retry mail"]


def test_a_mail_on_its_way_is_left_alone(app: Flask, sam: FlaskClient, stuck: Stuck) -> None:
    page = stuck(leased_until=clock.now() + LEASE)
    answers = [post(sam, f"{page}/retry"), post(sam, f"{page}/drop", reason="no such mailbox")]
    assert [answer.status_code for answer in answers] == [409, 409]
    assert "no such mailbox" in answers[1].get_data(as_text=True)
    assert only_mail(app).state is MailState.QUEUED


def test_dropping_wipes_its_address(app: Flask, sam: FlaskClient, stuck: Stuck, mails: Mails) -> None:
    page = stuck(not_before=clock.now())
    assert post(sam, f"{page}/drop", reason="no such mailbox").status_code == 303
    assert (only_mail(app).state, only_mail(app).address) == (MailState.DROPPED, None)
    assert mails.all() == []
    assert sam.get(page).status_code == 404
    again = post(sam, f"{page}/drop", reason="no such mailbox")
    assert (again.status_code, "does not wait any more" in again.get_data(as_text=True)) == (409, True)


def test_dropping_needs_a_reason_and_asks_again(app: Flask, sam: FlaskClient, stuck: Stuck) -> None:
    page = stuck()
    assert post(sam, f"{page}/drop").status_code == 422
    grow_stale(app)
    assert "Is it still you?" in post(sam, f"{page}/drop", reason="no such mailbox").get_data(as_text=True)
    assert only_mail(app).state is MailState.QUEUED


def test_what_waits_untried_is_not_shown(sam: FlaskClient, stuck: Stuck) -> None:
    page = stuck(server_words="", attempts=0)
    assert sam.get(page).status_code == 404
    assert sam.get(f"{page}/retry").status_code == 405
