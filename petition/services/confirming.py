"""Confirming: from a mailed link or code to a signature. Every race is decided by a constraint."""

from datetime import datetime, timedelta
from functools import cache
from hmac import compare_digest
from typing import Any

from sqlalchemy import CursorResult, Executable, bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import joinedload

from petition.extensions import db, tokens
from petition.lib import clock, waits
from petition.lib.tokens import InvalidToken
from petition.models.columns import BigId, UtcDateTime
from petition.models.erasure import ErasureKind
from petition.models.outbox import SuppressionReason
from petition.models.petition import CONFIRMATION_GRACE, Commenting, Petition
from petition.models.signature import Comment, CommentState, Hold, HoldRule, Signature, SignatureState
from petition.models.submission import CODE_TRIES, Submission
from petition.services import consents, erasures, identity, leases, mail_turns, origins, recording, suppressing
from petition.services.errors import LinkIsGone, NoTriesLeft, SlotsAreFull
from petition.services.identity import Identity, Indexes
from petition.services.inserting import inserted_unless_there, table_of
from petition.services.origins import NOWHERE, Pressed
from petition.services.signing import SUBMISSION_LIFE

LINK = "confirm"
CODE_DIGITS = 8
CODE_LIFE = timedelta(hours=24)
# Mail scanners open links and press buttons at once; no person reads a mail in this time.
SCANNER_TIME = timedelta(seconds=3)
TAKEN = (SignatureState.COUNTED, SignatureState.HELD, SignatureState.REMOVED)
# Composed once: putting them together takes longer than asking them.
WAITING = (
    select(Submission)
    .where(Submission.public_id == bindparam("public_id"))
    .options(joinedload(Submission.petition, innerjoin=True))
)
SIGNED = (
    select(Signature)
    .where(Signature.public_id == bindparam("public_id"))
    .options(joinedload(Signature.petition, innerjoin=True))
)
WAITS = table_of(Submission).c
OfMailbox = table_of(Submission).alias()
IN_ORDER = (
    select(OfMailbox.c.id)
    .where(OfMailbox.c.petition_id == bindparam("petition_id"), OfMailbox.c.address_index == bindparam("address_index"))
    .order_by(OfMailbox.c.id)
    .with_for_update()
)
DROP_MAILBOX = delete(table_of(Submission)).where(
    WAITS.petition_id == bindparam("petition_id"), WAITS.address_index == bindparam("address_index")
)
SAME_NAME = or_(WAITS.id == bindparam("taken_id"), WAITS.name_index == bindparam("name_index"))


def link_token(submission: Submission) -> str:
    """What the mailed link ends in."""
    return tokens.make(LINK, [submission.public_id, submission.generation])


def code_of(submission: Submission) -> str:
    """The eight digits that stand for the link. Submissions that say the same share them."""
    mailbox = f"{submission.address_index.hex()}:{submission.content_index.hex()}"
    return tokens.code(f"confirm:{submission.petition_id}:{mailbox}:{submission.generation}", CODE_DIGITS)


def look_up(token: str) -> Submission | Signature:
    """What a mailed link stands for today: words that wait, or the signature they became. Raises LinkIsGone.

    Words under a petition that is hidden go on waiting: they can be denied, but not confirmed.
    """
    try:
        (public_id, generation), made_at = tokens.read(LINK, token)
    except (InvalidToken, ValueError, TypeError):
        raise LinkIsGone from None
    if clock.now() > made_at + SUBMISSION_LIFE + CONFIRMATION_GRACE:
        raise LinkIsGone
    submission = db.session.scalar(WAITING, {"public_id": public_id})
    if submission is not None:
        if submission.generation != generation or not submission.petition.may_take_confirmations:
            raise LinkIsGone
        return submission
    signature = signature_of(public_id)
    if signature.generation:
        # Its signer had all links renewed that were given out, or was erased.
        raise LinkIsGone
    return signature


def signature_of(public_id: str) -> Signature:
    """The signature that a submission became. Raises LinkIsGone."""
    signature = db.session.scalar(SIGNED, {"public_id": public_id})
    if signature is None:
        raise LinkIsGone
    return signature


def says_the_same(one: Submission, other: Submission) -> bool:
    """Whether two submissions are one form sent twice."""
    return (one.petition_id, one.address_index, one.content_index) == (
        other.petition_id,
        other.address_index,
        other.content_index,
    )


def try_code(waiting: Submission, typed_digits: str) -> Submission | None:
    """The submission that the typed code confirms, or None where it is wrong. Each try is counted.

    Raises NoTriesLeft after five tries or a day; the mailed link still works then.
    """
    mailed = db.session.scalar(
        select(Submission)
        .where(
            Submission.petition_id == waiting.petition_id,
            Submission.address_index == waiting.address_index,
            Submission.content_index == waiting.content_index,
            Submission.mailed_at.is_not(None),
        )
        .order_by(Submission.mailed_at.desc())
        .limit(1)
    )
    # The tries belong to the mail that had the code: whoever sends the same form again gets no more of them for it.
    counted: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        update(Submission)
        .where(Submission.id == (mailed or waiting).id, Submission.tries < CODE_TRIES)
        .values(tries=Submission.tries + 1)
    )
    if not counted.rowcount or (mailed and mailed.mailed_at and clock.now() > mailed.mailed_at + CODE_LIFE):
        raise NoTriesLeft
    return mailed if mailed and compare_digest(typed_digits, code_of(mailed)) else None


def confirm(submission: Submission, signer: Identity, *, same_browser: bool, pressed: Pressed = NOWHERE) -> Signature:
    """Make the signature that a submission asks for, with the words as the signer last saw them.

    Confirming again, or at the same time in another tab, gives the one signature there is. Other submissions
    for the same slot are dropped, so that nobody confirms another's words. Raises LinkIsGone, SlotsAreFull.
    """
    petition = submission.petition
    if not petition.takes_confirmations:
        raise LinkIsGone
    indexes = identity.indexes_of(signer, petition)
    pressed_at = _take(submission, indexes.name)
    if pressed_at is None:
        return signature_of(submission.public_id)
    doubts = [*(HoldRule(rule) for rule in submission.risk), *pressed.doubts]
    if not same_browser and _is_scanner_time(submission, signer, pressed_at):
        doubts.append(HoldRule.PRESSED_TOO_SOON)
    signature, is_new = _into_a_slot(petition, _values_of(submission, signer, indexes, is_held=bool(doubts)))
    if is_new:
        _add_what_belongs_to_it(signature, petition, signer, sent_at=submission.created_at)
        origins.keep(
            signature, submission, address=signer.address, place=pressed.place, doubts=doubts, pressed_at=pressed_at
        )
        if doubts:
            db.session.execute(insert(Hold).values(**_hold(signature, doubts, sent_at=submission.created_at)))
        else:
            recording.confirmed(signature, waited=_bucket(submission, pressed_at))
    if petition.slots > 1 and signature.slot == petition.slots:
        db.session.execute(DROP_MAILBOX, _mailbox_of(submission))
    return signature


def reject(submission: Submission, *, never_again: bool) -> None:
    """Answer "I did not sign this": drop the words, and if asked never write to that address again."""
    if never_again:
        suppressing.suppress(identity.of_submission(submission).address, SuppressionReason.ASKED)
    erasures.note(ErasureKind.REJECTED, submission.public_id)
    db.session.execute(
        delete(Submission).where(
            Submission.petition_id == submission.petition_id,
            Submission.address_index == submission.address_index,
            Submission.content_index == submission.content_index,
        )
    )


@cache
def _taking(*, is_shared: bool, tells_time: bool) -> Executable:
    """The statement that deletes a submission with those of its mailbox that can become nothing any more.

    All rows of the mailbox are locked first, in one order, so that its confirmations come one after the other and
    never wait for each other in a ring. Returns the moment, by the database's clock or as it was sent along.
    """
    take = DROP_MAILBOX.where(bindparam("taken_id", type_=BigId).in_(IN_ORDER))
    if is_shared:
        # Another name may still become the other signature of this mailbox.
        take = take.where(SAME_NAME)
    return take.returning(leases.STATEMENT_CLOCK if tells_time else bindparam("now", type_=UtcDateTime))


def _take(submission: Submission, name_index: bytes) -> datetime | None:
    """Take it out of those that wait, and tell when that was; None where another press was quicker."""
    # By the clock that noted when the mail went: a host's may be behind.
    now = leases.database_clock()
    values = _mailbox_of(submission) | {"taken_id": submission.id, "name_index": name_index}
    if isinstance(now, datetime):
        values["now"] = now
    taking = _taking(is_shared=submission.petition.slots > 1, tells_time="now" not in values)
    moment: datetime | None = db.session.scalar(taking, values)
    if moment is not None and submission in db.session:
        # SQLite gives its number to the next one.
        db.session.expunge(submission)
    return moment


def _mailbox_of(submission: Submission) -> dict[str, Any]:
    return {"petition_id": submission.petition_id, "address_index": submission.address_index}


def _is_scanner_time(submission: Submission, signer: Identity, pressed_at: datetime) -> bool:
    # Where its own mail is held back by a cap, another one to the mailbox led here (services/own_mailbox.py).
    mailed_at = submission.mailed_at or mail_turns.newest_mail_to(identity.mailbox_index(signer.address))
    # Where none was handed over yet, nobody can have read it.
    return mailed_at is None or pressed_at < mailed_at + SCANNER_TIME


def _bucket(submission: Submission, pressed_at: datetime) -> int | None:
    """About how long it took since the mail, where one was enough. It is noted of nobody who is at risk."""
    if submission.mailed_at is None or submission.reminded_at is not None:
        return None
    if submission.petition.is_discreet:
        return None
    return waits.bucket_of(max(pressed_at - submission.mailed_at, timedelta(0)))


def _values_of(submission: Submission, signer: Identity, indexes: Indexes, *, is_held: bool) -> dict[str, Any]:
    return {
        "public_id": submission.public_id,
        "petition_id": submission.petition_id,
        "revision_id": submission.revision_id,
        "language": submission.language,
        "state": SignatureState.HELD if is_held else SignatureState.COUNTED,
        "address_index": indexes.address,
        "name_index": indexes.name,
        "identity": identity.seal(signer, context=identity.signature_context(submission.public_id)),
        "country": signer.country,
        "ref": None if submission.petition.is_discreet else submission.ref,
        "give_name_to": signer.give_name_to,
        "public_name": signer.shown_name(),
        "commitment": recording.commitment_to(signer, submission.language),
        "confirmed_on": clock.now().date(),
        "generation": 0,
    }


def _into_a_slot(petition: Petition, values: dict[str, Any]) -> tuple[Signature, bool]:
    """The signature in the first free slot, or the one that bears this name already."""
    # The unique constraints decide, not a SELECT before them: two tabs may confirm at once.
    for slot in range(1, petition.slots + 1):
        made = inserted_unless_there(Signature, values | {"slot": slot})
        if made is not None:
            return made, True
    there = db.session.scalar(
        select(Signature).where(
            Signature.petition_id == petition.id,
            Signature.address_index == values["address_index"],
            Signature.name_index == values["name_index"],
            Signature.state.in_(TAKEN),
        )
    )
    if there is None:
        raise SlotsAreFull
    return there, False


def _hold(signature: Signature, doubts: list[HoldRule], *, sent_at: datetime) -> dict[str, Any]:
    """What keeps it from counting: the gravest doubt, because whoever settles one settles all."""
    return {
        "signature_id": signature.id,
        "rule": min(doubts, key=list(HoldRule).index),
        "sent_minute": clock.minute_of(sent_at) if HoldRule.LIMITS_AWAY in doubts else None,
    }


def _add_what_belongs_to_it(signature: Signature, petition: Petition, signer: Identity, *, sent_at: datetime) -> None:
    if signer.comment and signer.comment_is_public:
        waits = petition.comments is Commenting.AFTER_REVIEW
        comment = {
            "signature_id": signature.id,
            "petition_id": petition.id,
            "confirmed_on": signature.confirmed_on,
            "signature_public_id": signature.public_id,
            "text": signer.comment,
            "state": CommentState.WAITING if waits else CommentState.SHOWN,
        }
        db.session.execute(insert(Comment).values(**comment))
    consents.give(signature, petition, signer.consents, sent_at=sent_at)
