"""Sums are made of what has happened since, exactly once, also where a worker dies or two are at it."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.ledger import EntryKind, Tally
from petition.models.outbox import Mail
from petition.models.petition import Petition, Protection
from petition.models.tally import Part, Step, TallyDomain, TallyDomainHour, TallyHour, TallyInbox, TallyTotal
from petition.services import confirming, identity, opening_pages, passages, summing, withdrawing
from petition.services.passages import Asked
from tests.conftest import FakeClock
from tests.making import make_petition, sign_and_confirm, submit
from tests.services.counting import sequenced

NIGHT = datetime(2026, 11, 3, 22, tzinfo=UTC)
VERBS = (summing.sum_counted, summing.sum_forms, summing.sum_inbox)


def sum_up() -> None:
    for verb in VERBS:
        while verb():
            pass
        db.session.commit()


def hours() -> dict[Step, int]:
    return dict(db.session.execute(sa.select(TallyHour.step, sa.func.sum(TallyHour.n)).group_by(TallyHour.step)).all())


def totals() -> dict[tuple[Part, str], int]:
    return {(row.part, row.value): row.n for row in db.session.scalars(sa.select(TallyTotal)) if row.n}


def in_all() -> tuple[int, ...]:
    db.session.expire_all()
    row = db.session.scalars(sa.select(TallyDomain).where(TallyDomain.domain_index == "")).one()
    return row.opened, row.submitted, row.mailed, row.returned, row.confirmed


def test_what_was_counted_before_is_added_up_too(ward: Petition) -> None:
    for kind, n in ((EntryKind.CONFIRMED, 30), (EntryKind.WITHDRAWN, 4)):
        db.session.add(Tally(petition_id=ward.id, hour=NIGHT, kind=kind, country="LB", language="en", n=n))
    db.session.flush()
    sum_up()
    assert hours() == {Step.CONFIRMED: 30, Step.WITHDRAWN: 4}
    assert totals() == {(Part.COUNTRY, "LB"): 26, (Part.LANGUAGE, "en"): 26}


def test_a_sum_that_grows_is_added_up_by_what_it_grew(ward: Petition) -> None:
    for _turn in range(2):
        sign_and_confirm(ward, address=f"signer{_turn}@example.org")
        sequenced(ward)
        sum_up()
        sum_up()
    assert hours()[Step.CONFIRMED] == 2
    assert totals()[Part.COUNTRY, "LB"] == 2


def test_the_way_of_a_form(ward: Petition) -> None:
    opening_pages.note(ward.id, network="192.0.2.0/24")
    opening_pages.write_down()
    signature = sign_and_confirm(ward)
    passages.note(Step.MAILED, [Asked(ward.id, "example.org")])
    sequenced(ward)
    sum_up()
    withdrawing.withdraw(signature)
    sequenced(ward)
    sum_up()
    assert in_all() == (1, 1, 1, 0, 1)
    assert hours() == dict.fromkeys((Step.OPENED, Step.SUBMITTED, Step.MAILED, Step.CONFIRMED, Step.WITHDRAWN), 1)


@pytest.mark.parametrize("verb", VERBS)
def test_who_dies_before_the_commit_adds_nothing(ward: Petition, verb: Callable[[], bool]) -> None:
    sign_and_confirm(ward)
    passages.note(Step.MAILED, [Asked(ward.id, "example.org")])
    sequenced(ward)
    verb()
    db.session.rollback()
    sum_up()
    assert in_all() == (0, 1, 1, 0, 1)
    assert hours()[Step.CONFIRMED] == 1


def test_a_portion_at_a_time(ward: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summing, "PORTION", 2)
    monkeypatch.setattr(summing, "FORMS", 2)
    for number in range(5):
        submit(ward, address=f"signer{number}@example{number}.org")
        passages.note(Step.MAILED, [Asked(ward.id, f"example{number}.org")])
    assert (summing.sum_forms(), summing.sum_inbox()) == (True, True)
    sum_up()
    assert in_all() == (0, 5, 5, 0, 0)
    assert db.session.scalars(sa.select(TallyInbox)).all() == []


def test_a_form_is_counted_though_it_was_confirmed_before(ward: Petition) -> None:
    sign_and_confirm(ward)
    sum_up()
    assert in_all()[1] == 1


def test_a_form_that_was_denied_is_not(ward: Petition) -> None:
    waiting = submit(ward)
    confirming.reject(waiting, never_again=False)
    sum_up()
    assert db.session.scalars(sa.select(TallyDomain)).all() == []
    assert db.session.scalars(sa.select(Mail.to_sum)).all() == [None]


def test_domains_have_no_name_at_first(ward: Petition) -> None:
    submit(ward, address="rima@a-family.example")
    passages.note(Step.MAILED, [Asked(ward.id, "a-family.example")])
    waiting = db.session.scalars(sa.select(TallyInbox.domain)).one()
    sum_up()
    row = db.session.scalars(sa.select(TallyDomain).where(TallyDomain.domain_index != "")).one()
    assert b"family" not in (waiting or b"")
    assert (len(row.domain_index), row.name, row.since) == (64, None, None)


def test_domains_of_two_petitions_are_not_linked(ward: Petition, load: Callable[[str], Petition]) -> None:
    for petition in (ward, load(make_petition("another"))):
        submit(petition, address="rima@a-family.example")
    sum_up()
    indexes = db.session.scalars(sa.select(TallyDomain.domain_index).where(TallyDomain.domain_index != "")).all()
    assert len({*indexes}) == 2


def test_two_spellings_are_one_domain(ward: Petition) -> None:
    for address in ("a@GMAIL.com", "b@googlemail.com"):
        submit(ward, address=address)
    sum_up()
    numbers = db.session.scalars(sa.select(TallyDomain.submitted).where(TallyDomain.domain_index != ""))
    assert numbers.all() == [2]


def test_of_those_at_risk_no_domain_and_no_time_is_noted(ward: Petition, time: FakeClock) -> None:
    ward.protection = Protection.DISCREET
    waiting = submit(ward)
    waiting.mailed_at = time.now
    time.move(minutes=5)
    db.session.flush()
    sign_and_confirm(ward, address="other@example.org")
    sequenced(ward)
    sum_up()
    assert db.session.scalars(sa.select(TallyDomain.domain_index)).all() == [""]
    assert not [part for part, _value in totals() if part is Part.WAIT]
    assert db.session.scalars(sa.select(TallyDomainHour)).all() == []


def test_of_those_at_risk_the_day_alone_is_known(ward: Petition) -> None:
    ward.protection = Protection.DISCREET
    sign_and_confirm(ward)
    sequenced(ward)
    sum_up()
    zone = ZoneInfo(ward.zone)
    noted = {*db.session.scalars(sa.select(TallyHour.hour)), *db.session.scalars(sa.select(Tally.hour))}
    noted |= {*db.session.scalars(sa.select(TallyDomain.since))}
    assert [hour.astimezone(zone).hour for hour in noted if hour] == [0]


@pytest.mark.parametrize(("zone", "minute"), [("Asia/Damascus", 0), ("Asia/Kolkata", 30), ("America/New_York", 0)])
def test_the_hour_that_stands_for_a_day_lies_in_it(ward: Petition, zone: str, minute: int) -> None:
    ward.protection, ward.zone = Protection.DISCREET, zone
    local = passages.hour_noted(ward, NIGHT).astimezone(ZoneInfo(zone))
    assert (local.date(), local.hour, local.minute) == (NIGHT.astimezone(ZoneInfo(zone)).date(), 0, minute)


def test_what_waits_when_signers_come_to_be_at_risk_is_not_noted(ward: Petition, time: FakeClock) -> None:
    opening_pages.note(ward.id, network="192.0.2.0/24")
    waiting = submit(ward, ref="may")
    waiting.mailed_at = time.now
    passages.note(Step.MAILED, [Asked(ward.id, "example.org")])
    ward.protection = Protection.DISCREET
    db.session.flush()
    opening_pages.write_down()
    made = confirming.confirm(waiting, identity.of_submission(waiting), same_browser=True)
    sequenced(ward)
    sum_up()
    assert made.ref is None
    assert db.session.scalars(sa.select(TallyDomain.domain_index)).all() == [""]
    assert Step.OPENED not in hours()
    assert not [part for part, _value in totals() if part in (Part.WAIT, Part.SOURCE)]


@pytest.mark.parametrize("is_discreet", [False, True])
@pytest.mark.parametrize("is_reminded", [False, True])
def test_a_time_is_known_where_one_mail_was_enough(
    ward: Petition, time: FakeClock, is_reminded: bool, is_discreet: bool
) -> None:
    waiting = submit(ward)
    waiting.mailed_at = time.now
    waiting.reminded_at = time.now if is_reminded else None
    time.move(minutes=5)
    db.session.flush()
    confirming.confirm(waiting, identity.of_submission(waiting), same_browser=True)
    # Also while it waits for its place in the ledger.
    ward.protection = Protection.DISCREET if is_discreet else Protection.NORMAL
    sequenced(ward)
    is_known = not is_reminded and not is_discreet
    assert bool([part for part, _value in totals() if part is Part.WAIT]) == is_known


def test_a_day_is_the_petitions_own(ward: Petition) -> None:
    db.session.add(Tally(petition_id=ward.id, hour=NIGHT, kind=EntryKind.CONFIRMED, language="en", n=3))
    db.session.flush()
    sum_up()
    # In Damascus it was one in the morning.
    assert str(db.session.scalars(sa.select(TallyHour.day)).one()) == "2026-11-04"


def test_what_it_is_about_may_be_gone(ward: Petition) -> None:
    opening_pages.note(ward.id + 1000, network="192.0.2.0/24")
    opening_pages.write_down()
    assert db.session.scalars(sa.select(TallyInbox)).all() == []


def test_a_petition_of_another_address_keeps_its_sums_apart(ward: Petition, load: Callable[[str], Petition]) -> None:
    other = load(make_petition("another"))
    for petition in (ward, other):
        submit(petition)
    sum_up()
    rows = db.session.execute(sa.select(TallyHour.petition_id, TallyHour.n)).all()
    assert sorted(rows) == sorted([(ward.id, 1), (other.id, 1)])
