"""The editor's kinds of field: each takes what people write, and its `data` is what a section holds."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from wtforms import Field, StringField, TextAreaField, ValidationError
from wtforms.form import BaseForm
from wtforms.widgets import DateInput, DateTimeLocalInput

from petition.lib import text
from petition.services import lengths
from petition.web import formats
from petition.web.organiser.team_form import TOO_LONG

# Digits of any script, in groups of three or not: 1000 · 1,000 · 1 000 · ١٠٠٠
NUMBER = re.compile(r"\d+|\d{1,3}(?:[.,'’٬\s]\d{3})+")
# Also where they are glued together: #ward#night.
BETWEEN_TAGS = re.compile(r"[\s,،;؛#＃]+")
# Days outside of these are slips of the finger; and not every calendar reaches further.
FIRST_YEAR, LAST_YEAR = 2000, 2199

Names = Callable[[], Mapping[str, str]]


class TagsField(StringField):
    """Hashtags, in one line, with or without their sign; a list without it."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = text.clean_line(valuelist[0]) if valuelist else ""
        self.data: Any = list(dict.fromkeys(tag for tag in BETWEEN_TAGS.split(typed) if tag))

    def pre_validate(self, form: BaseForm) -> None:
        if len(self.data or ()) > lengths.MOST_HASHTAGS:
            raise ValidationError(gettext("Use at most %(number)s hashtags", number=lengths.MOST_HASHTAGS))
        if any(len(tag) > lengths.HASHTAG for tag in self.data or ()):
            raise ValidationError(gettext("One of these is too long for a hashtag"))

    def _value(self) -> str:
        return " ".join(f"#{tag}" for tag in self.data or ())


class LinesField(TextAreaField):
    """A list, one entry on each line."""

    def __init__(self, label: Any = None, *, most: int, longest: int, **bound: Any) -> None:
        super().__init__(label, **bound)
        self._most, self._longest = most, longest

    def process_formdata(self, valuelist: list[Any]) -> None:
        lines = text.clean_text(valuelist[0]).splitlines() if valuelist else []
        self.data: Any = [one for one in lines if one]

    def pre_validate(self, form: BaseForm) -> None:
        if len(self.data or ()) > self._most:
            raise ValidationError(gettext("Write at most %(number)s lines", number=self._most))
        if any(len(one) > self._longest for one in self.data or ()):
            raise ValidationError(str(TOO_LONG) % {"max": self._longest})

    def _value(self) -> str:
        return "\n".join(self.data or ())


class NumberField(StringField):
    """A whole number from `least` to `most`, in digits of any script; None where nothing was written."""

    def __init__(self, label: Any = None, *, least: int = 1, most: int, **bound: Any) -> None:
        super().__init__(label, **bound)
        self._least, self._most = least, most

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data: Any = None
        typed = text.clean_line(valuelist[0]) if valuelist else ""
        if not typed:
            return
        # More digits than these are no number that anybody means, and take long to read.
        if not NUMBER.fullmatch(typed) or len(typed) > lengths.LINE:
            raise ValueError(gettext("Write a whole number"))
        self.data = int(text.ascii_digits(typed))

    def pre_validate(self, form: BaseForm) -> None:
        if self.data is not None and not self._least <= self.data <= self._most:
            least, most = formats.number(self._least), formats.number(self._most)
            raise ValidationError(gettext("Write a number from %(least)s to %(most)s", least=least, most=most))

    def _value(self) -> str:
        return _as_typed(self, "" if self.data is None else str(self.data))


class NamedField(StringField):
    """A country or a city, by the name that the page's language has for it; `data` is its code, or nothing.

    The names stand once on the page, as suggestions: a list of all of them at every field would be the page's weight.
    `is_code` knows those codes too that have no name here.
    """

    def __init__(
        self, label: Any = None, *, names: Names, is_code: Callable[[str], bool], unknown: Any, **bound: Any
    ) -> None:
        super().__init__(label, **bound)
        self._names, self._is_code, self._unknown = names, is_code, unknown

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = text.clean_line(valuelist[0]) if valuelist else ""
        self.data: Any = self._code_of(typed) if typed else ""

    def _code_of(self, typed: str) -> str:
        names, wanted = self._names(), text.fold(typed)
        for code, name in names.items():
            # `Damascus (Asia/Damascus)` is found by all of it, by the city, and by the zone.
            if wanted in (text.fold(code), text.fold(name), text.fold(name.partition(" (")[0])):
                return code
        if not self._is_code(typed):
            raise ValueError(str(self._unknown))
        return typed

    def _value(self) -> str:
        return _as_typed(self, self._names().get(self.data, self.data or ""))


class LocalTimeField(StringField):
    """A time by the clocks of a place, as `2026-12-01T09:00`; or nothing."""

    widget = DateTimeLocalInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = text.clean_line(valuelist[0]) if valuelist else ""
        self.data: Any = _read_time(typed) if typed else ""

    def _value(self) -> str:
        return _as_typed(self, self.data or "")


class DayField(StringField):
    """A day, as `2026-12-01`; or nothing."""

    widget = DateInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = text.clean_line(valuelist[0]) if valuelist else ""
        self.data: Any = _read_day(typed) if typed else ""

    def _value(self) -> str:
        return _as_typed(self, self.data or "")


def as_typed(field: Field) -> str:
    """What stands in it, right or wrong, as one text."""
    typed = field.raw_data[0] if field.raw_data else field.data
    return text.clean_text(str(typed or ""))


def _as_typed(field: Field, kept: str) -> str:
    """What cannot be read is shown as it was typed, to be mended."""
    return str(field.raw_data[0]) if field.raw_data and field.process_errors else kept


def _read_time(typed: str) -> str:
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        raise ValueError(gettext("Write a day and a time, such as 2026-12-01 09:00")) from None
    if found.tzinfo is not None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(gettext("Write a day and a time, such as 2026-12-01 09:00"))
    return found.replace(second=0, microsecond=0).isoformat(timespec="minutes")


def _read_day(typed: str) -> str:
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        raise ValueError(gettext("Write a day, such as 2026-12-01")) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(gettext("Write a day, such as 2026-12-01"))
    return found.isoformat()
