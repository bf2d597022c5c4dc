"""Events, actions and the press's contacts, as the editor writes them."""

from typing import Any

import pytest

from petition.models.petition import Petition
from petition.services import sections
from petition.services.errors import InvalidSection
from tests.editing import action, event, message, save
from tests.making import at


@pytest.fixture
def march(written: Petition) -> Petition:
    """A draft with two events, and something to do at the second."""
    save(written, "events", events=[event("Vigil"), event("March")])
    save(written, "actions", actions=[action("Come", kind="attend", event=2)])
    return written


def test_everything_about_an_event_is_kept(written: Petition) -> None:
    strike = event(
        "Strike",
        minutes=45,
        shown_zones=["America/New_York", "Europe/Paris"],
        url="https://example.org/strike",
        titles={"en": "Strike", "ar": "إضراب"},
        places={"en": "Bab Square"},
        texts={"ar": "اتركوا العمل"},
    )
    save(written, "events", events=[strike])
    assert sections.read(written, "events") == {"events": [strike]}
    assert written.events[0].starts_local == at(2026, 12, 11, 16)


def test_an_event_goes_by_the_clocks_of_the_petition_and_lasts_an_hour(written: Petition) -> None:
    save(written, "events", events=[{"starts": "2026-12-11 16:00", "titles": {"en": "Vigil"}}])
    assert (written.events[0].zone, written.events[0].minutes) == ("Asia/Damascus", 60)


def test_events_change_places_with_what_is_done_there(march: Petition) -> None:
    calendar = {one.titles["en"]: one.public_id for one in march.events}
    save(march, "events", events=[event("March"), event("Vigil")])
    assert [one.titles["en"] for one in march.events] == ["March", "Vigil"]
    assert {one.titles["en"]: one.public_id for one in march.events} == calendar
    assert sections.read(march, "actions")["actions"][0]["event"] == 1


def test_an_action_outlives_its_event(march: Petition) -> None:
    save(march, "events", events=[event("Vigil")])
    assert [(one.titles["en"], one.event) for one in march.actions] == [("Come", None)]


@pytest.mark.parametrize(
    "values",
    [
        {"starts": ""},
        {"starts": "at noon"},
        {"starts": "2026-12-11T16:00:00Z"},
        {"starts": "0206-12-11T16:00"},
        {"minutes": 0},
        {"minutes": 7 * 24 * 60 + 1},
        {"zone": "Damascus"},
        {"shown_zones": ["../../etc/passwd"]},
        {"shown_zones": [f"Etc/GMT+{hours}" for hours in range(1, 12)]},
        {"titles": {}},
        {"titles": {"en": "Vigil"}, "places": {"ar": "ساحة"}},
        {"url": "ftp://example.org"},
    ],
)
def test_it_refuses_events_that_cannot_be(written: Petition, values: dict[str, Any]) -> None:
    with pytest.raises(InvalidSection, match="events, number 1"):
        save(written, "events", events=[event("Vigil", **values)])


# --- Actions -----------------------------------------------------------------------------------------------------


def test_everything_about_an_action_is_kept(written: Petition) -> None:
    said = [message("{to}, open it!", to=1), {**message("افتحوه"), "language": "ar"}]
    post = action("Post", kind="post", networks=["x", "mastodon"], hashtags=["ward"], messages=said)
    save(written, "actions", actions=[post])
    assert sections.read(written, "actions") == {"actions": [post]}


def test_messages_come_and_go(written: Petition) -> None:
    for words in (["One", "Two", "Three"], ["Two"], ["Two", "Four"], []):
        save(written, "actions", actions=[action("Write", messages=[message(text) for text in words])])
        assert [one.text for one in written.actions[0].messages] == words


def test_an_action_goes_with_its_messages(written: Petition) -> None:
    save(written, "actions", actions=[action("Write", messages=[message("Please")]), action("Call", kind="call")])
    save(written, "actions", actions=[action("Call", kind="call")])
    assert [one.titles["en"] for one in written.actions] == ["Call"]


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "burn"},
        {"event": 1},
        {"event": -1},
        {"networks": ["myspace"]},
        {"titles": {}},
        {"messages": [message("")]},
        {"messages": [message("Please", to=2)]},
        {"messages": [{**message("Please"), "language": "English"}]},
        {"hashtags": [f"tag{number}" for number in range(21)]},
    ],
)
def test_it_refuses_actions_that_cannot_be(written: Petition, values: dict[str, Any]) -> None:
    with pytest.raises(InvalidSection, match="actions, number 1"):
        save(written, "actions", actions=[action("Write", **values)])


# --- The press ---------------------------------------------------------------------------------------------------


def test_the_press_can_reach_several(written: Petition) -> None:
    rima = {"name": "Rima Haddad", "phones": ["+963 11 000 (9–12 h)", "+963 11 001"], "address": "press@example.org"}
    omar: dict[str, Any] = {"name": "Omar", "phones": [], "address": ""}
    save(written, "press", contacts=[rima, omar])
    save(written, "press", contacts=[omar, rima])
    assert sections.read(written, "press") == {"contacts": [omar, rima]}


@pytest.mark.parametrize(
    "values", [{"name": ""}, {"address": "nobody"}, {"phones": ["1"] * 6}, {"phones": ["1" * 61]}, {"phones": "1"}]
)
def test_it_refuses_contacts_that_cannot_be(written: Petition, values: dict[str, Any]) -> None:
    with pytest.raises(InvalidSection, match="contacts, number 1"):
        save(written, "press", contacts=[{"name": "Rima", "phones": [], "address": "", **values}])
