"""All lines under a letter in the order of the alphabet."""

import sqlalchemy as sa

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.record import Audit
from petition.services import ordering_signatories, signatories, signatory_lines
from tests.joining import circulates, stands


def in_order(*names: str, withheld: tuple[str, ...] = ()) -> list[str]:
    text: Petition = circulates()
    made = {stands(text, name).public_id: name for name in (*withheld, *names)}
    for one in signatories.under(text):
        if made[one.public_id] in withheld:
            signatory_lines.show(one, is_listed=False)
    ordering_signatories.by_name(text, by="alice")
    db.session.flush()
    return [made[one.public_id] for one in signatories.under(text)]


def test_accents_and_capitals_change_no_place(database: None) -> None:
    assert in_order("zebra", "Étoile", "Eagle") == ["Eagle", "Étoile", "zebra"]
    assert db.session.scalars(sa.select(Audit.verb).order_by(Audit.id.desc())).first() == "order signatories"


def test_the_arabic_article_does_not_count(database: None) -> None:
    assert in_order("نقابة", "الأطباء", "بيت") == ["الأطباء", "بيت", "نقابة"]


def test_no_place_tells_of_a_withheld_name(database: None) -> None:
    assert in_order("B", "A", withheld=("C", "Ant")) == ["A", "B", "C", "Ant"]
