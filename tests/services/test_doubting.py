from datetime import timedelta

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.block import BlockKind
from petition.models.record import DataKey
from petition.models.signature import HoldRule
from petition.services import blocking, doubting, policy
from tests.conftest import FakeClock

ELSEWHERE, SOMEBODY = "203.0.113.1", "omar@example.com"


@pytest.fixture
def _blocked(database: None) -> None:
    """One of each kind, for a day."""
    for kind, typed in (
        (BlockKind.NETWORK, "192.0.2.0/24"),
        (BlockKind.NETWORK, "2001:db8::/32"),
        (BlockKind.DOMAIN, "example.org"),
        (BlockKind.DOMAIN, "مثال.إختبار"),
        (BlockKind.MAILBOX, "rima@gmail.com"),
    ):
        blocking.add(kind, typed, reason="a flood", lasting=timedelta(days=1), by="sam")
    db.session.flush()


@pytest.mark.usefixtures("_blocked")
@pytest.mark.parametrize(
    ("network_address", "mail_address", "is_held"),
    [
        ("192.0.2.9", SOMEBODY, True),
        ("2001:db8:7::1", SOMEBODY, True),
        (ELSEWHERE, "omar@example.org", True),
        (ELSEWHERE, "omar@mail.Example.org", True),
        (ELSEWHERE, "omar@مثال.إختبار", True),
        (ELSEWHERE, "Ri.ma+ward@googlemail.com", True),
        (ELSEWHERE, "omar@notexample.org", False),
        (ELSEWHERE, "karim@gmail.com", False),
        (ELSEWHERE, SOMEBODY, False),
        ("", SOMEBODY, False),
    ],
)
def test_it_is_doubted_or_not(network_address: str, mail_address: str, is_held: bool) -> None:
    found = doubting.read().doubts_about(network_address, mail_address)
    assert found == ([HoldRule.BLOCKED] if is_held else [])


@pytest.mark.usefixtures("_blocked")
def test_it_ends_by_itself(time: FakeClock) -> None:
    time.move(days=1, seconds=1)
    assert doubting.read().doubts_about("192.0.2.9", "rima@gmail.com") == []


@pytest.mark.usefixtures("database")
def test_everything_is_held_until_a_moment(time: FakeClock) -> None:
    policy.decide("signing.under_attack_until", time.move(hours=1).strftime("%Y-%m-%d %H:%M"))
    time.move(hours=-1)
    db.session.flush()
    doubted = doubting.read()
    assert doubted.doubts_about(ELSEWHERE, SOMEBODY) == [HoldRule.UNDER_ATTACK]
    time.move(hours=1)
    assert doubted.doubts_about(ELSEWHERE, SOMEBODY) == []


@pytest.mark.usefixtures("_blocked")
def test_without_the_key_of_mailboxes_the_others_are_doubted() -> None:
    db.session.execute(sa.delete(DataKey))
    assert doubting.read().doubts_about("192.0.2.9", "rima@gmail.com") == [HoldRule.BLOCKED]
    assert doubting.read().doubts_about(ELSEWHERE, "rima@gmail.com") == []
