"""Saving a section: nobody's work is lost, and what is frozen stays."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.extensions import db
from petition.models.kind import PetitionKind
from petition.models.petition import Commenting, NameAudience, Petition, PetitionState
from petition.models.record import Audit
from petition.services import petitions, sections
from petition.services.errors import InvalidSection, NoSuchSection, SectionChangedMeanwhile, SectionIsFrozen
from tests.campaigns import letter
from tests.conftest import FakeClock
from tests.editing import addressee, save
from tests.guarantees import at_once
from tests.making import draft

EVERYTHING = [
    *("kind", "words-en", "words-ar", "languages", "addressees", "goal", "picture", "fields", "names", "times"),
    *("events", "actions", "quotations", "figures", "initiators", "mentions", "links", "next_steps", "press"),
]


def noted() -> list[tuple[str, str, str | None]]:
    lines = db.session.scalars(sa.select(Audit).order_by(Audit.id))
    return [(line.verb, line.actor, line.details.get("section")) for line in lines]


def saves_goal(app: Flask, goal: int, seen: str) -> bool:
    """Whether it was saved, by somebody with a browser of their own."""
    with app.app_context():
        db.open_for_writing()
        found = petitions.by_slug("keep-the-ward-open")
        assert found is not None
        try:
            sections.save(found, "goal", {"targets": [goal]}, seen=seen, by="alice")
        except SectionChangedMeanwhile:
            return False
        db.session.commit()
        return True


# --- Which there are ---------------------------------------------------------------------------------------------


def test_a_petition_has_every_section(written: Petition) -> None:
    assert sections.names_for(written) == EVERYTHING


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        (PetitionKind.LETTER, {"goal", "fields"}),
        (PetitionKind.STATEMENT, {"goal", "fields", "addressees"}),
        (PetitionKind.CALL, {"goal", "fields", "names"}),
    ],
)
def test_another_kind_has_those_that_it_can_use(database: None, kind: PetitionKind, missing: set[str]) -> None:
    assert {*EVERYTHING} - {*sections.names_for(draft(kind=kind))} == missing


@pytest.mark.parametrize("name", ["goals", "words-fr", "words-", "", "Kind"])
def test_no_other_section_can_be_read_or_saved(written: Petition, name: str) -> None:
    with pytest.raises(NoSuchSection):
        sections.read(written, name)
    with pytest.raises(NoSuchSection):
        sections.save(written, name, {}, seen="", by="alice")


@pytest.mark.parametrize("name", EVERYTHING)
def test_what_it_holds_can_be_saved_as_it_is(written: Petition, name: str) -> None:
    before = sections.fingerprint(written, name)
    assert save(written, name) == before
    assert noted() == []


# --- Saved -------------------------------------------------------------------------------------------------------


def test_it_holds_what_was_saved(written: Petition) -> None:
    seen = save(written, "goal", targets=[5000, 100])
    assert sections.read(written, "goal") == {"targets": [100, 5000]}
    assert seen == sections.fingerprint(written, "goal")


def test_nobody_saves_over_what_they_have_not_seen(written: Petition) -> None:
    seen = sections.fingerprint(written, "goal")
    save(written, "goal", targets=[200])
    with pytest.raises(SectionChangedMeanwhile):
        sections.save(written, "goal", {"targets": [300]}, seen=seen, by="bob")
    assert sections.read(written, "goal") == {"targets": [200]}


def test_the_same_words_from_two_are_no_conflict(written: Petition) -> None:
    seen = sections.fingerprint(written, "goal")
    now = save(written, "goal", targets=[200])
    assert sections.save(written, "goal", {"targets": [200]}, seen=seen, by="bob") == now


def test_sections_do_not_stand_in_each_others_way(written: Petition) -> None:
    seen = sections.fingerprint(written, "words-ar")
    save(written, "words-en", title="Another title")
    save(written, "goal", targets=[200])
    assert sections.fingerprint(written, "words-ar") == seen


def test_of_many_who_save_at_once_one_is_first(app: Flask) -> None:
    with app.app_context():
        db.open_for_writing()
        seen = sections.fingerprint(draft(), "goal")
        db.session.commit()
    assert sorted(at_once(4, lambda number: saves_goal(app, number + 1, seen))) == [False, False, False, True]


def test_pages_that_are_kept_learn_of_it(written: Petition, time: FakeClock) -> None:
    version = written.lock_version
    time.move(minutes=1)
    save(written, "links", blocks=[])
    assert written.lock_version == version
    save(written, "goal", targets=[200])
    assert written.lock_version > version
    assert (written.edited_at, written.active_at) == (time.now, time.now)


def test_what_everyone_can_read_is_not_newer_because_of_it(ward: Petition, time: FakeClock) -> None:
    before = ward.active_at
    time.move(hours=1)
    save(ward, "goal", targets=[200])
    assert (ward.edited_at, ward.active_at) == (time.now, before)


def test_the_log_says_once_in_an_hour_who_worked_at_what(written: Petition, time: FakeClock) -> None:
    for goal in (1, 2):
        save(written, "goal", targets=[goal])
    save(written, "goal", targets=[3], by="bob")
    time.move(hours=1, seconds=1)
    save(written, "goal", targets=[4])
    alices, bobs = (("change petition", who, "goal") for who in ("alice", "bob"))
    assert noted() == [alices, bobs, alices]


@pytest.mark.parametrize("values", [{"targets": ["many"]}, {"targets": [0]}, {"targets": 5}, {"aims": [5]}])
def test_what_cannot_stand_is_refused(written: Petition, values: dict[str, Any]) -> None:
    with pytest.raises(InvalidSection):
        sections.save(written, "goal", values, seen=sections.fingerprint(written, "goal"), by="alice")


# --- Frozen ------------------------------------------------------------------------------------------------------

STAYING = [
    ("kind", {"kind": "letter"}),
    ("kind", {"language": "ar"}),
    *(("words-en", {name: "Other words"}) for name in ("title", "summary", "text", "demand", "opening", "question")),
    ("languages", {"languages": ["en", "ar", "fr"]}),
    ("addressees", {"addressees": [addressee("Somebody else")]}),
    ("fields", {"slots": 2}),
    ("times", {"retain_until": "2029-01-01"}),
    ("times", {"zone": "Europe/Paris"}),
]


@pytest.mark.parametrize(("name", "changes"), STAYING)
def test_what_people_sign_stays_as_it_is(ward: Petition, name: str, changes: dict[str, Any]) -> None:
    assert not sections.is_frozen(ward, "goal")
    with pytest.raises(SectionIsFrozen):
        save(ward, name, **changes)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("goal", {"targets": [10, 20]}),
        ("kind", {"slug": "a-better-name"}),
        ("words-en", {"share_text": "I signed. You too?", "hashtags": ["ward"]}),
        ("times", {"closes": "2027-03-01T12:00"}),
        ("press", {"contacts": [{"name": "Rima Haddad", "phones": ["+963 11 000"], "address": ""}]}),
    ],
)
def test_what_is_around_it_may_change(ward: Petition, name: str, changes: dict[str, Any]) -> None:
    save(ward, name, **changes)
    assert {key: sections.read(ward, name)[key] for key in changes} == changes


def test_it_becomes_more_careful_and_never_less(ward: Petition) -> None:
    save(ward, "names", default_audience="nobody", protection="discreet")
    assert ward.default_audience is NameAudience.NOBODY
    assert sections.frozen_fields(ward, "names") == {"default_audience", "protection"}
    with pytest.raises(SectionIsFrozen):
        save(ward, "names", protection="normal")


def test_comments_can_appear_at_once_again(ward: Petition) -> None:
    save(ward, "names", comments="after_review")
    save(ward, "names", comments="at_once")
    assert ward.comments is Commenting.AT_ONCE


@pytest.mark.parametrize("state", [PetitionState.IN_REVIEW, PetitionState.HIDDEN])
def test_while_staff_look_at_it_nothing_changes(written: Petition, state: PetitionState) -> None:
    written.state, written.state_before = state, PetitionState.DRAFT
    assert all(sections.is_frozen(written, name) for name in EVERYTHING)
    with pytest.raises(SectionIsFrozen):
        save(written, "goal", targets=[200])


def test_a_letter_that_circulates_can_be_worked_at(database: None) -> None:
    made = letter(state=PetitionState.CIRCULATING)
    assert not any(sections.frozen_fields(made, name) for name in sections.names_for(made))


@pytest.mark.parametrize("state", [PetitionState.IN_REVIEW, PetitionState.HIDDEN])
def test_while_staff_look_at_it_saving_it_as_it_is_writes_nothing(written: Petition, state: PetitionState) -> None:
    save(written, "words-en", title="Another title")
    before = noted()
    written.state, written.state_before = state, PetitionState.DRAFT
    save(written, "words-ar")
    assert (noted(), written.is_outdated("ar")) == (before, True)
    with pytest.raises(SectionIsFrozen):
        save(written, "words-ar", source=written.words_in("en").sha256)
