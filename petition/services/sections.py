"""The sections of the editor: what each holds, and how it is saved so that nobody's work is lost.

A draft is a row like any other: a section is written straight into the tables. Whoever saves says by a fingerprint
what they had before them; where somebody else saved something else meanwhile, nothing is written.
"""

import enum
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from petition.extensions import db
from petition.lib import clock, crypto
from petition.models.petition import Petition, PetitionState
from petition.models.record import Audit
from petition.services import (
    auditing,
    editing_addressees,
    editing_blocks,
    editing_languages,
    editing_words,
    petition_pictures,
    petitions,
)
from petition.services import editing_campaign as campaign
from petition.services import editing_terms as terms
from petition.services.errors import NoSuchSection, SectionChangedMeanwhile, SectionIsFrozen
from petition.services.page_blocks import BLOCKS
from petition.services.petition_file_reader import HEAD
from petition.services.row_writing import Values
from petition.services.section_reader import SectionPart


class Section(enum.StrEnum):
    """The sections that do not belong to one language, in the order in which a copy is written."""

    KIND = "kind"
    LANGUAGES = "languages"
    ADDRESSEES = "addressees"
    GOAL = "goal"
    PICTURE = "picture"
    FIELDS = "fields"
    NAMES = "names"
    TIMES = "times"
    EVENTS = "events"
    ACTIONS = "actions"
    QUOTATIONS = "quotations"
    FIGURES = "figures"
    INITIATORS = "initiators"
    MENTIONS = "mentions"
    LINKS = "links"
    NEXT_STEPS = "next_steps"
    PRESS = "press"


WORDS = "words-"
# In these states nothing of a petition changes: staff look at it, or took it from view.
STANDING_STILL = (PetitionState.IN_REVIEW, PetitionState.HIDDEN)
# One line of a team's log says that somebody worked at a section, and not one for each pause in typing.
ONE_LINE_FOR = timedelta(hours=1)
LINES_LOOKED_AT = 50

Read = Callable[[Petition], dict[str, Any]]
Write = Callable[[Petition, Values], None]


def _nothing(_petition: Petition) -> frozenset[str]:
    return frozenset()


def _no_more(_petition: Petition) -> list[str]:
    return []


@dataclass(frozen=True)
class Verbs:
    """How a section is read, judged and written. `frozen` says which of its keys stay, once it was opened.

    `taken` says what goes with these values, and `seen_too` all that could: whoever takes it away has to have seen it.
    """

    keys: set[str]
    read: Read
    clean: Callable[[Petition, SectionPart], dict[str, Any]]
    write: Write
    frozen: Callable[[Petition], frozenset[str]] = _nothing
    seen_too: Callable[[Petition], list[str]] = _no_more
    taken: Callable[[Petition, Values], list[str]] = lambda _petition, _values: []


def _always(*keys: str) -> Callable[[Petition], frozenset[str]]:
    return lambda _petition: frozenset(keys)


def _blocks(name: str) -> Verbs:
    return Verbs(
        editing_blocks.KEYS,
        partial(editing_blocks.read_blocks, name=name),
        partial(editing_blocks.clean_blocks, name=name),
        partial(editing_blocks.write_blocks, name=name),
    )


def _words(language: str) -> Verbs:
    return Verbs(
        editing_words.KEYS,
        partial(editing_words.read_words, language=language),
        partial(editing_words.clean_words, language=language),
        partial(editing_words.write_words, language=language),
        partial(editing_words.frozen_words, language=language),
    )


VERBS: dict[str, Verbs] = {
    Section.KIND: Verbs(
        terms.KIND_KEYS, terms.read_kind, terms.clean_kind, terms.write_kind, _always("kind", "language")
    ),
    Section.LANGUAGES: Verbs(
        editing_languages.KEYS,
        editing_languages.read_languages,
        editing_languages.clean_languages,
        editing_languages.write_languages,
        _always("languages"),
        editing_languages.written,
        editing_languages.taken,
    ),
    Section.ADDRESSEES: Verbs(
        editing_addressees.KEYS,
        editing_addressees.read_addressees,
        editing_addressees.clean_addressees,
        editing_addressees.write_addressees,
        editing_addressees.frozen_addressees,
    ),
    Section.GOAL: Verbs(terms.GOAL_KEYS, terms.read_goal, terms.clean_goal, terms.write_goal, terms.frozen_goal),
    Section.PICTURE: Verbs(
        petition_pictures.KEYS,
        petition_pictures.read_section,
        petition_pictures.clean_section,
        petition_pictures.write_section,
    ),
    Section.FIELDS: Verbs(
        terms.FIELDS_KEYS, terms.read_fields, terms.clean_fields, terms.write_fields, _always(*terms.FIELDS_KEYS)
    ),
    Section.NAMES: Verbs(terms.NAMES_KEYS, terms.read_names, terms.clean_names, terms.write_names, terms.frozen_names),
    Section.TIMES: Verbs(terms.TIMES_KEYS, terms.read_times, terms.clean_times, terms.write_times, terms.frozen_times),
    Section.EVENTS: Verbs({"events"}, campaign.read_events, campaign.clean_events, campaign.write_events),
    Section.ACTIONS: Verbs({"actions"}, campaign.read_actions, campaign.clean_actions, campaign.write_actions),
    Section.PRESS: Verbs({"contacts"}, campaign.read_press, campaign.clean_press, campaign.write_press),
    **{name: _blocks(name) for name in BLOCKS},
}


def words_section(language: str) -> str:
    """The name of the section that holds the words in a language: `words-ar`."""
    return f"{WORDS}{language}"


def language_of(name: str) -> str | None:
    """The language of a section of words; None for any other section."""
    return name.removeprefix(WORDS) if name.startswith(WORDS) else None


def names_for(petition: Petition) -> list[str]:
    """The sections of this petition, in the order above; the page has its own."""
    can = petition.abilities
    is_there = {
        Section.ADDRESSEES: can.has_addressees,
        Section.GOAL: can.has_goal,
        Section.FIELDS: can.people_sign,
        Section.NAMES: can.is_counted,
    }
    others = [section.value for section in Section if is_there.get(section, True)]
    return [others[0], *map(words_section, petition.languages), *others[1:]]


def read(petition: Petition, name: str) -> dict[str, Any]:
    """What a section holds now: plain values. Raises NoSuchSection."""
    return _verbs(petition, name).read(petition)


def fingerprint(petition: Petition, name: str) -> str:
    """The same as long as nobody changes what the section holds. Raises NoSuchSection."""
    return ",".join([_fingerprint(read(petition, name)), *_verbs(petition, name).seen_too(petition)])


def frozen_fields(petition: Petition, name: str) -> frozenset[str]:
    """The keys of a section that cannot be changed as the petition stands. Raises NoSuchSection."""
    verbs = _verbs(petition, name)
    if petition.state in STANDING_STILL:
        return frozenset(verbs.keys)
    return verbs.frozen(petition) if petition.is_frozen else frozenset()


def is_frozen(petition: Petition, name: str) -> bool:
    """Whether nothing in a section can be changed as the petition stands. Raises NoSuchSection."""
    return frozen_fields(petition, name) >= _verbs(petition, name).keys


def save(petition: Petition, name: str, values: Values, *, seen: str, by: str) -> str:
    """Let a section hold these values; its new fingerprint. `seen` is that of what the change was made from.

    Two who save at once come one after the other. What is there already is no change, whoever wrote it. Raises
    NoSuchSection, InvalidSection, SectionIsFrozen, SectionChangedMeanwhile: whoever catches them rolls back.
    """
    petitions.wait_for(petition)
    before = read(petition, name)
    wanted = _clean(petition, name, values)
    # What stays need not be as clean as what is typed now.
    staying = frozen_fields(petition, name) & before.keys()
    wanted |= {key: before[key] for key in staying if values.get(key) == before[key]}
    if wanted == before:
        return fingerprint(petition, name)
    known = seen.split(",")
    if known[0] != _fingerprint(before) or not {*_verbs(petition, name).taken(petition, wanted)} <= {*known}:
        raise SectionChangedMeanwhile
    _require_unfrozen(petition, name, wanted, before)
    was_planned = petition.opens_itself
    _verbs(petition, name).write(petition, wanted)
    db.session.flush()
    if was_planned and not petition.opens_itself:
        auditing.record_of_petition("unschedule petition", petition, actor=by)
    if name == Section.KIND and wanted["slug"] != before["slug"]:
        auditing.record_of_petition("change address", petition, actor=by, former=before["slug"], address=wanted["slug"])
    _note(petition, name, by=by)
    return fingerprint(petition, name)


def fill(petition: Petition, name: str, values: Values, *, part: type[SectionPart] = SectionPart) -> None:
    """Write some values into a section of a petition that is being made, and that nobody else knows of yet.

    `part` reads them. Raises NoSuchSection, InvalidSection.
    """
    wanted = _clean(petition, name, {**read(petition, name), **values}, part)
    _verbs(petition, name).write(petition, wanted)
    db.session.flush()


def _verbs(petition: Petition, name: str) -> Verbs:
    if name not in names_for(petition):
        raise NoSuchSection(name)
    language = language_of(name)
    return _words(language) if language else VERBS[name]


def _clean(petition: Petition, name: str, values: Values, part: type[SectionPart] = SectionPart) -> dict[str, Any]:
    verbs = _verbs(petition, name)
    return verbs.clean(petition, part(values, HEAD, verbs.keys))


def _require_unfrozen(petition: Petition, name: str, wanted: Values, before: Values) -> None:
    for key in sorted(frozen_fields(petition, name)):
        if wanted.get(key) != before.get(key):
            raise SectionIsFrozen(key)


def _fingerprint(values: Mapping[str, Any]) -> str:
    return crypto.fingerprint(json.dumps(values, sort_keys=True).encode())


def _note(petition: Petition, name: str, *, by: str) -> None:
    """Let pages that are kept be made anew, and the team's log say who works at what."""
    petitions.note_edit(petition)
    if not petition.is_public:
        petition.active_at = clock.now()
    if not _is_in_the_log(petition, name, by):
        auditing.record_of_petition("change petition", petition, actor=by, section=name)
    db.session.flush()


def _is_in_the_log(petition: Petition, name: str, by: str) -> bool:
    """Whether one of the newest lines says it already."""
    newest = db.session.scalars(
        select(Audit).where(Audit.team_id == petition.team_id).order_by(Audit.id.desc()).limit(LINES_LOOKED_AT)
    )
    said = (line for line in newest if line.created_at > clock.now() - ONE_LINE_FOR)
    return any(
        (line.verb, line.actor, line.subject, line.details.get("section"))
        == ("change petition", by, petition.public_id, name)
        for line in said
    )
