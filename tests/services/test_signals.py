from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.extensions import db
from petition.models.petition import Petition, Protection
from petition.models.signature import HoldRule, Signature
from petition.models.tally import Part, Step, TallyDomain, TallyHour, TallyTotal
from petition.services import domain_sums, keys, neighbours, petition_past, reviewing, signals, withdrawing
from petition.services.signals import Signal, SignalKind, Weight
from tests.guarantees import statements
from tests.origins import NOON, beside, came
from tests.people import signed

pytestmark = pytest.mark.usefixtures("database")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HERE: dict[str, Any] = {"neighbourhood": "here", "address": "a bed"}


@pytest.fixture
def held(ward: Petition) -> Signature:
    return signed(ward, doubts=(HoldRule.FLOOD,))


def noticed(signature: Signature) -> dict[SignalKind, tuple[Weight, dict[str, Any]]]:
    """By kind; the rules that held it aside."""
    found = told(signature)[signature.id]
    return {one.kind: (one.weight, dict(one.figures)) for one in found if one.kind is not SignalKind.RULE}


def told(*signatures: Signature) -> dict[int, list[Signal]]:
    return signals.of_held(neighbours.around(signatures[0].petition, signatures))


def rules(signature: Signature) -> list[str]:
    found = told(signature)[signature.id]
    return [one.figures["rule"] if one.kind is SignalKind.RULE else one.kind for one in found]


def test_a_network_is_set_against_its_hour_and_the_busiest_before(held: Signature) -> None:
    came(held, **HERE)
    beside(held, 59, **HERE)
    beside(held, 2, neighbourhood="here", sent_at=NOON + 2 * HOUR)
    for hour, n in ((NOON, 80), (NOON - HOUR, 4), (NOON - 8 * DAY, 500)):
        db.session.add(TallyHour(petition_id=held.petition_id, hour=hour, day=hour.date(), step=Step.SUBMITTED, n=n))
    db.session.flush()
    figures = {"n": 62, "address": 60, "hour": 60, "is_more": False, "forms": 80, "busiest": 4}
    assert noticed(held)[SignalKind.NETWORK] == (Weight.STRONG, figures)


@pytest.mark.parametrize(("others", "weight"), [(8, None), (9, Weight.WEAK), (48, Weight.WEAK), (49, Weight.STRONG)])
def test_a_network_of_a_few_is_no_sign(held: Signature, others: int, weight: Weight | None) -> None:
    came(held, **HERE)
    beside(held, others, **HERE)
    assert noticed(held).get(SignalKind.NETWORK, (None,))[0] is weight


def test_so_many_are_read_of_a_network_and_no_more(held: Signature) -> None:
    came(held, **HERE)
    beside(held, neighbours.MOST, **HERE)
    figures = noticed(held)[SignalKind.NETWORK][1]
    assert (figures["n"], figures["is_more"]) == (neighbours.MOST, True)


def test_sums_that_are_behind_are_not_told(held: Signature) -> None:
    came(held, **HERE)
    beside(held, 20, **HERE)
    db.session.add(TallyHour(petition_id=held.petition_id, hour=NOON, day=NOON.date(), step=Step.SUBMITTED, n=20))
    db.session.flush()
    assert "forms" not in noticed(held)[SignalKind.NETWORK][1]


def test_a_week_that_was_not_read_is_not_told(held: Signature, monkeypatch: pytest.MonkeyPatch) -> None:
    came(held, **HERE)
    beside(held, 9, **HERE)
    for hour in (NOON, NOON - 2 * DAY, NOON - 3 * DAY):
        db.session.add(TallyHour(petition_id=held.petition_id, hour=hour, day=hour.date(), step=Step.SUBMITTED, n=20))
    db.session.flush()
    monkeypatch.setattr(petition_past, "MOST_HOURS", 2)
    assert "busiest" not in noticed(held)[SignalKind.NETWORK][1]


def test_a_house_of_many_people_speaks_for_them(held: Signature) -> None:
    came(held, **HERE)
    beside(held, 11, neighbourhood="here", sent_at=[NOON + n * HOUR for n in range(6)])
    assert noticed(held)[SignalKind.SPREAD] == (Weight.FOR, {"n": 12, "days": 1, "hours": 6, "is_more": False})


def test_a_flood_is_no_house(held: Signature) -> None:
    came(held, **HERE)
    beside(held, 30, neighbourhood="here", day=[(NOON + n * DAY).date() for n in range(3)])
    assert SignalKind.SPREAD not in noticed(held)


def test_whoever_is_alone_in_a_network_is_said_to_be(held: Signature) -> None:
    came(held, **HERE)
    beside(held, 3, neighbourhood="there")
    assert list(noticed(held)) == [SignalKind.ALONE]


def test_confirmed_from_one_network_though_sent_from_many(held: Signature) -> None:
    came(held, neighbourhood="n0", confirmed_neighbourhood="farm")
    beside(held, 19, neighbourhood=[f"n{n}" for n in range(10)], confirmed_neighbourhood="farm")
    beside(held, 30, neighbourhood="farm", confirmed_neighbourhood="farm")
    weight, figures = noticed(held)[SignalKind.CONFIRMER]
    assert (weight, figures["n"], figures["senders"]) == (Weight.STRONG, 20, 10)


def test_a_house_that_confirms_what_it_sent_is_no_sign(held: Signature) -> None:
    came(held, neighbourhood="house", confirmed_neighbourhood="house")
    beside(held, 40, neighbourhood="house", confirmed_neighbourhood="house")
    assert SignalKind.CONFIRMER not in noticed(held)


@pytest.mark.parametrize(("others", "weight"), [(1, None), (2, Weight.WEAK), (3, Weight.STRONG)])
def test_spellings_of_one_mailbox(held: Signature, others: int, weight: Weight | None) -> None:
    came(held, domain="d", mailbox="m")
    beside(held, others, domain="d", mailbox="m")
    beside(held, 5, domain="d", mailbox="another")
    assert noticed(held).get(SignalKind.MAILBOX, (None,))[0] is weight


def test_a_mail_domain_is_set_against_its_usual_share(ward: Petition, held: Signature) -> None:
    index = domain_sums.index_of(keys.index_key(ward), "small.example")
    came(held, domain=index)
    beside(held, 59, domain=index)
    beside(held, 7, domain=index, sent_at=NOON - HOUR)
    for one, n in ((index, 10), ("", 200)):
        touched = {"touched_on": NOON.date()} if one else {"since": NOON}
        db.session.add(TallyDomain(petition_id=ward.id, domain_index=one, confirmed=n, **touched))
    db.session.flush()
    figures = {"hour": 60, "is_more": False, "share": 0.05}
    assert noticed(held)[SignalKind.DOMAIN] == (Weight.STRONG, figures)


def test_mailboxes_of_a_large_provider_have_nothing_in_common(ward: Petition, held: Signature) -> None:
    index = domain_sums.index_of(keys.index_key(ward), "gmail.com")
    came(held, domain=index)
    beside(held, 60, domain=index)
    assert SignalKind.DOMAIN not in noticed(held)


def test_a_country_is_set_against_its_usual_share(ward: Petition, held: Signature) -> None:
    came(held, country="VA")
    beside(held, 39, country="VA")
    beside(held, 10, country="LB")
    for country, n in (("VA", 2), ("LB", 198)):
        db.session.add(TallyTotal(petition_id=ward.id, part=Part.COUNTRY, value=country, n=n))
    db.session.flush()
    assert noticed(held)[SignalKind.COUNTRY] == (Weight.WEAK, {"n": 40, "of": 50, "country": "VA", "share": 0.01})
    came(held, country="LB")
    assert SignalKind.COUNTRY not in noticed(held)


@pytest.mark.parametrize(
    ("facts", "kind", "weight"),
    [
        ({"filled_in": 2}, SignalKind.FILLED_IN, Weight.WEAK),
        ({"filled_in": 3}, SignalKind.WORKED, Weight.FOR),
        ({"filled_in": 40}, SignalKind.TOOK_TIME, Weight.FOR),
        ({"pressed_after": 2}, SignalKind.PRESSED, Weight.WEAK),
        ({"disposable": True}, SignalKind.DISPOSABLE, Weight.WEAK),
    ],
)
def test_what_was_noticed_of_a_form(held: Signature, facts: Any, kind: SignalKind, weight: Weight) -> None:
    came(held, facts=facts)
    assert {found: worth for found, (worth, _) in noticed(held).items()} == {kind: weight}


def test_time_that_was_taken_is_no_doubt(held: Signature) -> None:
    came(held, facts={"pressed_after": 3})
    assert noticed(held) == {}


def test_names_are_compared_among_those_held(held: Signature) -> None:
    for number in range(2):
        signed(held.petition, address=f"twin{number}@example.org", doubts=(HoldRule.FLOOD,))
    signed(held.petition, address="counted@example.org")
    assert noticed(held)[SignalKind.SAME_NAME] == (Weight.WEAK, {"n": 3, "of": neighbours.NEWEST_HELD})


def test_a_name_hit_at_random_is_a_weak_sign(ward: Petition) -> None:
    found = noticed(came(signed(ward, name="Xkjdfhg Wqrtz", doubts=(HoldRule.BLOCKED,))))
    assert found == {SignalKind.RANDOM_NAME: (Weight.WEAK, {})}


def test_all_rules_that_were_seen_are_told_the_one_that_held_it_first(held: Signature) -> None:
    came(held, facts={"risk": ["flood", "honeypot", "limits_away", "a rule to come"]})
    assert rules(held) == ["flood", "honeypot", "limits_away"]


def test_figures_say_it_better_than_the_rule(held: Signature) -> None:
    came(held, **HERE, facts={"risk": ["honeypot", "flood"]})
    beside(held, 60, **HERE)
    assert rules(held) == ["network", "honeypot"]


def test_what_is_forgotten_is_said_to_be(held: Signature) -> None:
    db.session.execute(sa.text("DELETE FROM origin"))
    assert noticed(held) == {SignalKind.FORGOTTEN: (Weight.NOTE, {})}


def test_nothing_is_said_of_what_was_never_held_and_of_who_withdrew(ward: Petition) -> None:
    counted, gone = signed(ward), signed(ward, name="Gone", doubts=(HoldRule.FLOOD,))
    withdrawing.withdraw(gone)
    assert told(counted, gone) == {}


def test_where_signers_are_at_risk_nothing_is_said_of_hours_and_countries(ward: Petition, held: Signature) -> None:
    ward.protection = Protection.DISCREET
    came(held, **HERE, country="VA")
    beside(held, 60, **HERE, country="VA")
    db.session.add(TallyHour(petition_id=ward.id, hour=NOON, day=NOON.date(), step=Step.SUBMITTED, n=80))
    db.session.add(TallyTotal(petition_id=ward.id, part=Part.COUNTRY, value="LB", n=200))
    db.session.flush()
    found = noticed(held)
    assert list(found) == [SignalKind.NETWORK]
    assert "forms" not in found[SignalKind.NETWORK][1]


def test_where_signers_are_at_risk_nobody_is_told_of_those_who_count_and_of_who_signed_beside(
    ward: Petition, held: Signature
) -> None:
    ward.protection = Protection.DISCREET
    came(held, **HERE)
    assert noticed(held) == {}
    reviewing.release(held, by="mona")
    assert told(held) == {}


def test_a_page_is_read_by_as_many_statements_as_one(app: Flask, ward: Petition, held: Signature) -> None:
    mark: dict[str, Any] = {"domain": "d", "mailbox": "m", "confirmed_neighbourhood": "c", "country": "LB"}
    held_ones = [held, *(signed(ward, name=f"Name {n}", doubts=(HoldRule.FLOOD,)) for n in range(3))]
    for number, one in enumerate(held_ones):
        came(one, neighbourhood=f"n{number}", sent_at=NOON + number * HOUR, **mark)
    told(*held_ones)
    with statements(app) as of_one:
        told(held)
    with statements(app) as of_all:
        told(*held_ones)
    assert len(of_one) == len(of_all) <= 12
