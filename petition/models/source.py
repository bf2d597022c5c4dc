"""Links by which a team tells where its signers come from."""

from sqlalchemy import String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from petition.extensions import Model
from petition.models.columns import Created, Key, reference

CODE_LENGTH = 30
NAME_LENGTH = 80
# Of forms and signatures.
HAS_REF = text("ref is not null")


class Source(Model):
    """A place to which a team gives out the petition's address with a code: `?ref=newsletter-may`."""

    __table_args__ = (UniqueConstraint("petition_id", "code"),)

    id: Mapped[Key]
    petition_id: Mapped[int] = reference("petition.id", index=False)
    code: Mapped[str] = mapped_column(String(CODE_LENGTH))
    # What the team calls it.
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    created_at: Mapped[Created]
