"""The sections of the editor that say what happens and what readers can do: events, actions, the press's contacts."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from petition.lib import posts
from petition.models.action import Action, ActionKind, ActionMessage
from petition.models.event import Event
from petition.models.page_block import PetitionContact
from petition.models.petition import Petition
from petition.services import lengths
from petition.services.row_writing import Values, write_rows
from petition.services.section_reader import SectionPart

EVENT_WORDS = {"titles": True, "places": False, "texts": False}
EVENT_KEYS = {"starts", "minutes", "zone", "shown_zones", "url", *EVENT_WORDS}
ACTION_WORDS = {"titles": True, "texts": False}
ACTION_KEYS = {"kind", "event", "networks", "hashtags", "messages", *ACTION_WORDS}
MESSAGE_KEYS = {"to", "language", "subject", "text"}
CONTACT_KEYS = {"name", "phones", "address"}


# --- Events ------------------------------------------------------------------------------------------------------


def read_events(petition: Petition) -> dict[str, Any]:
    return {"events": [_read_event(one) for one in petition.events]}


def clean_events(petition: Petition, part: SectionPart) -> dict[str, Any]:
    return {"events": [_clean_event(row, petition) for row in part.rows("events", EVENT_KEYS)]}


def write_events(petition: Petition, values: Values) -> None:
    """An action that belonged to an event which is gone stays, without it."""

    def let_go(event: Event) -> None:
        for action in petition.actions:
            if action.event is event:
                action.event = None

    write_rows(
        petition.events,
        values["events"],
        read=_read_event,
        names=_titles,
        fill=_fill_event,
        make=Event,
        let_go=let_go,
    )


def _read_event(event: Event) -> dict[str, Any]:
    return {
        "starts": event.starts_local.isoformat(timespec="minutes"),
        "minutes": event.minutes,
        "zone": event.zone,
        "shown_zones": list(event.shown_zones),
        "url": event.url,
        **{name: dict(getattr(event, name)) for name in EVENT_WORDS},
    }


def _clean_event(row: SectionPart, petition: Petition) -> dict[str, Any]:
    zones = list(dict.fromkeys(row.zones("shown_zones")))
    if len(zones) > lengths.MOST_ZONES:
        raise row.mistake(f"shown_zones: at most {lengths.MOST_ZONES}")
    return {
        "starts": row.local_time("starts", required=True),
        "minutes": row.number("minutes", lengths.AN_HOUR, highest=lengths.A_WEEK),
        "zone": row.zone("zone", petition.zone),
        "shown_zones": zones,
        "url": row.url("url"),
        **row.said_by_name(EVENT_WORDS, petition.languages),
    }


def _fill_event(event: Event, values: Values) -> None:
    event.starts_local = datetime.fromisoformat(values["starts"])
    for name in ("minutes", "zone", "shown_zones", "url", *EVENT_WORDS):
        setattr(event, name, values[name])


def _titles(values: Values) -> Iterator[str]:
    return iter(values["titles"].values())


# --- Actions -----------------------------------------------------------------------------------------------------


def read_actions(petition: Petition) -> dict[str, Any]:
    """`event` and a message's `to` are places in the lists of events and addressees, from 1; 0 is none, or all."""
    return {"actions": [_read_action(one) for one in petition.actions]}


def clean_actions(petition: Petition, part: SectionPart) -> dict[str, Any]:
    return {"actions": [_clean_action(row, petition) for row in part.rows("actions", ACTION_KEYS)]}


def write_actions(petition: Petition, values: Values) -> None:
    events = {event.position: event for event in petition.events}
    addressees = {addressee.position: addressee for addressee in petition.addressees}

    def fill(action: Action, row: Values) -> None:
        action.kind = ActionKind(row["kind"])
        action.event = events.get(row["event"])
        for name in ("networks", "hashtags", *ACTION_WORDS):
            setattr(action, name, row[name])
        del action.messages[len(row["messages"]) :]
        for position, words in enumerate(row["messages"], 1):
            if position > len(action.messages):
                action.messages.append(ActionMessage())
            message = action.messages[position - 1]
            message.position = position
            message.addressee = addressees.get(words["to"])
            message.language, message.subject, message.text = words["language"], words["subject"], words["text"]

    write_rows(petition.actions, values["actions"], read=_read_action, names=_titles, fill=fill, make=Action)


def _read_action(action: Action) -> dict[str, Any]:
    return {
        "kind": str(action.kind),
        "event": action.event.position if action.event else 0,
        "networks": [name for name in posts.NETWORKS if name in action.networks],
        "hashtags": list(action.hashtags),
        "messages": [_read_message(one) for one in action.messages],
        **{name: dict(getattr(action, name)) for name in ACTION_WORDS},
    }


def _read_message(message: ActionMessage) -> dict[str, Any]:
    return {
        "to": message.addressee.position if message.addressee else 0,
        "language": message.language,
        "subject": message.subject,
        "text": message.text,
    }


def _clean_action(row: SectionPart, petition: Petition) -> dict[str, Any]:
    return {
        "kind": row.choice("kind", ActionKind, ActionKind.SHARE).value,
        "event": row.place_in("event", petition.events),
        "networks": row.some("networks", posts.NETWORKS),
        "hashtags": row.tags("hashtags"),
        "messages": [_clean_message(one, petition) for one in row.rows("messages", MESSAGE_KEYS)],
        **row.said_by_name(ACTION_WORDS, petition.languages),
    }


def _clean_message(row: SectionPart, petition: Petition) -> dict[str, Any]:
    return {
        "to": row.place_in("to", petition.addressees),
        "language": row.language("language") or petition.language,
        "subject": row.line("subject"),
        "text": row.text("text", required=True),
    }


# --- The press ---------------------------------------------------------------------------------------------------


def read_press(petition: Petition) -> dict[str, Any]:
    return {"contacts": [_read_contact(one) for one in petition.contacts]}


def clean_press(_petition: Petition, part: SectionPart) -> dict[str, Any]:
    return {"contacts": [_clean_contact(row) for row in part.rows("contacts", CONTACT_KEYS)]}


def write_press(petition: Petition, values: Values) -> None:
    def fill(contact: PetitionContact, row: Values) -> None:
        contact.name, contact.phones, contact.address = row["name"], row["phones"], row["address"]

    write_rows(
        petition.contacts,
        values["contacts"],
        read=_read_contact,
        names=lambda row: [row["name"]],
        fill=fill,
        make=PetitionContact,
    )


def _read_contact(contact: PetitionContact) -> dict[str, Any]:
    return {"name": contact.name, "phones": list(contact.phones), "address": contact.address}


def _clean_contact(row: SectionPart) -> dict[str, Any]:
    phones = row.lines("phones", longest=lengths.PRESS_PHONE)
    if len(phones) > lengths.MOST_PHONES:
        raise row.mistake(f"phones: at most {lengths.MOST_PHONES}")
    return {"name": row.line("name", required=True), "phones": phones, "address": row.address("address")}
