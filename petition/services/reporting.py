"""Reports by readers: what is wrong with a comment. Whoever reports learns nothing, and nothing is kept of them.

How many report something never takes it from view: three networks are cheap, and a crowd could silence whom it
dislikes. Reports put a comment before the team's eyes, the most reported first. Only where signers are at risk, one
that says that somebody is in danger takes the comment away at once, until the team has looked, and only a comment
that nobody of the team has read yet. So whoever abuses it can bring about no more than what the careful setting
(read first, then shown) does anyway, and once for each comment. Reports of petitions: petition_reports.py.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import CursorResult, Update, select, update

from petition.extensions import db, keyring
from petition.lib import clock, crypto
from petition.models.columns import new_public_id
from petition.models.erasure import ErasureKind
from petition.models.petition import Petition
from petition.models.report import Report, ReportOutcome, ReportReason, ReportSubject
from petition.models.signature import Comment, CommentState, Signature
from petition.services import auditing, erasures
from petition.services.listing import IS_PUBLISHED

# What else is sent about a comment while so many reports of it wait tells the team nothing new.
MOST_OPEN = 20
# Whoever decides wrongly notices it at once, or not at all.
UNDONE_WITHIN = timedelta(hours=1)


def published(petition: Petition, public_id: str) -> Comment | None:
    """A comment that everyone can read now."""
    return db.session.scalar(
        select(Comment)
        .join(Signature, Comment.signature_id == Signature.id)
        .where(
            Comment.public_id == public_id,
            Comment.petition_id == petition.id,
            Comment.state == CommentState.SHOWN,
            *IS_PUBLISHED,
        )
    )


def report(petition: Petition, public_id: str, *, reason: ReportReason, words: str) -> None:
    """Put a reader's report before the team. Of a comment that is not shown, or not there, nothing comes.

    Nor where the team has kept the comment against this reason before, unless the reader says more than that.
    """
    comment = published(petition, public_id)
    if comment is None or (not words and _was_kept(comment, reason)):
        return
    if reason is ReportReason.AT_RISK and petition.is_discreet:
        _take_from_view(comment)
    # Whoever hides it at this moment has decided: on a hidden comment no report waits.
    still = (Comment.id == comment.id, Comment.state != CommentState.HIDDEN, Comment.reports < MOST_OPEN)
    more = update(Comment).where(*still)
    if not _changes(more.values(reports=Comment.reports + 1)):
        return
    add(petition, ReportSubject.COMMENT, comment_id=comment.id, reason=reason, words=words)


def add(
    petition: Petition, subject: ReportSubject, *, reason: ReportReason, words: str, comment_id: int | None = None
) -> None:
    """Keep what a reader sent, with their words sealed."""
    report_id = new_public_id()
    sealed = keyring.seal(words.encode(), context=_context(report_id)) if words else None
    db.session.add(
        Report(
            public_id=report_id,
            petition_id=petition.id,
            subject=subject,
            comment_id=comment_id,
            reason=reason,
            words=sealed,
            reported_on=clock.now().date(),
        )
    )


def words_of(told: Report) -> str:
    """What the reader wrote about it; nothing where that was forgotten."""
    try:
        return keyring.open(told.words, context=_context(told.public_id)).decode() if told.words else ""
    except crypto.CannotOpen:
        return ""


def settle(comment_ids: Collection[int], outcome: ReportOutcome, *, by: str) -> None:
    """Decide all reports of comments that wait. Their own rows are to be locked by an UPDATE before."""
    waiting = update(Report).where(Report.comment_id.in_(comment_ids), Report.outcome.is_(None))
    if _changes(waiting.values(outcome=outcome, settled_by=by, settled_at=clock.now())):
        db.session.execute(update(Comment).where(Comment.id.in_(comment_ids)).values(reports=0))


def reopen(comment_id: int, outcome: ReportOutcome, *, by: str) -> None:
    """Let those wait again that this person settled like this just now. Its own row is to be locked as above."""
    lately = Report.settled_at > clock.now() - UNDONE_WITHIN
    theirs = (Report.comment_id == comment_id, Report.outcome == outcome, Report.settled_by == by, lately)
    its_own = update(Report).where(*theirs)
    number = _changes(its_own.values(outcome=None, settled_by=None, settled_at=None))
    if number:
        db.session.execute(update(Comment).where(Comment.id == comment_id).values(reports=Comment.reports + number))


def _was_kept(comment: Comment, reason: ReportReason) -> bool:
    kept = select(Report.id).where(
        Report.comment_id == comment.id, Report.outcome == ReportOutcome.KEPT, Report.reason == reason
    )
    return db.session.scalar(kept.limit(1)) is not None


def _take_from_view(comment: Comment) -> None:
    unread = update(Comment).where(
        Comment.id == comment.id, Comment.state == CommentState.SHOWN, Comment.is_reviewed.is_(False)
    )
    if not _changes(unread.values(state=CommentState.WAITING)):
        return
    # After a backup it is better hidden than shown.
    erasures.note(ErasureKind.COMMENT_HIDDEN, comment.signature.public_id)
    auditing.record_of_signature("take reported comment from view", comment.signature, actor=auditing.SYSTEM)


def _changes(statement: Update) -> int:
    """How many rows it changed."""
    result: CursorResult[Any] = db.session.execute(statement)  # type: ignore[assignment]
    return result.rowcount


def _context(public_id: str) -> str:
    return f"report.words:{public_id}"
