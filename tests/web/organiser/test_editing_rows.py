"""Rows of the editor's sections: filled, added, moved and taken away, with no script."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.people import post
from tests.web.organiser.editor import PAGE, form_of, save, save_itself

pytestmark = pytest.mark.usefixtures("draft")
Held = Callable[[str], dict[str, Any]]
VIGIL = {
    "events-0-title_en": "Vigil",
    "events-0-title_ar": "وقفة",
    "events-0-place_en": "At the gate",
    "events-0-starts": "2026-12-11T16:00",
    "events-0-zone": "Damascus",
    "events-0-shown_zones-0": "Europe/Paris",
    "events-0-url": "example.org/vigil",
}
ADDRESSEE = {
    "addressees-1-name_en": "The Health Committee",
    "addressees-1-institution_en": "Parliament",
    "addressees-1-role": "copy",
    "addressees-1-country": "lebanon",
    "addressees-1-handle_x": "@health",
}
ACTION = {
    "actions-0-kind": "post",
    "actions-0-title_en": "Write to the minister",
    "actions-0-in_x": "y",
    "actions-0-hashtags": "#ward, night",
    "actions-0-messages-0-to": "The Minister of Health",
    "actions-0-messages-0-language": "ar",
    "actions-0-messages-0-text": "{to}: أبقوا الجناح",
}


def test_an_event_is_kept_as_it_was_meant(alice: FlaskClient, held: Held) -> None:
    assert save(alice, "events", **VIGIL).status_code == 303
    [event] = held("events")["events"]
    assert (event["titles"], event["places"]) == ({"en": "Vigil", "ar": "وقفة"}, {"en": "At the gate"})
    assert (event["starts"], event["minutes"], event["zone"]) == ("2026-12-11T16:00", 60, "Asia/Damascus")
    assert (event["shown_zones"], event["url"]) == (["Europe/Paris"], "https://example.org/vigil")


def test_it_is_shown_as_it_is_kept(alice: FlaskClient) -> None:
    save(alice, "events", **VIGIL)
    shown = form_of(alice.get(PAGE), "events")
    assert shown["events-0-zone"] == "Damascus (Asia/Damascus)"
    assert "1 entry" in alice.get(PAGE).get_data(as_text=True)
    assert save(alice, "events").status_code == 303


def test_cities_are_found_in_the_language_of_the_page(alice: FlaskClient, held: Held) -> None:
    path = PAGE.replace("/en/", "/ar/")
    form = form_of(alice.get(path), "events") | VIGIL | {"events-0-zone": "دمشق"}
    assert post(alice, f"{path}/events", **form).status_code == 303
    assert held("events")["events"][0]["zone"] == "Asia/Damascus"


def test_without_a_city_the_petition_s_clocks_count(alice: FlaskClient, held: Held) -> None:
    save(alice, "events", **VIGIL | {"events-0-zone": "", "events-0-minutes": "٩٠"})
    [event] = held("events")["events"]
    assert (event["zone"], event["minutes"]) == ("Asia/Damascus", 90)


def test_a_row_that_is_emptied_is_gone(alice: FlaskClient, held: Held) -> None:
    save(alice, "events", **VIGIL)
    emptied = {**dict.fromkeys(VIGIL, ""), "events-0-minutes": ""}
    assert save(alice, "events", **emptied).status_code == 303
    assert held("events") == {"events": []}


def test_an_addressee_is_added(alice: FlaskClient, held: Held) -> None:
    again = save(alice, "addressees", again="more addressees")
    assert post(alice, f"{PAGE}/addressees", **form_of(again, "addressees") | ADDRESSEE).status_code == 303
    minister, committee = held("addressees")["addressees"]
    assert minister["texts"]["ar"]["name"] == "وزير الصحة"
    assert (committee["role"], committee["country"], committee["handles"]) == ("copy", "LB", {"x": "@health"})
    assert committee["texts"] == {
        "en": {"name": "The Health Committee", "institution": "Parliament", "office": "", "salutation": "", "note": ""}
    }


@pytest.mark.parametrize("wish", ["more addressees", "up addressees-1", "drop addressees-0", "read", "nonsense"])
def test_a_button_shows_the_form_again_and_writes_nothing(alice: FlaskClient, held: Held, wish: str) -> None:
    before = held("addressees")
    answer = save(alice, "addressees", **ADDRESSEE, again=wish)
    assert answer.status_code == 200
    assert "The Health Committee" in form_of(answer, "addressees").values()
    assert held("addressees") == before


def test_rows_are_moved(alice: FlaskClient, held: Held) -> None:
    save(alice, "addressees", **ADDRESSEE)
    moved = save(alice, "addressees", again="up addressees-1")
    assert "data-focus" in moved.get_data(as_text=True)
    assert post(alice, f"{PAGE}/addressees", **form_of(moved, "addressees")).status_code == 303
    assert [one["role"] for one in held("addressees")["addressees"]] == ["copy", "to"]


def test_an_action_with_words_ready_to_be_sent(alice: FlaskClient, held: Held) -> None:
    assert save(alice, "actions", **ACTION).status_code == 303
    [action] = held("actions")["actions"]
    assert (action["kind"], action["networks"], action["hashtags"]) == ("post", ["x"], ["ward", "night"])
    assert action["messages"] == [{"to": 1, "language": "ar", "subject": "", "text": "{to}: أبقوا الجناح"}]
    more = save(alice, "actions", again="more actions-0-messages")
    assert "actions-0-messages-1-text" in form_of(more, "actions")


def test_an_action_belongs_to_an_event(alice: FlaskClient, held: Held) -> None:
    save(alice, "events", **VIGIL)
    vigil = re.search('value="([^"]+)">Vigil', alice.get(PAGE).get_data(as_text=True))
    assert vigil
    save(alice, "actions", **ACTION | {"actions-0-event": vigil[1]})
    assert held("actions")["actions"][0]["event"] == 1
    assert form_of(alice.get(PAGE), "actions")["actions-0-event"] == vigil[1]


def test_words_of_one_language_alone_are_enough_and_half_of_them_are_not(alice: FlaskClient, held: Held) -> None:
    said = {"blocks-0-words_ar": "انتظرنا", "blocks-0-speaker_ar": "ممرضة"}
    assert save(alice, "quotations", **said | {"blocks-0-is_opening": "y"}).status_code == 303
    [block] = held("quotations")["blocks"]
    assert (block["words"]["words"], block["is_opening"]) == ({"ar": "انتظرنا"}, True)
    half = save_itself(alice, "quotations", **{"blocks-0-words_en": "We waited"})
    assert half.json
    assert list(half.json["errors"]) == ["quotations-blocks-0-speaker_en"]


@pytest.mark.parametrize(
    ("section", "typed"),
    [
        ("figures", {"amount_en": "3 of 4", "label_en": "shifts", "url": "example.org/count"}),
        ("initiators", {"name_en": "Prof. Morel", "handle_bluesky": "prof-morel.example.org"}),
        ("mentions", {"outlet_en": "The Post", "headline_en": "At one", "published_on": "2026-11-02"}),
        ("links", {"label_en": "Ours", "url": "https://example.org"}),
        ("next_steps", {"title_en": "Give a lamp", "text_en": "Twelve euros."}),
    ],
)
def test_every_list_of_blocks(alice: FlaskClient, held: Held, section: str, typed: dict[str, str]) -> None:
    answer = save(alice, section, **{f"blocks-0-{name}": value for name, value in typed.items()})
    assert answer.status_code == 303
    assert len(held(section)["blocks"]) == 1
    assert save(alice, section).status_code == 303


def test_a_contact_with_two_phones(alice: FlaskClient, held: Held) -> None:
    typed = {"name": "Claire", "phones": "+33 1\r\n\r\n+33 2", "address": "press@example.org"}
    save(alice, "press", **{f"contacts-0-{name}": value for name, value in typed.items()})
    assert held("press")["contacts"] == [{"name": "Claire", "phones": ["+33 1", "+33 2"], "address": typed["address"]}]


@pytest.mark.parametrize("number", ["²", "٣", "1000", "9" * 5000, "-1", "", "0-0"])
def test_odd_rows_are_no_failure(alice: FlaskClient, held: Held, number: str) -> None:
    before = held("press")
    for again in ("", f"up contacts-{number}", f"more contacts-{number}"):
        answer = save(alice, "press", **{f"contacts-{number}-name": "X", "again": again})
        assert answer.status_code in (200, 303)
    assert held("press") == before


def test_there_is_an_end_to_rows(alice: FlaskClient) -> None:
    many = {f"contacts-{number}-name": f"Contact {number}" for number in range(51)}
    answer = save_itself(alice, "press", **many)
    assert (answer.status_code, answer.json) == (422, {"errors": {"": ["At most 50 have room here"]}})
