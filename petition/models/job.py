"""One decision about many signatures: what was chosen, how far it is done, and what became of each."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.extensions import Model
from petition.models.columns import Created, Key, UtcDateTime, choice, public_id, reference
from petition.models.petition import Petition
from petition.models.signature import Signature, SignatureState

AT_WORK = text("state in ('choosing', 'running')")
NOT_OVER = text("ended_at is null")
TO_FORGET = text("keep_until is not null")
OF_A_SIGNATURE = text("signature_id is not null")


class JobKind(enum.StrEnum):
    """What is done to each; a verb of `services/moderating.py`."""

    RELEASE = "release"
    REMOVE = "remove"
    RESTORE = "restore"
    HIDE_NAME = "hide_name"
    SHOW_NAME = "show_name"
    HIDE_COMMENT = "hide_comment"
    SHOW_COMMENT = "show_comment"
    SEND_AGAIN = "send_again"


class JobState(enum.StrEnum):
    # The worker writes down which are meant.
    CHOOSING = "choosing"
    # All are written down; nothing is done before somebody confirms it.
    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    # Before it began or in the midst of it: what is done stays.
    CANCELLED = "cancelled"
    # A portion of it failed again and again.
    FAILED = "failed"


class JobOutcome(enum.StrEnum):
    """What became of one: done, or why not."""

    DONE = "done"
    # Somebody decided about it meanwhile.
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    # What waited to be confirmed was confirmed, denied or is too old.
    ANSWERED = "answered"
    # It was written to today already.
    SENT_TODAY = "sent_today"


class Job(Model):
    """A verb for many signatures of a petition, with a reason, confirmed by somebody who was shown what it would do."""

    __table_args__ = (
        Index("ix_job_list", "petition_id", "id"),
        Index("ix_job_not_over", "petition_id", sqlite_where=NOT_OVER, postgresql_where=NOT_OVER),
        Index("ix_job_at_work", "worked_at", sqlite_where=AT_WORK, postgresql_where=AT_WORK),
        Index("ix_job_to_forget", "keep_until", sqlite_where=TO_FORGET, postgresql_where=TO_FORGET),
        CheckConstraint("(ended_at is null) = (state in ('choosing', 'ready', 'running'))", name="ended"),
    )

    id: Mapped[Key]
    public_id: Mapped[str] = public_id()
    petition_id: Mapped[int] = reference("petition.id", index=False)
    kind: Mapped[JobKind] = mapped_column(choice(JobKind))
    state: Mapped[JobState] = mapped_column(choice(JobState), default=JobState.CHOOSING)
    # The filter by which signatures are chosen, as plain words; empty where they were ticked one by one. A pattern of
    # names is sealed (`services/job_names.py`), and goes when the job is over.
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(String(300))
    # Public ids of who chose, and who confirmed it.
    actor: Mapped[str] = mapped_column(String(40))
    confirmed_by: Mapped[str | None] = mapped_column(String(40))
    # The job whose deeds this one takes back.
    undoes_id: Mapped[int | None] = reference("job.id")
    # Where choosing goes on: what stands there is looked at next. Who signed since it began is not meant. While it
    # runs: the last item that was dealt with.
    cursor: Mapped[str | None] = mapped_column(String(64))
    # How many of those chosen stood in each state; and, by state too, how many were looked at for whom it is nothing.
    chosen: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    left_out: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    # How many have each outcome.
    outcomes: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    # How often a portion was begun since one was finished.
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Created]
    worked_at: Mapped[Created]
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When its items are deleted; null once they are.
    keep_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    petition: Mapped[Petition] = relationship()
    undoes: Mapped["Job | None"] = relationship(remote_side="Job.id")

    @property
    def is_at_work(self) -> bool:
        return self.state in (JobState.CHOOSING, JobState.RUNNING)

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None

    @property
    def total(self) -> int:
        """How many are chosen; so far, while it is choosing."""
        return sum(self.chosen.values())

    @property
    def done(self) -> int:
        return self.outcomes.get(JobOutcome.DONE, 0)

    @property
    def skipped(self) -> int:
        return sum(self.outcomes.values()) - self.done

    @property
    def left(self) -> int:
        """How many nothing was done about, one way or the other."""
        return self.total - self.done - self.skipped


class JobItem(Model):
    """One of those that a job chose, and what became of it."""

    __table_args__ = (
        UniqueConstraint("job_id", "signature_id"),
        UniqueConstraint("job_id", "submission"),
        # What waits has no outcome.
        Index("ix_job_item_outcome", "job_id", "outcome", "id"),
        Index("ix_job_item_signature", "signature_id", sqlite_where=OF_A_SIGNATURE, postgresql_where=OF_A_SIGNATURE),
        CheckConstraint("(signature_id is null) <> (submission is null)", name="subject"),
        CheckConstraint("(was is null) = (signature_id is null)", name="was"),
    )

    id: Mapped[Key]
    job_id: Mapped[int] = reference("job.id", index=False)
    signature_id: Mapped[int | None] = reference("signature.id", index=False)
    # The public id of a form that waits to be confirmed: no key, so that whoever confirms it waits for nothing here.
    submission: Mapped[str | None] = mapped_column(String(22))
    # In which state the signature was when it was chosen.
    was: Mapped[SignatureState | None] = mapped_column(choice(SignatureState))
    outcome: Mapped[JobOutcome | None] = mapped_column(choice(JobOutcome))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    job: Mapped[Job] = relationship()
    signature: Mapped[Signature | None] = relationship()
