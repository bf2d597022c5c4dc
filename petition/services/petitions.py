"""A petition's life: made, opened, closed, hidden."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from petition.extensions import db
from petition.lib import clock
from petition.models.ledger import EntryKind, LedgerHead, LedgerInbox
from petition.models.petition import Petition, PetitionSlug, PetitionState, Revision
from petition.services import consents, keys
from petition.services.errors import CannotChangeState

# The commitment of an entry that is about no person.
NO_COMMITMENT = "0" * 64


def by_slug(slug: str) -> Petition | None:
    """The petition of a current or former address."""
    return db.session.scalar(select(Petition).join(PetitionSlug).where(PetitionSlug.slug == slug))


def current_slug(petition: Petition) -> str:
    return next(slug.slug for slug in petition.slugs if slug.is_current)


def add(petition: Petition, *, slug: str, revisions: Iterable[Revision]) -> Petition:
    """Keep a new draft, with its own index key and the sealed hash of each revision."""
    petition.slugs.append(PetitionSlug(slug=slug))
    for revision in revisions:
        revision.sha256 = sha256_of(revision)
        petition.revisions.append(revision)
    keys.new_index_key(petition)
    db.session.add(petition)
    db.session.flush()
    return petition


def open_now(petition: Petition, *, languages: Iterable[str]) -> None:
    """Open for signatures. Text, demand and addressees are frozen from here on. Raises CannotChangeState."""
    if petition.state not in (PetitionState.DRAFT, PetitionState.CIRCULATING):
        raise CannotChangeState
    petition.state = PetitionState.OPEN
    petition.opened_at = petition.active_at = clock.now()
    consents.write_wordings(petition.team, languages)
    db.session.add(LedgerHead(petition_id=petition.id))
    _record(petition, EntryKind.OPENED)


def close(petition: Petition) -> None:
    """End signing; mailed links count for seven days more. Raises CannotChangeState."""
    if petition.state is not PetitionState.OPEN:
        raise CannotChangeState
    petition.state = PetitionState.CLOSED
    petition.closed_at = clock.now()
    _record(petition, EntryKind.CLOSED)


def mark_answered(petition: Petition) -> None:
    """The addressees have answered. Raises CannotChangeState."""
    if petition.state not in (PetitionState.CLOSED, PetitionState.DELIVERED):
        raise CannotChangeState
    petition.state = PetitionState.ANSWERED


def hide(petition: Petition, *, reason: str) -> None:
    """Take a petition from public view; the reason is public. Nothing is deleted."""
    petition.state = PetitionState.HIDDEN
    petition.hidden_reason = reason


def due_to_close() -> list[Petition]:
    """The open petitions whose closing time has come."""
    candidates = db.session.scalars(
        select(Petition).where(Petition.state == PetitionState.OPEN, Petition.closes_local.is_not(None))
    )
    return [petition for petition in candidates if not petition.takes_signatures]


def sha256_of(revision: Revision) -> str:
    """The hash that signatures name: over everything a signer is shown in this revision, as canonical JSON."""
    content: dict[str, Any] = {
        name: getattr(revision, name)
        for name in ("language", "number", "title", "summary", "text", "demand", "place_and_date", "question")
    }
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _record(petition: Petition, kind: EntryKind) -> None:
    revision = petition.latest(petition.language)
    db.session.add(
        LedgerInbox(
            petition_id=petition.id,
            kind=kind,
            weight=0,
            revision=revision.sha256 if revision else NO_COMMITMENT,
            commitment=NO_COMMITMENT,
        )
    )
