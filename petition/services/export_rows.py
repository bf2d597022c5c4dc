"""Whom each export holds, a portion at a time, over connections that can only read.

Only what counted at the order's checkpoint and still counts: never who withdrew or was removed, and nobody whose
entry the checkpoint does not know yet. Each portion is read at once and its connection given back: however slowly an
export is fetched, it keeps no transaction open, and who withdraws or is forgotten meanwhile is left out of the rest.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, bindparam, func, or_, select

from petition.extensions import db
from petition.lib.tables import Row as Line
from petition.models.consent import Consent, ConsentPurpose, ConsentText
from petition.models.ledger import EntryKind, LedgerEntry, LedgerInbox, LedgerLink
from petition.models.outbox import Suppression
from petition.models.petition import NameAudience
from petition.models.record import ExportPurpose
from petition.models.signature import Comment, CommentState, Signature, SignatureState
from petition.services import identity

# Signatures held in memory at a time.
PORTION = 2000
# The id of the signature that a portion begins after.
LAST = bindparam("last", type_=BigInteger)
NAMED = (NameAudience.ADDRESSEES, NameAudience.PUBLIC)
# The news that somebody can agree to, in the order of the list's columns.
NEWS = (ConsentPurpose.PETITION_NEWS, ConsentPurpose.TEAM_NEWS)


@dataclass(frozen=True)
class Source:
    """What the rows are read from. Plain values, so that reading needs no session."""

    petition_id: int
    team_id: int
    checkpoint_size: int
    # The keys of the petition's own questions, in the order of their columns.
    questions: Sequence[str]
    mailbox_key: bytes = field(repr=False)


def officials(source: Source) -> Iterator[Line]:
    """Who gave their name to the addressees or published it: name, country, day, language, answers, comment.

    No mail address; whoever else signed appears only in totals.
    """
    hidden = select(Comment.signature_id).where(
        Comment.petition_id == source.petition_id, Comment.state == CommentState.HIDDEN
    )
    query = (
        _counted(source)
        # Not a join: that would let the database sort everything before the first row.
        .add_columns(Signature.country, Signature.confirmed_on, Signature.language, Signature.id.in_(hidden))
        .where(Signature.give_name_to.in_(NAMED))
    )
    for portion in _portions(query):
        for (_, _, _, country, day, language, is_hidden), signer in zip(portion, _signers(portion), strict=True):
            answers = signer["answers"]
            yield (
                signer["name"],
                country or "",
                day.isoformat(),
                language,
                *[answers.get(key, "") for key in source.questions],
                "" if is_hidden else signer["comment"],
            )


def news_list(source: Source) -> Iterator[Line]:
    """Who asked for news and did not take it back: mail address, name, language, what wording of each they agreed to.

    Mailboxes that refuse our mail, or asked never to be written to, are left out. Whoever gave their name to
    nobody is written to without it.
    """
    asked = _asked_by(source)
    versions = (_agreed(func.max(ConsentText.version)).where(ConsentText.purpose == purpose, asked) for purpose in NEWS)
    query = (
        _counted(source)
        .add_columns(Signature.give_name_to, Signature.language, *(version.scalar_subquery() for version in versions))
        # The second condition follows from others, but PostgreSQL would read all earlier consents for each portion.
        .where(_agreed(Consent.id).where(ConsentText.purpose.in_(NEWS), asked, Consent.signature_id > LAST).exists())
    )
    for portion in _portions(query):
        signers = _signers(portion)
        suppressed = _suppressed(source, [signer["address"] for signer in signers])
        for (_, _, _, give_name_to, language, *agreed), signer, is_suppressed in zip(
            portion, signers, suppressed, strict=True
        ):
            if is_suppressed:
                continue
            yield (
                signer["address"],
                signer["name"] if give_name_to in NAMED else "",
                language,
                *(str(version or "") for version in agreed),
            )


READERS: dict[ExportPurpose, Callable[[Source], Iterator[Line]]] = {
    ExportPurpose.OFFICIALS: officials,
    ExportPurpose.NEWS_LIST: news_list,
}


def _counted(source: Source) -> Select[*tuple[Any, ...]]:
    """The signatures that count now and counted at the checkpoint, so many of those above `last`, in a fixed order."""
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
        select(Signature.id, Signature.public_id, Signature.identity)
        .where(
            Signature.petition_id == source.petition_id,
            Signature.state == SignatureState.COUNTED,
            # Who was forgotten still counts, but there is nothing to tell.
            Signature.identity.is_not(None),
            Signature.id > LAST,
            Signature.id.not_in(waiting),
            Signature.id.not_in(later),
        )
        .order_by(Signature.id)
        .limit(PORTION)
    )


def _agreed(column: Any) -> Select[Any]:
    """Something of the wordings that a signer agreed to and did not take back, as a subquery."""
    return (
        select(column)
        .select_from(Consent)
        .join(ConsentText, Consent.consent_text_id == ConsentText.id)
        .where(Consent.signature_id == Signature.id, Consent.withdrawn_at.is_(None))
    )


def _asked_by(source: Source) -> ColumnElement[bool]:
    """Whoever agreed to news from a team that had the petition before agreed to that team alone."""
    return or_(ConsentText.purpose == ConsentPurpose.PETITION_NEWS, ConsentText.team_id == source.team_id)


def _portions(query: Select[*tuple[Any, ...]]) -> Iterator[Sequence[Sequence[Any]]]:
    """The rows of a query, each of which begins with id, public id and identity, so many at a time."""
    last = 0
    while True:
        with db.engine.connect() as connection:
            portion = connection.execute(query, {"last": last}).all()
        if portion:
            yield portion
        if len(portion) < PORTION:
            return
        last = portion[-1][0]


def _signers(portion: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    return identity.fields_of_signatures((row[1], row[2]) for row in portion)


def _suppressed(source: Source, signed_from: list[str]) -> list[bool]:
    """For each mail address, whether its mailbox is never to be written to."""
    indexes = [identity.mailbox_index(address, source.mailbox_key) for address in signed_from]
    with db.engine.connect() as connection:
        found = set(connection.scalars(select(Suppression.mailbox_index).where(Suppression.mailbox_index.in_(indexes))))
    return [index in found for index in indexes]
