"""How long it is kept where signatures came from, and when it goes before."""

from collections.abc import Callable
from datetime import UTC, datetime
from datetime import time as times
from typing import Any

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.origin import DailyKey, Origin
from petition.models.petition import Petition, Protection
from petition.models.signature import HoldRule, Signature
from petition.services import (
    confirming,
    daily_keys,
    erasing,
    finding_by_domain,
    forgetting,
    identity,
    index_keys,
    origins,
    own_record,
    reviewing,
    withdrawing,
)
from tests.conftest import FakeClock
from tests.making import draft, sign_and_confirm, submit

HELD = {"doubts": (HoldRule.HONEYPOT,)}


def kept() -> list[int]:
    """The signatures of which it is known."""
    return list(db.session.scalars(sa.select(Origin.signature_id).order_by(Origin.signature_id)))


def origin_of(signature: Signature) -> Origin:
    return db.session.scalars(sa.select(Origin).where(Origin.signature_id == signature.id)).one()


def test_it_goes_after_21_days_unless_it_waits_for_a_review(ward: Petition, time: FakeClock) -> None:
    sign_and_confirm(ward, address="omar@example.org")
    held = sign_and_confirm(ward, **HELD)
    time.move(days=21)
    forgetting.forget()
    assert len(kept()) == 2
    time.move(days=1)
    forgetting.forget()
    assert kept() == [held.id]
    reviewing.release(held, by="alice")
    forgetting.forget()
    assert kept() == []


def test_the_key_of_a_day_goes_after_48_hours(ward: Petition, time: FakeClock) -> None:
    daily_keys.of_today(time.now.date(), {})
    time.move(hours=48)
    forgetting.forget()
    assert db.session.scalar(sa.select(DailyKey.day))
    time.move(seconds=1)
    forgetting.forget()
    assert db.session.scalar(sa.select(DailyKey.day)) is None


@pytest.mark.parametrize(
    ("act", "values", "is_kept"),
    [
        (erasing.erase, {}, False),
        (erasing.erase, HELD, False),
        (withdrawing.withdraw, {}, False),
        (withdrawing.withdraw, HELD, True),
    ],
)
def test_who_leaves_takes_it_along(
    ward: Petition, act: Callable[[Signature], None], values: dict[str, Any], is_kept: bool
) -> None:
    made, other = sign_and_confirm(ward, **values), sign_and_confirm(ward, address="omar@example.org")
    act(made)
    assert kept() == [*([made.id] if is_kept else []), other.id]


def test_without_the_petitions_key_no_mailbox_is_known_again(ward: Petition) -> None:
    made = sign_and_confirm(ward)
    assert origin_of(made).domain
    index_keys.destroy_again(ward)
    db.session.expire_all()
    assert (origin_of(made).domain, origin_of(made).mailbox) == (None, None)


def test_where_signers_come_to_be_at_risk_hours_go_and_places(ward: Petition, time: FakeClock) -> None:
    time.now = time.now.replace(hour=12)
    sign_and_confirm(ward, address="omar@example.org")
    held = origin_of(sign_and_confirm(ward, **HELD))
    held.country, held.facts = "LB", {"risk": ["honeypot"], "filled_in": 7}
    waiting = submit(ward, address="karim@example.org")
    waiting.networks = {"sent_at": time.now.isoformat(), "neighbourhood": "n", "country": "LB", "filled_in": 7}
    ward.protection = Protection.DISCREET
    origins.forget_hours(ward)
    db.session.refresh(waiting)
    assert waiting.networks is None
    later = confirming.confirm(waiting, identity.of_submission(waiting), same_browser=True)
    midnight = datetime.combine(time.now, times.min, UTC)
    found = db.session.execute(sa.select(Origin.signature_id, Origin.sent_at, Origin.country, Origin.facts))
    assert sorted(map(tuple, found)) == [
        (held.signature_id, midnight, None, {"risk": ["honeypot"]}),
        (later.id, midnight, None, {"risk": []}),
    ]


def test_one_network_is_another_under_each_petition(ward: Petition) -> None:
    """Whoever reads the database ties nobody's signatures together by it."""
    key = bytes(32)
    here, elsewhere = (origins.place_of(one, "8.8.8.8", key) for one in (ward, draft("another")))
    assert here == origins.place_of(ward, "8.8.8.8", key)
    assert None not in here
    assert not {*here} & {*elsewhere}


def test_two_spellings_of_a_mailbox_are_one_under_this_petition_alone(ward: Petition) -> None:
    spellings = ("rima+one@example.org", "Rima@Example.org", "omar@example.org")
    one, same, other = (origin_of(sign_and_confirm(ward, address=address)) for address in spellings)
    assert one.mailbox == same.mailbox != other.mailbox
    assert one.domain == other.domain


@pytest.mark.parametrize("typed", ["bücher.example", "@XN--BCHER-KVA.example", "*.Bücher.example"])
def test_a_domain_of_other_letters_is_found_however_it_is_written(ward: Petition, typed: str) -> None:
    made = sign_and_confirm(ward, address="rima@bücher.example")
    assert finding_by_domain.one_of(ward, typed, by="alice") == made.public_id


def test_its_signer_learns_that_it_is_kept(ward: Petition) -> None:
    made = sign_and_confirm(ward, **HELD)
    origin_of(made).neighbourhood = "0123456789abcdef" * 2
    origin_of(made).sent_at = datetime(2026, 11, 23, 9, 41, tzinfo=UTC)
    told = own_record.of(made)["where_it_came_from"]
    assert (told["hashes_of_networks"], told["hashes_of_mailbox_and_domain"]) == (True, True)
    assert (told["form_sent"], told["mail_domain_is_for_throwing_away"]) == ("2026-11-23T09:41:00+00:00", False)
    assert not {"0123456789abcdef" * 2, "honeypot", origin_of(made).mailbox} & {*map(str, told.values())}
    origins.forget(made)
    assert own_record.of(made)["where_it_came_from"] is None
