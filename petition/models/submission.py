"""A filled-in form that waits for its mail address to be confirmed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.extensions import Model
from petition.models.columns import Created, Key, Language, Moment, UtcDateTime, public_id, reference
from petition.models.petition import Petition
from petition.models.revision import Revision
from petition.models.source import CODE_LENGTH, HAS_REF

CODE_TRIES = 5
NOT_REMINDED = text("reminded_at is null")


class Submission(Model):
    """What one visitor typed. It becomes a signature when the mailed link or code comes back.

    Two submissions with equal `content_index` say the same: they are answered by one mail and one code.
    """

    __table_args__ = (
        CheckConstraint(f"tries between 0 and {CODE_TRIES}", name="tries"),
        Index("ix_submission_mailbox", "petition_id", "address_index", "content_index"),
        Index("ix_submission_not_reminded", "created_at", sqlite_where=NOT_REMINDED, postgresql_where=NOT_REMINDED),
        Index("ix_submission_ref", "petition_id", "ref", sqlite_where=HAS_REF, postgresql_where=HAS_REF),
    )

    id: Mapped[Key]
    public_id: Mapped[str] = public_id()
    petition_id: Mapped[int] = reference("petition.id", index=False)
    revision_id: Mapped[int] = reference("revision.id", index=False)
    language: Mapped[Language]
    address_index: Mapped[bytes]
    name_index: Mapped[bytes]
    content_index: Mapped[bytes]
    sealed: Mapped[bytes]
    generation: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    # The code of the link by which the signer came, if the team made it.
    ref: Mapped[str | None] = mapped_column(String(CODE_LENGTH))
    # Reasons for doubt seen while it was taken; they hold the signature, they refuse nobody.
    risk: Mapped[list[str]] = mapped_column(JSON, default=list)
    # Where it came from and how long it took, as `Origin` keeps it once it is a signature.
    networks: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[Created]
    expires_at: Mapped[Moment] = mapped_column(index=True)
    mailed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    petition: Mapped[Petition] = relationship()
    revision: Mapped[Revision] = relationship()
