"""What a form of the editor holds, to be read and not changed: for what is frozen, and for what somebody else saved."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from wtforms import BooleanField, Field, FieldList, FormField, HiddenField, SelectField

from petition.web import languages
from petition.web.organiser.rows import Row
from petition.web.organiser.section_form import SectionForm
from petition.web.said import Said


@dataclass(frozen=True)
class Fact:
    """One answer, in the language that it was written in."""

    label: str
    said: Said


def facts(form: SectionForm, *, language: str = "", names: Iterable[str] | None = None) -> list[list[Fact]]:
    """What is there, in groups: the section's own answers, then those of each row. Empty ones are left out.

    `language` is that of its texts, where they are all in one; `names` are the fields that are asked for, or else all.
    """
    wanted: Iterable[Any] = form if names is None else [form[name] for name in names if name in form]
    plain: list[Fact] = []
    groups = [plain]
    for field in wanted:
        if _is_list_of_rows(field):
            groups += [list(_of_row(row.form)) for row in field.entries if not row.form.is_empty]
        else:
            plain += _of_field(field, language)
    return [group for group in groups if group]


def _is_list_of_rows(field: Field) -> bool:
    return isinstance(field, FieldList) and any(isinstance(entry, FormField) for entry in field.entries)


def _of_row(row: Row) -> Iterator[Fact]:
    spoken = {field.name: code for _asked, by_language in row.words for code, field in by_language}
    # The words say what the row is; the rest follows.
    for field in sorted(row, key=lambda field: field.name not in spoken):
        if isinstance(field, FieldList) and _is_list_of_rows(field):
            yield from _of_rows(field)
        else:
            yield from _of_field(field, spoken.get(field.name, ""))


def _of_rows(field: "FieldList[Any]") -> Iterator[Fact]:
    for entry in field.entries:
        if not entry.form.is_empty:
            yield from _of_row(entry.form)


def _of_field(field: Field, language: str) -> list[Fact]:
    if isinstance(field, HiddenField):
        return []
    shown = _shown(field)
    # What was chosen is told in our own words.
    is_ours = isinstance(field, SelectField)
    code = languages.current_language() if is_ours or not language else language
    return [Fact(str(field.label.text), Said(shown, code))] if shown else []


def _shown(field: Any) -> str:
    if isinstance(field, SelectField):
        return ", ".join(str(option.label.text) for option in field if option.checked)
    if isinstance(field, BooleanField):
        return "✓" if field.data else ""
    if isinstance(field, FieldList):
        return "\n".join(shown for shown in map(_shown, field.entries) if shown)
    # A file has none.
    shown = field._value()
    return shown if isinstance(shown, str) else ""
