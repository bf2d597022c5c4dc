"""The picture of a petition: put there, described, replaced, taken away."""

from typing import Any

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.lib import pictures
from petition.models.petition import Petition
from petition.models.picture import PetitionPicture
from petition.services import petition_pictures, sections
from petition.services.errors import InvalidSection, SectionChangedMeanwhile
from tests.joining import picture
from tests.making import draft
from tests.picturing import ALT, CREDIT, illustrate, photograph

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def ward() -> Petition:
    made = draft()
    db.session.commit()
    return made


def save(petition: Petition, *, seen: str | None = None, **values: Any) -> None:
    """As the editor does, with what the section holds now."""
    before = sections.read(petition, "picture")
    fingerprint = sections.fingerprint(petition, "picture") if seen is None else seen
    sections.save(petition, "picture", {**before, **values}, seen=fingerprint, by="alice")


def test_without_one_it_says_so(ward: Petition) -> None:
    assert sections.read(ward, "picture") == {"alt": {}, "credit": "", "sha256": ""}


def test_it_is_kept_in_both_sizes_with_its_words(ward: Petition) -> None:
    save(ward, photograph=photograph(), alt={"en": " Two  nurses\nat a gate "}, credit=CREDIT)
    kept = ward.picture
    assert kept
    assert (kept.large, kept.small) == (photograph().large.file, photograph().small.file)
    assert (kept.width, kept.small_width, kept.sha256) == (900, 640, photograph().sha256)
    assert (kept.alt, kept.credit) == ({"en": "Two nurses at a gate"}, CREDIT)


def test_words_are_changed_without_a_file(ward: Petition) -> None:
    illustrate(ward)
    save(ward, alt={"en": "A gate"}, credit="")
    assert sections.read(ward, "picture") == {"alt": {"en": "A gate"}, "credit": "", "sha256": photograph().sha256}


def test_another_one_takes_its_place(ward: Petition) -> None:
    illustrate(ward)
    db.session.commit()
    other = pictures.photograph(picture(300, 200))
    save(ward, photograph=other)
    db.session.commit()
    assert db.session.scalars(sa.select(PetitionPicture.sha256)).all() == [other.sha256]
    assert sections.read(ward, "picture")["alt"] == ALT


def test_the_same_one_again_is_no_change(ward: Petition) -> None:
    illustrate(ward)
    save(ward, photograph=photograph(), seen="another tab")


def test_two_who_save_another_one_are_told(ward: Petition) -> None:
    illustrate(ward)
    with pytest.raises(SectionChangedMeanwhile):
        save(ward, photograph=pictures.photograph(picture(300, 200)), seen="another tab")


def test_it_is_taken_away(ward: Petition) -> None:
    illustrate(ward)
    db.session.commit()
    save(ward, removes=True)
    db.session.commit()
    assert db.session.scalar(sa.select(sa.func.count(PetitionPicture.id))) == 0


def test_words_without_a_picture_are_nothing(ward: Petition) -> None:
    save(ward, alt={"en": "A gate"}, credit=CREDIT)
    assert sections.read(ward, "picture") == {"alt": {}, "credit": "", "sha256": ""}


def test_a_credit_that_fills_the_page_is_refused(ward: Petition) -> None:
    with pytest.raises(InvalidSection):
        save(ward, photograph=photograph(), credit="x" * 201)


@pytest.mark.parametrize(("width", "size"), [(900, "large"), (640, "small")])
def test_an_address_leads_to_one_file(ward: Petition, width: int, size: str) -> None:
    illustrate(ward)
    found = petition_pictures.jpeg_of(ward, photograph().sha256, width)
    assert found == getattr(photograph(), size).file


@pytest.mark.parametrize(("sha256", "width"), [("0" * 64, 640), (photograph().sha256, 641)])
def test_no_other_address_does(ward: Petition, sha256: str, width: int) -> None:
    illustrate(ward)
    assert petition_pictures.jpeg_of(ward, sha256, width) is None
