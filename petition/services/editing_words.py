"""The section of the editor that holds a petition's words in one language."""

import re
from typing import Any

from petition.models.petition import Petition
from petition.services import lengths, revisions
from petition.services.row_writing import Values
from petition.services.section_reader import SectionPart

# `source` is the hash of the words in the petition's own language that a translation was last looked through against.
KEYS = {*revisions.WORDS, "source"}
# What nobody signs may change at any time.
PASSED_ON = frozenset({"share_text", "hashtags"})
SHA256 = re.compile("[0-9a-f]{64}")


def read_words(petition: Petition, language: str) -> dict[str, Any]:
    """What it says in this language, which it has."""
    newest = petition.latest(language)
    source = newest.source_sha256 if newest else None
    return {**{name: getattr(newest, name) for name in revisions.WORDS}, "source": source or ""}


def clean_words(petition: Petition, part: SectionPart, language: str) -> dict[str, Any]:
    source = part.line("source")
    if source and not SHA256.fullmatch(source):
        raise part.mistake("source is no hash")
    return {
        "title": part.line("title"),
        "summary": part.text("summary"),
        "text": part.markdown("text"),
        "demand": part.text("demand"),
        "place_and_date": part.line("place_and_date"),
        "opening": part.text("opening"),
        "closing": part.text("closing"),
        "question": part.line("question"),
        "share_text": part.text("share_text", longest=lengths.SHARE_TEXT),
        "hashtags": part.tags("hashtags"),
        "source": source if language != petition.language else "",
    }


def write_words(petition: Petition, values: Values, language: str) -> None:
    words = {name: value for name, value in values.items() if name != "source"}
    revisions.write(petition, language, words, source=values["source"])


def frozen_words(petition: Petition, language: str) -> frozenset[str]:
    """Once it was opened: all that is signed; and of a translation that was not ready, all."""
    newest = petition.latest(language)
    is_shown = newest is not None and newest.is_complete
    return frozenset(KEYS - PASSED_ON) if is_shown else frozenset(KEYS)
