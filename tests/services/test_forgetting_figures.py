"""What figures are made from goes where signers come to be at risk after the petition opened."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.petition import Petition, Protection
from petition.models.signature import Signature
from petition.models.source import Source
from petition.models.submission import Submission
from petition.models.tally import Part, Step, TallyDomain, TallyDomainHour, TallyHour, TallyInbox, TallyTotal
from petition.services import domain_sums, editing_terms, forgetting, forgetting_figures, passages, tallying
from petition.services.passages import Asked, Passage
from tests.conftest import FakeClock
from tests.making import make_petition, sign_and_confirm, submit

NOON = datetime(2026, 11, 3, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def afternoon(time: FakeClock) -> None:
    time.now = NOON + timedelta(hours=3)


def fill(petition: Petition) -> None:
    """Something of everything that is noted where nobody is at risk."""
    domain_sums.add({Passage(petition.id, NOON, step, "gmail.com"): 30 for step in domain_sums.STEPS})
    domain_sums.add({Passage(petition.id, NOON, Step.SUBMITTED, "a-family.example"): 1})
    totals = {(Part.WAIT, "3"): 9, (Part.SOURCE, "may"): 9, (Part.COUNTRY, "LB"): 9}
    tallying.add_totals(petition.id, Counter(totals))
    db.session.add(Source(petition_id=petition.id, code="may", name="Letter in May"))
    for number, step in enumerate((Step.SUBMITTED, Step.SUBMITTED, Step.CONFIRMED, Step.OPENED)):
        hour = NOON + timedelta(hours=number)
        db.session.add(TallyHour(petition_id=petition.id, hour=hour, day=hour.date(), step=step, n=2))
    submit(petition, address="waiting@example.org", ref="may")
    sign_and_confirm(petition, ref="may")
    db.session.flush()


def left(petition: Petition) -> list[int]:
    """Single domains, hours, links and waits, sources, and how many refer to one."""
    kinds = (
        (TallyDomain, TallyDomain.domain_index != ""),
        (TallyDomainHour, sa.true()),
        (TallyTotal, TallyTotal.part.in_([Part.SOURCE, Part.WAIT])),
        (Source, sa.true()),
        (Submission, Submission.ref.is_not(None)),
        (Signature, Signature.ref.is_not(None)),
    )
    counts = (sa.select(sa.func.count()).where(model.petition_id == petition.id, is_one) for model, is_one in kinds)
    return [db.session.scalar(count) or 0 for count in counts]


def become_discreet(petition: Petition) -> None:
    values = editing_terms.read_names(petition) | {"protection": "discreet"}
    editing_terms.write_names(petition, values)
    db.session.flush()


@pytest.mark.parametrize("batch", [1, 1000])
def test_all_of_it_goes_and_that_of_others_stays(
    ward: Petition, load: Callable[[str], Petition], monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(forgetting_figures, "BATCH", batch)
    other = load(make_petition("another"))
    for petition in (ward, other):
        fill(petition)
    before = left(other)
    assert 0 not in before
    become_discreet(ward)
    while forgetting.forget():
        pass
    assert left(ward) == [0] * 6
    assert left(other) == before
    assert db.session.scalars(sa.select(TallyTotal.n).where(TallyTotal.petition_id == ward.id)).all() == [9]


def test_its_course_knows_days_from_then_on(ward: Petition) -> None:
    fill(ward)
    become_discreet(ward)
    db.session.expire_all()
    first = passages.hour_noted(ward, NOON)
    rows = db.session.execute(sa.select(TallyHour.hour, TallyHour.day, TallyHour.step, TallyHour.n)).all()
    assert sorted(rows) == [(first, NOON.date(), Step.CONFIRMED, 2), (first, NOON.date(), Step.SUBMITTED, 4)]
    in_all = sa.select(TallyDomain.since, TallyDomain.opened).where(TallyDomain.domain_index == "")
    assert db.session.execute(in_all).all() == [(first, 0)]


def test_nothing_goes_where_nobody_is_at_risk(ward: Petition) -> None:
    fill(ward)
    before = left(ward)
    editing_terms.write_names(ward, editing_terms.read_names(ward))
    forgetting_figures.forget()
    assert left(ward) == before
    assert ward.protection is Protection.NORMAL


def test_what_could_not_be_added_up_goes(ward: Petition, time: FakeClock) -> None:
    passages.note(Step.MAILED, [Asked(ward.id, "example.org")])
    time.move(days=20)
    forgetting.forget()
    assert len(db.session.scalars(sa.select(TallyInbox)).all()) == 1
    time.move(days=2)
    forgetting.forget()
    assert db.session.scalars(sa.select(TallyInbox)).all() == []
