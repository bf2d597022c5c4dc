"""What a petition is, in which languages, what it aims at, and what else its form asks."""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, Field, FieldList, HiddenField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from petition.extensions import settings
from petition.models.kind import PetitionKind
from petition.models.petition import CountryQuestion, Petition
from petition.services import lengths
from petition.web import formats
from petition.web.forms import cleaned
from petition.web.organiser import asking
from petition.web.organiser.editor_fields import NumberField
from petition.web.organiser.rows import Asked, Row, RowsForm, rows_form, rows_of, typed_words
from petition.web.organiser.section_form import SectionForm
from petition.web.organiser.team_form import TOO_LONG

KINDS = {
    PetitionKind.PETITION.value: lazy_gettext("Petition"),
    PetitionKind.LETTER.value: lazy_gettext("Open letter"),
    PetitionKind.STATEMENT.value: lazy_gettext("Statement"),
    PetitionKind.CALL.value: lazy_gettext("Call to action"),
}
COUNTRY = {
    CountryQuestion.OPTIONAL.value: lazy_gettext("Whoever wants to tells it"),
    CountryQuestion.REQUIRED.value: lazy_gettext("Everybody has to tell it"),
}


def what_kinds_do() -> dict[str, str]:
    """A line below each kind; the macro takes plain words by value."""
    return {
        PetitionKind.PETITION.value: gettext("Everyone can sign. It has addressees, a goal and a number of people."),
        PetitionKind.LETTER.value: gettext("To somebody; organisations, and people in a capacity, stand under it."),
        PetitionKind.STATEMENT.value: gettext("To all; organisations, and people in a capacity, stand under it."),
        PetitionKind.CALL.value: gettext("Readers are asked to act: to be there, to call, to post. Nobody signs."),
    }


class KindForm(SectionForm):
    kind = asking.one_of(lazy_gettext("What it is"), KINDS, default=PetitionKind.PETITION.value)
    language = SelectField(
        lazy_gettext("Language it was written in"),
        description=lazy_gettext("Readers of a language that is missing see this one."),
    )
    slug = StringField(
        lazy_gettext("Address"),
        description=lazy_gettext(
            "Small letters a–z, digits and hyphens. Links to the old address lead to the new one."
        ),
        filters=[cleaned],
        validators=[
            DataRequired(lazy_gettext("Write an address, such as keep-the-ward-open")),
            Length(max=lengths.SLUG, message=TOO_LONG),
        ],
    )

    @classmethod
    def kind_for(cls, petition: Petition, name: str) -> type[SectionForm]:
        codes = dict.fromkeys([*petition.languages, *settings.languages])
        languages = asking.options({code: formats.language_name(code) for code in codes})
        choice = SelectField(*cls.language.args, **{**cls.language.kwargs, "choices": languages})
        return type(cls.__name__, (cls,), {"language": choice})


class LanguagesForm(SectionForm):
    """The other languages than its own: which one that is, is the first and stays."""

    others: ClassVar[tuple[str, ...]] = ()
    own_name: ClassVar[str] = ""

    @classmethod
    def kind_for(cls, petition: Petition, name: str) -> type[SectionForm]:
        known = dict.fromkeys([*petition.languages, *settings.languages])
        others = tuple(code for code in known if code != petition.language)
        boxes = {f"in_{code}": BooleanField(formats.language_name(code)) for code in others}
        about = {"others": others, "own_name": formats.language_name(petition.language)}
        return type(cls.__name__, (cls,), {**boxes, **about})

    @classmethod
    def typed(cls, held: Mapping[str, Any]) -> dict[str, Any]:
        return {f"in_{code}": True for code in held["languages"][1:]}

    @property
    def boxes(self) -> list[Field]:
        return [self[f"in_{code}"] for code in self.others if f"in_{code}" in self]

    def typed_values(self) -> dict[str, Any]:
        chosen = [code for code in self.others if f"in_{code}" in self and self[f"in_{code}"].data]
        return {"languages": [self.kept["languages"][0], *chosen]}


class GoalForm(SectionForm):
    targets = FieldList(
        NumberField(lazy_gettext("Goal"), most=lengths.HIGHEST_GOAL), label=lazy_gettext("Goals"), min_entries=3
    )

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid: bool = super().validate(extra_validators)
        if "targets" in self and len({field.data for field in self.targets if field.data}) > lengths.MOST_GOALS:
            self.form_errors.append(gettext("At most %(number)s have room here", number=lengths.MOST_GOALS))
            return False
        return is_valid

    def typed_values(self) -> dict[str, Any]:
        if "targets" not in self:
            return {}
        return {"targets": sorted({field.data for field in self.targets if field.data})}


class OwnFieldRow(Row):
    """`key` names the answers in lists; it is made by the service, and only carried here."""

    asked = (Asked("label", lazy_gettext("Question"), is_needed=True),)

    key = HiddenField()
    is_required = BooleanField(lazy_gettext("It has to be answered"))

    @classmethod
    def typed(cls, held: Mapping[str, Any]) -> dict[str, Any]:
        return {**held, **typed_words({"label": held["labels"]})}

    def values(self) -> dict[str, Any]:
        return {"key": self.key.data or "", "labels": self.said("label"), "is_required": self.is_required.data}


class FieldsForm(RowsForm):
    rows_name = "fields"

    country_question = asking.one_of(lazy_gettext("The signer’s country"), COUNTRY, default="optional")
    slots = BooleanField(lazy_gettext("Two people who share a mailbox may both sign with it"))

    @classmethod
    def kind_for(cls, petition: Petition, name: str) -> type[SectionForm]:
        return rows_form(cls, rows_of(OwnFieldRow, petition.languages))

    @classmethod
    def typed(cls, held: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().typed(held), "slots": held["slots"] == 2}

    def typed_values(self) -> dict[str, Any]:
        values = super().typed_values()
        return {**values, "slots": 2 if values["slots"] else 1} if "slots" in values else values
