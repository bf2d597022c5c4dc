"""What happens around a petition: events, what readers can do, and whom journalists reach."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, Field, FieldList, FormField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.form import BaseForm

from petition.extensions import settings
from petition.lib import posts
from petition.models.action import ActionKind
from petition.models.petition import Petition
from petition.services import lengths
from petition.web import formats
from petition.web.organiser import asking
from petition.web.organiser.editor_fields import LinesField, LocalTimeField, NumberField, TagsField
from petition.web.organiser.rows import Asked, Row, RowsForm, rows_form, rows_of, typed_words
from petition.web.organiser.section_form import SectionForm

ACTIONS = {
    ActionKind.ATTEND.value: lazy_gettext("Be there at an hour"),
    ActionKind.POST.value: lazy_gettext("Post in public"),
    ActionKind.WRITE.value: lazy_gettext("Write a mail"),
    ActionKind.CALL.value: lazy_gettext("Call somebody"),
    ActionKind.PHOTO.value: lazy_gettext("Show a sign in a photo"),
    ActionKind.SHARE.value: lazy_gettext("Tell others"),
}
# The name of each network's box.
NETWORKS = {f"in_{network}": network for network in posts.NETWORKS}
ALSO_TOLD = lazy_gettext("Its hour is also told in")
# In lists of choices: nothing in particular.
NONE = "0"


class OneOfRows(SelectField):
    """A choice of one of the rows of another section, or of none: by what stays the same when they are moved."""

    def __init__(self, label: Any = None, *, none: Any, rows: Mapping[str, str], **bound: Any) -> None:
        self._known = {NONE, *rows}
        choices = [SelectChoice(NONE, none), *(SelectChoice(key, name) for key, name in rows.items())]
        super().__init__(label, choices=choices, default=NONE, **bound)

    def pre_validate(self, form: BaseForm) -> None:
        if self.data not in self._known:
            raise ValidationError(
                gettext("What was chosen here was changed or taken away meanwhile. Choose once more.")
            )


class EventRow(Row):
    asked = (
        Asked("title", lazy_gettext("What happens"), is_needed=True),
        Asked("place", lazy_gettext("Where")),
        Asked("text", lazy_gettext("What to know"), lengths.TEXT, is_long=True),
    )
    tells = ("starts", "minutes", "zone", "shown_zones", "url")
    needs = ("starts",)
    own_zone: ClassVar[str] = ""

    starts = LocalTimeField(lazy_gettext("Begins"), description=lazy_gettext("By the clocks of the place below."))
    minutes = NumberField(lazy_gettext("Lasts, in minutes"), most=lengths.A_WEEK)
    zone = asking.city(
        lazy_gettext("City whose clocks count"), hint=lazy_gettext("Left empty: the petition’s own time zone.")
    )
    shown_zones = FieldList(asking.city(ALSO_TOLD), ALSO_TOLD, min_entries=2)
    url = asking.web_address(lazy_gettext("Page about it"))

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        return all([super().validate(extra_validators), self._is_within("shown_zones", lengths.MOST_ZONES)])

    @classmethod
    def typed(cls, held: Mapping[str, Any]) -> dict[str, Any]:
        plain = {name: held[name] for name in ("starts", "minutes", "zone", "shown_zones", "url")}
        return plain | typed_words({"title": held["titles"], "place": held["places"], "text": held["texts"]})

    def values(self) -> dict[str, Any]:
        return {
            "starts": self.starts.data or "",
            "minutes": self.minutes.data or lengths.AN_HOUR,
            "zone": self.zone.data or self.own_zone,
            "shown_zones": [field.data for field in self.shown_zones if field.data],
            "url": self.url.data or "",
            "titles": self.said("title"),
            "places": self.said("place"),
            "texts": self.said("text"),
        }


class EventsForm(RowsForm):
    rows_name = "events"

    @classmethod
    def kind_for(cls, petition: Petition, name: str) -> type[SectionForm]:
        return rows_form(cls, rows_of(EventRow, petition.languages, own_zone=petition.zone))


class MessageRow(Row):
    """Words ready to be sent. `to` is an addressee's name: their place is another one once a colleague moved them."""

    tells = ("subject", "text")
    needs = ("text",)
    names: ClassVar[list[str]] = []

    subject = asking.line(lazy_gettext("Subject, of a mail"))
    text = asking.paragraphs(
        lazy_gettext("Words"),
        hint=lazy_gettext("{to} becomes the name of whom it goes to, {by} that of the first who carries the campaign."),
    )

    @classmethod
    def typed(cls, held: Mapping[str, Any]) -> dict[str, Any]:
        return {**held, "to": cls.names[held["to"]]}

    def values(self) -> dict[str, Any]:
        return {
            "to": self.names.index(self["to"].data),
            "language": self["language"].data,
            "subject": self.subject.data or "",
            "text": self.text.data or "",
        }


class ActionRow(Row):
    asked = (
        Asked("title", lazy_gettext("What to do, in one line"), is_needed=True),
        Asked("text", lazy_gettext("How, and what it is good for"), lengths.TEXT, is_long=True),
    )
    tells = (*NETWORKS, "hashtags", "messages")
    events: ClassVar[list[str]] = []
    message: ClassVar[type[MessageRow]] = MessageRow

    kind = SelectField(lazy_gettext("Kind"), choices=asking.options(ACTIONS), default=ActionKind.SHARE.value)
    hashtags = TagsField(lazy_gettext("Hashtags"))

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        return all([super().validate(extra_validators), self._is_within("messages", lengths.MOST_ROWS)])

    @classmethod
    def typed(cls, held: Mapping[str, Any]) -> dict[str, Any]:
        plain = {name: held[name] for name in ("kind", "hashtags")}
        networks = {name: network in held["networks"] for name, network in NETWORKS.items()}
        messages = [cls.message.typed(message) for message in held["messages"]]
        words = typed_words({"title": held["titles"], "text": held["texts"]})
        return plain | networks | words | {"event": cls.events[held["event"]], "messages": messages}

    @property
    def networks(self) -> list[Field]:
        """A box for each network that it can be posted in."""
        return [self[name] for name in NETWORKS]

    def values(self) -> dict[str, Any]:
        messages: Any = self["messages"]
        return {
            "kind": self.kind.data,
            "event": self.events.index(self["event"].data),
            "networks": [network for name, network in NETWORKS.items() if self[name].data],
            "hashtags": self.hashtags.data or [],
            "titles": self.said("title"),
            "texts": self.said("text"),
            "messages": [row.form.values() for row in messages if not row.form.is_empty],
        }


for _name, _network in NETWORKS.items():
    setattr(ActionRow, _name, BooleanField(posts.NETWORKS[_network].name))


class ActionsForm(RowsForm):
    rows_name = "actions"

    @classmethod
    def kind_for(cls, petition: Petition, name: str) -> type[SectionForm]:
        events = {event.public_id: _first(event.titles) for event in petition.events}
        message = _message_row(petition)
        fields = {
            "event": OneOfRows(lazy_gettext("Event it belongs to"), none=lazy_gettext("None"), rows=events),
            "events": [NONE, *events],
            "messages": FieldList(FormField(message), min_entries=1),
            "message": message,
        }
        return rows_form(cls, rows_of(ActionRow, petition.languages, **fields))


class ContactRow(Row):
    tells = ("name", "phones", "address")
    needs = ("name",)

    name = asking.line(lazy_gettext("Name"))
    phones = LinesField(
        lazy_gettext("Phones"),
        most=lengths.MOST_PHONES,
        longest=lengths.PRESS_PHONE,
        description=lazy_gettext("Each on a line of its own."),
    )
    address = asking.mail(lazy_gettext("Mail address"))

    @classmethod
    def typed(cls, held: Mapping[str, Any]) -> dict[str, Any]:
        return dict(held)

    def values(self) -> dict[str, Any]:
        return {
            "name": self.name.data or "",
            "phones": self.phones.data or [],
            "address": self.address.data or "",
        }


class PressForm(RowsForm):
    rows_name = "contacts"

    @classmethod
    def kind_for(cls, petition: Petition, name: str) -> type[SectionForm]:
        return rows_form(cls, rows_of(ContactRow, petition.languages))


def _message_row(petition: Petition) -> type[MessageRow]:
    """To one of the addressees or to everyone, in a language of the page or of those it is for."""
    addressees = _by_name(petition)
    languages = asking.options({code: formats.language_name(code) for code in _languages(petition)})
    to = OneOfRows(lazy_gettext("For whom"), none=lazy_gettext("Everyone who reads the page"), rows=addressees)
    language = SelectField(lazy_gettext("Language"), choices=languages, default=petition.language)
    return type("MessageRow", (MessageRow,), {"to": to, "language": language, "names": [NONE, *addressees]})


def _by_name(petition: Petition) -> dict[str, str]:
    """The addressees in their order; of those with the same name the second is marked as that."""
    found: dict[str, str] = {}
    for one in petition.addressees:
        name = one.text_in(petition.language).name if one.texts else ""
        number = sum(shown == name for shown in found.values()) + 1
        found[f"{name} {number}" if number > 1 or not name else name] = name
    return found


def _languages(petition: Petition) -> Iterator[str]:
    yield from petition.languages
    yield from settings.languages
    yield from (one.language for one in petition.addressees if one.language)
    yield from (message.language for action in petition.actions for message in action.messages)


def _first(titles: Mapping[str, str]) -> str:
    return next(iter(titles.values()), "") or gettext("An event without a name")
