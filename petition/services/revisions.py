"""The rows that hold a petition's words: written anew where nobody can have signed them, and else numbered on."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import exists, select

from petition.extensions import db
from petition.lib import markdown, text
from petition.models.petition import Petition
from petition.models.revision import Revision
from petition.models.signatory import Signatory
from petition.services import lengths
from petition.services.errors import WordsChangedMeanwhile

# What a name stands under …
SIGNED = ("title", "summary", "text", "demand", "place_and_date", "opening", "closing", "question")
# … and what is passed on.
WORDS = (*SIGNED, "share_text", "hashtags")


def sha256_of(revision: Revision) -> str:
    """The hash that signatures name: over everything a signer is shown in this revision, as canonical JSON."""
    names = ("language", "number", "title", "summary", "text", "demand", "place_and_date", "question")
    content: dict[str, Any] = {name: getattr(revision, name) for name in names}
    # Only where there are such words, so that the hashes of revisions older than these fields stay what they are.
    content |= {name: words for name in ("opening", "closing") if (words := getattr(revision, name))}
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def write(
    petition: Petition, language: str, words: Mapping[str, Any], *, reason: str = "", source: str | None = None
) -> Revision:
    """Let the petition say this in a language; words that are not given stay what they are.

    The newest revision is changed in place where nobody can have put their name to it; else the next number is added.
    A translation counts as made of the words in the petition's own language whose hash `source` is; else of those that
    are there now.
    """
    newest = petition.latest(language)
    if newest is None:
        revision = _add(petition, language, 1, {})
    elif _changes_what_is_signed(newest, words) and _may_have_been_signed(petition, newest):
        revision = _add(petition, language, newest.number + 1, {name: getattr(newest, name) for name in WORDS})
    else:
        revision = newest
    for name, value in words.items():
        setattr(revision, name, value)
    revision.reason = reason or revision.reason
    revision.sha256 = sha256_of(revision)
    if source is None:
        note_source(petition, revision)
    else:
        revision.source_sha256 = source or None
    db.session.flush()
    return revision


def note_source(petition: Petition, revision: Revision) -> None:
    """Keep with a translation which words in the petition's own language it is made of."""
    own = petition.latest(petition.language)
    if own is not None and revision.language != petition.language:
        revision.source_sha256 = own.sha256


def hold_as_read(revision: Revision) -> None:
    """Let nobody change these words until the commit that puts a name under them. Raises WordsChangedMeanwhile."""
    read, row = revision.sha256, select(Revision.sha256).where(Revision.id == revision.id)
    if db.session.scalar(row.with_for_update(read=True)) != read:
        raise WordsChangedMeanwhile


def is_referred_to(revision: Revision) -> bool:
    """Whether somebody asked to be listed under these very words; until the commit nobody else does."""
    db.session.flush()
    # Whoever holds them as read comes first: its name is there by then.
    db.session.scalar(select(Revision.id).where(Revision.id == revision.id).with_for_update(key_share=True))
    return bool(db.session.scalar(select(exists().where(Signatory.revision_id == revision.id))))


def complete_words(petition: Petition) -> None:
    """Give each text that is ready a demand and a summary, where none was written: its title, its first paragraph."""
    outdated = {language: petition.is_outdated(language) for language in petition.languages}
    for language, is_outdated in outdated.items():
        newest = petition.latest(language)
        if newest is not None and newest.is_complete:
            source = newest.source_sha256 if is_outdated else None
            write(petition, language, made_at_opening(petition, newest), source=source)


def made_at_opening(petition: Petition, revision: Revision) -> dict[str, str]:
    """What `complete_words` puts into it: nothing where all was written."""
    found = {}
    if not revision.summary:
        first = markdown.first_paragraph(revision.text)
        found["summary"] = text.shortened(first, lengths.MADE_SUMMARY) or revision.title
    if not revision.demand and petition.abilities.people_sign:
        found["demand"] = revision.title
    return found


def _add(petition: Petition, language: str, number: int, words: Mapping[str, Any]) -> Revision:
    empty: dict[str, Any] = dict.fromkeys(SIGNED, "") | {"share_text": "", "hashtags": []}
    revision = Revision(language=language, number=number, reason="", **{**empty, **words})
    petition.revisions.append(revision)
    return revision


def _changes_what_is_signed(revision: Revision, words: Mapping[str, Any]) -> bool:
    return any(words[name] != getattr(revision, name) for name in SIGNED if name in words)


def _may_have_been_signed(petition: Petition, revision: Revision) -> bool:
    was_shown = petition.is_frozen and revision.is_complete
    return was_shown or is_referred_to(revision)
