"""Whom each export holds, a portion at a time, over connections that can only read.

Only what counted at the order's checkpoint and still counts: never who withdrew or was removed, and nobody whose
entry the checkpoint does not know yet. Each portion is read at once and its connection given back: however slowly an
export is fetched, it keeps no transaction open, and who withdraws or is forgotten meanwhile is left out of the rest.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from operator import itemgetter
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
# By these somebody counts.
BEGINNINGS = (EntryKind.CONFIRMED, EntryKind.RESTORED)
# The id of the signature that a portion begins after.
LAST = bindparam("last", type_=BigInteger)
NAMED = (NameAudience.ADDRESSEES, NameAudience.PUBLIC)
# The news that somebody can agree to, in the order of the list's columns.
NEWS = (ConsentPurpose.PETITION_NEWS, ConsentPurpose.TEAM_NEWS)


@dataclass(frozen=True)
class Source:
    """What the rows are read from. Plain values, so that reading needs no session."""

    # The public id of the export: references of one file say nothing to those of another.
    export: str
    petition_id: int
    team_id: int
    checkpoint_size: int
    # The keys of the petition's own questions, in the order of their columns.
    questions: Sequence[str]
    mailbox_key: bytes = field(repr=False)
    # What stands in the place of a name whose key is missing.
    lost: str = ""
    # Publishing is batched: nobody is to learn in which order people signed, nor do those who are handed a list.
    hides_order: bool = False


def officials(source: Source) -> Iterator[Line]:
    """Who gave their name to the addressees or published it: name, country, day, language, answers, comment.

    Of comments for everyone only those that everyone can read: not what the team hid or has not read yet, and not
    what its signer took back.

    No mail address; whoever else signed appears only in totals.
    """
    query = (
        counted(source)
        .add_columns(Signature.country, Signature.confirmed_on, Signature.language, Signature.name_hidden)
        .where(Signature.give_name_to.in_(NAMED))
    )
    for portion in portions(source, query):
        numbers = [row[0] for row in portion]
        shown = _whose_comment_is_shown(source, first=min(numbers), last=max(numbers))
        for (number, public_id, _, country, day, language, name_hidden), signer in zip(
            portion, signers(source, portion), strict=True
        ):
            answers = signer["answers"]
            is_read = number in shown or not signer["comment_is_public"]
            yield (
                "" if name_hidden else signer["name"],
                country or "",
                day.isoformat(),
                language,
                *[answers.get(key, "") for key in source.questions],
                signer["comment"] if is_read else "",
                reference(source.export, public_id),
            )


def news_list(source: Source) -> Iterator[Line]:
    """Who asked for news and did not take it back: mail address, name, language, what wording of each they agreed to.

    Mailboxes that refuse our mail, or asked never to be written to, are left out. Whoever gave their name to
    nobody is written to without it.
    """
    query = (
        counted(source)
        .add_columns(Signature.give_name_to, Signature.language, *(version_of(source, purpose) for purpose in NEWS))
        # The second condition follows from others, but PostgreSQL would read all earlier consents for each portion.
        .where(asked_for_news(source.team_id).where(Consent.signature_id > LAST).exists())
    )
    for portion in portions(source, query):
        people = signers(source, portion)
        suppressed = _suppressed(source, [signer["address"] for signer in people])
        for (_, public_id, _, give_name_to, language, *agreed), signer, is_suppressed in zip(
            portion, people, suppressed, strict=True
        ):
            if is_suppressed:
                continue
            yield (
                signer["address"],
                signer["name"] if give_name_to in NAMED else "",
                language,
                *(str(version or "") for version in agreed),
                reference(source.export, public_id),
            )


def archive(source: Source) -> Iterator[Line]:
    """Everyone who counts, with all that the team may know of them.

    Whoever gave their name to nobody has a line without name and answers, and no mail address but for the news they
    asked for: the promise holds towards the team too. The ledger's salts stay here.
    """
    about_comment = select(Comment.state).where(Comment.signature_id == Signature.id).scalar_subquery()
    agreed = (version_of(source, purpose) for purpose in (ConsentPurpose.SIGNING, *NEWS))
    query = counted(source).add_columns(
        Signature.country,
        Signature.confirmed_on,
        Signature.language,
        Signature.give_name_to,
        Signature.public_name,
        Signature.ref,
        Signature.commitment,
        about_comment,
        *agreed,
    )
    for portion in portions(source, query):
        for row, signer in zip(portion, signers(source, portion), strict=True):
            yield _archived(source, row, signer)


def _archived(source: Source, row: Sequence[Any], signer: Mapping[str, Any]) -> Line:
    _, public_id, _, country, day, language, audience, public_name, code, commitment, state, *agreed = row
    is_named = audience in NAMED
    answers = signer["answers"] if is_named else {}
    _, *news = agreed
    return (
        signer["name"] if is_named else "",
        signer["address"] if is_named or any(news) else "",
        country or "",
        day.isoformat(),
        language,
        audience.value,
        public_name or "",
        *[answers.get(key, "") for key in source.questions],
        *_comment(signer, state, is_named=is_named),
        code or "",
        *(str(version or "") for version in agreed),
        commitment,
        reference(source.export, public_id),
    )


def _comment(signer: Mapping[str, Any], state: CommentState | None, *, is_named: bool) -> tuple[str, str]:
    """The words, and who may read them. A public comment that is gone or hidden is nobody's any more."""
    if not signer["comment"]:
        return "", ""
    if signer["comment_is_public"]:
        return (signer["comment"], NameAudience.PUBLIC.value) if state is CommentState.SHOWN else ("", "")
    return (signer["comment"], NameAudience.ADDRESSEES.value) if is_named else ("", "")


READERS: dict[ExportPurpose, Callable[[Source], Iterator[Line]]] = {
    ExportPurpose.OFFICIALS: officials,
    ExportPurpose.NEWS_LIST: news_list,
    ExportPurpose.ARCHIVE: archive,
}


def reference(export: str, signature: str) -> str:
    """By which a row of one file is found again: twelve hexadecimal digits, with hyphens, so that Excel keeps them.

    Both are given by their public ids. Whoever holds two files cannot tell from it which rows are one person's.
    """
    digits = blake2b(signature.encode(), key=export.encode(), digest_size=6).hexdigest()
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"


def counted(source: Source) -> Select[*tuple[Any, ...]]:
    """The signatures that count now and counted at the checkpoint, so many of those above `last`, in a fixed order."""
    waiting = select(LedgerInbox.signature_id).where(
        LedgerInbox.petition_id == source.petition_id,
        LedgerInbox.kind.in_(BEGINNINGS),
        LedgerInbox.signature_id.is_not(None),
    )
    later = (
        select(LedgerLink.signature_id)
        .join(LedgerEntry, LedgerEntry.id == LedgerLink.entry_id)
        .where(
            LedgerEntry.petition_id == source.petition_id,
            LedgerEntry.sequence >= source.checkpoint_size,
            LedgerEntry.kind.in_(BEGINNINGS),
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


def asked_for_news(team_id: int, column: Any = Consent.id) -> Select[Any]:
    """The consents to news that a signer gave and did not take back, as a subquery."""
    return _agreed(column).where(ConsentText.purpose.in_(NEWS), asked_of(team_id))


def version_of(source: Source, purpose: ConsentPurpose) -> ColumnElement[int | None]:
    """Which wording of a question a signer agreed to; None where they did not, or took it back."""
    query = _agreed(func.max(ConsentText.version)).where(ConsentText.purpose == purpose, asked_of(source.team_id))
    return query.scalar_subquery()


def asked_of(team_id: int) -> ColumnElement[bool]:
    """Whoever agreed to news from a team that had the petition before agreed to that team alone."""
    return or_(ConsentText.purpose != ConsentPurpose.TEAM_NEWS, ConsentText.team_id == team_id)


def portions(source: Source, query: Select[*tuple[Any, ...]]) -> Iterator[Sequence[Sequence[Any]]]:
    """The rows of a query, each of which begins with id, public id and identity, so many at a time.

    Where order is hidden each portion is in that of public ids, which are random.
    """
    last = 0
    while True:
        with db.engine.connect() as connection:
            portion = connection.execute(query, {"last": last}).all()
        if portion:
            yield sorted(portion, key=itemgetter(1)) if source.hides_order else portion
        if len(portion) < PORTION:
            return
        last = portion[-1][0]


def signers(source: Source, portion: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    return identity.fields_of_signatures(((row[1], row[2]) for row in portion), lost=source.lost)


def _whose_comment_is_shown(source: Source, *, first: int, last: int) -> set[int]:
    """Of the signatures of a portion, those whose public comment everyone can read, by id."""
    # Not in the portion's own statement: that would look at all comments there are, each time.
    shown = select(Comment.signature_id).where(
        Comment.petition_id == source.petition_id,
        Comment.state == CommentState.SHOWN,
        Comment.signature_id.between(first, last),
    )
    with db.engine.connect() as connection:
        return set(connection.scalars(shown))


def _suppressed(source: Source, signed_from: list[str]) -> list[bool]:
    """For each mail address, whether its mailbox is never to be written to."""
    indexes = [identity.mailbox_index(address, source.mailbox_key) for address in signed_from]
    with db.engine.connect() as connection:
        found = set(connection.scalars(select(Suppression.mailbox_index).where(Suppression.mailbox_index.in_(indexes))))
    return [index in found for index in indexes]
