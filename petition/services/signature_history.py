"""What happened to one signature, or to a form that waits: from the rows that deeds left, found by their indexes."""

from dataclasses import dataclass

from sqlalchemy import select

from petition.extensions import db
from petition.models.consent import Consent, ConsentText
from petition.models.ledger import EntryKind, LedgerEntry, LedgerLink
from petition.models.outbox import Mail
from petition.models.record import Audit
from petition.models.signature import Signature
from petition.models.submission import Submission
from petition.services import jobs, team_log
from petition.services.team_log import Named

# Of each kind; no signature comes to so many.
MOST = 50


@dataclass(frozen=True)
class Agreed:
    """A yes to one wording of one question."""

    consent: Consent
    text: ConsentText


@dataclass(frozen=True)
class History:
    """Rows, each kind in its order. Mails are known for 30 days; `named` are the people who did the deeds."""

    mails: list[Mail]
    agreed: list[Agreed]
    deeds: list[Audit]
    # Places in the ledger, and what stands there.
    entries: list[tuple[int, EntryKind]]
    named: Named


def of(signature: Signature) -> History:
    deeds = [*_deeds(signature.public_id), *jobs.deeds_as_audit(signature)]
    return History(
        mails=_mails(signature.public_id),
        agreed=agreed(signature),
        deeds=deeds,
        entries=_entries(signature),
        named=team_log.named_in(deeds),
    )


def agreed(signature: Signature) -> list[Agreed]:
    """What its signer said yes to, in the words of then, and what became of it."""
    rows = db.session.execute(
        select(Consent, ConsentText)
        .join(ConsentText, ConsentText.id == Consent.consent_text_id)
        .where(Consent.signature_id == signature.id)
        .order_by(Consent.id)
        .limit(MOST)
    )
    return [Agreed(*row) for row in rows]


def of_waiting(submission: Submission) -> History:
    deeds = _deeds(submission.public_id)
    return History(_mails(submission.public_id), [], deeds, [], team_log.named_in(deeds))


def _mails(public_id: str) -> list[Mail]:
    return list(db.session.scalars(select(Mail).where(Mail.subject == public_id).order_by(Mail.id).limit(MOST)))


def _deeds(public_id: str) -> list[Audit]:
    return list(db.session.scalars(select(Audit).where(Audit.subject == public_id).order_by(Audit.id).limit(MOST)))


def _entries(signature: Signature) -> list[tuple[int, EntryKind]]:
    rows = db.session.execute(
        select(LedgerEntry.sequence, LedgerEntry.kind)
        .join(LedgerLink, LedgerLink.entry_id == LedgerEntry.id)
        .where(LedgerLink.signature_id == signature.id)
        .order_by(LedgerLink.entry_id)
        .limit(MOST)
    )
    return [(sequence, kind) for sequence, kind in rows]
