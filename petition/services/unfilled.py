"""The [places to fill in] that starters leave: found wherever in a petition they still stand.

Only what stands so in a starter counts: whoever writes "[sic]" or a footnote left nothing open.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from petition.lib import text
from petition.models.petition import Petition
from petition.services import sections, starters
from petition.services.sections import Section

# A link is none.
PLACE = re.compile(r"\[[^\[\]]+\](?![(\[])")
# What nobody can fill in any more once it was opened.
FROZEN_WORDS = ("title", "text", "demand")


@dataclass(frozen=True)
class Unfilled:
    """What is left open in a section of the editor, each once; `is_frozen` where opening would make it stay."""

    section: str
    places: list[str]
    is_frozen: bool


def unfilled(petition: Petition) -> Iterator[Unfilled]:
    """In the order of `names_for`; of translations only those that are shown."""
    hidden = {*petition.languages} - {*petition.readable_languages}
    for name in sections.names_for(petition):
        language = sections.language_of(name)
        if language in hidden:
            continue
        held = sections.read(petition, name)
        freezing = {key for key in held if name == Section.ADDRESSEES or (language and key in FROZEN_WORDS)}
        for is_frozen in (True, False):
            part = [value for key, value in held.items() if (key in freezing) is is_frozen]
            if found := [*dict.fromkeys(_places_in(part, hidden))]:
                yield Unfilled(name, found, is_frozen)


def _places_in(value: Any, hidden: set[str]) -> Iterator[str]:
    if isinstance(value, str):
        yield from (place for place in _written_as_places(value) if place in _of_starters())
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in hidden:
                yield from _places_in(inner, hidden)
    elif isinstance(value, list):
        for inner in value:
            yield from _places_in(inner, hidden)


@cache
def _of_starters() -> frozenset[str]:
    """Those of all languages: a translation may begin as a copy."""
    return frozenset(place for words in starters.all_words() for place in _written_as_places(words))


def _written_as_places(words: str) -> Iterator[str]:
    return (text.clean_line(place) for place in PLACE.findall(words))
