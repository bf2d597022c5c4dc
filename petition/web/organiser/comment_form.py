"""What moderators send about comments: why one is hidden, and where in which list they were."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length

from petition.models.report import ReportReason
from petition.models.signature import Comment, CommentState
from petition.services.comment_review import Queue
from petition.web import paging
from petition.web.forms import PostedForm, cleaned
from petition.web.organiser.team_form import TOO_LONG
from petition.web.report_words import REASONS

PUBLIC_ID_LENGTH = 22


class HideForm(PostedForm):
    reason = SelectField(
        lazy_gettext("Why"),
        choices=[
            SelectChoice("", lazy_gettext("Choose")),
            *(SelectChoice(reason.value, label) for reason, label in REASONS.items()),
        ],
        validators=[InputRequired(lazy_gettext("Choose why; its signer is told"))],
    )
    words = StringField(
        lazy_gettext("For the log (optional)"),
        description=lazy_gettext("Your team reads it. Name nobody in it."),
        filters=[cleaned],
        validators=[Length(max=300, message=TOO_LONG)],
    )

    def about(self, comment: Comment) -> "HideForm":
        """Many forms stand on one page."""
        for field in (self.reason, self.words):
            field.id = f"{field.name}-{comment.signature.public_id}"
        return self

    @property
    def because(self) -> ReportReason:
        return ReportReason(self.reason.data)


@dataclass(frozen=True)
class Place:
    """Which list somebody looks at, where its page starts, and which comment comes next."""

    queue: Queue
    start: int | None = None
    next_id: str = ""

    @classmethod
    def asked_for(cls) -> "Place":
        """As an address says; the first page of those that wait where it says nothing that can be."""
        return cls._of(request.args)

    @classmethod
    def sent(cls) -> "Place":
        """As the forms of a page carry it."""
        return cls._of(request.form)

    @classmethod
    def _of(cls, given: "MultiDict[str, str]") -> "Place":
        queue = given.get("queue", "")
        return cls(
            Queue(queue) if queue in list(Queue) else Queue.WAITING,
            paging.row_number(given.get("start")),
            given.get("next", "")[:PUBLIC_ID_LENGTH],
        )

    def url(self, slug: str, **more: Any) -> str:
        return url_for("organiser.comments", slug=slug, queue=self.queue, start=self.start, **more)

    def after(self, slug: str, comment: Comment, was: CommentState, now: CommentState) -> str:
        """Where it goes on, with what was decided just now, so that it can be taken back."""
        anchor = f"comment-{self.next_id}" if self.next_id else "decided"
        return self.url(slug, done=comment.signature.public_id, was=was, now=now, _anchor=anchor)


def state_in(given: "MultiDict[str, str]", name: str) -> CommentState | None:
    """A state as an address or a form says it; None for anything else."""
    said = given.get(name, "")
    return CommentState(said) if said in list(CommentState) else None
