"""Signatures by where they came from, likened to another one of the same petition."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from petition.lib import clock
from petition.models.petition import Petition
from petition.models.signature import HoldRule, Signature, SignatureState
from petition.services import alike, looking_up, neighbours, origin_filter
from petition.services.looking_up import Wanted
from tests.making import make_petition, sign_and_confirm
from tests.origins import come_from, forget_origin

HELD = SignatureState.HELD
NOW = clock.minute_of(clock.now())


@pytest.fixture
def flood(ward: Petition) -> list[Signature]:
    """Three held ones of one address, one of its neighbourhood, one of elsewhere; and one that counts."""
    networks = ["192.0.2.7"] * 3 + ["192.0.2.8", "198.51.100.7"]
    held = [sign_and_confirm(ward, address=f"{n}@example.org", doubts=(HoldRule.FLOOD,)) for n in range(5)]
    for number, (signature, network) in enumerate(zip(held, networks, strict=True)):
        sent_at = NOW - timedelta(minutes=10 * number)
        come_from(signature, network, domain="d" * 64, mailbox=f"{number % 2}" * 64, sent_at=sent_at)
    come_from(sign_and_confirm(ward, address="counted@example.org"), domain="d" * 64)
    return held


def found(ward: Petition, state: SignatureState = HELD, **wanted: Any) -> list[int]:
    return looking_up.page(ward.id, Wanted(state, **wanted), most=50).ids


def ids(*signatures: Signature) -> list[int]:
    return [one.id for one in signatures][::-1]


@pytest.fixture(params=["few", "many"])
def leads(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether where they came from leads, or is asked of each signature: what is found is the same."""
    monkeypatch.setattr(origin_filter, "MANY", 1000 if request.param == "few" else 0)


def test_by_what_they_share(ward: Petition, flood: list[Signature], leads: None) -> None:
    first = flood[0].public_id
    assert found(ward, same_address=first) == ids(*flood[:3])
    assert found(ward, same_neighbourhood=first) == ids(*flood[:4])
    assert found(ward, same_confirmer=first) == ids(*flood[:3])
    assert found(ward, same_domain=first) == ids(*flood)
    assert found(ward, same_mailbox=first) == ids(flood[0], flood[2], flood[4])
    assert len(found(ward, SignatureState.COUNTED, same_domain=first)) == 1


def test_by_when_they_were_sent(ward: Petition, flood: list[Signature], leads: None) -> None:
    times: dict[str, Any] = {"sent_since": NOW - timedelta(minutes=30), "sent_until": NOW - timedelta(minutes=10)}
    assert found(ward, **times) == ids(*flood[1:4])
    assert found(ward, **times, same_address=flood[0].public_id) == ids(*flood[1:3])
    assert found(ward, sent_since=NOW + timedelta(minutes=1)) == []


def test_pages_go_on(ward: Petition, flood: list[Signature], leads: None) -> None:
    wanted = Wanted(HELD, same_domain=flood[0].public_id, country="LB")
    first = looking_up.page(ward.id, wanted, most=3)
    rest = looking_up.page(ward.id, wanted, most=3, before=first.before)
    assert first.ids + rest.ids == ids(*flood)


def test_what_is_not_known_is_like_nothing(ward: Petition, flood: list[Signature], leads: None) -> None:
    unknown = sign_and_confirm(ward, address="unknown@example.org", doubts=(HoldRule.FLOOD,))
    forget_origin(unknown)
    for public_id in (unknown.public_id, "nobody"):
        wanted = Wanted(HELD, same_domain=public_id)
        assert looking_up.page(ward.id, wanted, most=50).ids == []
        assert not origin_filter.is_known(ward, wanted)
    assert origin_filter.is_known(ward, Wanted(HELD, same_domain=flood[0].public_id))


def test_nobody_is_followed_from_one_petition_to_another(
    ward: Petition, flood: list[Signature], leads: None, load: Callable[[str], Petition]
) -> None:
    other = sign_and_confirm(load(make_petition("another-ward")), address="0@example.org")
    come_from(other, "192.0.2.7")
    assert found(ward, same_address=other.public_id) == []
    assert not origin_filter.is_known(ward, Wanted(HELD, same_address=other.public_id))


def numbers(signature: Signature) -> dict[str, tuple[int, bool]]:
    around = neighbours.around(signature.petition, [signature])
    return {name: (one.n, one.is_more) for name, one in alike.of(around.origins[signature.id], around).items()}


def test_it_says_how_many_are_alike(ward: Petition, flood: list[Signature]) -> None:
    known = {"same_address": (3, False), "same_neighbourhood": (4, False)}
    known |= {"same_mailbox": (3, False), "same_domain": (5, False)}
    assert numbers(flood[0]) == known
    # Alone there, and in whatever else nobody shares with it.
    assert numbers(flood[4]) == {name: known[name] for name in ("same_mailbox", "same_domain")}
    come_from(flood[0], "192.0.2.7", confirmed="203.0.113.9")
    come_from(flood[4], "198.51.100.7", confirmed="203.0.113.9")
    assert numbers(flood[0])["same_confirmer"] == (2, False)


def test_of_a_flood_both_its_networks_are_offered(
    ward: Petition, flood: list[Signature], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "MOST", 3)
    found = numbers(flood[0])
    assert (found["same_address"], found["same_neighbourhood"]) == ((3, True), (3, True))


def test_it_goes_into_plain_words_and_back() -> None:
    wanted = Wanted(HELD, sent_since=NOW, same_address="an-id")
    assert Wanted.from_params(wanted.to_params()) == wanted
    assert Wanted.from_params({"sent_since": "2026-11-23T14:00", "sent_until": "0001-01-01T00:00+14:00"}) == Wanted()
