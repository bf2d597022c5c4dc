from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import Petition, PetitionState, Protection
from petition.models.record import Audit
from petition.services import auditing, petitions, publishing_updates
from petition.worker import Worker
from tests.conftest import FakeClock
from tests.making import make_petition
from tests.news import draft_of_news
from tests.reading import Mails, confirm, link_in, sign, text_of

NEWS = "/en/petitions/keep-the-ward-open/updates"


def loaded(slug: str) -> Petition:
    found = petitions.by_slug(slug)
    assert found is not None
    return found


def test_it_closes_at_the_announced_moment(app: Flask, petition: str, worker: Worker, time: FakeClock) -> None:
    with app.app_context():
        closes_at = loaded(petition).closes_at
    assert closes_at is not None
    time.now = closes_at - timedelta(seconds=1)
    worker.run_all()
    with app.app_context():
        assert loaded(petition).state is PetitionState.OPEN
    time.now = closes_at
    worker.run_all()
    with app.app_context():
        assert loaded(petition).state is PetitionState.CLOSED


def test_the_teams_log_says_that_it_closed_by_itself(
    app: Flask, petition: str, worker: Worker, time: FakeClock
) -> None:
    with app.app_context():
        closes_at = loaded(petition).closes_at
    assert closes_at is not None
    time.now = closes_at
    worker.run_all()
    with app.app_context():
        kept = db.session.execute(sa.select(Audit.verb, Audit.actor)).all()
    assert kept == [("close petition", auditing.SYSTEM)]


def test_what_has_no_plan_closes_with_its_retention_day(
    app: Flask, client: FlaskClient, worker: Worker, time: FakeClock
) -> None:
    with app.app_context():
        db.open_for_writing()
        slug = make_petition(closes_local=None, retain_until=date(2027, 12, 31), zone="UTC")
    time.now = datetime(2028, 1, 1, tzinfo=UTC)
    # The worker may be late.
    assert "This petition closed on 1 January 2028" in client.get(f"/en/petitions/{slug}").get_data(as_text=True)
    worker.run_all()
    with app.app_context():
        assert loaded(slug).state is PetitionState.CLOSED


def test_it_reminds_once_and_the_reminder_confirms(
    client: FlaskClient, petition: str, mails: Mails, time: FakeClock
) -> None:
    sign(client, petition)
    assert len(mails.all()) == 1
    for _ in range(4):
        time.move(days=2, minutes=1)
        mails.all()
    assert len(mails.all()) == 2
    assert "only reminder" in text_of(mails.newest())
    assert confirm(client, link_in(mails.newest())).status_code == 303


@pytest.mark.parametrize("protection", [Protection.DISCREET, Protection.NORMAL])
def test_it_mails_nothing_afterwards_where_signers_are_at_risk(
    app: Flask, client: FlaskClient, mails: Mails, time: FakeClock, protection: Protection
) -> None:
    with app.app_context():
        db.open_for_writing()
        slug = make_petition(protection=protection)
    sign(client, slug)
    mails.all()
    time.move(days=3)
    assert len(mails.all()) == (1 if protection is Protection.DISCREET else 2)


@pytest.mark.parametrize(("days", "status"), [(20, 200), (22, 410)])
def test_what_was_typed_expires_after_21_days(
    client: FlaskClient, petition: str, mails: Mails, time: FakeClock, days: int, status: int
) -> None:
    sign(client, petition)
    path = link_in(mails.newest())
    time.move(days=days)
    mails.all()
    assert client.get(path).status_code == status


def test_news_is_published_at_its_hour_and_once(
    app: Flask, client: FlaskClient, petition: str, worker: Worker, time: FakeClock
) -> None:
    with app.app_context():
        db.open_for_writing()
        update = draft_of_news(loaded(petition))
        # By the clocks of Damascus.
        publishing_updates.plan(update, datetime(2027, 1, 1, 9), wants_mail=False, by="alice")  # noqa: DTZ001
        db.session.commit()
    time.now = datetime(2027, 1, 1, 5, 59, tzinfo=UTC)
    worker.run_all()
    assert "She has read it" not in client.get(NEWS).get_data(as_text=True)
    time.now = datetime(2027, 1, 1, 6, tzinfo=UTC)
    for _ in range(2):
        worker.run_all()
    assert "She has read it" in client.get(NEWS).get_data(as_text=True)
    with app.app_context():
        assert db.session.scalars(sa.select(Audit.verb).where(Audit.actor == auditing.SYSTEM)).all() == [
            "publish update"
        ]
