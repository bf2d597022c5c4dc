"""What may still change once people sign: small corrections, translations, and copies. Each for everyone to see.

Title, demand and addressees stay what they were at opening. A correction is a new revision, which later signatures
name, and an entry of the ledger; all corrections together change a small share of what a language said at opening.
Larger ones need staff, see `large_corrections.py`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from petition.extensions import db
from petition.lib import clock, differences, text
from petition.models.addressee import Addressee, AddresseeRole, AddresseeText
from petition.models.ledger import EntryKind, LedgerInbox
from petition.models.petition import Petition, PetitionState
from petition.models.revision import Revision
from petition.services import asked_corrections, auditing, consents, lengths, petitions, revisions
from petition.services.errors import CannotChangeState
from petition.services.revision_errors import (
    InvalidRevision,
    NothingChanged,
    RevisedMeanwhile,
    RevisionTooLarge,
    TooManyRevisions,
    TouchesFrozen,
    WouldBeEmpty,
)

FROZEN = ("title", "demand")
# What can be corrected, and how long each may be.
REVISED = {
    "summary": lengths.TEXT,
    "text": lengths.BODY,
    "place_and_date": lengths.LINE,
    "opening": lengths.TEXT,
    "closing": lengths.TEXT,
    "question": lengths.LINE,
}
LINES = ("title", "place_and_date", "question")
# Of the characters that the same words had at opening.
LARGEST_SHARE = 0.02
# Per language, each with its line on the public page and in the ledger.
MOST_CORRECTIONS = 50
# In the place of a reason: what came newly needs none. Whatever was written before opening has no reason at all.
ADDED = "added"
TAKES_COPIES = (PetitionState.OPEN, PetitionState.CLOSED)

Words = Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """A revision since opening, beside the one it took the place of; None where the language was not there before."""

    revision: Revision
    before: Revision | None


def changes(petition: Petition) -> list[Change]:
    """Everything that was changed in its words since it opened, newest first."""
    found: list[Change] = []
    newest: dict[str, Revision] = {}
    for revision in sorted(petition.revisions, key=lambda one: one.number):
        if revision.reason:
            found.append(Change(revision, newest.get(revision.language)))
        if revision.is_complete:
            newest[revision.language] = revision
    return sorted(found, key=lambda change: (change.revision.created_at, change.revision.number), reverse=True)


def revise(
    petition: Petition,
    language: str,
    values: Words,
    *,
    reason: str,
    by: str,
    seen: str | None = None,
    is_allowed: bool = False,
) -> Revision:
    """Correct the words in a language, those of REVISED that `values` hold. `seen` is the hash of what was corrected.

    Staff may have allowed a large one. What waits for them in this language is over: it was made of other words.
    Raises CannotChangeState, RevisedMeanwhile, TooManyRevisions, InvalidRevision where a reason is missing, and
    whatever `corrected` raises.
    """
    petitions.wait_for(petition)
    newest(petition, language, seen=seen)
    words = corrected(petition, language, values, is_allowed=is_allowed)
    if not is_allowed and (share := share_of(petition, language, words)) > LARGEST_SHARE:
        raise RevisionTooLarge(share)
    why = reason_of(petition, language, reason)
    made = revisions.write(petition, language, words, reason=why)
    asked_corrections.end_waiting(petition, language)
    _publish(petition, made)
    auditing.record_of_petition(
        "revise petition",
        petition,
        actor=by,
        language=language,
        number=made.number,
        reason=why,
    )
    return made


def newest(petition: Petition, language: str, *, seen: str | None) -> Revision:
    """What is to be corrected, if it still can be. Raises CannotChangeState, RevisedMeanwhile, InvalidRevision."""
    _require_state(petition, PetitionState.OPEN)
    latest = _latest(petition, language)
    if seen not in (None, latest.sha256):
        raise RevisedMeanwhile
    return latest


def reason_of(petition: Petition, language: str, reason: str) -> str:
    """Why it is corrected once more. Raises TooManyRevisions, and InvalidRevision where the reason is missing."""
    if sum(bool(one.reason) for one in petition.revisions if one.language == language) >= MOST_CORRECTIONS:
        raise TooManyRevisions
    if not (why := text.clean_line(reason)):
        raise InvalidRevision("the reason is missing")
    return why


def corrected(petition: Petition, language: str, values: Words, *, is_allowed: bool = False) -> dict[str, str]:
    """All of REVISED as they would be. Staff may allow as much as they like, or be asked to.

    Raises TouchesFrozen, NothingChanged, WouldBeEmpty, RevisionTooLarge where that is plain at a glance, and
    InvalidRevision where one is too long.
    """
    latest = _latest(petition, language)
    for name in values.keys() - REVISED.keys():
        if values[name] != getattr(latest, name, None):
            raise TouchesFrozen(f"{name} stays what it was at opening")
    now = words_of(latest)
    words = now | {name: _read(name, values[name]) for name in REVISED if name in values}
    if words == now:
        raise NothingChanged
    if any(now[name] and not words[name] for name in REVISED):
        raise WouldBeEmpty
    # Comparing two texts that have nothing in common takes long, and nobody signs meanwhile.
    at_least = _share(petition, language, words, differences.least_extent)
    if at_least > LARGEST_SHARE and not is_allowed:
        raise RevisionTooLarge(at_least)
    return words


def words_of(revision: Revision) -> dict[str, str]:
    """Those that can be corrected. Files keep them as they were written; other spaces alone are no correction."""
    return {name: _cleaned(name, getattr(revision, name)) for name in REVISED}


def share_of(petition: Petition, language: str, words: Words) -> float:
    """How much would be another of what a language said at opening, or since staff allowed a large correction; of one.

    `words` are all of REVISED.
    """
    return _share(petition, language, words, differences.extent)


def _share(petition: Petition, language: str, words: Words, extent: Callable[[str, str], int]) -> float:
    before = words_of(asked_corrections.measured_by(petition, language))
    changed = sum(extent(before[name], _cleaned(name, words[name])) for name in REVISED)
    return changed / max(1, sum(map(len, before.values())))


def needed(petition: Petition) -> list[str]:
    """Which words a translation has to have: those that its own language has."""
    own = _latest(petition, petition.language)
    return [name for name in (*FROZEN, *REVISED) if getattr(own, name)]


def add_translation(
    petition: Petition, language: str, values: Mapping[str, Any], *, by: str, source: str = ""
) -> Revision:
    """Say it in one language more. `values` are those of `revisions.WORDS`, `source` the hash of what it was made of.

    Raises CannotChangeState, RevisedMeanwhile where there is one by now, InvalidRevision where words are missing or
    too long.
    """
    petitions.wait_for(petition)
    _require_state(petition, PetitionState.OPEN)
    if language in petition.readable_languages:
        raise RevisedMeanwhile
    words = {name: _read(name, str(values.get(name) or "")) for name in (*FROZEN, *REVISED)}
    if lacking := [name for name in needed(petition) if not words[name]]:
        raise InvalidRevision(f"{', '.join(lacking)}: missing in this language")
    beside = {"share_text": text.clean_text(values.get("share_text") or ""), "hashtags": values.get("hashtags") or []}
    originals = {one.sha256 for one in petition.revisions if one.language == petition.language}
    made = revisions.write(
        petition, language, words | beside, reason=ADDED, source=source if source in originals else None
    )
    consents.write_wordings(petition.team, [language])
    _publish(petition, made)
    auditing.record_of_petition("add translation", petition, actor=by, language=language)
    return made


def look_through(petition: Petition, language: str, *, source: str, by: str) -> None:
    """A translation still says what the petition's own language says, whose hash `source` was when it was shown.

    Where that was corrected once more, it is still older than that. Raises CannotChangeState, InvalidRevision.
    """
    petitions.wait_for(petition)
    _require_state(petition, PetitionState.OPEN)
    translation = _latest(petition, language)
    if source == _latest(petition, petition.language).sha256:
        revisions.note_source(petition, translation)
        auditing.record_of_petition(
            "look through translation",
            petition,
            actor=by,
            language=language,
        )


def add_copy(petition: Petition, texts: Mapping[str, Words], *, by: str) -> Addressee:
    """Send a copy to one more: figures only, for nobody who signed so far knew of it. Asking twice adds one.

    `texts` are name, office, institution and note by language. Raises CannotChangeState, InvalidRevision where there
    is no name in the petition's own language.
    """
    petitions.wait_for(petition)
    _require_state(petition, *TAKES_COPIES)
    if not texts.get(petition.language, {}).get("name"):
        raise InvalidRevision("the name is missing")
    about = [_addressee_text(language, words) for language, words in texts.items() if words.get("name")]
    there = [one for one in petition.addressees if one.gets_figures_only and _said(one.texts) == _said(about)]
    if there:
        return there[0]
    made = Addressee(
        role=AddresseeRole.COPY,
        position=max((one.position for one in petition.addressees), default=0) + 1,
        gets_figures_only=True,
        added_at=clock.now(),
        texts=about,
    )
    petition.addressees.append(made)
    petition.edited_at = clock.now()
    db.session.flush()
    auditing.record_of_petition("add copy", petition, actor=by)
    return made


def _publish(petition: Petition, made: Revision) -> None:
    """Let the ledger and everyone's pages know of a new revision."""
    # A translation may have been begun before opening: what it says is from now.
    made.created_at = petition.edited_at = clock.now()
    db.session.add(
        LedgerInbox(
            petition_id=petition.id,
            kind=EntryKind.REVISION,
            weight=0,
            revision=made.sha256,
            commitment=petitions.NO_COMMITMENT,
        )
    )
    db.session.flush()


def _latest(petition: Petition, language: str) -> Revision:
    found = petition.latest(language)
    if found is None or not found.is_complete:
        raise InvalidRevision(f"there are no words in {language}")
    return found


def _read(name: str, value: str) -> str:
    """What was typed, cleaned. Raises InvalidRevision where it is too long."""
    words = _cleaned(name, value)
    if len(words) > (lengths.LINE if name in LINES else REVISED.get(name, lengths.TEXT)):
        raise InvalidRevision(f"{name}: too long")
    return words


def _cleaned(name: str, value: str) -> str:
    if name == "text":
        return text.clean_markdown(value)
    return text.clean_line(value) if name in LINES else text.clean_text(value)


def _addressee_text(language: str, words: Words) -> AddresseeText:
    lines = {name: text.clean_line(words.get(name, ""))[: lengths.LINE] for name in ("name", "office", "institution")}
    return AddresseeText(language=language, note=text.clean_text(words.get("note", "")), **lines)


def _said(about: Iterable[AddresseeText]) -> dict[str, tuple[str, ...]]:
    return {one.language: (one.name, one.office, one.institution, one.note) for one in about}


def _require_state(petition: Petition, *states: PetitionState) -> None:
    if petition.state not in states:
        raise CannotChangeState
