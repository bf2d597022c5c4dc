"""What the form of every section of the editor can do: be filled from what the section holds, and give it back."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from wtforms import Field, FieldList, FormField, HiddenField, Label
from wtforms.form import BaseForm

from petition.models.petition import Petition
from petition.services.errors import InvalidSection
from petition.web import formats
from petition.web.forms import PostedForm

ROW_NUMBER = re.compile("[0-9]{1,3}")
# The row that a field stands in; goals are no rows, and have their number in their label.
IN_A_ROW = re.compile("[a-z]+-([0-9]+)-")
# How services name a row that they refuse.
ROW_OF_A_LIST = re.compile("number ([0-9]+)")


class SectionForm(PostedForm):
    """`seen` is the fingerprint of what was shown; `kept` is what the section holds, for all that it may not change."""

    seen = HiddenField()

    kept: Mapping[str, Any]
    # Whether somebody pressed its button, and did not only stop typing.
    is_express: bool = False

    @classmethod
    def kind_for(cls, petition: Petition, name: str) -> "type[SectionForm]":
        """The form as this petition needs it: with its languages, say. `name` is the section's."""
        return cls

    @classmethod
    def whole_kind_for(cls, petition: Petition, name: str) -> "type[SectionForm]":
        """The form with all that the section holds, to be read."""
        return cls.kind_for(petition, name)

    @classmethod
    def speaking(cls, held: Mapping[str, Any], sent: Any) -> "type[SectionForm]":
        """The form with fields for what stands there in other languages too, or was sent in one that is gone."""
        return cls

    @classmethod
    def unneeded(cls, petition: Petition, held: Mapping[str, Any]) -> frozenset[str]:
        """What is not asked here, because this petition shows it nowhere."""
        return frozenset()

    @classmethod
    def typed(cls, held: Mapping[str, Any]) -> dict[str, Any]:
        """What the section holds, as the form shows it."""
        return dict(held)

    def typed_values(self) -> dict[str, Any]:
        """What was typed, as a section takes it. Only for a form that is valid."""
        return {field.short_name: field.data for field in self if not isinstance(field, HiddenField)}

    def values(self) -> dict[str, Any]:
        """The whole section as it is to be."""
        return {**self.kept, **self.typed_values()}

    def leave_out(self, names: frozenset[str]) -> None:
        """Do not ask for these; they stay as they are kept."""
        for name in names & set(self._fields):
            del self[name]

    def refuse(self, refusal: InvalidSection) -> None:
        """Say what the service found: beside the field where there is one of that name."""
        words = refusal.words if refusal.is_translated else gettext("This cannot be saved as it stands.")
        if refusal.field in self:
            self[refusal.field].errors = [*self[refusal.field].errors, words]
        else:
            number = ROW_OF_A_LIST.search(refusal.field)
            self.form_errors.append(f"{row_name(int(number[1]))}: {words}" if number else words)


def make(
    kind: type[SectionForm], name: str, held: Mapping[str, Any], left_out: frozenset[str], *, sent: Any = None
) -> SectionForm:
    """The form of the section `name` with what it holds, or with what was sent."""
    kind = kind.speaking(held, sent)
    form = kind(None, data=kind.typed(held)) if sent is None else kind(_readable(sent))
    form.kept = held
    form.leave_out(left_out)
    for field in fields_of(form):
        # Many forms stand on one page.
        field.id = f"{name}-{field.name}"
        if isinstance(field, FieldList):
            _number(field)
    return form


def _number(fields: "FieldList[Any]") -> None:
    """Several fields that ask the same are told apart; rows are by their headings."""
    plain = [field for field in fields.entries if not isinstance(field, FormField)]
    for number, field in enumerate(plain, 1):
        field.label = Label(field.id, f"{field.label.text} {formats.number(number)}")


def _readable(sent: "MultiDict[str, str]") -> "MultiDict[str, str]":
    """Without rows of a number that no page of ours gives: WTForms fails at some, and makes millions of others."""
    return MultiDict(
        (key, value)
        for key, value in sent.items(multi=True)
        if all(ROW_NUMBER.fullmatch(part) for part in key.split("-") if part.isdigit())
    )


def fields_of(form: BaseForm) -> Iterator[Field]:
    """Every field of it, also those in rows, and the lists of rows themselves."""
    for field in form:
        yield from _with_inner(field)


def _with_inner(field: Field) -> Iterator[Field]:
    if isinstance(field, FormField):
        yield from fields_of(field.form)
        return
    yield field
    if isinstance(field, FieldList):
        for entry in field.entries:
            yield from _with_inner(entry)


def problems(form: SectionForm) -> list[tuple[str, str]]:
    """What is wrong with it: the id of a field, or nothing, and the words."""
    return [(place, words) for place, _named, words in named_problems(form)]


def named_problems(form: SectionForm) -> list[tuple[str, str, str]]:
    """The same with the name of the field between them, for those who read all of it at one place."""
    found = [("", "", str(words)) for words in form.form_errors]
    for field in fields_of(form):
        # A list also holds what is wrong in its rows, by their fields.
        own = [str(words) for words in field.errors if not isinstance(words, dict | list | tuple)]
        found += [(_focus_of(field), _name_of(field), words) for words in own]
    return found


def row_name(number: int) -> str:
    return str(gettext("Entry %(number)s", number=formats.number(number)))


def _name_of(field: Field) -> str:
    """Its label, and which row of a list it stands in."""
    row = IN_A_ROW.match(field.name)
    label = str(field.label.text)
    return f"{row_name(int(row[1]) + 1)} · {label}" if row else label


def _focus_of(field: Field) -> str:
    """The id of what can be typed into."""
    if isinstance(field, HiddenField):
        return ""
    return f"{field.id}-0" if field.type == "RadioField" else field.id
