"""Reading what was typed into a section of the editor: by the rules of petition files, and refused by its field."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Self

from petition.lib import posts, text
from petition.services import lengths
from petition.services.errors import DomainError, UnreadableSection
from petition.services.petition_file_reader import HEAD, LANGUAGE, Part

# Other years are slips of the finger.
FIRST_YEAR, LAST_YEAR = 2000, 2199
KEY = re.compile(r"\w+")


class SectionPart(Part):
    """The values of a section, or of a row in it; those that are empty are as if left out.

    Every method raises InvalidSection, with the key that is wrong, or with the place of its row.
    """

    def __init__(self, values: Any, place: str, keys: set[str] | None) -> None:
        if isinstance(values, Mapping):
            values = {key: value for key, value in values.items() if value is not None and value != ""}
        super().__init__(values, place, keys)

    def mistake(self, words: str) -> DomainError:
        key = KEY.match(words)
        return UnreadableSection(key[0] if key and self.place == HEAD else self.place.removeprefix(f"{HEAD}, "), words)

    def plain(self) -> dict[str, Any]:
        """What was given, as it is."""
        return dict(self._values)

    def inside(self, key: str, keys: set[str] | None = None) -> Self:
        """The part under a key, an empty one where there is none."""
        return type(self)(self._values.get(key) or {}, f"{self.place}, {key}", keys)

    def rows(self, key: str, keys: set[str], *, most: int = lengths.MOST_ROWS) -> list[Self]:
        """The rows of a list."""
        found = self.parts(key, keys)
        if len(found) > most:
            raise self.mistake(f"{key}: at most {most} have room")
        return found

    def markdown(self, key: str) -> str:
        """Text whose lines keep the spaces that they begin with."""
        cleaned = text.clean_markdown(str(self._values.get(key, "")))
        if len(cleaned) > lengths.BODY:
            raise self.mistake(f"{key} is longer than {lengths.BODY} characters")
        return cleaned

    def local_time(self, key: str, *, required: bool = False) -> str:
        """A wall-clock time as `2026-11-24T09:00`, or empty."""
        found = self.moment(key)
        if found is None:
            if required:
                raise self.mistake(f"{key} is missing")
            return ""
        self._check_year(key, found.year)
        return found.isoformat(timespec="minutes")

    def iso_day(self, key: str) -> str:
        """A day as `2026-11-24`, or empty."""
        if not self.has(key):
            return ""
        try:
            found = date.fromisoformat(str(self._values[key]))
        except ValueError:
            raise self.mistake(f"{key}: write a day such as 2027-06-30") from None
        self._check_year(key, found.year)
        return found.isoformat()

    def tags(self, key: str) -> list[str]:
        """Hashtags without their sign, each once."""
        found = dict.fromkeys(tag.lstrip("#") for tag in self.lines(key, longest=lengths.HASHTAG))
        if len(found) > lengths.MOST_HASHTAGS:
            raise self.mistake(f"{key}: at most {lengths.MOST_HASHTAGS}")
        return [tag for tag in found if tag]

    def place_in(self, key: str, there: Sequence[Any]) -> int:
        """A place in a list, from 1; 0 for none."""
        place = self._values.get(key, 0)
        if isinstance(place, int) and not isinstance(place, bool) and 0 <= place <= len(there):
            return place
        raise self.mistake(f"{key}: there are {len(there)}")

    def some(self, key: str, known: Iterable[str]) -> list[str]:
        """Any of these, in their order."""
        chosen = self.lines(key)
        if unknown := sorted(set(chosen) - set(known)):
            raise self.mistake(f"{key}: {unknown[0]} is not known")
        return [one for one in known if one in chosen]

    def handles(self) -> dict[str, str]:
        """Names in networks, by network."""
        own = self.inside("handles", set(posts.NETWORKS))
        found = {network: own.line(network) for network in posts.NETWORKS}
        return {network: handle for network, handle in found.items() if handle}

    def codes(self, first: Sequence[str]) -> list[str]:
        """The languages that are its keys: these first, in their order."""
        others = sorted(str(code) for code in self._values if code not in first)
        if wrong := [code for code in others if not LANGUAGE.fullmatch(code)]:
            raise self.mistake(f"{wrong[0]} is not a language code such as fr")
        return [*(code for code in first if code in self._values), *others]

    def said(self, key: str, languages: Sequence[str]) -> dict[str, str]:
        """One text by language, in these languages first."""
        own = self.inside(key)
        found = {code: own.text(code) for code in own.codes(languages)}
        return {code: words for code, words in found.items() if words}

    def said_by_name(self, needed: Mapping[str, bool], languages: Sequence[str]) -> dict[str, dict[str, str]]:
        """Texts by language under each of these names.

        Those that are True are needed: in one language at least, and in each in which one of the others is there.
        """
        found = {name: self.said(name, languages) for name in needed}
        self._require(found, [name for name, is_needed in needed.items() if is_needed])
        return found

    def _require(self, found: dict[str, dict[str, str]], needed: Iterable[str]) -> None:
        spoken = {code for texts in found.values() for code in texts}
        for name in needed:
            missing = spoken - found[name].keys()
            if missing or not spoken:
                raise self.mistake(f"{name} is missing{''.join(f' in {code}' for code in sorted(missing))}")

    def _check_year(self, key: str, year: int) -> None:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise self.mistake(f"{key}: write a year from {FIRST_YEAR} to {LAST_YEAR}")


class CopiedPart(SectionPart):
    """What another petition holds, of which a copy is made: what does not fit in the editor stays behind."""

    def rows(self, key: str, keys: set[str], *, most: int = lengths.MOST_ROWS) -> list[Self]:
        return self.parts(key, keys)[:most]

    def numbers(self, key: str, *, highest: int) -> list[int]:
        return super().numbers(key, highest=highest)[: lengths.MOST_GOALS]

    def place_in(self, key: str, there: Sequence[Any]) -> int:
        place = self._values.get(key, 0)
        return place if place <= len(there) else 0

    def handles(self) -> dict[str, str]:
        own = self.inside("handles")
        return {network: handle for network in posts.NETWORKS if (handle := own.line(network))}

    def _require(self, found: dict[str, dict[str, str]], needed: Iterable[str]) -> None:
        """Nothing, but leave out a language in which half of it is said, if there is another one."""
        spoken = {code for texts in found.values() for code in texts}
        whole = {code for code in spoken if all(code in found[name] for name in needed)}
        for texts in found.values() if whole else ():
            for code in texts.keys() - whole:
                del texts[code]
