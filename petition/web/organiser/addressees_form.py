"""Whom a petition is addressed to; and once it is open, how they are reached."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext
from wtforms import SelectField

from petition.extensions import settings
from petition.models.addressee import AddresseeRole
from petition.models.petition import Petition
from petition.services import lengths
from petition.web import formats
from petition.web.organiser import asking
from petition.web.organiser.rows import Asked, Row, RowsForm, rows_form, rows_of, typed_words
from petition.web.organiser.section_form import SectionForm

ROLES = {
    AddresseeRole.TO.value: lazy_gettext("It is addressed to them"),
    AddresseeRole.COPY.value: lazy_gettext("They get a copy: figures, no names"),
    AddresseeRole.BY_COUNTRY.value: lazy_gettext("It is addressed to them for readers of their country"),
}
REACHED = ("postal_address", "phone", "public_address")


class ReachedRow(Row):
    """How one of them is reached: that can be mended at any time."""

    tells = (*REACHED, *asking.HANDLES)

    postal_address = asking.paragraphs(lazy_gettext("Postal address"))
    phone = asking.line(lazy_gettext("Phone"), most=lengths.PHONE)
    public_address = asking.mail(
        lazy_gettext("Public mail address"), hint=lazy_gettext("That of the office. Everyone can read it.")
    )

    @classmethod
    def typed(cls, held: Mapping[str, Any]) -> dict[str, Any]:
        return {name: held[name] for name in REACHED} | asking.typed_handles(held["handles"])

    def values(self) -> dict[str, Any]:
        return {name: self[name].data for name in REACHED} | {"handles": asking.handles_of(self)}


asking.add_handles(ReachedRow)


class AddresseeRow(ReachedRow):
    tells = ("country", *ReachedRow.tells)
    asked = (
        Asked(
            "name",
            lazy_gettext("Name"),
            is_needed=True,
            hint=lazy_gettext("As people know them: the Minister of Health."),
        ),
        Asked("office", lazy_gettext("Office")),
        Asked("institution", lazy_gettext("Institution")),
        Asked("salutation", lazy_gettext("Salutation"), hint=lazy_gettext("How a letter greets them: Dear Minister.")),
        Asked("note", lazy_gettext("What the copy is meant for"), lengths.TEXT, is_long=True),
    )

    role = asking.one_of(lazy_gettext("What it means for them"), ROLES, default=AddresseeRole.TO.value)
    country = asking.country(lazy_gettext("Country"))

    @classmethod
    def typed(cls, held: Mapping[str, Any]) -> dict[str, Any]:
        plain = {name: held[name] for name in ("role", "country", "language")}
        names = [one.name for one in cls.asked]
        by_name = {name: {code: text.get(name, "") for code, text in held["texts"].items()} for name in names}
        return super().typed(held) | plain | typed_words(by_name)

    def values(self) -> dict[str, Any]:
        plain = {name: self[name].data or "" for name in ("role", "country", "language")}
        texts = {
            code: {one.name: self[f"{one.name}_{code}"].data or "" for one in self.asked}
            for code in self.languages
            if self[f"name_{code}"].data
        }
        return super().values() | plain | {"texts": texts}


class AddresseesForm(RowsForm):
    rows_name = "addressees"
    most = lengths.MOST_ADDRESSEES

    @classmethod
    def kind_for(cls, petition: Petition, name: str) -> type[SectionForm]:
        if petition.is_frozen:
            return rows_form(ReachedForm, rows_of(ReachedRow, petition.languages))
        return cls.whole_kind_for(petition, name)

    @classmethod
    def whole_kind_for(cls, petition: Petition, name: str) -> type[SectionForm]:
        return rows_form(cls, rows_of(AddresseeRow, petition.languages, language=_language_field(petition)))


class ReachedForm(RowsForm):
    """The same list when nobody can be added or taken away any more: its rows stay the ones that are kept."""

    rows_name = "reached"

    @classmethod
    def typed(cls, held: Mapping[str, Any]) -> dict[str, Any]:
        return {cls.rows_name: [ReachedRow.typed(one) for one in held["addressees"]]}

    def typed_values(self) -> dict[str, Any]:
        # A browser sends every row that it was shown; whoever sends fewer changes only those.
        kept, typed = self.kept["addressees"], [row.form.values() for row in self.rows]
        changed = [{**one, **values} for one, values in zip(kept, typed, strict=False)]
        return {"addressees": [*changed, *kept[len(changed) :]]}


def _language_field(petition: Petition) -> Any:
    """In which language they are written to: one of the site's, or one that is kept of them already."""
    kept = [one.language for one in petition.addressees if one.language]
    codes = dict.fromkeys([*petition.languages, *settings.languages, *kept])
    return SelectField(
        lazy_gettext("Language"),
        description=lazy_gettext("In which they are written to."),
        choices=asking.options({"": lazy_gettext("Not told")} | {code: formats.language_name(code) for code in codes}),
        default="",
    )
