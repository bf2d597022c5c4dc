"""What teams are told of: real people who wait, floods that are held, and crowds that came from one place."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.lib import clock, crypto
from petition.models.outbox import Mail, MailKind
from petition.models.petition import Petition, PetitionState, Protection
from petition.models.signature import Hold, HoldRule, Signature
from petition.models.team import TeamRole, TeamState
from petition.services import doubts, keys, organisers, reviewing
from petition.services.doubts import Doubt
from tests.conftest import FakeClock
from tests.origins import came
from tests.people import make_organiser
from tests.reading import Mails, link_in, text_of
from tests.services.counting import confirmed
from tests.worker.test_writing import everything_in

HELD = (HoldRule.HONEYPOT,)


@pytest.fixture
def ward(petition: str, database: None, load: Callable[[str], Petition]) -> Petition:
    """Alice owns its team, and Vera may look at figures alone."""
    found = load(petition)
    for name, role in (("alice", TeamRole.OWNER), ("vera", TeamRole.VIEWER)):
        organisers.add_to_team(make_organiser(name), found.team, role)
    db.session.flush()
    return found


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three are many here."""
    monkeypatch.setattr(doubts, "MANY_HELD", 3)


def told(after: timedelta = timedelta()) -> int:
    """How many mails there are once the worker has looked."""
    with clock.pretending(clock.now() + after):
        for one in doubts.to_look_at():
            doubts.tell(one)
    db.session.flush()
    return db.session.scalar(sa.select(sa.func.count(Mail.id)).where(Mail.kind == MailKind.DOUBTS)) or 0


def seen(petition: Petition) -> dict[Doubt, int]:
    db.session.flush()
    return {one.doubt: one.number for one in doubts.seen(petition)}


def came_from(petition: Petition, number: int, place: dict[str, str] | None = None, *, days_ago: int = 0) -> None:
    """So many counted ones more, from one place, or each from one of its own."""
    at = clock.now() - timedelta(days=days_ago)
    for one in confirmed(petition, number):
        came(
            one,
            **{"neighbourhood": f"n{one.id}", "domain": f"d{one.id}", "day": at.date(), "sent_at": at} | (place or {}),
        )


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize(("counted", "is_told"), [(27, True), (28, False)])
def test_many_are_held_where_they_are_a_tenth(ward: Petition, counted: int, is_told: bool) -> None:
    confirmed(ward, 40)
    confirmed(ward, 3, doubts=HELD)
    confirmed(ward, counted)
    assert (Doubt.MANY_HELD in seen(ward)) is is_told


@pytest.mark.usefixtures("held")
def test_two_are_not_many_nor_are_those_of_earlier(ward: Petition, time: FakeClock) -> None:
    confirmed(ward, 2, doubts=HELD)
    assert seen(ward) == {}
    time.move(minutes=61)
    confirmed(ward, 1, doubts=HELD)
    assert seen(ward) == {}


def test_one_who_waits_for_a_day_is_told_of_once(ward: Petition) -> None:
    [waits] = confirmed(ward, doubts=HELD)
    assert told() == 0
    assert told(timedelta(hours=25)) == 1
    assert told(timedelta(days=4)) == 1
    confirmed(ward, doubts=HELD)
    assert told(timedelta(days=6)) == 2
    assert waits.petition_id == ward.id


@pytest.mark.usefixtures("held")
def test_there_is_one_mail_a_day_however_much_comes(ward: Petition) -> None:
    confirmed(ward, 3, doubts=HELD)
    assert told() == 1
    confirmed(ward, 3, doubts=HELD)
    assert told() == 1


@pytest.mark.usefixtures("held")
def test_of_two_workers_one_tells(ward: Petition) -> None:
    confirmed(ward, 3, doubts=HELD)
    assert told() == 1
    with clock.pretending(clock.now() + timedelta(days=2)):
        confirmed(ward, 3, doubts=HELD)
        doubts.tell(ward)
        doubts.tell(ward)
    assert told() == 2


@pytest.mark.parametrize(("place", "doubt"), [("neighbourhood", Doubt.ONE_NETWORK), ("domain", Doubt.ONE_DOMAIN)])
def test_a_crowd_from_one_place_is_told_of_though_it_counts(
    ward: Petition, monkeypatch: pytest.MonkeyPatch, place: str, doubt: Doubt
) -> None:
    monkeypatch.setattr(doubts, "MANY_OF_ONE", 5)
    came_from(ward, 4, {place: "there"})
    came_from(ward, 9)
    assert seen(ward) == {}
    came_from(ward, 1, {place: "there"})
    assert seen(ward) == {doubt: 5}


def test_a_large_provider_is_nobodys_crowd(ward: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doubts, "MANY_OF_ONE", 5)
    came_from(ward, 6, {"domain": crypto.blind_index(keys.index_key(ward), "mail domain", "gmail.com").hex()})
    assert seen(ward) == {}


def test_where_they_always_came_from_there_it_is_no_news(ward: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doubts, "MANY_OF_ONE", 5)
    came_from(ward, 20, {"neighbourhood": "the same hospital, that day"}, days_ago=5)
    came_from(ward, 6, {"neighbourhood": "the same hospital"})
    assert seen(ward) == {}


@pytest.mark.usefixtures("held")
def test_nobody_is_told_of_what_rests(ward: Petition) -> None:
    confirmed(ward, 3, doubts=HELD)
    ward.team.state = TeamState.SUSPENDED
    assert told() == 0
    ward.team.state, ward.state = TeamState.ACTIVE, PetitionState.DELIVERED
    assert told() == 0


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("protection", Protection)
def test_the_mail_says_what_was_seen_and_where_to_decide(ward: Petition, mails: Mails, protection: Protection) -> None:
    ward.protection = protection
    confirmed(ward, 3, doubts=HELD)
    long_ago = datetime.combine(clock.now().date() - timedelta(days=3), time(12), clock.now().tzinfo)
    db.session.execute(
        sa.update(Hold)
        .where(Hold.signature_id == sa.select(sa.func.min(Signature.id)).scalar_subquery())
        .values(created_at=long_ago)
    )
    confirmed(ward, 1, doubts=HELD)
    told()
    db.session.commit()
    [mail] = mails.all()
    text = text_of(mail)
    assert mail["To"] == "alice@example.org"
    assert f"4 signatures wait for your decision, the first of them since {long_ago.day} " in text
    assert "- Of 3 who confirmed of late, 3 are held for review" in text
    assert "- 1 person has waited for your decision for more than a day." in text
    is_named = protection is Protection.NORMAL
    assert ("ward" in everything_in(mail).lower()) is is_named
    assert link_in(mail, "/signatures?state=held" if is_named else "/organise")


def test_of_a_crowd_that_counts_the_mail_does_not_lead_to_what_is_held(
    ward: Petition, mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doubts, "MANY_OF_ONE", 5)
    came_from(ward, 5, {"neighbourhood": "there"})
    assert told() == 1
    db.session.commit()
    [mail] = mails.all()
    assert "- Of the newest 5, 5 came from one network." in text_of(mail)
    assert "Nothing holds these: they count" in " ".join(text_of(mail).split())
    assert "held" not in link_in(mail, "/signatures")


@pytest.mark.usefixtures("held")
def test_no_mail_goes_where_all_is_decided_meanwhile(ward: Petition, mails: Mails) -> None:
    signatures = confirmed(ward, 3, doubts=HELD)
    assert told() == 1
    reviewing.release_all(signatures, by="alice")
    db.session.commit()
    assert mails.all() == []
