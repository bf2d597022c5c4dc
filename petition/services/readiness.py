"""What a petition still lacks before it opens, and what in it is weak; web/finding_line.py has the words."""

import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from petition.lib import clock
from petition.models.addressee import AddresseeRole
from petition.models.petition import CONFIRMATION_GRACE, Petition
from petition.models.revision import Revision
from petition.services import care, earlier_words, messages, signatory_lines
from petition.services.care import Careless
from petition.services.revisions import WORDS
from petition.services.sections import Section, words_section
from petition.services.unfilled import unfilled

LONG_TITLE = 80
SHORT_TEXT, MOST_WORDS = 300, 1200
HIGH_GOAL = 100_000
MOST_NAMED = 10
# Where what is missing is told to be filled in: not in the petition, but in its team's settings.
OF_TEAM = "team"
# … or with those who put their names to an earlier text.
OF_SIGNATORIES = "signatories"
# … or with those who run the site.
OF_REVIEW = "review"
# What of the care for signers is not decided where names are.
ELSEWHERE = {Careless.KEPT_LONG: Section.TIMES, Careless.COUNTRY_REQUIRED: Section.FIELDS}
LEGAL = ("legal_name", "postal_address", "privacy_contact")


class FindingCode(enum.StrEnum):
    TITLE_MISSING = "title missing"
    TEXT_MISSING = "text missing"
    ADDRESSEE_MISSING = "addressee missing"
    ADDRESSEE_UNNAMED = "addressee unnamed"
    CLOSES_TOO_EARLY = "closes too early"
    RETENTION_TOO_SHORT = "retention too short"
    TEAM_INCOMPLETE = "team incomplete"
    TEAM_SUSPENDED = "team suspended"
    PICTURE_WITHOUT_WORDS = "picture without words"
    # Found by services/opening.py: nothing in it has to be mended.
    NOT_APPROVED = "not approved"

    TITLE_LONG = "title long"
    SUMMARY_MISSING = "summary missing"
    DEMAND_MISSING = "demand missing"
    TEXT_SHORT = "text short"
    TEXT_LONG = "text long"
    PLACE_TO_FILL = "place to fill"
    SHARE_TEXT_MISSING = "share text missing"
    TRANSLATION_INCOMPLETE = "translation incomplete"
    TRANSLATION_OUTDATED = "translation outdated"
    GOAL_MISSING = "goal missing"
    GOAL_HIGH = "goal high"
    CLOSING_MISSING = "closing missing"
    PRESS_MISSING = "press missing"
    INSTITUTION_MISSING = "institution missing"
    ACTION_MISSING = "action missing"
    MESSAGE_TOO_LONG = "message too long"
    EVENT_PAST = "event past"
    EARLIER_TEXT = "earlier text"
    CARELESS = "careless"


# Without these nobody can be shown it at all, not even by the private link.
WORDS_NEEDED = frozenset({FindingCode.TITLE_MISSING, FindingCode.TEXT_MISSING})


@dataclass(frozen=True)
class Finding:
    """One thing that is missing or weak. `section` is where it is mended; a blocking one keeps the petition shut."""

    section: str
    code: FindingCode
    is_blocking: bool = False
    details: dict[str, Any] = field(default_factory=dict)


def check(petition: Petition) -> list[Finding]:
    """All that is missing or weak: what keeps it shut first, then in the order of the page."""
    found = [finding for look in LOOKS for finding in look(petition)]
    return sorted(found, key=lambda finding: not finding.is_blocking)


def missing(petition: Petition) -> list[Finding]:
    """What keeps it shut."""
    return [finding for finding in check(petition) if finding.is_blocking]


def _words(petition: Petition) -> Iterator[Finding]:
    section, words = words_section(petition.language), petition.latest(petition.language)
    if words is None or not words.title:
        yield Finding(section, FindingCode.TITLE_MISSING, is_blocking=True)
    if words is None or not words.text:
        yield Finding(section, FindingCode.TEXT_MISSING, is_blocking=True)
    if words is not None:
        yield from _weak_words(petition, words, section)


def _weak_words(petition: Petition, words: Revision, section: str) -> Iterator[Finding]:
    if len(words.title) > LONG_TITLE:
        yield Finding(section, FindingCode.TITLE_LONG, details={"length": len(words.title), "best": LONG_TITLE})
    if not words.summary:
        yield Finding(section, FindingCode.SUMMARY_MISSING)
    if petition.abilities.people_sign and not words.demand:
        yield Finding(section, FindingCode.DEMAND_MISSING)
    if 0 < len(words.text) < SHORT_TEXT:
        yield Finding(section, FindingCode.TEXT_SHORT, details={"length": len(words.text)})
    if (number := len(words.text.split())) > MOST_WORDS:
        yield Finding(section, FindingCode.TEXT_LONG, details={"words": number, "best": MOST_WORDS})
    if not words.share_text:
        yield Finding(section, FindingCode.SHARE_TEXT_MISSING)


def _places_to_fill(petition: Petition) -> Iterator[Finding]:
    for one in unfilled(petition):
        yield Finding(one.section, FindingCode.PLACE_TO_FILL, one.is_frozen, {"places": one.places})


def _translations(petition: Petition) -> Iterator[Finding]:
    own = petition.latest(petition.language)
    for language in petition.languages[1:]:
        translation = petition.latest(language)
        if own is None or translation is None:
            continue
        parts = [name for name in WORDS if getattr(own, name) and not getattr(translation, name)]
        if petition.picture and petition.picture.alt.get(petition.language) and not petition.picture.alt.get(language):
            parts.append("alt")
        section, details = words_section(language), {"language": language, "parts": parts}
        if parts:
            yield Finding(section, FindingCode.TRANSLATION_INCOMPLETE, details=details)
        if petition.is_outdated(language):
            yield Finding(section, FindingCode.TRANSLATION_OUTDATED, details={"language": language})


def _addressees(petition: Petition) -> Iterator[Finding]:
    can = petition.abilities
    if not can.has_addressees:
        return
    asked = [one for one in petition.addressees if one.role is not AddresseeRole.COPY]
    # A call may name nobody: what it asks for is asked of its readers.
    if can.is_counted and not asked:
        yield Finding(Section.ADDRESSEES, FindingCode.ADDRESSEE_MISSING, is_blocking=True)
    if any(not any(text.name for text in one.texts) for one in petition.addressees):
        yield Finding(Section.ADDRESSEES, FindingCode.ADDRESSEE_UNNAMED, is_blocking=True)
    for one in asked:
        words = next((text for text in one.texts if text.language == petition.language), next(iter(one.texts), None))
        if words and words.name and not (words.institution or words.office):
            yield Finding(Section.ADDRESSEES, FindingCode.INSTITUTION_MISSING, details={"name": words.name})


def _goal(petition: Petition) -> Iterator[Finding]:
    if not petition.abilities.has_goal:
        return
    first = min((step.target for step in petition.goals), default=None)
    if first is None:
        yield Finding(Section.GOAL, FindingCode.GOAL_MISSING)
    elif first > HIGH_GOAL:
        yield Finding(Section.GOAL, FindingCode.GOAL_HIGH, details={"goal": first, "best": HIGH_GOAL})


def _picture(petition: Petition) -> Iterator[Finding]:
    if petition.picture and not petition.picture.alt.get(petition.language):
        yield Finding(Section.PICTURE, FindingCode.PICTURE_WITHOUT_WORDS, is_blocking=True)


def _times(petition: Petition) -> Iterator[Finding]:
    if petition.closes_local is None:
        yield Finding(Section.TIMES, FindingCode.CLOSING_MISSING)
    elif petition.closes_local <= _earliest_opening(petition):
        yield Finding(Section.TIMES, FindingCode.CLOSES_TOO_EARLY, is_blocking=True)
    # Mailed links count for a while after closing: until then it must be known who signed.
    last = petition.closes_local or _earliest_opening(petition)
    if petition.retain_until - CONFIRMATION_GRACE <= last.date():
        yield Finding(Section.TIMES, FindingCode.RETENTION_TOO_SHORT, is_blocking=True)


def _earliest_opening(petition: Petition) -> datetime:
    """By the petition's own clocks: when it opens by plan, its embargo ends, or now."""
    now = clock.now().astimezone(ZoneInfo(petition.zone)).replace(tzinfo=None)
    return max(now, petition.opens_local or now, petition.embargo_local or now)


def _actions(petition: Petition) -> Iterator[Finding]:
    if not petition.abilities.is_counted and not petition.actions:
        yield Finding(Section.ACTIONS, FindingCode.ACTION_MISSING)
    for one in messages.too_long(petition):
        details = {"number": one.action.position, "network": one.network, "length": one.length, "best": one.longest}
        yield Finding(Section.ACTIONS, FindingCode.MESSAGE_TOO_LONG, details=details)


def _events(petition: Petition) -> Iterator[Finding]:
    for event in petition.events:
        if event.is_past:
            yield Finding(Section.EVENTS, FindingCode.EVENT_PAST, details={"titles": dict(event.titles)})


def _press(petition: Petition) -> Iterator[Finding]:
    if not petition.contacts:
        yield Finding(Section.PRESS, FindingCode.PRESS_MISSING)


def _signatories(petition: Petition) -> Iterator[Finding]:
    if lines := earlier_words.lines_of_an_earlier_text(petition):
        # Only those that are shown are unsealed.
        names = islice(filter(None, map(signatory_lines.name_of, lines)), MOST_NAMED)
        details = {"number": len(lines), "names": [*names]}
        yield Finding(OF_SIGNATORIES, FindingCode.EARLIER_TEXT, details=details)


def _care(petition: Petition) -> Iterator[Finding]:
    for one in care.careless(petition):
        section = ELSEWHERE.get(one, Section.NAMES)
        yield Finding(section, FindingCode.CARELESS, details={"what": one.value})


def _team(petition: Petition) -> Iterator[Finding]:
    if petition.is_paused:
        yield Finding(OF_TEAM, FindingCode.TEAM_SUSPENDED, is_blocking=True)
    lacks = [name for name in LEGAL if not getattr(petition.team, name)]
    if lacks:
        yield Finding(OF_TEAM, FindingCode.TEAM_INCOMPLETE, is_blocking=True, details={"fields": lacks})


LOOKS: tuple[Callable[[Petition], Iterator[Finding]], ...] = (
    *(
        _words,
        _places_to_fill,
        _translations,
        _addressees,
        _goal,
        _picture,
        _times,
        _care,
        _events,
        _actions,
        _press,
        _signatories,
        _team,
    ),
)
