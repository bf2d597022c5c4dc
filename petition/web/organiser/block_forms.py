"""What stands beside the text: quotations, figures, who carries it, what newspapers wrote, links, next steps."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField

from petition.models.petition import Petition
from petition.services import lengths
from petition.web.organiser import asking
from petition.web.organiser.editor_fields import DayField
from petition.web.organiser.rows import Asked, Row, RowsForm, rows_form, rows_of, typed_words
from petition.web.organiser.section_form import SectionForm

NOTHING: dict[str, Any] = {"handles": {}, "url": "", "published_on": "", "is_opening": False}


class BlockRow(Row):
    """One block. A subclass has those of the plain fields that its kind shows."""

    @classmethod
    def typed(cls, held: Mapping[str, Any]) -> dict[str, Any]:
        return {**held, **asking.typed_handles(held["handles"]), **typed_words(held["words"])}

    def values(self) -> dict[str, Any]:
        plain = {name: self[name].data or empty for name, empty in NOTHING.items() if name in self}
        handles = {"handles": asking.handles_of(self)} if next(iter(asking.HANDLES)) in self else {}
        return {**NOTHING, **plain, **handles, "words": {one.name: self.said(one.name) for one in self.asked}}


class QuotationRow(BlockRow):
    asked = (
        Asked("words", lazy_gettext("What was said"), lengths.TEXT, is_long=True, is_needed=True),
        Asked("speaker", lazy_gettext("Who said it"), is_needed=True),
        Asked("role", lazy_gettext("Who that is")),
    )
    is_opening = BooleanField(lazy_gettext("Set it large, before the text"))


class FigureRow(BlockRow):
    asked = (
        Asked("amount", lazy_gettext("Figure"), is_needed=True, hint=lazy_gettext("As it is read: 3 of 4, or 12,000.")),
        Asked("label", lazy_gettext("What it counts"), is_needed=True),
        Asked("source", lazy_gettext("Where it comes from")),
    )
    tells = ("url",)
    url = asking.web_address(lazy_gettext("Page that shows it"))


class InitiatorRow(BlockRow):
    asked = (
        Asked("name", lazy_gettext("Name"), is_needed=True),
        Asked("role", lazy_gettext("Who that is")),
    )
    tells = tuple(asking.HANDLES)


asking.add_handles(InitiatorRow)


class MentionRow(BlockRow):
    asked = (
        Asked("outlet", lazy_gettext("Newspaper or station"), is_needed=True),
        Asked("headline", lazy_gettext("Headline"), is_needed=True),
        Asked("quotation", lazy_gettext("A sentence from it"), lengths.TEXT, is_long=True),
    )
    tells = ("url", "published_on")
    url = asking.web_address(lazy_gettext("Its address"))
    published_on = DayField(lazy_gettext("Day"))


class LinkRow(BlockRow):
    asked = (Asked("label", lazy_gettext("Words of the link"), is_needed=True),)
    tells = needs = ("url",)
    url = asking.web_address(lazy_gettext("Address it leads to"))


class NextStepRow(BlockRow):
    asked = (
        Asked("title", lazy_gettext("What one can do next"), is_needed=True),
        Asked("text", lazy_gettext("In a sentence or two"), lengths.TEXT, is_long=True),
    )
    tells = ("url",)
    url = asking.web_address(lazy_gettext("Address it leads to"))


ROWS: dict[str, type[BlockRow]] = {
    "quotations": QuotationRow,
    "figures": FigureRow,
    "initiators": InitiatorRow,
    "mentions": MentionRow,
    "links": LinkRow,
    "next_steps": NextStepRow,
}


class BlocksForm(RowsForm):
    rows_name = "blocks"

    @classmethod
    def kind_for(cls, petition: Petition, name: str) -> type[SectionForm]:
        return rows_form(cls, rows_of(ROWS[name], petition.languages))
