"""One signature from a mail domain: where signers are at risk of those alone that do not count, among so many."""

from collections.abc import Callable

import pytest

from petition.models.petition import Petition, Protection
from petition.models.signature import HoldRule, Signature
from petition.services import finding_by_domain, origin_filter
from tests.making import sign_and_confirm
from tests.services.test_origins import origin_of

Sign = Callable[..., Signature]


@pytest.fixture
def of_large_domain(ward: Petition, monkeypatch: pytest.MonkeyPatch) -> Sign:
    """Signs from there; three have, and count, and stand before all others where a domain's are read."""
    monkeypatch.setattr(origin_filter, "MANY", 2)
    for number in range(3):
        origin_of(sign_and_confirm(ward, address=f"{number}@example.org")).mailbox = "0" * 64
    ward.protection = Protection.DISCREET

    def sign(domain: str = "example.org") -> Signature:
        made = sign_and_confirm(ward, address=f"held@{domain}", doubts=(HoldRule.FLOOD,))
        origin_of(made).mailbox = "f" * 64
        return made

    return sign


def found(ward: Petition) -> str | None:
    return finding_by_domain.one_of(ward, "example.org", by="bob")


def test_none_that_counts_is_told(ward: Petition, of_large_domain: Sign) -> None:
    assert found(ward) is None


def test_one_that_does_not_count_is_found_beside_many_that_do(ward: Petition, of_large_domain: Sign) -> None:
    held = of_large_domain()
    assert found(ward) == held.public_id


def test_of_a_large_domain_no_more_than_the_newest_are_looked_at(ward: Petition, of_large_domain: Sign) -> None:
    of_large_domain()
    of_large_domain("example.net")
    of_large_domain("example.com")
    assert found(ward) is None
