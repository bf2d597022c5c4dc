"""The demo: believable, whole, and true to every rule of the ledger."""

import pytest
from sqlalchemy import func, select

from petition.extensions import db
from petition.lib import clock
from petition.models.kind import PetitionKind
from petition.models.petition import Petition, PetitionState
from petition.models.signature import Comment, Signature
from petition.models.tally import Step
from petition.services import counting, demo, figures, funnel, verifying

pytestmark = pytest.mark.usefixtures("database")


def share(part: object) -> float:
    """Of all signatures, those for which this holds."""
    found = db.session.scalar(select(func.count(Signature.id)).where(part))  # type: ignore[arg-type]
    return (found or 0) / (db.session.scalar(select(func.count(Signature.id))) or 1)


def test_it_is_believable_and_its_numbers_agree() -> None:
    assert demo.is_empty()
    demo.build(signatures=250, coalition=30, ambulances=30, after_each_step=db.session.commit)
    large, near, *_others, answered = built = list(db.session.scalars(select(Petition).order_by(Petition.id)))
    assert [words for petition in built for words in verifying.problems_of(petition)] == []
    assert counting.count_of(large).number == 250
    assert (max(step.target for step in large.goals), sorted(large.languages)) == (10_000, ["ar", "en", "fr"])
    assert 90 <= counting.count_of(near).percent < 100
    assert {petition.kind for petition in built} == {*PetitionKind}
    assert (large.state, answered.state) == (PetitionState.OPEN, PetitionState.ANSWERED)
    days = set(db.session.scalars(select(Signature.confirmed_on).where(Signature.petition_id == large.id)))
    assert len(days) > 14
    assert max(days) <= clock.now().date()
    assert 0.1 < share(Signature.public_name.is_not(None)) < 0.5
    assert 0.01 < share(Signature.comment.has()) < 0.1
    assert share(Signature.comment.has(Comment.signature_public_id != Signature.public_id)) == 0
    assert not demo.is_empty()
    way = funnel.funnel_of(large)
    assert way
    assert way.is_whole
    assert way.numbers[Step.CONFIRMED] == 250 < way.numbers[Step.SUBMITTED] < way.numbers[Step.OPENED]
    assert len(funnel.large_domains(large)) == 3
    assert {code for code, _ in figures.by_source(large).shown} == {"", *(code for code, *_ in demo.LINKS)}
