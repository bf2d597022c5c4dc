"""A team's comments: which ones wait or were reported, and what moderators decide besides showing and hiding them.

Showing and hiding is in `moderating.py`, as of one signature; reports are in `reporting.py`.
"""

import enum
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_, update
from sqlalchemy.orm import contains_eager

from petition.extensions import db
from petition.models.erasure import ErasureKind
from petition.models.petition import Petition, Publishing
from petition.models.report import Report, ReportOutcome
from petition.models.signature import Comment, CommentState, Signature
from petition.services import auditing, erasures, moderating, reporting
from petition.services.errors import SettledAlready
from petition.services.figures import MOST

PER_PAGE = 30


class Queue(enum.StrEnum):
    """The lists in which a petition's comments stand."""

    WAITING = "waiting"
    REPORTED = "reported"
    SHOWN = "shown"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Waiting:
    """How many comments wait to be read, and how many were reported; counted as far as MOST."""

    unread: int
    reported: int


def comments(petition: Petition, queue: Queue, *, start: int | None = None) -> tuple[list[Comment], int | None]:
    """One page of a list, each with its signature, and where the next one starts; None where it ends here.

    Who waits longest comes first; where publishing is batched by the day alone, because whoever watches sees in which
    order they come to be shown. Of those that were reported the most reported come first, and there is one page:
    the others follow when these are decided. Elsewhere the newest come first.
    """
    query = select(Comment).join(Comment.signature).options(contains_eager(Comment.signature))
    query = query.where(Comment.petition_id == petition.id)
    if queue is Queue.WAITING and petition.publish is Publishing.BATCHED:
        query = _by_day(query, start).limit(PER_PAGE + 1)
    else:
        query = _of(query, queue, start).limit(PER_PAGE + 1)
    found = list(db.session.scalars(query))
    has_more = len(found) > PER_PAGE and queue is not Queue.REPORTED
    return found[:PER_PAGE], found[PER_PAGE - 1].id if has_more else None


def comment_of(petition: Petition, public_id: str) -> Comment | None:
    """The public comment of a signature, named by that one's public id."""
    return db.session.scalar(
        select(Comment)
        .join(Comment.signature)
        .options(contains_eager(Comment.signature))
        .where(Signature.public_id == public_id, Signature.petition_id == petition.id)
    )


def waiting(petition: Petition) -> Waiting:
    """How much there is to do."""
    unread = _some(petition, Comment.state == CommentState.WAITING)
    reported = _some(petition, Comment.reports > 0)
    return Waiting(*db.session.execute(select(unread, reported)).one())


def open_reports(found: Sequence[Comment]) -> dict[int, list[Report]]:
    """What readers said of each and nobody has decided yet, by the comment's id."""
    reported = [comment.id for comment in found if comment.reports]
    told: dict[int, list[Report]] = defaultdict(list)
    if reported:
        waits = select(Report).where(Report.comment_id.in_(reported), Report.outcome.is_(None))
        for one in db.session.scalars(waits.order_by(Report.id)):
            told[one.comment_id or 0].append(one)
    return told


def keep(comment: Comment, *, by: str) -> None:
    """Let it stand, whatever was reported of it. Raises SettledAlready where no report waits."""
    _move(comment, CommentState.SHOWN, CommentState.SHOWN, Comment.reports > 0, is_reviewed=True)
    reporting.settle([comment.id], ReportOutcome.KEPT, by=by)
    auditing.record_of_signature("keep comment", comment.signature, actor=by)


def undo(comment: Comment, *, now: CommentState, was: CommentState, by: str) -> None:
    """Take back what this person decided a moment ago: it stands as it did, and its reports wait again.

    `now` is how that decision left it, shown or hidden. Raises SettledAlready where it does not stand so any more.
    """
    _move(comment, now, was)
    # On one that was hidden no report waited.
    if was is not CommentState.HIDDEN:
        reporting.reopen(comment.id, moderating.OF_REPORTS[now], by=by)
    # After a backup it is better hidden than shown.
    is_shown = was is CommentState.SHOWN
    kind = ErasureKind.COMMENT_SHOWN if is_shown else ErasureKind.COMMENT_HIDDEN
    erasures.note(kind, comment.signature.public_id)
    auditing.record_of_signature("undo comment", comment.signature, actor=by)


def _move(
    comment: Comment, now: CommentState, after: CommentState, *conditions: ColumnElement[bool], **values: bool | None
) -> None:
    # Two moderators may press at once: one of them finds it as it was.
    changed = (
        update(Comment)
        .where(Comment.id == comment.id, Comment.state == now, *conditions)
        .values(state=after, **values)
        .returning(Comment.id)
    )
    if db.session.scalar(changed) is None:
        raise SettledAlready


def _of(query: Select[Comment], queue: Queue, start: int | None) -> Select[Comment]:
    if queue is Queue.REPORTED:
        return query.where(Comment.reports > 0).order_by(Comment.reports.desc(), Comment.id.desc())
    query = query.where(Comment.state == CommentState(queue))
    if queue is Queue.WAITING:
        return query.where(Comment.id > (start or 0)).order_by(Comment.id)
    return query.where(*([Comment.id < start] if start else [])).order_by(Comment.id.desc())


def _by_day(query: Select[Comment], start: int | None) -> Select[Comment]:
    """Those that wait, within a day at random; behind the comment with this id."""
    order = (Comment.confirmed_on, Comment.signature_public_id)
    query = query.where(Comment.state == CommentState.WAITING).order_by(*order)
    place = db.session.execute(select(*order).where(Comment.id == start)).one_or_none() if start else None
    if place is None:
        return query
    day, public_id = place
    return query.where(tuple_(*order) > tuple_(literal(day, order[0].type), literal(public_id, order[1].type)))


def _some(petition: Petition, *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    there = select(Comment.id).where(Comment.petition_id == petition.id, *conditions).limit(MOST).subquery()
    return select(func.count()).select_from(there).scalar_subquery()
