"""Reading the values of a petition file: typed, and with a sentence for the author where one is wrong."""

import enum
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from petition.lib import addresses, frontmatter, text, web_addresses
from petition.services import lengths
from petition.services.errors import DomainError, InvalidPetitionFile

Kind = TypeVar("Kind", bound=enum.StrEnum)
Named = TypeVar("Named")

LANGUAGE = re.compile(r"[a-z]{2,3}")
COUNTRY = re.compile(r"[A-Z]{2}")
# Where a part stands that stands nowhere else.
HEAD = "the head"
WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Part:
    """Some lines of a petition file, and where they stand. Every method raises InvalidPetitionFile (see `mistake`)."""

    def __init__(self, values: Any, place: str, keys: set[str] | None) -> None:
        self.place = place
        if not isinstance(values, dict):
            raise self.mistake("must be made of lines like `name: …`")
        self._values: Mapping[str, Any] = values
        unknown = sorted(str(key) for key in values if keys is not None and key not in keys)
        if unknown:
            raise self.mistake(f"{unknown[0]} is not known; use {', '.join(sorted(keys or ()))}")

    def mistake(self, words: str) -> DomainError:
        """To be raised: what is wrong in this part. The words begin with the key that they are about."""
        return InvalidPetitionFile(f"{self.place}: {words}")

    def has(self, key: str) -> bool:
        return self._values.get(key) is not None

    def text(self, key: str, *, required: bool = False, longest: int = lengths.TEXT) -> str:
        """Cleaned text, empty where it is left out."""
        value = self._values.get(key, "")
        if not isinstance(value, str | None):
            # YAML takes a telephone number for a number, and `no` for false.
            raise self.mistake(f"{key} must be text: put it in quotes")
        cleaned = text.clean_text(value or "")
        if required and not cleaned:
            raise self.mistake(f"{key} is missing")
        if len(cleaned) > longest:
            raise self.mistake(f"{key} is longer than {longest} characters")
        return cleaned

    def line(self, key: str, *, required: bool = False, longest: int = lengths.LINE) -> str:
        return text.clean_line(self.text(key, required=required, longest=longest))

    def language(self, key: str, *, required: bool = False) -> str:
        return self._code(key, LANGUAGE, "a language code such as fr", required=required)

    def country(self, key: str) -> str:
        return self._code(key, COUNTRY, "a country code such as CH", required=False)

    def address(self, key: str) -> str:
        """A mail address, or empty."""
        written = self.line(key, longest=lengths.MAIL)
        try:
            return addresses.parse(written) if written else ""
        except addresses.InvalidAddress:
            raise self.mistake(f"{key} is not a mail address") from None

    def url(self, key: str, *, required: bool = False) -> str:
        """An address on the web, or empty."""
        written = self.line(key, required=required, longest=lengths.URL)
        if written and not web_addresses.is_web_address(written):
            raise self.mistake(f"{key} must be an address that begins with https:// or http://")
        return written

    def zone(self, key: str, default: str) -> str:
        zone = self.line(key) or default
        try:
            return ZoneInfo(zone).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise self.mistake(f"{key}: {zone} is no IANA time zone such as Asia/Damascus") from None

    def zones(self, key: str) -> list[str]:
        places = type(self)(dict(enumerate(self.values(key), 1)), f"{self.place}, {key}", None)
        return [places.zone(number, "") for number in places._values]

    def named(self, key: str, known: Mapping[str, Named]) -> Named | None:
        """What another part of the file gave this name to, or None."""
        name = self.word(key)
        if name and name not in known:
            raise self.mistake(f"{key}: nothing here has the key {name}")
        return known.get(name)

    def word(self, key: str, *, required: bool = False) -> str:
        """A word of small letters, by which the file itself names something."""
        word = self.line(key, required=required)
        if word and not WORD.fullmatch(word):
            raise self.mistake(f"{key} must be a word of small letters, such as city")
        return word

    def choice(self, key: str, kind: type[Kind], default: Kind) -> Kind:
        value = self._values.get(key, default)
        try:
            return kind(value)
        except ValueError:
            allowed = ", ".join(member.value for member in kind)
            raise self.mistake(f"{key}: {value} is not one of {allowed}") from None

    def flag(self, key: str) -> bool:
        value = self._values.get(key, False)
        if isinstance(value, bool):
            return value
        raise self.mistake(f"{key} must be true or false")

    def number(self, key: str, default: int, *, highest: int) -> int:
        return self._whole(self._values.get(key, default), key, highest)

    def numbers(self, key: str, *, highest: int) -> list[int]:
        """Whole numbers, each once, smallest first."""
        found = [self._whole(value, key, highest) for value in self.values(key)]
        if len({*found}) < len(found):
            raise self.mistake(f"{key} must be different from each other")
        return sorted(found)

    def lines(self, key: str, *, longest: int = lengths.LINE) -> list[str]:
        """Short texts, as many as there are."""
        places = type(self)(dict(enumerate(self.values(key), 1)), f"{self.place}, {key}", None)
        return [places.line(number, required=True, longest=longest) for number in places._values]

    def moment(self, key: str) -> datetime | None:
        """A wall-clock time; the petition's zone is told apart from it."""
        if not self.has(key):
            return None
        value = self._values[key]
        try:
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        except ValueError:
            raise self.mistake(f"{key}: write a local time such as 2026-12-12 18:00") from None
        if moment.tzinfo is not None:
            raise self.mistake(f"{key}: write the local time; its zone stands in zone")
        return moment

    def day(self, key: str) -> date:
        value = self._values.get(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.mistake(f"{key}: write a day such as 2027-06-30")
        return value

    def values(self, key: str) -> list[Any]:
        value = self._values.get(key) or []
        if not isinstance(value, list):
            raise self.mistake(f"{key} must be a list")
        return value

    def parts(self, key: str, keys: set[str]) -> list[Self]:
        """The parts of a list, each with its number as its place."""
        rows = enumerate(self.values(key), 1)
        return [type(self)(value, self._place_of(key, number), keys) for number, value in rows]

    def words(self, key: str) -> dict[str, str]:
        """Lines of the author's own keys."""
        own = type(self)(self._values.get(key) or {}, f"{self.place}, {key}", None)
        return {str(name): own.line(name, required=True) for name in own._values}

    def by_language(self, key: str, keys: set[str]) -> dict[str, Self]:
        """One part for each language, of which there must be one at least."""
        inner = type(self)(self._values.get(key), f"{self.place}, {key}", None)
        if not inner._values:
            raise self.mistake(f"{key} must have a part for one language at least")
        for code in inner._values:
            if not LANGUAGE.fullmatch(str(code)):
                raise inner.mistake(f"{code} is not a language code such as fr")
        return {code: type(self)(value, f"{inner.place}, {code}", keys) for code, value in inner._values.items()}

    def texts(self, fields: Mapping[str, bool]) -> dict[str, dict[str, str]]:
        """The words under `texts`, turned round: for each field its text by language, the first given first.

        `fields` says which are needed in every language that is there.
        """
        found: dict[str, dict[str, str]] = {field: {} for field in fields}
        for language, words in self.by_language("texts", set(fields)).items():
            for field, is_needed in fields.items():
                if written := words.text(field, required=is_needed):
                    found[field][language] = written
        return found

    def _place_of(self, key: str, number: int) -> str:
        place = f"{key}, number {number}"
        return place if self.place == HEAD else f"{self.place}, {place}"

    def _code(self, key: str, form: re.Pattern[str], what: str, *, required: bool) -> str:
        code = self.line(key, required=required)
        if code and not form.fullmatch(code):
            raise self.mistake(f"{key} is not {what}")
        return code

    def _whole(self, value: Any, key: str, highest: int) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= highest:
            return value
        raise self.mistake(f"{key} must be a whole number from 1 to {highest}")


def read(source: str, keys: set[str]) -> tuple[Part, Mapping[str, str]]:
    """The head of a file, and its text by language. Raises InvalidPetitionFile."""
    try:
        values, bodies = frontmatter.parse(source)
    except frontmatter.InvalidFrontMatter as mistake:
        raise InvalidPetitionFile(str(mistake)) from None
    return Part(values, HEAD, keys), {code: body for code, body in bodies.items() if body}


def texts_with(head: Part, bodies: Mapping[str, str], keys: set[str]) -> dict[str, Part]:
    """The words of the head by language, each of which has a text below it. Raises InvalidPetitionFile."""
    texts = head.by_language("texts", keys)
    if set(texts) != set(bodies):
        raise InvalidPetitionFile("Each language in texts needs a part that begins with a line like <!-- fr -->")
    return texts
