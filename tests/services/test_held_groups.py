from datetime import timedelta

import pytest

from petition.extensions import db, keyring
from petition.models.petition import Petition
from petition.models.signature import HoldRule
from petition.models.tally import TallyDomain
from petition.services import held_groups, reviewing
from petition.services.held_groups import HeldGroup
from tests.origins import NOON, came
from tests.people import signed

pytestmark = pytest.mark.usefixtures("database")

LATER = NOON + timedelta(minutes=15)


def test_the_largest_comes_first_with_whence_and_when(ward: Petition) -> None:
    came(signed(ward, name="One", doubts=(HoldRule.HONEYPOT,)), neighbourhood="n", domain="d1")
    for number, moment in enumerate((NOON, LATER)):
        one = signed(ward, name=f"Two {number}", doubts=(HoldRule.FLOOD,))
        came(one, neighbourhood="n", domain=f"d{number}", sent_at=moment)
    assert held_groups.by_rule(ward) == [
        HeldGroup(HoldRule.FLOOD, 2, 1, None, NOON, LATER),
        HeldGroup(HoldRule.HONEYPOT, 1, 1, None, NOON, NOON),
    ]


def test_a_large_domain_is_named(ward: Petition) -> None:
    sealed = keyring.seal(b"large.example", context=f"tally_domain.name:{ward.id}:d")
    db.session.add(TallyDomain(petition_id=ward.id, domain_index="d", name=sealed, touched_on=NOON.date()))
    came(signed(ward, doubts=(HoldRule.DOMAIN_BURST,)), domain="d")
    assert held_groups.by_rule(ward)[0].domain == "large.example"


def test_what_was_decided_waits_no_more(ward: Petition) -> None:
    reviewing.release(signed(ward, doubts=(HoldRule.FLOOD,)), by="mona")
    assert held_groups.by_rule(ward) == []
