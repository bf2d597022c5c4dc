"""The section of words in one language."""

import pytest

from petition.models.petition import Petition
from petition.services import lengths, sections
from petition.services.errors import InvalidSection
from tests.editing import save
from tests.making import TITLES


def test_words_are_cleaned_without_being_judged(written: Petition) -> None:
    typed = {"title": "  Keep\u202e it  open ", "summary": "One.\r\n\r\n\r\n\r\nTwo.", "question": "\u200fWill you?"}
    save(written, "words-en", **typed)
    held = sections.read(written, "words-en")
    assert (held["title"], held["summary"], held["question"]) == ("Keep it open", "One.\n\nTwo.", "Will you?")


def test_lists_in_the_text_stand_inside_each_other(written: Petition) -> None:
    save(written, "words-en", text="Why:\r\n\r\n- one\r\n  - of it\r\n\t- deeper  \r\n")
    assert sections.read(written, "words-en")["text"] == "Why:\n\n- one\n  - of it\n    - deeper"


def test_hashtags_lose_their_sign(written: Petition) -> None:
    save(written, "words-en", hashtags=["#Ward", "Ward", "##night"])
    assert sections.read(written, "words-en")["hashtags"] == ["Ward", "night"]


def test_a_draft_may_be_empty(written: Petition) -> None:
    save(written, "words-en", title="", text="", summary="", demand="")
    assert (written.words_in("ar").title, written.words_in("en").title) == (TITLES["ar"], "")


@pytest.mark.parametrize(
    ("field", "longest"),
    [("title", lengths.LINE), ("summary", lengths.TEXT), ("text", lengths.BODY), ("share_text", lengths.SHARE_TEXT)],
)
def test_what_is_too_long_is_refused_by_its_name(written: Petition, field: str, longest: int) -> None:
    save(written, "words-en", **{field: "x" * longest})
    with pytest.raises(InvalidSection) as refusal:
        save(written, "words-en", **{field: "x" * (longest + 1)})
    assert refusal.value.field == field


def test_a_translation_is_right_once_it_was_looked_through_against_what_is_there(written: Petition) -> None:
    shown = written.words_in("en").sha256
    save(written, "words-en", title="Another title")
    save(written, "words-ar", share_text="الجناح")
    assert written.is_outdated("ar")
    save(written, "words-ar", title="عنوان آخر", source=shown)
    assert written.is_outdated("ar")
    save(written, "words-ar", source=written.words_in("en").sha256)
    assert not written.is_outdated("ar")


def test_what_it_was_looked_through_against_is_a_hash(written: Petition) -> None:
    with pytest.raises(InvalidSection):
        save(written, "words-ar", source="x" * 65)


def test_what_is_frozen_is_not_cleaned_either(ward: Petition) -> None:
    # As a file may hold it, with spaces at the end of a line.
    ward.words_in("en").text = "One.  \nTwo."
    save(ward, "words-en", share_text="I signed")
    assert (ward.words_in("en").text, ward.words_in("en").share_text) == ("One.  \nTwo.", "I signed")
