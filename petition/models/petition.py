"""A petition and what is said on its page."""

import enum
from datetime import date, datetime, timedelta

from sqlalchemy import JSON, CheckConstraint, DateTime, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.extensions import Model
from petition.lib import clock
from petition.models.columns import (
    Created,
    Digest,
    Key,
    Language,
    UtcDateTime,
    choice,
    public_id,
    reference,
)
from petition.models.team import Team

CONFIRMATION_GRACE = timedelta(days=7)


class PetitionKind(enum.StrEnum):
    PETITION = "petition"
    LETTER = "letter"
    STATEMENT = "statement"
    CALL = "call"


class PetitionState(enum.StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    CIRCULATING = "circulating"
    OPEN = "open"
    CLOSED = "closed"
    DELIVERED = "delivered"
    ANSWERED = "answered"
    HIDDEN = "hidden"


# Everyone may read these; the others exist for their team alone, or (hidden) only as a notice.
PUBLIC_STATES = (PetitionState.OPEN, PetitionState.CLOSED, PetitionState.DELIVERED, PetitionState.ANSWERED)


class Protection(enum.StrEnum):
    NORMAL = "normal"
    DISCREET = "discreet"


class Publishing(enum.StrEnum):
    """When what is counted becomes public."""

    LIVE = "live"
    BATCHED = "batched"


class NameAudience(enum.StrEnum):
    """Who gets a signer's name."""

    NOBODY = "nobody"
    ADDRESSEES = "addressees"
    PUBLIC = "public"


class CountryQuestion(enum.StrEnum):
    OPTIONAL = "optional"
    REQUIRED = "required"


class Petition(Model):
    """A campaign text that people act on. Its words live in revisions, one line of them per language."""

    __table_args__ = (
        CheckConstraint("slots in (1, 2)", name="slots"),
        Index("ix_petition_state_activity", "state", "active_at"),
    )

    id: Mapped[Key]
    public_id: Mapped[str] = public_id()
    team_id: Mapped[int] = reference("team.id")
    kind: Mapped[PetitionKind] = mapped_column(choice(PetitionKind))
    state: Mapped[PetitionState] = mapped_column(choice(PetitionState), default=PetitionState.DRAFT)
    hidden_reason: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[Language]
    protection: Mapped[Protection] = mapped_column(choice(Protection), default=Protection.NORMAL)
    publish: Mapped[Publishing] = mapped_column(choice(Publishing), default=Publishing.LIVE)
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    # Wall-clock times in `zone`: governments move their clocks after a petition is announced.
    opens_local: Mapped[datetime | None] = mapped_column(DateTime)
    closes_local: Mapped[datetime | None] = mapped_column(DateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    active_at: Mapped[Created]
    retain_until: Mapped[date]
    default_audience: Mapped[NameAudience] = mapped_column(choice(NameAudience), default=NameAudience.ADDRESSEES)
    country_question: Mapped[CountryQuestion] = mapped_column(choice(CountryQuestion), default=CountryQuestion.OPTIONAL)
    # How many people may share one mailbox.
    slots: Mapped[int] = mapped_column(default=1)
    # The key of this petition's blind indexes, sealed; destroyed after closing in protected campaigns.
    index_key: Mapped[bytes | None]
    lock_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[Created]

    team: Mapped[Team] = relationship()
    slugs: Mapped[list["PetitionSlug"]] = relationship(back_populates="petition")
    revisions: Mapped[list["Revision"]] = relationship(back_populates="petition", order_by="Revision.number")
    addressees: Mapped[list["Addressee"]] = relationship(order_by="Addressee.position")
    contacts: Mapped[list["PetitionContact"]] = relationship(order_by="PetitionContact.position")
    fields: Mapped[list["FieldDefinition"]] = relationship(order_by="FieldDefinition.position")
    goals: Mapped[list["GoalStep"]] = relationship(order_by="GoalStep.target")

    __mapper_args__ = {"version_id_col": lock_version}

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC_STATES

    @property
    def opens_at(self) -> datetime | None:
        return clock.moment(self.opens_local, self.zone) if self.opens_local else None

    @property
    def closes_at(self) -> datetime | None:
        """The moment it closes by plan, or closed."""
        if self.closed_at:
            return self.closed_at
        return clock.moment(self.closes_local, self.zone) if self.closes_local else None

    @property
    def takes_signatures(self) -> bool:
        """Whether the form is there: open, and the closing time not come (the worker may be late)."""
        return self.state is PetitionState.OPEN and not self._is_past(timedelta(0))

    @property
    def takes_confirmations(self) -> bool:
        """Whether a mailed link still counts: until 7 days after closing."""
        return self.is_public and not self._is_past(CONFIRMATION_GRACE)

    @property
    def is_settled(self) -> bool:
        """Whether nothing more can be confirmed."""
        return self.is_public and self._is_past(CONFIRMATION_GRACE)

    def _is_past(self, grace: timedelta) -> bool:
        return self.closes_at is not None and clock.now() >= self.closes_at + grace

    def latest(self, language: str) -> "Revision | None":
        """The newest revision in a language."""
        return next((r for r in reversed(self.revisions) if r.language == language), None)

    def words_in(self, language: str) -> "Revision":
        """The newest revision in a language, or else in the petition's own, which always has one."""
        found = self.latest(language) or self.latest(self.language)
        if found is None:
            raise LookupError("a petition has a revision in its own language")
        return found

    @property
    def languages(self) -> list[str]:
        """The languages its text exists in, its own first."""
        found = dict.fromkeys(revision.language for revision in self.revisions)
        return sorted(found, key=lambda code: code != self.language)


class PetitionSlug(Model):
    """An address of the petition. Old ones lead to the current one."""

    __table_args__ = (
        Index(
            "uq_petition_slug_current",
            "petition_id",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
    )

    id: Mapped[Key]
    petition_id: Mapped[int] = reference("petition.id")
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    is_current: Mapped[bool] = mapped_column(default=True)

    petition: Mapped[Petition] = relationship(back_populates="slugs")


class Revision(Model):
    """The words of a petition in one language at one time. Never changed once written."""

    __table_args__ = (UniqueConstraint("petition_id", "language", "number"),)

    id: Mapped[Key]
    petition_id: Mapped[int] = reference("petition.id", index=False)
    language: Mapped[Language]
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    demand: Mapped[str] = mapped_column(Text)
    place_and_date: Mapped[str] = mapped_column(String(200), default="")
    question: Mapped[str] = mapped_column(String(200), default="")
    share_text: Mapped[str] = mapped_column(Text, default="")
    hashtags: Mapped[list[str]] = mapped_column(JSON, default=list)
    reason: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[Digest]
    created_at: Mapped[Created]

    petition: Mapped[Petition] = relationship(back_populates="revisions")


class AddresseeRole(enum.StrEnum):
    TO = "to"
    COPY = "copy"
    BY_COUNTRY = "by_country"


class Addressee(Model):
    """Whom the petition is addressed to, or who gets a copy and what it is for."""

    __table_args__ = (UniqueConstraint("petition_id", "position"),)

    id: Mapped[Key]
    petition_id: Mapped[int] = reference("petition.id", index=False)
    role: Mapped[AddresseeRole] = mapped_column(choice(AddresseeRole))
    position: Mapped[int]
    country: Mapped[str | None] = mapped_column(String(2))
    language: Mapped[str | None] = mapped_column(String(5))
    postal_address: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    public_address: Mapped[str] = mapped_column(String(254), default="")
    handles: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)

    texts: Mapped[list["AddresseeText"]] = relationship()

    def text_in(self, language: str) -> "AddresseeText":
        """Its names in a language, or else in the first one there is."""
        return next((text for text in self.texts if text.language == language), self.texts[0])


class AddresseeText(Model):
    """An addressee's name and office in one language."""

    __table_args__ = (UniqueConstraint("addressee_id", "language"),)

    id: Mapped[Key]
    addressee_id: Mapped[int] = reference("addressee.id", index=False)
    language: Mapped[Language]
    name: Mapped[str] = mapped_column(String(200))
    office: Mapped[str] = mapped_column(String(200), default="")
    institution: Mapped[str] = mapped_column(String(200), default="")
    salutation: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")


class PetitionContact(Model):
    """Whom journalists reach."""

    __table_args__ = (UniqueConstraint("petition_id", "position"),)

    id: Mapped[Key]
    petition_id: Mapped[int] = reference("petition.id", index=False)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    phones: Mapped[list[str]] = mapped_column(JSON, default=list)
    address: Mapped[str] = mapped_column(String(254), default="")


class FieldDefinition(Model):
    """A question of the petition's own on its form. The answers are sealed with the signer's name."""

    __table_args__ = (UniqueConstraint("petition_id", "key"), UniqueConstraint("petition_id", "position"))

    id: Mapped[Key]
    petition_id: Mapped[int] = reference("petition.id", index=False)
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(40))
    labels: Mapped[dict[str, str]] = mapped_column(JSON)
    is_required: Mapped[bool] = mapped_column(default=False)


class GoalStep(Model):
    """A rung of the goal ladder: the number aimed at next."""

    __table_args__ = (CheckConstraint("target > 0", name="target"), UniqueConstraint("petition_id", "target"))

    id: Mapped[Key]
    petition_id: Mapped[int] = reference("petition.id", index=False)
    target: Mapped[int]
