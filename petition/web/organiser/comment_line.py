"""A comment as a moderator sees it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from petition.models.report import Report
from petition.models.signature import Comment, CommentState, SignatureState
from petition.services import reporting
from petition.web import formats
from petition.web.organiser.comment_form import HideForm
from petition.web.organiser.signature_line import COMMENTS, state_label
from petition.web.report_words import REASONS


@dataclass(frozen=True)
class CommentLine:
    """Plain values. `reasons` says how often readers gave each, `remarks` what they wrote."""

    id: str
    text: str
    name: str | None
    day: date
    language: str
    state: str
    # Where its signature does not count, nobody sees the comment either.
    signature_state: str | None
    because: str | None
    reasons: list[tuple[str, int]]
    remarks: list[str]
    signature_url: str
    show_url: str | None
    keep_url: str | None
    hide_url: str | None
    form: HideForm
    next_id: str = ""


def lines_of(
    slug: str, comments: Sequence[Comment], reports: dict[int, list[Report]], typed: dict[int, HideForm]
) -> list[CommentLine]:
    """In their order, each with the one that comes after it; `typed` is the form of one that is shown again."""
    following = [one.signature.public_id for one in comments[1:]]
    return [
        _line(slug, one, reports.get(one.id, []), typed.get(one.id) or HideForm(None).about(one), next_id)
        for one, next_id in zip(comments, [*following, ""], strict=False)
    ]


def _line(slug: str, comment: Comment, reports: Sequence[Report], form: HideForm, next_id: str) -> CommentLine:
    signature = comment.signature
    is_counted = signature.state is SignatureState.COUNTED
    reasons = Counter(one.reason for one in reports)
    urls = {
        verb: url_for(f"organiser.{verb}_queued_comment", slug=slug, public_id=signature.public_id)
        for verb in ("show", "keep", "hide")
    }
    is_shown, is_hidden = comment.state is CommentState.SHOWN, comment.state is CommentState.HIDDEN
    return CommentLine(
        id=f"comment-{signature.public_id}",
        text=comment.text,
        name=signature.public_name,
        day=signature.confirmed_on,
        language=formats.language_name(signature.language),
        state=str(COMMENTS[comment.state]()),
        signature_state=None if is_counted else state_label(signature.state),
        because=str(REASONS[comment.hidden_because]) if is_hidden and comment.hidden_because else None,
        reasons=[(str(REASONS[reason]), n) for reason, n in reasons.most_common()],
        remarks=[words for one in reports if (words := reporting.words_of(one))],
        signature_url=url_for("organiser.signature", slug=slug, public_id=signature.public_id),
        show_url=None if is_shown else urls["show"],
        keep_url=urls["keep"] if is_shown and reports else None,
        hide_url=None if is_hidden else urls["hide"],
        form=form,
        next_id=next_id,
    )
