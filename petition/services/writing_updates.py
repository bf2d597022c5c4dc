"""Writing news: drafts by language, saved so that nobody's work is lost, and corrected once everyone reads them."""

import json
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from petition.extensions import db
from petition.lib import clock, crypto, text
from petition.models.news import UNPUBLISHED, Update, UpdateState, UpdateText
from petition.models.petition import Petition
from petition.services import auditing, lengths, petitions, updates
from petition.services.update_errors import (
    InvalidUpdate,
    TooManyDrafts,
    UpdateChangedMeanwhile,
    UpdateIsFixed,
    UpdateIsGone,
)

LONGEST = {"title": lengths.LINE, "text": lengths.BODY}
MOST_DRAFTS = 30

Words = Mapping[str, str]


def drafts(petition: Petition) -> list[Update]:
    """What is written and not published: what was begun last comes first."""
    query = (
        select(Update)
        .options(selectinload(Update.texts))
        .where(Update.petition_id == petition.id, Update.number.is_(None))
        .order_by(Update.id.desc())
        .limit(MOST_DRAFTS)
    )
    return list(db.session.scalars(query))


def by_public_id(petition: Petition, public_id: str) -> Update | None:
    return db.session.scalar(select(Update).where(Update.petition_id == petition.id, Update.public_id == public_id))


def begin(petition: Petition, *, by: str) -> Update:
    """An empty draft; the one that the same person began and left empty, if there is one. Raises TooManyDrafts."""
    petitions.wait_for(petition)
    there = drafts(petition)
    if empty := next((one for one in there if one.written_by == by and not one.texts), None):
        return empty
    if len(there) >= MOST_DRAFTS:
        raise TooManyDrafts
    update = Update(petition=petition, written_by=by, edited_at=clock.now())
    db.session.add(update)
    db.session.flush()
    auditing.record_of_petition("begin update", petition, actor=by)
    return update


def languages_of(update: Update) -> list[str]:
    """The languages that it can be written in: those of its petition, and those that it has words in."""
    petition = update.petition
    spoken = petition.readable_languages if petition.is_public else petition.languages
    return [*dict.fromkeys([*spoken, *sorted(text.language for text in update.texts)])]


def read(update: Update, language: str) -> dict[str, str]:
    """What it says in a language; empty where nothing is written."""
    words = update.in_language(language)
    return {"title": words.title if words else "", "text": words.text if words else ""}


def fingerprint(update: Update, language: str) -> str:
    """The same as long as nobody changes its words in a language, or who can read them."""
    held = json.dumps(read(update, language), sort_keys=True)
    return f"{update.state.value}:{crypto.fingerprint(held.encode())}"


def hold(update: Update) -> Update:
    """See it as it is now, and keep others from changing it until the commit. Raises UpdateIsGone."""
    update_id, petition = update.id, update.petition
    petitions.wait_for(petition)
    found = db.session.get(Update, update_id, populate_existing=True)
    if found is None:
        raise UpdateIsGone
    return found


def save(update: Update, language: str, values: Words, *, seen: str, by: str) -> str:
    """Let it say this in a language; the new fingerprint. `seen` is that of what the change was made from.

    Of news that is published it is a correction, which everyone sees. Raises UpdateIsGone, UpdateIsFixed,
    UpdateChangedMeanwhile, InvalidUpdate: whoever catches them rolls back.
    """
    update = hold(update)
    if update.state not in (UpdateState.DRAFT, UpdateState.PUBLISHED):
        raise UpdateIsFixed
    wanted = cleaned(values)
    before = read(update, language)
    if seen.partition(":")[0] != update.state.value:
        raise UpdateChangedMeanwhile
    if wanted == before:
        return fingerprint(update, language)
    if seen != fingerprint(update, language):
        raise UpdateChangedMeanwhile
    if update.state is UpdateState.PUBLISHED:
        _correct(update, language, wanted, by=by)
    else:
        _write(update, language, wanted)
    update.edited_at = clock.now()
    db.session.flush()
    return fingerprint(update, language)


def cleaned(values: Words) -> dict[str, str]:
    """What was typed, as it is kept. Raises InvalidUpdate where it is too long."""
    words = {"title": text.clean_line(values["title"]), "text": text.clean_markdown(values["text"])}
    for name, longest in LONGEST.items():
        if len(words[name]) > longest:
            raise InvalidUpdate(name, "too long")
    return words


def discard(update: Update, *, by: str) -> None:
    """Delete a draft. Raises UpdateIsGone, UpdateIsFixed where it waits for its hour or was published."""
    update = hold(update)
    if update.state is not UpdateState.DRAFT:
        raise UpdateIsFixed
    db.session.delete(update)
    auditing.record_of_petition("discard update", update.petition, actor=by)
    db.session.flush()


def is_unpublished(update: Update) -> bool:
    return update.state in UNPUBLISHED


def _write(update: Update, language: str, words: Words) -> UpdateText:
    there = update.in_language(language)
    if there is None:
        there = UpdateText(language=language, title="", text="")
        update.texts.append(there)
    there.title, there.text = words["title"], words["text"]
    return there


def _correct(update: Update, language: str, words: Words, *, by: str) -> None:
    """What everyone reads is corrected, not emptied; a language that comes later comes whole."""
    for name in LONGEST:
        if not words[name]:
            raise InvalidUpdate(name, "missing")
    there = update.in_language(language)
    was_read = there is not None and there.is_complete
    there = _write(update, language, words)
    if was_read:
        there.corrected_at = clock.now()
    updates.renew_pages(update.petition)
    which = {"number": update.number, "language": language}
    if was_read:
        auditing.record_of_petition("correct update", update.petition, actor=by, **which)
    else:
        auditing.record_of_petition("translate update", update.petition, actor=by, **which)
