"""Drafts of news are saved so that nobody's work is lost; what everyone reads is corrected, and says so."""

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.news import Update, UpdateText
from petition.models.petition import Petition
from petition.models.record import Audit
from petition.services import petitions, publishing_updates, updates, writing_updates
from petition.services.update_errors import (
    InvalidUpdate,
    TooManyDrafts,
    UpdateChangedMeanwhile,
    UpdateIsFixed,
    UpdateIsGone,
)
from tests.making import at, draft
from tests.news import ARABIC, WORDS, draft_of_news, published_news, write

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def ward() -> Petition:
    """An open petition in English and Arabic."""
    made = draft()
    petitions.open_now(made, languages=made.languages)
    return made


def verbs() -> list[str]:
    return list(db.session.scalars(sa.select(Audit.verb).order_by(Audit.id)))


def test_a_draft_is_written_by_language_and_shown_to_nobody(ward: Petition) -> None:
    update = draft_of_news(ward, en=WORDS, ar=ARABIC)
    assert writing_updates.read(update, "ar") == ARABIC
    assert (update.number, updates.of_petition(ward), verbs()) == (None, [], ["begin update"])


def test_who_presses_twice_begins_one(ward: Petition) -> None:
    first, again = (writing_updates.begin(ward, by="alice") for _ in range(2))
    assert first is again
    assert writing_updates.begin(ward, by="bob") is not first


def test_there_are_only_so_many_drafts(ward: Petition) -> None:
    db.session.add_all(Update(petition=ward, written_by="bob") for _ in range(writing_updates.MOST_DRAFTS))
    db.session.flush()
    with pytest.raises(TooManyDrafts):
        writing_updates.begin(ward, by="alice")


def test_the_second_of_two_savers_writes_nothing(ward: Petition) -> None:
    update = draft_of_news(ward)
    seen = writing_updates.fingerprint(update, "en")
    write(update, title="Hers", by="bob")
    with pytest.raises(UpdateChangedMeanwhile):
        write(update, title="Mine", seen=seen)
    # What is there already is no change.
    assert write(update, title="Hers", seen=seen) == writing_updates.fingerprint(update, "en")


def test_two_languages_do_not_stand_in_each_others_way(ward: Petition) -> None:
    update = draft_of_news(ward)
    seen = writing_updates.fingerprint(update, "ar")
    write(update, "en", title="Hers")
    write(update, "ar", seen=seen, **ARABIC)
    assert [text.title for text in update.texts] == ["Hers", ARABIC["title"]]


def test_what_is_too_long_is_refused(ward: Petition) -> None:
    with pytest.raises(InvalidUpdate, match="title: too long"):
        write(draft_of_news(ward), title="x" * 201)


def test_a_draft_that_was_published_meanwhile_is_not_corrected_by_its_saving(ward: Petition) -> None:
    update = draft_of_news(ward)
    seen = writing_updates.fingerprint(update, "en")
    publishing_updates.publish_now(update, wants_mail=False, by="bob")
    with pytest.raises(UpdateChangedMeanwhile):
        write(update, title="Half a sent", seen=seen)


def test_a_correction_says_its_day_and_is_in_the_log(ward: Petition) -> None:
    update = published_news(ward)
    db.session.flush()
    before = ward.lock_version
    write(update, text="She answers **on Monday**.")
    (text,) = update.texts
    assert (text.text, text.corrected_at is not None) == ("She answers **on Monday**.", True)
    # Pages that are kept are made anew, and nobody saved the petition.
    assert (ward.lock_version, ward.edited_at) == (before + 1, None)
    assert verbs()[-1] == "correct update"


def test_a_translation_that_comes_later_is_no_correction(ward: Petition) -> None:
    update = published_news(ward)
    write(update, "ar", **ARABIC)
    assert [text.corrected_at for text in update.texts] == [None, None]
    assert verbs()[-1] == "translate update"


@pytest.mark.parametrize("name", ["title", "text"])
def test_what_everyone_reads_is_not_emptied(ward: Petition, name: str) -> None:
    with pytest.raises(InvalidUpdate):
        write(published_news(ward), **{name: " "})


def test_what_waits_or_was_taken_down_stays_as_it_is(ward: Petition) -> None:
    planned, gone = draft_of_news(ward), published_news(ward)
    publishing_updates.plan(planned, at(2199, 1, 1), wants_mail=False, by="alice")
    publishing_updates.take_down(gone, by="alice", reason="wrong")
    for update in (planned, gone):
        with pytest.raises(UpdateIsFixed):
            write(update, title="Another")
        with pytest.raises(UpdateIsFixed):
            writing_updates.discard(update, by="alice")


def test_a_draft_is_deleted_with_its_words(ward: Petition) -> None:
    update = draft_of_news(ward, en=WORDS, ar=ARABIC)
    writing_updates.discard(update, by="alice")
    assert db.session.scalars(sa.select(UpdateText)).all() == []
    assert verbs()[-1] == "discard update"


def test_what_a_colleague_deleted_is_told(ward: Petition) -> None:
    update = draft_of_news(ward)
    db.session.flush()
    db.session.execute(sa.delete(Update).execution_options(synchronize_session=False))
    with pytest.raises(UpdateIsGone):
        writing_updates.hold(update)
