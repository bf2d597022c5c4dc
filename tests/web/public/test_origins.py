"""Where forms and confirmations came from, on the way from the form to the signature: hashes, and no address."""

from datetime import UTC, datetime
from datetime import time as times

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.origin import HASH_LENGTH, DailyKey, Origin
from petition.models.petition import Petition, Protection
from petition.models.signature import HoldRule
from petition.models.submission import Submission
from tests.conftest import Change, FakeClock
from tests.reading import Mails, code_in, confirm, link_in, sign
from tests.solving import solved_for

HERE, NEXT_DOOR, ELSEWHERE = "8.8.8.8", "8.8.8.9", "2001:4860:4860::8888"


def from_address(client: FlaskClient, address: str) -> FlaskClient:
    client.environ_base["REMOTE_ADDR"] = address
    return client


def confirmed(client: FlaskClient, mails: Mails, address: str = "rima@example.org") -> None:
    assert confirm(client, link_in(mails.to(address)[0])).status_code == 303


def origins(app: Flask) -> list[Origin]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Origin).order_by(Origin.id)))


def put_at_risk(petition: Petition) -> None:
    petition.protection = Protection.DISCREET


@pytest.fixture
def daylight(time: FakeClock) -> FakeClock:
    """Noon: a few minutes more are the same day. Tomorrow's, or challenges would be over by the clock of others."""
    time.now = time.move(days=1).replace(hour=12, minute=0, second=0, microsecond=0)
    return time


def test_one_house_is_known_again_and_no_address_is_kept(
    app: Flask, client: FlaskClient, petition: str, mails: Mails, daylight: FakeClock
) -> None:
    from_address(client, HERE)
    solution = solved_for(client, petition)
    minute = daylight.move(seconds=70).replace(second=0)
    sign(client, petition, altcha=solution)
    sign(from_address(client, NEXT_DOOR), petition, mail="omar@mailinator.com", name="Omar")
    with app.app_context():
        one, other = db.session.scalars(sa.select(Submission.networks).order_by(Submission.id))
    assert one
    assert other
    assert [one[name] for name in ("country", "filled_in", "sent_at")] == ["US", 70, minute.isoformat()]
    assert (one["neighbourhood"], len(one["address"])) == (other["neighbourhood"], HASH_LENGTH)
    assert one["address"] != other["address"]
    confirmed(client, mails)
    daylight.move(seconds=5)
    confirmed(from_address(client, ELSEWHERE), mails, "omar@mailinator.com")
    here, there = origins(app)
    assert (here.sent_at, here.country, here.day) == (minute, "US", minute.date())
    assert (here.address, here.neighbourhood) == (one["address"], one["neighbourhood"])
    assert (here.confirmed_address, here.confirmed_neighbourhood) == (other["address"], other["neighbourhood"])
    assert there.confirmed_neighbourhood != other["neighbourhood"]
    assert here.facts == {"risk": ["pressed_too_soon"], "filled_in": 70, "pressed_after": 0}
    assert there.facts == {"risk": [], "disposable": True, "pressed_after": 5}
    assert here.domain != there.domain


def test_where_signers_are_at_risk_it_says_less(
    app: Flask, client: FlaskClient, petition: str, mails: Mails, daylight: FakeClock, change: Change
) -> None:
    change(put_at_risk)
    sign(from_address(client, HERE), petition, altcha=solved_for(client, petition))
    confirmed(client, mails)
    [origin] = origins(app)
    assert (origin.sent_at, origin.country) == (datetime.combine(daylight.now, times.min, UTC), None)
    assert (origin.facts, bool(origin.neighbourhood)) == ({"risk": []}, True)


def test_a_corrected_form_comes_from_where_it_was_corrected(
    app: Flask, client: FlaskClient, petition: str, mails: Mails, daylight: FakeClock
) -> None:
    sign(from_address(client, HERE), petition)
    target = f"/en/petitions/{petition}/correct-address"
    from_address(client, ELSEWHERE).post(target, data={"mail": "rima@example.net"})
    typed = {"code": code_in(mails.to("rima@example.net")[0])}
    assert client.post(f"/en/petitions/{petition}/code", data=typed).status_code == 303
    [origin] = origins(app)
    assert (origin.address, origin.neighbourhood) == (origin.confirmed_address, origin.confirmed_neighbourhood)
    assert origin.address


def test_all_doubts_are_kept_and_confirming_again_adds_nothing(
    app: Flask, client: FlaskClient, petition: str, mails: Mails
) -> None:
    sign(client, petition, website="https://spam.example")
    link = link_in(mails.to("rima@example.org")[0])
    # Another browser, at once.
    for _ in range(2):
        confirm(app.test_client(), link)
    [origin] = origins(app)
    assert origin.facts["risk"] == [HoldRule.HONEYPOT, HoldRule.PRESSED_TOO_SOON]


def test_once_the_days_key_is_gone_networks_cannot_be_compared(
    app: Flask, client: FlaskClient, petition: str, mails: Mails, daylight: FakeClock
) -> None:
    sign(from_address(client, HERE), petition)
    link = link_in(mails.to("rima@example.org")[0])
    daylight.move(days=3)
    with app.app_context():
        db.open_for_writing()
        db.session.execute(sa.delete(DailyKey))
        db.session.commit()
    assert confirm(client, link).status_code == 303
    [origin] = origins(app)
    assert origin.neighbourhood
    assert origin.confirmed_neighbourhood not in (None, origin.neighbourhood)
