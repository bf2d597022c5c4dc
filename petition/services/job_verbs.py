"""What can be done to many signatures at once: one table of when it fits, how it is done, and what takes it back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select

from petition.models.job import JobKind
from petition.models.petition import NameAudience
from petition.models.signature import Comment, CommentState, Signature, SignatureState
from petition.services import moderating_many
from petition.services.consents import AGREES

# What is shown of a comment is asked of each signature: most have none.
COMMENT = select(Comment.state).where(Comment.signature_id == Signature.id).correlate(Signature).scalar_subquery()
STANDS = Signature.state.in_([SignatureState.COUNTED, SignatureState.HELD])


@dataclass(frozen=True)
class JobVerb:
    """`fits` is true of a signature that it can be done to; `do` returns the ids of those it was done to."""

    fits: ColumnElement[bool]
    do: Callable[..., set[int]]
    taken_back_by: JobKind
    # Whether it is asked again who is there.
    is_grave: bool = False


VERBS: dict[JobKind, JobVerb] = {
    JobKind.RELEASE: JobVerb(
        Signature.state == SignatureState.HELD,
        moderating_many.release,
        # Nothing makes it held again.
        JobKind.REMOVE,
    ),
    JobKind.REMOVE: JobVerb(STANDS, moderating_many.remove, JobKind.RESTORE, is_grave=True),
    JobKind.RESTORE: JobVerb(
        and_(Signature.state == SignatureState.REMOVED, Signature.identity.is_not(None), AGREES),
        moderating_many.restore,
        JobKind.REMOVE,
    ),
    JobKind.HIDE_NAME: JobVerb(
        and_(STANDS, Signature.name_hidden.is_(False), Signature.give_name_to != NameAudience.NOBODY),
        moderating_many.hide_names,
        JobKind.SHOW_NAME,
    ),
    JobKind.SHOW_NAME: JobVerb(
        and_(STANDS, Signature.name_hidden.is_(True)), moderating_many.show_names, JobKind.HIDE_NAME
    ),
    JobKind.HIDE_COMMENT: JobVerb(
        and_(STANDS, COMMENT != CommentState.HIDDEN), moderating_many.hide_comments, JobKind.SHOW_COMMENT
    ),
    JobKind.SHOW_COMMENT: JobVerb(
        and_(STANDS, COMMENT != CommentState.SHOWN), moderating_many.show_comments, JobKind.HIDE_COMMENT
    ),
}


KIN = (
    frozenset({JobKind.RELEASE, JobKind.REMOVE, JobKind.RESTORE}),
    frozenset({JobKind.HIDE_NAME, JobKind.SHOW_NAME}),
    frozenset({JobKind.HIDE_COMMENT, JobKind.SHOW_COMMENT}),
)
# What else the log knows to be decided about a comment alone.
ABOUT_COMMENTS = ("keep comment", "undo comment", "take reported comment from view")


def do(kind: JobKind, signatures: Sequence[Signature], *, by: str) -> set[int]:
    """Do it to those it can be done to; their ids."""
    return VERBS[kind].do(signatures, by=by)


def is_grave(kind: JobKind) -> bool:
    """Whether it is asked again who is there."""
    return kind in VERBS and VERBS[kind].is_grave


def kin_of(kind: JobKind) -> frozenset[JobKind]:
    """The kinds that decide about the same thing."""
    return next(kin for kin in KIN if kind in kin)


def verbs_of_kin(kind: JobKind) -> list[str]:
    """What the log calls it when somebody decides about the same thing of one signature."""
    verbs = [one.replace("_", " ") for one in kin_of(kind)]
    return [*verbs, *ABOUT_COMMENTS] if "hide comment" in verbs else verbs


def taken_back_by(kind: JobKind) -> JobKind | None:
    """What takes it back; None for a mail that went."""
    return VERBS[kind].taken_back_by if kind in VERBS else None
