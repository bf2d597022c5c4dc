"""What news still lacks before it is published, and what is weak; words are in web/organiser/update_finding.py."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from petition.lib import markdown_text, web_addresses
from petition.models.news import Update, UpdateText
from petition.services import writing_updates
from petition.services.unfilled import PLACE

# So much of a subject is read in a list of mails.
LONG_TITLE = 70
MOST_NAMED = 5
# They lead to no page, and are nothing that we can look at.
OTHER_SCHEMES = ("mailto:", "tel:")


class UpdateFindingCode(enum.StrEnum):
    TITLE_MISSING = "title missing"
    TEXT_MISSING = "text missing"
    LANGUAGE_MISSING = "language missing"
    LANGUAGE_INCOMPLETE = "language incomplete"
    TITLE_LONG = "title long"
    PLACE_TO_FILL = "place to fill"
    LINK_BROKEN = "link broken"


@dataclass(frozen=True)
class UpdateFinding:
    """One thing that is missing or weak in the words of a language; a blocking one keeps it from being published."""

    language: str
    code: UpdateFindingCode
    is_blocking: bool = False
    details: dict[str, Any] = field(default_factory=dict)


def check(update: Update) -> list[UpdateFinding]:
    """All that is missing or weak: what keeps it from being published first."""
    own = update.petition.language
    found = list(_own_words(update, own))
    for language in writing_updates.languages_of(update):
        words = update.in_language(language)
        if language != own:
            found += _translation(language, words)
        if words is not None:
            found += _weak_words(words)
    return sorted(found, key=lambda finding: not finding.is_blocking)


def missing(update: Update) -> list[UpdateFinding]:
    """What keeps it from being published."""
    return [finding for finding in check(update) if finding.is_blocking]


def _own_words(update: Update, own: str) -> Iterator[UpdateFinding]:
    held = writing_updates.read(update, own)
    if not held["title"]:
        yield UpdateFinding(own, UpdateFindingCode.TITLE_MISSING, is_blocking=True)
    if not held["text"]:
        yield UpdateFinding(own, UpdateFindingCode.TEXT_MISSING, is_blocking=True)


def _translation(language: str, words: UpdateText | None) -> Iterator[UpdateFinding]:
    if words is None or not (words.title or words.text):
        yield UpdateFinding(language, UpdateFindingCode.LANGUAGE_MISSING)
    elif not words.is_complete:
        yield UpdateFinding(language, UpdateFindingCode.LANGUAGE_INCOMPLETE)


def _weak_words(words: UpdateText) -> Iterator[UpdateFinding]:
    if (length := len(words.title)) > LONG_TITLE:
        measures = {"length": length, "best": LONG_TITLE}
        yield UpdateFinding(words.language, UpdateFindingCode.TITLE_LONG, details=measures)
    # One word in brackets is a remark, such as "[sic]"; more of them were to be filled in.
    places = [place for place in PLACE.findall(f"{words.title}\n{words.text}") if len(place.split()) > 1]
    if places:
        yield UpdateFinding(words.language, UpdateFindingCode.PLACE_TO_FILL, details={"places": places[:MOST_NAMED]})
    if broken := [link for link in markdown_text.links(words.text) if not _leads_somewhere(link)]:
        yield UpdateFinding(words.language, UpdateFindingCode.LINK_BROKEN, details={"links": broken[:MOST_NAMED]})


def _leads_somewhere(link: str) -> bool:
    if link.startswith(OTHER_SCHEMES):
        return True
    return web_addresses.is_web_address(link) and "." in web_addresses.host_of(link)
