"""What a petition is, what it asks and promises, and its times."""

from datetime import date, timedelta
from typing import Any

import pytest

from petition.extensions import db
from petition.lib import clock
from petition.models.kind import PetitionKind
from petition.models.petition import Joining, ListStyle, Petition, Protection, Publishing
from petition.services import circulating, petition_addresses, petitions, sections
from petition.services.errors import InvalidSection, SectionIsFrozen
from tests.editing import save
from tests.making import at, draft

TIMES = {
    "zone": "Europe/Paris",
    "opens": "2026-12-01T08:00",
    "closes": "2027-03-31T18:00",
    "embargo": "2026-11-30T20:00",
    "joins_until": "2027-01-01T00:00",
    "joining": "everyone",
    "list_style": "run",
    "retain_until": "2028-01-01",
}

# --- Kind and address --------------------------------------------------------------------------------------------


def test_what_another_kind_cannot_have_waits_for_it(written: Petition) -> None:
    save(written, "kind", kind="statement")
    assert "addressees" not in sections.names_for(written)
    save(written, "kind", kind="petition")
    assert written.kind is PetitionKind.PETITION
    assert (len(written.addressees), sections.read(written, "goal")) == (1, {"targets": [1000]})


def test_the_old_address_of_a_draft_leads_its_team_on(written: Petition) -> None:
    save(written, "kind", slug="a-better-name")
    assert petitions.current_slug(written) == "a-better-name"
    assert petitions.by_slug("keep-the-ward-open") is written
    assert petition_addresses.free_slug("Keep the ward open") == "keep-the-ward-open-2"


def test_a_draft_gives_its_old_address_to_whoever_types_it(written: Petition) -> None:
    other = draft("another-ward")
    save(written, "kind", slug="a-better-name")
    save(other, "kind", slug="keep-the-ward-open")
    assert petitions.by_slug("keep-the-ward-open") is other
    assert [one.slug for one in written.slugs] == ["a-better-name"]


def test_an_address_that_was_given_out_leads_on(written: Petition) -> None:
    circulating.start(written)
    save(written, "kind", slug="a-better-name")
    assert petitions.by_slug("keep-the-ward-open") is written
    save(written, "kind", slug="keep-the-ward-open")
    assert (petitions.current_slug(written), petitions.by_slug("a-better-name")) == ("keep-the-ward-open", written)


@pytest.mark.parametrize("slug", ["", "new", "teams", "A Ward", "a/b", "..", "x" * 81, "taken"])
def test_an_address_has_to_be_free_and_plain(written: Petition, slug: str) -> None:
    draft("taken")
    with pytest.raises(InvalidSection) as refusal:
        save(written, "kind", slug=slug)
    assert refusal.value.field == "slug"


# --- The form ----------------------------------------------------------------------------------------------------


def question(label: str, **values: Any) -> dict[str, Any]:
    return {"key": "", "labels": {"en": label}, "is_required": False, **values}


def test_questions_get_keys_of_their_own(written: Petition) -> None:
    save(written, "fields", fields=[question("City", key="city"), question("Age"), question("Ward", is_required=True)])
    assert [(one.key, one.is_required) for one in written.fields] == [
        ("city", False),
        ("field_1", False),
        ("field_2", True),
    ]


def test_a_key_stays_with_its_question(written: Petition) -> None:
    save(written, "fields", fields=[question("Age"), question("Ward")])
    age, ward = sections.read(written, "fields")["fields"]
    save(written, "fields", fields=[ward, age | {"labels": {"en": "Your age"}}, question("City")])
    assert [(one.key, one.labels["en"]) for one in written.fields] == [
        ("field_2", "Ward"),
        ("field_1", "Your age"),
        ("field_3", "City"),
    ]


def test_the_form_asks_what_it_is_told_to(written: Petition) -> None:
    save(written, "fields", country_question="required", slots=2)
    assert (written.country_question.value, written.slots) == ("required", 2)


@pytest.mark.parametrize(
    "values",
    [
        {"slots": 3},
        {"country_question": "never"},
        {"fields": [question("")]},
        {"fields": [question("One", key="one"), question("Two", key="one")]},
        {"fields": [question("One", key="no key")]},
    ],
)
def test_it_refuses_forms_that_cannot_be(written: Petition, values: dict[str, Any]) -> None:
    with pytest.raises(InvalidSection):
        save(written, "fields", **values)


# --- Names -------------------------------------------------------------------------------------------------------


def test_signers_can_be_protected(written: Petition) -> None:
    save(written, "names", default_audience="nobody", protection="discreet", publish="batched")
    assert (written.protection, written.publish) == (Protection.DISCREET, Publishing.BATCHED)


def test_names_are_never_published_by_default(written: Petition) -> None:
    with pytest.raises(InvalidSection) as refusal:
        save(written, "names", default_audience="public")
    assert refusal.value.field == "default_audience"


# --- Times -------------------------------------------------------------------------------------------------------


@pytest.fixture
def usual(database: None) -> Petition:
    """A draft that closes on 12 December, and deletes names when its team usually does."""
    return draft(closes_local=at(2026, 12, 12), retain_until=date(2026, 12, 12) + timedelta(days=365))


def test_every_time_is_kept_by_the_clocks_of_its_place(written: Petition) -> None:
    save(written, "times", **TIMES)
    assert sections.read(written, "times") == TIMES
    assert (written.opens_local, written.joining) == (at(2026, 12, 1, 8), Joining.EVERYONE)
    assert written.list_style is ListStyle.RUN


def test_names_are_deleted_so_long_after_it_closes_as_is_usual(usual: Petition) -> None:
    save(usual, "times", closes="2027-01-31T12:00")
    assert usual.retain_until == date(2028, 1, 31)
    save(usual, "times", closes="")
    assert usual.retain_until == usual.created_at.date() + timedelta(days=730)


def test_a_day_that_was_chosen_stays(usual: Petition) -> None:
    save(usual, "times", retain_until="2028-05-01")
    save(usual, "times", closes="2027-01-31T12:00")
    assert usual.retain_until == date(2028, 5, 1)
    save(usual, "times", retain_until="")
    assert usual.retain_until == date(2028, 1, 31)


def test_without_a_time_to_open_it_does_not_open_by_itself(written: Petition) -> None:
    petitions.schedule(written, at(2026, 12, 1))
    save(written, "times", opens="")
    assert not written.opens_itself


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("zone", "Damascus"),
        ("opens", "soon"),
        ("closes", "9999-12-31T23:59"),
        ("retain_until", "later"),
        ("retain_until", "2026-01-01"),
        ("joining", "friends"),
    ],
)
def test_it_refuses_times_that_cannot_be(written: Petition, field: str, value: str) -> None:
    with pytest.raises(InvalidSection) as refusal:
        save(written, "times", **{field: value})
    assert refusal.value.field == field


def test_once_it_is_open_it_closes_in_time(ward: Petition) -> None:
    past = (clock.now() - timedelta(days=1)).replace(tzinfo=None).isoformat(timespec="minutes")
    for closes in (past, "2027-12-25T12:00"):
        with pytest.raises(InvalidSection) as refusal:
            save(ward, "times", closes=closes)
        assert refusal.value.field == "closes"
    save(ward, "times", closes="2027-12-23T12:00")
    assert ward.closes_local == at(2027, 12, 23)


def test_once_it_was_closed_its_closing_is_over(ward: Petition) -> None:
    petitions.close(ward)
    db.session.flush()
    assert sections.frozen_fields(ward, "times") == {"zone", "opens", "closes", "embargo", "retain_until"}


def test_goals_can_be_taken_away(ward: Petition) -> None:
    save(ward, "goal", targets=[])
    assert ward.goals == []


def test_the_goal_of_what_is_closed_stays(ward: Petition) -> None:
    petitions.close(ward)
    with pytest.raises(SectionIsFrozen):
        save(ward, "goal", targets=[10])
