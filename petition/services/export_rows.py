"""Whom each export holds, row by row, over a connection that can only read.

Only what counted at the order's checkpoint and still counts: never who withdrew or was removed, and nobody whose
entry the checkpoint does not know yet.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select

from petition.extensions import db
from petition.models.consent import Consent, ConsentPurpose, ConsentText
from petition.models.ledger import EntryKind, LedgerEntry, LedgerInbox, LedgerLink
from petition.models.outbox import Suppression
from petition.models.petition import NameAudience
from petition.models.record import ExportPurpose
from petition.models.signature import Comment, CommentState, Signature, SignatureState
from petition.services import identity

# Rows held in memory at a time.
PORTION = 500
NAMED = (NameAudience.ADDRESSEES, NameAudience.PUBLIC)

Line = Mapping[str, str]


@dataclass(frozen=True)
class Source:
    """What the rows are read from. Plain values, so that reading needs no session."""

    petition_id: int
    checkpoint_size: int
    mailbox_key: bytes = field(repr=False)


def answer_column(key: str) -> str:
    """The column of a petition's own question, apart from every other column's name."""
    return f"answer_{key}"


def officials(source: Source) -> Iterator[Line]:
    """Who gave their name to the addressees or published it. No mail address; the others appear only in totals."""
    hidden = and_(Comment.signature_id == Signature.id, Comment.state == CommentState.HIDDEN)
    query = (
        _counted(source)
        .add_columns(Comment.id.label("hidden_comment"))
        .outerjoin(Comment, hidden)
        .where(Signature.give_name_to.in_(NAMED))
    )
    for portion in _portions(query):
        for row in portion:
            signer = _signer(row)
            answers = {answer_column(key): answer for key, answer in signer.answers.items()}
            yield answers | {
                "name": signer.name,
                "country": row.country or "",
                "day": row.confirmed_on.isoformat(),
                "language": row.language,
                "comment": "" if row.hidden_comment else signer.comment,
            }


def news_list(source: Source) -> Iterator[Line]:
    """Who asked for news and did not take it back, one row a person.

    Mailboxes that refuse our mail, or asked never to be written to, are left out. Whoever gave their name to
    nobody is written to without it.
    """
    versions = {purpose: _version(purpose) for purpose in (ConsentPurpose.PETITION_NEWS, ConsentPurpose.TEAM_NEWS)}
    query = (
        _counted(source)
        .add_columns(*(version.label(purpose.value) for purpose, version in versions.items()))
        .where(or_(*(version.is_not(None) for version in versions.values())))
    )
    for portion in _portions(query):
        signers = [_signer(row) for row in portion]
        for row, signer, is_suppressed in zip(portion, signers, _suppressed(source, signers), strict=True):
            if is_suppressed:
                continue
            yield {
                "mail": signer.address,
                "name": signer.name if row.give_name_to in NAMED else "",
                "language": row.language,
                **{purpose.value: str(row._mapping[purpose.value] or "") for purpose in versions},
            }


READERS: dict[ExportPurpose, Callable[[Source], Iterator[Line]]] = {
    ExportPurpose.OFFICIALS: officials,
    ExportPurpose.NEWS_LIST: news_list,
}


def _counted(source: Source) -> Select[*tuple[Any, ...]]:
    """The signatures that count now and counted at the checkpoint, in a fixed order."""
    waiting = select(LedgerInbox.signature_id).where(
        LedgerInbox.petition_id == source.petition_id,
        LedgerInbox.kind == EntryKind.CONFIRMED,
        LedgerInbox.signature_id.is_not(None),
    )
    later = (
        select(LedgerLink.signature_id)
        .join(LedgerEntry, LedgerEntry.id == LedgerLink.entry_id)
        .where(
            LedgerEntry.petition_id == source.petition_id,
            LedgerEntry.sequence >= source.checkpoint_size,
            LedgerEntry.kind == EntryKind.CONFIRMED,
        )
    )
    return (
        select(
            Signature.public_id,
            Signature.identity,
            Signature.country,
            Signature.confirmed_on,
            Signature.language,
            Signature.give_name_to,
        )
        .where(
            Signature.petition_id == source.petition_id,
            Signature.state == SignatureState.COUNTED,
            Signature.id.not_in(waiting),
            Signature.id.not_in(later),
        )
        .order_by(Signature.id)
    )


def _version(purpose: ConsentPurpose) -> Any:
    """The newest wording that a signer agreed to for a purpose and did not take back, as a subquery."""
    return (
        select(func.max(ConsentText.version))
        .join(Consent, Consent.consent_text_id == ConsentText.id)
        .where(
            Consent.signature_id == Signature.id,
            Consent.withdrawn_at.is_(None),
            ConsentText.purpose == purpose,
        )
        .scalar_subquery()
    )


def _portions(query: Select[*tuple[Any, ...]]) -> Iterator[Sequence[Row[Any]]]:
    """The rows of a query, so many at a time, from one snapshot (on PostgreSQL a cursor of the server's)."""
    with db.engine.connect() as connection:
        rows = connection.execution_options(yield_per=PORTION).execute(query)
        yield from rows.partitions()


def _signer(row: Row[Any]) -> identity.Identity:
    return identity.open_sealed(row.identity, context=identity.signature_context(row.public_id))


def _suppressed(source: Source, signers: list[identity.Identity]) -> list[bool]:
    """For each signer, whether their mailbox is never to be written to."""
    indexes = [identity.mailbox_index(signer.address, source.mailbox_key) for signer in signers]
    with db.engine.connect() as connection:
        found = set(connection.scalars(select(Suppression.mailbox_index).where(Suppression.mailbox_index.in_(indexes))))
    return [index in found for index in indexes]
