"""Beginning: from nothing, from another petition, from a template."""

from typing import Any

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.form import GoalStep
from petition.models.kind import PetitionKind
from petition.models.petition import NameAudience, Petition, PetitionState
from petition.models.record import Audit
from petition.models.signatory import Signatory
from petition.models.team import Team
from petition.services import drafting, petitions, revisions, sections, starters
from petition.services.errors import InvalidSection
from tests.campaigns import letter, signed_by
from tests.conftest import FakeClock
from tests.editing import action, addressee, event, message, save
from tests.making import TITLES, at, draft, make_team

BY = "alice"


@pytest.fixture
def team(database: None) -> Team:
    made = make_team()
    made.zone, made.retention_days = "Asia/Damascus", 90
    made.press_name, made.press_phone, made.press_mail = "Rima Haddad", "+963 11 000", "press@example.org"
    return made


def begin(team: Team, **values: Any) -> Petition:
    usual: dict[str, Any] = {"kind": PetitionKind.PETITION, "language": "ar", "title": TITLES["ar"], "by": BY}
    return drafting.begin(team, **{**usual, **values})


def noted() -> list[tuple[str, str, int | None]]:
    lines = db.session.scalars(sa.select(Audit).order_by(Audit.id))
    return [(line.verb, line.subject, line.team_id) for line in lines]


# --- From nothing ------------------------------------------------------------------------------------------------


def test_a_title_is_enough_to_begin(team: Team) -> None:
    made = begin(team, title="  أبقوا\u202e الجناح مفتوحًا ")
    assert (made.state, made.languages, made.words_in("ar").title) == (PetitionState.DRAFT, ["ar"], TITLES["ar"])
    assert petitions.current_slug(made).startswith("petition-")
    assert noted() == [("begin petition", made.public_id, team.id)]


def test_it_begins_with_what_is_usual_in_its_team(team: Team) -> None:
    made = begin(team)
    assert (made.zone, (made.retain_until - made.created_at.date()).days) == ("Asia/Damascus", 365 + 90)
    contact = {"name": "Rima Haddad", "phones": ["+963 11 000"], "address": "press@example.org"}
    assert sections.read(made, "press") == {"contacts": [contact]}
    assert made.default_audience is NameAudience.ADDRESSEES


def test_a_team_without_a_press_contact_gives_none(team: Team) -> None:
    team.press_name = team.press_phone = team.press_mail = ""
    assert begin(team).contacts == []


def test_a_phone_alone_is_the_team_s(team: Team) -> None:
    team.press_name = ""
    [contact] = begin(team).contacts
    assert (contact.name, contact.phones) == (team.name, ["+963 11 000"])


@pytest.mark.parametrize("kind", PetitionKind)
def test_every_kind_can_be_begun_and_written(team: Team, kind: PetitionKind) -> None:
    made = begin(team, kind=kind, language="en", title="Keep the ward open")
    save(made, "words-en", text="A ward at night.")
    petitions.open_now(made, languages=made.languages)
    assert (made.kind, made.is_public, made.words_in("en").summary) == (kind, True, "A ward at night.")


def test_a_title_has_an_end(team: Team) -> None:
    with pytest.raises(InvalidSection) as refusal:
        begin(team, title="x" * 201)
    assert refusal.value.field == "title"


# --- From another one --------------------------------------------------------------------------------------------


@pytest.fixture
def source(team: Team) -> Petition:
    """A petition with something in every corner."""
    made = draft(opens_local=at(2026, 12, 1), embargo_local=at(2026, 12, 1), slots=2)
    save(made, "addressees", addressees=[addressee("The Mayor"), addressee("The Minister")])
    save(made, "events", events=[event("Vigil"), event("March")])
    save(made, "actions", actions=[action("Come", event=2, messages=[message("Please", to=2)])])
    save(made, "fields", fields=[{"key": "city", "labels": {"en": "City"}, "is_required": True}])
    save(made, "press", contacts=[{"name": "Omar", "phones": [], "address": ""}])
    return made


APART = {"kind", "times", "picture"}


def test_a_copy_says_the_same(source: Petition, team: Team) -> None:
    copy = drafting.copy_of(source, team=team, by=BY)
    names = [name for name in sections.names_for(source) if name not in APART]
    assert {name: sections.read(copy, name) for name in names} == {name: sections.read(source, name) for name in names}
    assert noted()[-1] == ("begin petition", copy.public_id, team.id)


def test_a_copy_has_an_address_and_times_of_its_own(source: Petition, team: Team) -> None:
    copy = drafting.copy_of(source, team=team, by=BY)
    assert petitions.current_slug(copy) == "keep-the-ward-open-2"
    assert (copy.opens_local, copy.closes_local, copy.embargo_local) == (None, None, None)
    assert (copy.zone, copy.state, copy.index_key != source.index_key) == (source.zone, PetitionState.DRAFT, True)


def test_a_copy_is_a_petition_of_its_own(source: Petition, team: Team) -> None:
    copy = drafting.copy_of(source, team=team, by=BY)
    save(copy, "words-en", title="Another ward")
    assert source.words_in("en").title == TITLES["en"]
    assert {one.public_id for one in copy.events}.isdisjoint(one.public_id for one in source.events)
    assert copy.actions[0].messages[0].addressee is copy.addressees[1]


def test_nobody_stands_under_a_copy(team: Team) -> None:
    source = letter(opened=True)
    signed_by(source, "The Well")
    copy = drafting.copy_of(source, team=team, by=BY)
    assert db.session.scalars(sa.select(Signatory).where(Signatory.petition_id == copy.id)).all() == []
    assert (copy.kind, copy.state) == (PetitionKind.LETTER, PetitionState.DRAFT)


def test_another_team_copies_with_its_own_press_contact(source: Petition) -> None:
    others = make_team("others")
    others.press_name = "Nour"
    copy = drafting.copy_of(source, team=others, by=BY)
    assert (copy.team, [one.name for one in copy.contacts]) == (others, ["Nour"])


def test_what_was_outdated_is_outdated_in_a_copy(source: Petition, team: Team) -> None:
    assert not drafting.copy_of(source, team=team, by=BY).is_outdated("ar")
    revisions.write(source, "en", {"text": "Other words."})
    assert drafting.copy_of(source, team=team, by=BY).is_outdated("ar")


# --- From a template ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("name", starters.NAMES)
def test_every_template_begins_a_petition(team: Team, name: str, language: str) -> None:
    made = drafting.from_starter(team, name, language=language, title="Keep the ward open", by=BY)
    assert (made.kind, made.words_in(language).title) == (starters.kind_of(name), "Keep the ward open")
    assert made.words_in(language).is_complete
    assert noted() == [("begin petition", made.public_id, team.id)]


def test_without_a_title_it_has_that_of_the_template(team: Team) -> None:
    made = drafting.from_starter(team, starters.NAMES[0], language="en", title="", by=BY)
    assert made.words_in("en").title == starters.source(starters.NAMES[0], "en")["words-en"]["title"]


def test_there_is_no_other_template(team: Team) -> None:
    with pytest.raises(KeyError):
        drafting.from_starter(team, "../../etc/passwd", language="en", title="", by=BY)


def test_what_does_not_fit_in_the_editor_stays_behind(source: Petition, team: Team) -> None:
    source.events[0].titles = {"en": "Vigil"}
    source.events[0].places = {"en": "Here", "de": "Hier"}
    source.addressees[0].handles = {"x": "@mayor", "elsewhere": "mayor"}
    source.goals.extend(GoalStep(target=target) for target in range(1, 40))
    db.session.flush()
    copy = drafting.copy_of(source, team=team, by=BY)
    assert (copy.events[0].titles, copy.events[0].places) == ({"en": "Vigil"}, {"en": "Here"})
    assert (copy.addressees[0].handles, len(copy.goals)) == ({"x": "@mayor"}, 20)


def test_a_translation_that_fits_fits_in_a_copy(source: Petition, team: Team) -> None:
    revisions.write(source, "en", {"text": "Other words."})
    revisions.write(source, "ar", {"text": "كلمات"})
    source.revisions[0].number = 7
    assert not drafting.copy_of(source, team=team, by=BY).is_outdated("ar")


def test_a_wish_is_the_same_as_long_as_nobody_touched_what_it_made(team: Team, time: FakeClock) -> None:
    made = begin(team)
    wish: dict[str, Any] = {"title": TITLES["ar"], "of": {}, "kind": PetitionKind.PETITION, "language": "ar"}
    assert drafting.begun_just_now(team, by=BY, **wish) is made
    assert drafting.begun_just_now(team, by="bob", **wish) is None
    assert drafting.begun_just_now(team, by=BY, **wish | {"language": "en"}) is None
    assert drafting.begun_just_now(team, by=BY, **wish | {"of": {"copied": made.public_id}}) is None
    save(made, "goal", targets=[5])
    assert drafting.begun_just_now(team, by=BY, **wish) is None
    another = begin(team)
    assert drafting.begun_just_now(team, by=BY, **wish) is another
    time.move(minutes=3)
    assert drafting.begun_just_now(team, by=BY, **wish) is None
