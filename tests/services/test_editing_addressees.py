"""Whom a petition is addressed to: rows that stay who they are."""

from typing import Any

import pytest

from petition.models.addressee import AddresseeRole
from petition.models.petition import Petition
from petition.services import sections
from petition.services.errors import InvalidSection, SectionIsFrozen
from tests.editing import action, addressee, message, save
from tests.making import draft

NAMED = {"name": "The Mayor", "office": "Mayor", "institution": "Bern", "salutation": "Dear Mayor", "note": "A\n\nB"}
MAYOR: dict[str, Any] = addressee(
    "The Mayor",
    role="copy",
    country="CH",
    language="de",
    postal_address="1 Square\nBern",
    phone="+41 31",
    public_address="mayor@example.org",
    handles={"x": "@mayor"},
    texts={"en": NAMED},
)


def names(petition: Petition) -> list[str]:
    return [one.text_in("en").name for one in petition.addressees]


@pytest.fixture
def two(database: None) -> Petition:
    """A draft to two, each of whom readers can write to."""
    made = draft()
    save(made, "addressees", addressees=[addressee("The Minister"), addressee("The Mayor")])
    save(made, "actions", actions=[action("Write", messages=[message("Minister!", to=1), message("Mayor!", to=2)])])
    return made


def addressed(petition: Petition) -> dict[str, str]:
    """Who is told what."""
    return {
        one.text: one.addressee.text_in("en").name if one.addressee else "all" for one in petition.actions[0].messages
    }


def test_everything_about_them_is_kept(written: Petition) -> None:
    save(written, "addressees", addressees=[MAYOR])
    assert sections.read(written, "addressees") == {"addressees": [MAYOR]}
    assert written.addressees[0].role is AddresseeRole.COPY


def test_they_may_be_named_in_a_language_that_the_petition_is_not_in(written: Petition) -> None:
    save(written, "addressees", addressees=[addressee("", texts={"de": NAMED, "ar": NAMED})])
    assert sections.read(written, "addressees")["addressees"][0]["texts"] == {"ar": NAMED, "de": NAMED}


def test_they_change_places_with_all_that_is_said_to_them(two: Petition) -> None:
    minister, mayor = sections.read(two, "addressees")["addressees"]
    save(two, "addressees", addressees=[mayor, minister])
    assert names(two) == ["The Mayor", "The Minister"]
    assert addressed(two) == {"Minister!": "The Minister", "Mayor!": "The Mayor"}


def test_whoever_is_put_before_them_takes_nothing_from_them(two: Petition) -> None:
    both = sections.read(two, "addressees")["addressees"]
    save(two, "addressees", addressees=[addressee("The Press"), *both])
    assert names(two) == ["The Press", "The Minister", "The Mayor"]
    assert addressed(two) == {"Minister!": "The Minister", "Mayor!": "The Mayor"}


def test_a_changed_name_is_the_same_one(two: Petition) -> None:
    minister, _mayor = sections.read(two, "addressees")["addressees"]
    save(two, "addressees", addressees=[minister, addressee("The Lord Mayor")])
    assert addressed(two) == {"Minister!": "The Minister", "Mayor!": "The Lord Mayor"}


def test_what_was_said_to_one_who_goes_is_said_to_all(two: Petition) -> None:
    _minister, mayor = sections.read(two, "addressees")["addressees"]
    save(two, "addressees", addressees=[mayor])
    assert (names(two), addressed(two)) == (["The Mayor"], {"Minister!": "all", "Mayor!": "The Mayor"})


@pytest.mark.parametrize(
    "values",
    [
        {"texts": {}},
        {"texts": {"en": {"office": "Minister of Health"}}},
        {"texts": {"German": {"name": "Die Ministerin"}}},
        {"role": "enemy"},
        {"country": "Syria"},
        {"public_address": "nobody"},
        {"phone": "1" * 41},
        {"handles": {"myspace": "@minister"}},
        {"house": "x"},
    ],
)
def test_it_refuses_what_cannot_stand(written: Petition, values: dict[str, Any]) -> None:
    with pytest.raises(InvalidSection, match="addressees, number 1"):
        save(written, "addressees", addressees=[addressee("The Minister", **values)])


def test_there_is_room_for_one_in_each_country(written: Petition) -> None:
    many = [addressee(f"The Minister {number}") for number in range(251)]
    save(written, "addressees", addressees=many[:250])
    with pytest.raises(InvalidSection, match="250"):
        save(written, "addressees", addressees=many)


# --- Once it was opened ------------------------------------------------------------------------------------------


def test_how_they_are_reached_can_be_mended(ward: Petition) -> None:
    (minister,) = sections.read(ward, "addressees")["addressees"]
    save(ward, "addressees", addressees=[minister | {"phone": "+963 11 000", "handles": {"x": "@minister"}}])
    assert (ward.addressees[0].phone, ward.addressees[0].handles) == ("+963 11 000", {"x": "@minister"})


@pytest.mark.parametrize("changes", [{"role": "copy"}, {"country": "LB"}, {"texts": {"en": {"name": "The Mayor"}}}])
def test_who_is_asked_stays(ward: Petition, changes: dict[str, Any]) -> None:
    (minister,) = sections.read(ward, "addressees")["addressees"]
    with pytest.raises(SectionIsFrozen):
        save(ward, "addressees", addressees=[minister | changes])


def test_nobody_is_asked_who_was_not(ward: Petition) -> None:
    (minister,) = sections.read(ward, "addressees")["addressees"]
    for others in ([], [minister, addressee("The Mayor")]):
        with pytest.raises(SectionIsFrozen):
            save(ward, "addressees", addressees=others)


def test_a_name_in_a_network_that_the_editor_does_not_know_stays(written: Petition) -> None:
    written.addressees[0].handles = {"x": "@minister", "elsewhere": "minister"}
    save(written, "addressees")
    kept = sections.read(written, "addressees")["addressees"][0]
    save(written, "addressees", addressees=[{**kept, "phone": "+961 1", "handles": {"x": "@health"}}])
    assert written.addressees[0].handles == {"elsewhere": "minister", "x": "@health"}
    save(written, "addressees", addressees=[addressee("Somebody else")])
    assert written.addressees[0].handles == {}
