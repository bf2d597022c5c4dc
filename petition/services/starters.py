"""Starters: petitions that are written halfway, with [places to fill in]; one file each in petition/starters.

A file is a petition in small: a head in YAML, and the text in every language that we speak. `source` gives it as the
sections of the editor, in one language.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from petition.lib import clock, frontmatter
from petition.models.kind import PetitionKind

FOLDER = Path(__file__).resolve().parent.parent / "starters"
# In the order in which they are offered.
NAMES = (
    "protect-health-workers",
    "letter-to-a-head-of-state",
    "statement-after-an-attack",
    "an-hour-of-action",
    "to-the-council",
)
LINES = ("title", "summary", "demand", "place_and_date", "opening", "closing", "question", "share_text")

Head = Mapping[str, Any]


@dataclass(frozen=True)
class Starter:
    """One that can be chosen: what it is called, and in one line what it is for."""

    name: str
    kind: PetitionKind
    title: str
    about: str


def named(language: str) -> list[Starter]:
    """Those there are in a language."""
    return [_starter(name, language) for name in NAMES if language in _read(name)[1]]


def kind_of(name: str) -> PetitionKind:
    """What a petition that begins with it is. Raises KeyError where there is none of that name."""
    return PetitionKind(_head(name)["kind"])


def source(name: str, language: str) -> dict[str, dict[str, Any]]:
    """What it says, by section of the editor, in the order in which they have to be written.

    Raises KeyError where there is none of that name, or not in this language.
    """
    head = _head(name)
    written = {
        "kind": {"kind": head["kind"]},
        f"words-{language}": _words(name, language),
        "addressees": {"addressees": [_addressee(one, language) for one in head.get("addressees", ())]},
        "goal": {"targets": list(head.get("goals", ()))},
        "fields": {"fields": [_field(one, language) for one in head.get("fields", ())]},
        "events": {"events": [_event(one, language) for one in head.get("events", ())]},
        "actions": {"actions": [_action(one, language) for one in head.get("actions", ())]},
        "next_steps": {"blocks": [_block(one, language) for one in head.get("next_steps", ())]},
    }
    return {section: values for section, values in written.items() if any(values.values())}


def all_words() -> Iterator[str]:
    """Everything that starters say in any language."""
    for name in NAMES:
        head, bodies = _read(name)
        yield from bodies.values()
        yield from _strings_in(head)


def _strings_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _strings_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings_in(inner)


@cache
def _read(name: str) -> tuple[Head, Mapping[str, str]]:
    if name not in NAMES:
        raise KeyError(name)
    return frontmatter.parse((FOLDER / f"{name}.md").read_text(encoding="utf-8"))


def _head(name: str) -> Head:
    return _read(name)[0]


def _starter(name: str, language: str) -> Starter:
    words = _head(name)["texts"][language]
    return Starter(name, kind_of(name), words["called"], words["about"])


def _words(name: str, language: str) -> dict[str, Any]:
    head, bodies = _read(name)
    words = head["texts"][language]
    return {
        **{line: words.get(line, "") for line in LINES},
        "text": bodies[language],
        "hashtags": list(words.get("hashtags", ())),
    }


def _addressee(one: Head, language: str) -> dict[str, Any]:
    return {"role": one["role"], "texts": {language: dict(one["texts"][language])}}


def _field(one: Head, language: str) -> dict[str, Any]:
    return {"labels": {language: one["labels"][language]}}


def _event(one: Head, language: str) -> dict[str, Any]:
    """At its hour, so many days from now: a day that its author has to change, and sees."""
    day = clock.now().date() + timedelta(days=one["in_days"])
    words = one["texts"][language]
    return {
        "starts": f"{day.isoformat()}T{time.fromisoformat(one['at']):%H:%M}",
        "minutes": one["minutes"],
        "titles": {language: words["title"]},
        "places": {language: words["place"]},
        "texts": {language: words["text"]},
    }


def _action(one: Head, language: str) -> dict[str, Any]:
    words, messages = one["texts"][language], one.get("messages", {})
    return {
        "kind": one["kind"],
        # The place in the list of events, from 1; 0 is none.
        "event": one.get("event", 0),
        "titles": {language: words["title"]},
        "texts": {language: words["text"]},
        "messages": [{"language": language, "text": messages[language]}] if messages else [],
    }


def _block(one: Head, language: str) -> dict[str, Any]:
    return {"words": {name: {language: words} for name, words in one["texts"][language].items()}}
