"""Lists of signatures by where they came from, and decisions about those in them."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.lib import crypto
from petition.models.petition import Petition, Protection, Publishing
from petition.models.record import Audit
from petition.models.signature import HoldRule, Signature
from petition.services import keys
from petition.worker import Worker
from tests.guarantees import statements
from tests.origins import come_from, forget_origin
from tests.people import post

WARD = "/en/organise/keep-the-ward-open"
LIST, HELD = f"{WARD}/signatures", f"{WARD}/signatures?state=held"
SENT = datetime(2026, 3, 4, 14, 5, tzinfo=UTC)


@pytest.fixture
def flood(app: Flask, sign_as: Callable[..., str], load: Callable[[str], Petition]) -> list[str]:
    """Two held ones from one network and domain, one from elsewhere an hour later; and one that counts."""
    made = [sign_as(name=f"Test {n}", doubts=(HoldRule.FLOOD,)) for n in range(3)] + [sign_as(name="Test Counted")]
    with app.app_context():
        db.open_for_writing()
        ward = load("keep-the-ward-open")
        ward.zone = "Asia/Damascus"
        domain = crypto.blind_index(keys.index_key(ward), "mail domain", "example.org").hex()
        for number, signature in enumerate(db.session.scalars(sa.select(Signature).order_by(Signature.id))):
            network = "198.51.100.7" if number == 2 else "192.0.2.7"
            come_from(signature, network, domain=domain, sent_at=SENT.replace(hour=15 if number == 2 else 14))
        db.session.commit()
    return made


@pytest.fixture
def at_risk(app: Flask, flood: list[str], load: Callable[[str], Petition]) -> list[str]:
    with app.app_context():
        db.open_for_writing()
        load("keep-the-ward-open").protection = Protection.DISCREET
        db.session.commit()
    return flood


def named(browser: FlaskClient, address: str) -> str:
    """Which of them a list shows."""
    answer = browser.get(address)
    assert answer.status_code == 200
    return "".join(re.findall(r"<bdi>Test (\w)", answer.get_data(as_text=True)))


def test_one_leads_to_others_like_it(mona: FlaskClient, flood: list[str]) -> None:
    links = re.findall(r'<li><a href="([^"]+)">([^<]+)</a>( \(\d+\))?</li>', mona.get(HELD).get_data(as_text=True))
    found = {label + number: address.replace("&amp;", "&") for address, label, number in links}
    assert named(mona, found["Sent from the same network (2)"]) == "10"
    assert named(mona, found["Same mail domain (3)"]) == "210"
    assert named(mona, found["Sent within ten minutes of it"]) == "10"
    # What finds no more than the network does is not offered besides.
    assert not [label for label in found if "neighbourhood" in label or "mailbox" in label]
    assert "Others like it" in mona.get(f"{LIST}/{flood[0]}").get_data(as_text=True)


def test_times_are_those_of_the_petition(mona: FlaskClient, flood: list[str]) -> None:
    assert named(mona, f"{HELD}&sent_since=2026-03-04T17:05&sent_until=2026-03-04T17:05") == "10"
    page = mona.get(f"{HELD}&sent_since=2026-03-04T18:00").get_data(as_text=True)
    assert 'value="2026-03-04T18:00"' in page
    assert "18:00 (Damascus)" in page


def test_where_publishing_is_batched_nobody_who_counts_is_found_by_the_minute(
    app: Flask, mona: FlaskClient, flood: list[str], load: Callable[[str], Petition]
) -> None:
    minute = "sent_since=2026-03-04T09:30&sent_until=2026-03-04T09:30"
    assert named(mona, f"{LIST}?{minute}") == ""
    with app.app_context():
        db.open_for_writing()
        load("keep-the-ward-open").publish = Publishing.BATCHED
        db.session.commit()
    assert (named(mona, f"{LIST}?{minute}"), named(mona, f"{HELD}&{minute}")) == ("C", "")
    assert named(mona, f"{LIST}?{minute.replace('04T', '05T')}") == ""
    assert ["datetime-local" in mona.get(place).text for place in (LIST, HELD)] == [False, True]


@pytest.mark.parametrize("typed", ["soon", "0001-01-01T00:00", "9999-12-31T23:59-14:00", "9999-12-31T23:59Z"])
def test_what_is_no_time_is_said_beside_it(mona: FlaskClient, flood: list[str], typed: str) -> None:
    page = mona.get(f"{HELD}&sent_since={typed}").get_data(as_text=True)
    assert 'id="sent_since-error"' in page


def test_each_filter_can_be_taken_away(mona: FlaskClient, flood: list[str]) -> None:
    page = mona.get(f"{HELD}&same_address={flood[0]}&country=LB").get_data(as_text=True)
    without = re.findall(r'class="off" href="([^"]+)"', page)
    assert [address.replace("&amp;", "&").partition("?")[2] for address in without] == [
        f"state=held&same_address={flood[0]}",
        "state=held&country=LB",
    ]
    assert f'type="hidden" name="same_address" value="{flood[0]}"' in page


def test_a_decision_takes_the_filter_along(app: Flask, mona: FlaskClient, flood: list[str]) -> None:
    typed = {"scope": "all", "reason": "a ward of ours", "kind": "release"}
    wanted = f"state=held&same_address={flood[0]}"
    job = post(mona, f"{WARD}/jobs", **typed, wanted=wanted, names="test 0*").location
    Worker(app).run_all()
    page = mona.get(job).get_data(as_text=True)
    assert "Release: 1 signature?" in page
    assert "Sent from the same network as one of them" in page
    assert "Names like: \u2068test 0*\u2069" in page


@pytest.mark.parametrize(("names", "scope"), [("t*", "all"), ("test*", "ticked"), ("x" * 99, "all")])
def test_a_pattern_that_cannot_be_is_shown_again(mona: FlaskClient, flood: list[str], names: str, scope: str) -> None:
    typed = {"scope": scope, "reason": "a flood", "kind": "remove", "wanted": "state=held", "chosen": flood[0]}
    answer = post(mona, f"{WARD}/jobs", **typed, names=names)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, 'id="names-error"' in page, f'value="{names}"' in page) == (422, True, True)


def test_a_domain_is_asked_for_and_stands_nowhere(app: Flask, mona: FlaskClient, flood: list[str]) -> None:
    answer = post(mona, f"{WARD}/look-up/domain", domain=" @Example.ORG")
    assert (answer.status_code, "example" in answer.location.lower()) == (303, False)
    assert named(mona, answer.location) == "210"
    with app.app_context():
        lines = db.session.scalars(sa.select(Audit).where(Audit.verb == "look up domain")).all()
        assert [line.details for line in lines] == [{}]
    unknown = post(mona, f"{WARD}/look-up/domain", domain="org")
    assert (unknown.status_code, 'id="domain-error"' in unknown.text) == (422, True)
    assert "None is known from this domain" in post(mona, f"{WARD}/look-up/domain", domain="sub.example.org").text


def test_where_nothing_is_known_any_more_it_says_so(app: Flask, mona: FlaskClient, flood: list[str]) -> None:
    with app.app_context():
        db.open_for_writing()
        forget_origin(db.session.scalars(sa.select(Signature).order_by(Signature.id).limit(1)).one())
        db.session.commit()
    page = mona.get(f"{HELD}&same_domain={flood[0]}").get_data(as_text=True)
    assert "nothing is known any more" in page


def test_where_signers_are_at_risk_only_those_that_do_not_count(
    mona: FlaskClient, bob: FlaskClient, at_risk: list[str]
) -> None:
    like = f"same_domain={at_risk[0]}"
    assert named(bob, f"{HELD}&{like}") == "210"
    assert [bob.get(f"{LIST}?{like}").status_code, mona.get(f"{HELD}&{like}").status_code] == [404, 403]
    assert bob.get(f"{HELD}&same_domain={at_risk[3]}").status_code == 404
    assert f"{LIST}?state=counted&amp;same_domain" not in bob.get(f"{HELD}&{like}").text
    typed = {"scope": "all", "reason": "a flood", "kind": "remove", "wanted": "state=counted"}
    assert post(bob, f"{WARD}/jobs", **typed, names="test*").status_code == 422
    assert post(bob, f"{WARD}/jobs", **{**typed, "wanted": f"state=counted&{like}"}).status_code == 404
    page = bob.get(HELD).text
    assert ("datetime-local" in page, "Sent on the same day" in page) == (False, True)


def test_where_signers_are_at_risk_nobody_is_likened_to_one_that_was_released(
    bob: FlaskClient, at_risk: list[str]
) -> None:
    like = f"state=held&same_domain={at_risk[0]}"
    assert post(bob, f"{LIST}/{at_risk[1]}/release?{like}").location == f"{LIST}?{like}"
    assert post(bob, f"{LIST}/{at_risk[0]}/release?{like}").location == HELD


def test_it_asks_as_little_for_many(app: Flask, alice: FlaskClient, flood: list[str]) -> None:
    address = f"{HELD}&same_address={flood[0]}&sent_since=2026-03-04T17:00"
    with statements(app) as asked:
        alice.get(address)
    assert len(asked) <= 28
