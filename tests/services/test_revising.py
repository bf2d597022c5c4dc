"""After opening: small corrections, translations and copies, each told to the ledger and to everyone."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.lib import differences
from petition.models.consent import ConsentText
from petition.models.ledger import EntryKind, LedgerInbox
from petition.models.petition import Petition
from petition.models.record import Audit
from petition.models.revision import Revision
from petition.services import petitions, revising, revisions, verifying
from petition.services.errors import CannotChangeState
from petition.services.revision_errors import (
    InvalidRevision,
    NothingChanged,
    RevisedMeanwhile,
    RevisionTooLarge,
    TooManyRevisions,
    TouchesFrozen,
    WouldBeEmpty,
)
from tests.conftest import FakeClock
from tests.making import TITLES, draft
from tests.services.counting import confirmed, sequenced

TEXT = " ".join(["Two nurses and one doctor look after forty people on the ward at night."] * 20)
FRENCH = {"title": TITLES["fr"], "summary": "Cette nuit.", "text": "Deux infirmières.", "demand": "Ouvrez le service."}


@pytest.fixture
def ward(database: None) -> Petition:
    """Open in English and Arabic, with a text of 1,439 characters."""
    made = draft()
    revisions.write(made, "en", {"text": TEXT})
    petitions.open_now(made, languages=made.languages)
    db.session.flush()
    return made


def corrected(ward: Petition, text: str, **values: Any) -> float:
    """Correct the English text; how much of it is another one by now."""
    revising.revise(ward, "en", {"text": text}, **{"reason": "A number was wrong", "by": "alice", **values})
    latest = ward.latest("en")
    assert latest
    return revising.share_of(ward, "en", {name: getattr(latest, name) for name in revising.REVISED})


def told() -> list[str]:
    query = sa.select(LedgerInbox.revision).where(LedgerInbox.kind == EntryKind.REVISION).order_by(LedgerInbox.id)
    return list(db.session.scalars(query))


def test_a_correction_is_the_next_revision(ward: Petition) -> None:
    before = ward.latest("en")
    assert before
    corrected(ward, TEXT.replace("forty", "fifty", 1))
    now = ward.latest("en")
    assert now
    assert (now.number, now.title, now.reason) == (before.number + 1, before.title, "A number was wrong")
    assert (before.text.count("forty"), now.text.count("forty")) == (20, 19)
    assert now.sha256 == revisions.sha256_of(now) != before.sha256


def test_ledger_log_and_kept_pages_learn_of_it(ward: Petition) -> None:
    version = ward.lock_version
    corrected(ward, TEXT.replace("forty", "fifty", 1))
    now = ward.latest("en")
    assert now
    assert told() == [now.sha256]
    assert ward.lock_version > version
    line = db.session.scalars(sa.select(Audit)).one()
    assert (line.actor, line.verb, line.details["number"]) == ("alice", "revise petition", now.number)


def test_corrections_add_up(ward: Petition) -> None:
    first = corrected(ward, TEXT.replace("forty", "fifty", 3))
    assert first < revising.LARGEST_SHARE
    with pytest.raises(RevisionTooLarge) as refusal:
        corrected(ward, TEXT.replace("forty", "fifty", 20))
    assert refusal.value.share > revising.LARGEST_SHARE
    # Taken back, it is what it was.
    assert corrected(ward, TEXT) == 0
    assert len(told()) == 2


@pytest.mark.parametrize("text", ["Other.", TEXT[:700], f"{TEXT} And one sentence more, which nobody has signed."])
def test_more_is_another_text(ward: Petition, text: str) -> None:
    with pytest.raises(RevisionTooLarge):
        corrected(ward, text)
    assert told() == []


@pytest.mark.parametrize("name", ["title", "demand", "share_text", "language"])
def test_the_rest_stays(ward: Petition, name: str) -> None:
    with pytest.raises(TouchesFrozen):
        revising.revise(ward, "en", {name: "Another"}, reason="Why", by="alice")
    assert told() == []


def test_what_is_the_same_is_no_correction(ward: Petition) -> None:
    with pytest.raises(NothingChanged):
        corrected(ward, f"{TEXT}\r\n")


@pytest.mark.parametrize(("language", "reason"), [("en", " "), ("fr", "Why")])
def test_a_correction_has_a_reason_and_something_to_correct(ward: Petition, language: str, reason: str) -> None:
    with pytest.raises(InvalidRevision):
        revising.revise(ward, language, {"text": TEXT.replace("forty", "fifty", 1)}, reason=reason, by="alice")


def test_a_colleagues_correction_is_not_overwritten_unseen(ward: Petition) -> None:
    seen = ward.words_in("en").sha256
    corrected(ward, TEXT.replace("forty", "fifty", 1), seen=seen)
    with pytest.raises(RevisedMeanwhile):
        corrected(ward, TEXT.replace("doctor", "midwife", 1), seen=seen)
    assert len(told()) == 1


def test_only_what_is_open_is_corrected(ward: Petition) -> None:
    petitions.close(ward)
    for act in (
        lambda: corrected(ward, TEXT.replace("forty", "fifty", 1)),
        lambda: revising.add_translation(ward, "fr", FRENCH, by="alice"),
    ):
        with pytest.raises(CannotChangeState):
            act()


def test_a_translation_is_older_than_a_correction_until_it_was_looked_through(ward: Petition) -> None:
    corrected(ward, TEXT.replace("forty", "fifty", 1))
    assert ward.is_outdated("ar")
    shown = ward.words_in("en").sha256
    revising.look_through(ward, "ar", source=shown, by="alice")
    assert not ward.is_outdated("ar")
    assert len(told()) == 1


def test_a_translation_is_added(ward: Petition) -> None:
    made = revising.add_translation(ward, "fr", {**FRENCH, "hashtags": ["service"]}, by="alice")
    assert (made.number, made.title, made.hashtags) == (1, TITLES["fr"], ["service"])
    assert ward.readable_languages == ["en", "ar", "fr"]
    assert told() == [made.sha256]
    assert "fr" in db.session.scalars(sa.select(ConsentText.language)).all()
    # What is added can be corrected a little as well.
    with pytest.raises(RevisionTooLarge):
        revising.revise(ward, "fr", {"text": "Trois sages-femmes."}, reason="Why", by="alice")


def test_a_translation_that_was_begun_before_is_finished(database: None, time: FakeClock) -> None:
    made = draft(languages=("en",))
    revisions.write(made, "fr", {"title": TITLES["fr"]})
    petitions.open_now(made, languages=made.readable_languages)
    time.move(days=2)
    added = revising.add_translation(made, "fr", FRENCH, by="alice")
    assert (made.words_in("fr"), added.created_at) == (added, time.now)
    assert [change.before for change in revising.changes(made)] == [None]


@pytest.mark.parametrize("name", ["title", "text", "summary", "demand"])
def test_a_translation_says_all_that_the_original_says(ward: Petition, name: str) -> None:
    with pytest.raises(InvalidRevision, match=name):
        revising.add_translation(ward, "fr", FRENCH | {name: " "}, by="alice")
    assert "fr" not in ward.languages


def test_a_language_is_added_once(ward: Petition) -> None:
    with pytest.raises(RevisedMeanwhile):
        revising.add_translation(ward, "ar", FRENCH, by="alice")


def test_a_copy_that_is_added_gets_figures_only(ward: Petition) -> None:
    texts = {"en": {"name": "The Mayor", "note": "For the archive."}, "ar": {"name": ""}}
    made = revising.add_copy(ward, texts, by="alice")
    assert (made.role, made.position, made.gets_figures_only) == ("copy", 2, True)
    assert [(text.language, text.name, text.note) for text in made.texts] == [("en", "The Mayor", "For the archive.")]
    with pytest.raises(InvalidRevision):
        revising.add_copy(ward, {"ar": {"name": "العمدة"}}, by="alice")


def test_changes_stand_newest_first_beside_what_was_there(ward: Petition) -> None:
    assert revising.changes(ward) == []
    before = ward.latest("en")
    corrected(ward, TEXT.replace("forty", "fifty", 1))
    added = revising.add_translation(ward, "fr", FRENCH, by="alice")
    newest, oldest = revising.changes(ward)
    assert (newest.revision, newest.before) == (added, None)
    assert oldest.before is before


def test_who_signs_later_names_the_new_words(ward: Petition) -> None:
    corrected(ward, TEXT.replace("forty", "fifty", 1))
    confirmed(ward)
    kinds = [entry.kind for entry in sequenced(ward)]
    assert kinds == [EntryKind.OPENED, EntryKind.REVISION, EntryKind.CONFIRMED]
    assert list(verifying.problems_of(ward)) == []


def test_the_ledger_keeps_corrections_in_their_order(ward: Petition) -> None:
    for number in range(1, 6):
        corrected(ward, TEXT.replace("forty", "fifty", number))
    entries = [entry.revision for entry in sequenced(ward) if entry.kind is EntryKind.REVISION]
    assert entries == [one.sha256 for one in ward.revisions if one.language == "en"][-5:]


def test_words_changed_by_hand_are_found(ward: Petition) -> None:
    corrected(ward, TEXT.replace("forty", "fifty", 1))
    now = ward.latest("en")
    assert now
    now.text = "Something else."
    assert f"revision {now.number} (en) has other words than those signed" in verifying.problems_of(ward)


def test_a_correction_that_the_ledger_does_not_know_is_found(ward: Petition) -> None:
    corrected(ward, TEXT.replace("forty", "fifty", 1))
    now = ward.latest("en")
    assert now
    db.session.execute(sa.delete(LedgerInbox).where(LedgerInbox.kind == EntryKind.REVISION))
    problem = f"revision {now.number} (en) was made after opening, but the ledger does not say so"
    assert problem in verifying.problems_of(ward)


def test_a_correction_that_is_gone_is_found(ward: Petition) -> None:
    corrected(ward, TEXT.replace("forty", "fifty", 1))
    now = ward.latest("en")
    assert now
    sha256 = now.sha256
    db.session.execute(sa.delete(Revision).where(Revision.id == now.id))
    db.session.expire_all()
    assert f"the ledger tells of a revision {sha256} that is not there" in verifying.problems_of(ward)


def test_what_was_looked_through_is_what_was_shown(ward: Petition) -> None:
    shown = ward.words_in("en").sha256
    corrected(ward, TEXT.replace("forty", "fifty", 1))
    revising.look_through(ward, "ar", source=shown, by="alice")
    assert ward.is_outdated("ar")


def test_a_translation_is_as_old_as_what_it_was_made_of(ward: Petition) -> None:
    shown = ward.words_in("en").sha256
    corrected(ward, TEXT.replace("forty", "fifty", 1))
    revising.add_translation(ward, "fr", FRENCH, by="alice", source=shown)
    assert ward.is_outdated("fr")


def test_what_stands_there_is_not_emptied(ward: Petition) -> None:
    ward.words_in("en").place_and_date = "Homs"
    with pytest.raises(WouldBeEmpty):
        revising.revise(ward, "en", {"place_and_date": " "}, reason="Not there", by="alice")


def test_another_text_is_refused_at_a_glance(ward: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(differences, "extent", None)
    with pytest.raises(RevisionTooLarge):
        corrected(ward, "word " * 12_000)


def test_corrections_have_an_end(ward: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revising, "MOST_CORRECTIONS", 1)
    corrected(ward, TEXT.replace("forty", "fifty", 1))
    with pytest.raises(TooManyRevisions):
        corrected(ward, TEXT)


def test_the_same_copy_is_added_once_and_dated(ward: Petition, time: FakeClock) -> None:
    texts = {"en": {"name": "The Mayor", "note": "For the archive."}}
    first = revising.add_copy(ward, texts, by="alice")
    time.move(hours=1)
    again = revising.add_copy(ward, texts, by="bob")
    assert (again is first, len(ward.addressees), first.added_at) == (True, 2, time.now - timedelta(hours=1))
    assert revising.add_copy(ward, {"en": {"name": "The Mayor"}}, by="bob") is not first


def test_only_of_what_is_open_a_translation_is_looked_through(ward: Petition) -> None:
    revising.look_through(ward, "ar", source=ward.words_in("en").sha256, by="bob")
    assert db.session.scalars(sa.select(Audit.verb)).all()[-1] == "look through translation"
    petitions.hide(ward, reason="a test entry")
    with pytest.raises(CannotChangeState):
        revising.look_through(ward, "ar", source=ward.words_in("en").sha256, by="bob")
