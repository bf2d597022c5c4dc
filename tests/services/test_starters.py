"""Petitions that are written halfway: whole in every language, and with places that are seen."""

import re
from typing import Any

import pytest

import config
from petition.extensions import db
from petition.lib import markdown
from petition.models.kind import PetitionKind
from petition.services import drafting, lengths, sections, starters
from petition.services.sections import words_section
from tests.conftest import FakeClock
from tests.making import make_team

LANGUAGES = config.SHIPPED_LANGUAGES
PLACE = re.compile(r"\[[^\]]+\]")
each = pytest.mark.parametrize("name", starters.NAMES)
in_each_language = pytest.mark.parametrize("language", LANGUAGES)


def shape(values: Any) -> Any:
    """Everything but the words themselves; of words, whether there are any."""
    if isinstance(values, dict):
        return {"(language)" if key in LANGUAGES else key: shape(value) for key, value in values.items()}
    if isinstance(values, list):
        return [shape(value) for value in values]
    return bool(values) if isinstance(values, str) else values


def test_all_of_them_are_offered_in_every_language() -> None:
    assert {path.stem for path in starters.FOLDER.glob("*.md")} == set(starters.NAMES)
    for language in LANGUAGES:
        assert [one.name for one in starters.named(language)] == list(starters.NAMES)
    assert starters.named("xx") == []


def test_there_is_one_of_each_kind() -> None:
    assert {one.kind for one in starters.named("en")} == set(PetitionKind)


@each
def test_it_says_as_much_in_every_language(name: str) -> None:
    found = []
    for language in LANGUAGES:
        source = starters.source(name, language)
        found.append(shape({"words": source.pop(words_section(language)), **source}))
    assert found == [found[0]] * len(LANGUAGES)


@each
@in_each_language
def test_what_is_to_be_filled_in_is_seen_on_the_page(name: str, language: str) -> None:
    text = starters.source(name, language)[words_section(language)]["text"]
    html = markdown.render(text)
    assert len(PLACE.findall(html)) == len(PLACE.findall(text)) > 5
    assert "<a " not in html


@each
def test_it_has_as_many_paragraphs_in_every_language(name: str) -> None:
    sources = [starters.source(name, code)[words_section(code)]["text"] for code in LANGUAGES]
    assert [text.count("\n\n") for text in sources] == [sources[0].count("\n\n")] * len(LANGUAGES)


@each
@in_each_language
def test_nothing_in_it_is_too_long(name: str, language: str) -> None:
    words = starters.source(name, language)[words_section(language)]
    assert all(len(words[line]) <= lengths.LINE for line in ("title", "place_and_date", "question"))


@pytest.mark.usefixtures("database")
@each
@in_each_language
def test_a_petition_begins_with_it(name: str, language: str) -> None:
    made = drafting.from_starter(make_team(), name, language=language, title="", by="alice")
    db.session.commit()
    source = starters.source(name, language)
    assert (made.kind, made.language) == (starters.kind_of(name), language)
    held = sections.read(made, words_section(language))
    assert {key: held[key] for key in held if key in source[words_section(language)]} == source[words_section(language)]
    for section in source.keys() - {"kind"}:
        assert any(sections.read(made, section).values()), section


@pytest.mark.usefixtures("database")
def test_its_hour_is_three_weeks_away(time: FakeClock) -> None:
    made = drafting.from_starter(make_team(), "an-hour-of-action", language="en", title="", by="alice")
    [event], [attend, _share] = made.events, made.actions
    assert (event.starts_local.date() - time.now.date()).days == 21
    assert attend.event is event


def test_there_is_no_other() -> None:
    with pytest.raises(KeyError):
        starters.source("../demo/night-shift", "en")
