"""Where words are written: over those nobody can have signed, or under the next number."""

import pytest

from petition.models.petition import Petition
from petition.models.revision import Revision
from petition.services import petitions, revisions
from tests.campaigns import letter, signed_by
from tests.making import TITLES


def newest(petition: Petition, language: str = "en") -> Revision:
    found = petition.latest(language)
    assert found is not None
    return found


def test_a_draft_is_written_over(written: Petition) -> None:
    before = newest(written)
    sha256 = before.sha256
    made = revisions.write(written, "en", {"title": "Another title"})
    assert (made, made.number, made.title) == (before, 1, "Another title")
    assert made.sha256 == revisions.sha256_of(made) != sha256


def test_words_that_somebody_stands_under_are_kept(database: None) -> None:
    made = letter()
    before = newest(made)
    signed_by(made, "The Well")
    after = revisions.write(made, "en", {"text": "Other words."})
    assert (before.number, before.text != "Other words.", after.number, after.text) == (1, True, 2, "Other words.")
    assert (after.title, after.hashtags) == (before.title, before.hashtags)
    # Nobody stands under the second ones yet.
    assert revisions.write(made, "en", {"text": "Better words."}) is after


def test_words_to_pass_on_are_not_signed(ward: Petition) -> None:
    before = newest(ward)
    sha256 = before.sha256
    assert revisions.write(ward, "en", {"share_text": "I signed", "hashtags": ["now"]}) is before
    assert before.sha256 == sha256


def test_once_it_was_opened_there_are_only_next_numbers(ward: Petition) -> None:
    assert revisions.write(ward, "en", {"summary": "In short."}, reason="A slip").number == 2
    assert (newest(ward).reason, ward.revisions[0].reason) == ("A slip", "")


def test_a_translation_is_outdated_by_what_it_was_made_of(written: Petition) -> None:
    assert not written.is_outdated("ar")
    revisions.write(written, "en", {"text": "Other words."})
    assert (written.is_outdated("ar"), written.is_outdated("en"), written.is_outdated("fr")) == (True, False, False)
    revisions.write(written, "ar", {"text": "كلمات أخرى."})
    assert not written.is_outdated("ar")


@pytest.mark.parametrize("missing", ["title", "text"])
def test_a_translation_that_cannot_be_read_is_shown_to_nobody(written: Petition, missing: str) -> None:
    revisions.write(written, "ar", {missing: ""})
    assert (written.languages, written.readable_languages) == (["en", "ar"], ["en"])
    assert written.words_in("ar").language == "en"


# --- Completed at opening ----------------------------------------------------------------------------------------


def test_opening_takes_title_and_first_paragraph_for_what_is_missing(written: Petition) -> None:
    for language in ("en", "ar"):
        revisions.write(written, language, {"demand": "", "summary": ""})
    petitions.open_now(written, languages=written.languages)
    for language in ("en", "ar"):
        words = newest(written, language)
        assert (words.demand, words.summary) == (TITLES[language], "A ward at night is a quiet place.")
        assert (words.number, words.sha256) == (1, revisions.sha256_of(words))
    assert not written.is_outdated("ar")


def test_opening_leaves_what_was_written(written: Petition) -> None:
    before = {revision.sha256 for revision in written.revisions}
    petitions.open_now(written, languages=written.languages)
    assert {revision.sha256 for revision in written.revisions} == before


def test_opening_makes_no_outdated_translation_right(written: Petition) -> None:
    revisions.write(written, "en", {"demand": ""})
    assert written.is_outdated("ar")
    petitions.open_now(written, languages=written.languages)
    assert written.is_outdated("ar")


def test_under_a_letter_nobody_signs_a_demand(database: None) -> None:
    made = letter()
    revisions.write(made, "en", {"demand": ""})
    petitions.open_now(made, languages=made.languages)
    assert newest(made).demand == ""


def test_a_long_first_paragraph_is_shortened(written: Petition) -> None:
    revisions.write(written, "en", {"summary": "", "text": "night " * 200})
    petitions.open_now(written, languages=written.languages)
    summary = newest(written).summary
    assert (len(summary) <= 300, summary.endswith("night…")) == (True, True)
