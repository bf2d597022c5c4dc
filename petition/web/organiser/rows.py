"""Rows of a section: events, addressees, links. Each is added, moved and taken away without a script, too."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import LazyString, gettext, lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import Field, FieldList, Form, FormField

from petition.services import lengths
from petition.services.petition_file_reader import LANGUAGE
from petition.web import formats
from petition.web.organiser import asking
from petition.web.organiser.editor_fields import as_typed
from petition.web.organiser.section_form import ROW_NUMBER, SectionForm

NEEDED = lazy_gettext("Write this, or empty all of it to take it away")
NEEDED_IN_THIS_LANGUAGE = lazy_gettext("Write this in this language too, or leave the others of this language empty")
STEPS = {"up": -1, "down": 1}


@dataclass(frozen=True)
class Asked:
    """A text that is asked for once per language. One that is needed stands in each language that has any."""

    name: str
    label: LazyString
    most: int = lengths.LINE
    is_long: bool = False
    is_needed: bool = False
    hint: LazyString = ""

    def field(self, language: str, languages: list[str]) -> Field:
        """The field for one of these languages, which says which one it is for."""
        ask = asking.paragraphs if self.is_long else asking.line
        if len(languages) == 1:
            return ask(self.label, most=self.most, hint=self.hint)
        label = gettext("%(what)s (%(language)s)", what=self.label, language=formats.language_name(language))
        # Said once, beside the petition's own language.
        return ask(label, most=self.most, hint=self.hint if language == languages[0] else "")


class Row(Form):
    """One of a list. `tells` are the plain fields that make it more than an empty row, `needs` those it must have."""

    asked: ClassVar[tuple[Asked, ...]] = ()
    tells: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[tuple[str, ...]] = ()
    languages: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def typed(cls, held: Mapping[str, Any]) -> dict[str, Any]:
        """What the section holds of it, as the form shows it."""
        raise NotImplementedError

    def values(self) -> dict[str, Any]:
        """What was typed, as the section takes it."""
        raise NotImplementedError

    @property
    def words(self) -> list[tuple[Asked, list[tuple[str, Field]]]]:
        """Each text with its fields by language, the petition's own first."""
        return [(one, [(code, self[text_name(one.name, code)]) for code in self.languages]) for one in self.asked]

    @property
    def is_empty(self) -> bool:
        fields = [self[name] for name in self.tells] + [field for _one, by in self.words for _code, field in by]
        return not any(_says_something(field) for field in fields)

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """An empty row is none, and so never wrong."""
        if self.is_empty:
            return True
        is_valid = super().validate(extra_validators)
        # Each is told what is missing in it, however many there are.
        return all([self._has_what_it_needs(), self._says_enough(), is_valid])

    def said(self, name: str) -> dict[str, str]:
        """One text by language, without those in which it is empty."""
        fields = ((code, self[text_name(name, code)].data) for code in self.languages)
        return {code: text for code, text in fields if text}

    def _is_within(self, name: str, most: int) -> bool:
        """Whether a list inside of it is not too long; if it is, its first field says so."""
        inner: Any = self[name]
        said = [entry for entry in inner if _any_in(entry)]
        if len(said) <= most:
            return True
        place = next(iter(said[most].form)) if isinstance(said[most], FormField) else said[most]
        place.errors = [*place.errors, gettext("At most %(number)s have room here", number=most)]
        return False

    def _has_what_it_needs(self) -> bool:
        missing = [self[name] for name in self.needs if not as_typed(self[name])]
        for field in missing:
            field.errors = [*field.errors, str(NEEDED)]
        return not missing

    def _says_enough(self) -> bool:
        spoken = [code for code in self.languages if any(self[text_name(one.name, code)].data for one in self.asked)]
        missing = [
            self[text_name(one.name, code)]
            for one in self.asked
            for code in spoken or self.languages[:1]
            if one.is_needed and not self[text_name(one.name, code)].data
        ]
        for field in missing:
            field.errors = [*field.errors, str(NEEDED_IN_THIS_LANGUAGE if spoken else NEEDED)]
        return not missing


class RowsForm(SectionForm):
    """A section that is a list of rows, under one name."""

    rows_name: ClassVar[str]
    most: ClassVar[int] = lengths.MOST_ROWS

    @classmethod
    def row_kind(cls) -> type[Row]:
        found: type[Row] = getattr(cls, cls.rows_name).args[0].args[0]
        return found

    @classmethod
    def speaking(cls, held: Mapping[str, Any], sent: Any) -> type[SectionForm]:
        row = cls.row_kind()
        of_rows = [*(key for one in cls.typed(held)[cls.rows_name] for key in one)] if held else []
        said = re.compile(rf"(?:.*-)?(?:{'|'.join(one.name for one in row.asked)})_({LANGUAGE.pattern})")
        found = (said.fullmatch(key) for key in [*of_rows, *(sent or ())]) if row.asked else ()
        others = sorted({one[1] for one in found if one} - {*row.languages})[: lengths.MOST_LANGUAGES]
        return rows_form(cls, FieldList(FormField(_speaking(row, others)), min_entries=1)) if others else cls

    @property
    def rows(self) -> "FieldList[FormField[Row]]":
        found: FieldList[FormField[Row]] = self[self.rows_name]
        return found

    @classmethod
    def typed(cls, held: Mapping[str, Any]) -> dict[str, Any]:
        row = cls.row_kind()
        return {**held, cls.rows_name: [row.typed(one) for one in held[cls.rows_name]]}

    def typed_values(self) -> dict[str, Any]:
        values = super().typed_values()
        if self.rows_name in self:
            values[self.rows_name] = [row.form.values() for row in self.rows if not row.form.is_empty]
        return values

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid: bool = super().validate(extra_validators)
        if self.rows_name in self and sum(not row.form.is_empty for row in self.rows) > self.most:
            self.form_errors.append(gettext("At most %(number)s have room here", number=self.most))
            return False
        return is_valid


def rows_of(kind: type[Row], languages: list[str], **fields: Any) -> Any:
    """The list itself, to be bound: rows of this kind in these languages, with `fields` that the petition decides."""
    asked = {text_name(one.name, code): one.field(code, languages) for one in kind.asked for code in languages}
    made = type(kind.__name__, (kind,), {**asked, **fields, "languages": tuple(languages)})
    return FieldList(FormField(made), min_entries=1)


def _speaking(row: type[Row], others: list[str]) -> type[Row]:
    languages = [*row.languages, *others]
    asked = {text_name(one.name, code): one.field(code, languages) for one in row.asked for code in others}
    return type(row.__name__, (row,), {**asked, "languages": tuple(languages)})


def rows_form(kind: type[RowsForm], rows: Any) -> type[RowsForm]:
    """The form with this list in it."""
    return type(kind.__name__, (kind,), {kind.rows_name: rows})


def text_name(name: str, language: str) -> str:
    return f"{name}_{language}"


def typed_words(by_name: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Texts by language under each name, as the fields of a row."""
    return {text_name(name, code): text for name, texts in by_name.items() for code, text in texts.items()}


def rearranged(sent: "MultiDict[str, str]", wish: str) -> "tuple[MultiDict[str, str], str]":
    """What was sent, with a row more, moved or gone, and the name of the row to go on with.

    `wish` is `more events`, `up events-1`, `down events-1` or `drop events-1`; anything else changes nothing.
    """
    verb, _, name = wish.partition(" ")
    if verb == "more":
        numbers = _numbers(sent, name)
        added = f"{name}-{max(numbers, default=-1) + 1}"
        # On the form that is made of it, rows are numbered without gaps.
        return MultiDict([*sent.items(multi=True), (added, "")]), f"{name}-{len(numbers)}"
    rows = name.rpartition("-")[0]
    there = [f"{rows}-{number}" for number in _numbers(sent, rows)]
    if name not in there:
        return sent, name
    place = there.index(name)
    if verb == "drop":
        return MultiDict(pair for pair in sent.items(multi=True) if not _is_in(pair[0], name)), rows
    other = place + STEPS.get(verb, 0)
    if not 0 <= other < len(there):
        return sent, name
    return _swapped(sent, name, there[other]), f"{rows}-{other}"


def _swapped(sent: "MultiDict[str, str]", one: str, other: str) -> "MultiDict[str, str]":
    def renamed(key: str) -> str:
        if _is_in(key, one):
            return other + key[len(one) :]
        return one + key[len(other) :] if _is_in(key, other) else key

    return MultiDict((renamed(key), value) for key, value in sent.items(multi=True))


def _is_in(key: str, row: str) -> bool:
    return key == row or key.startswith(f"{row}-")


def _numbers(sent: "MultiDict[str, str]", name: str) -> list[int]:
    """Which rows of a list were sent, in their order."""
    found = (re.match(rf"{re.escape(name)}-({ROW_NUMBER.pattern})(?:-|$)", key) for key in sent)
    return sorted({int(one[1]) for one in found if one})


def _says_something(field: Field) -> bool:
    if isinstance(field, FieldList):
        return any(_any_in(entry) for entry in field.entries)
    return bool(as_typed(field))


def _any_in(entry: Field) -> bool:
    if isinstance(entry, FormField):
        return not entry.form.is_empty
    return _says_something(entry)
