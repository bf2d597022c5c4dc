"""A petition, its life and its addresses."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import CheckConstraint, DateTime, Index, String, Text, false, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.extensions import Model
from petition.lib import clock
from petition.models.action import Action
from petition.models.addressee import Addressee
from petition.models.columns import Created, Key, Language, UtcDateTime, choice, public_id, reference
from petition.models.event import Event
from petition.models.form import FieldDefinition, GoalStep
from petition.models.in_languages import InLanguages
from petition.models.kind import ABILITIES, Abilities, PetitionKind
from petition.models.page_block import PageBlock, PetitionContact
from petition.models.petition_choices import (
    PUBLIC_STATES,
    Commenting,
    CountryQuestion,
    Joining,
    ListStyle,
    NameAudience,
    PetitionState,
    Protection,
    Publishing,
)
from petition.models.picture import PetitionPicture
from petition.models.revision import Revision
from petition.models.source import Source
from petition.models.team import Team, TeamState

__all__ = [
    "CONFIRMATION_GRACE",
    "PUBLIC_STATES",
    "Commenting",
    "CountryQuestion",
    "Joining",
    "ListStyle",
    "NameAudience",
    "Petition",
    "PetitionSlug",
    "PetitionState",
    "Protection",
    "Publishing",
]

CONFIRMATION_GRACE = timedelta(days=7)


class Petition(InLanguages, Model):
    """A campaign text that people act on. Its words live in revisions, one line of them per language."""

    __table_args__ = (
        CheckConstraint("slots in (1, 2)", name="slots"),
        CheckConstraint("(state in ('in_review', 'hidden')) = (state_before is not null)", name="stands_aside"),
        Index("ix_petition_state_activity", "state", "active_at"),
    )

    id: Mapped[Key]
    public_id: Mapped[str] = public_id()
    team_id: Mapped[int] = reference("team.id")
    # When its team got it, where another one had it before.
    taken_over_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    kind: Mapped[PetitionKind] = mapped_column(choice(PetitionKind))
    state: Mapped[PetitionState] = mapped_column(choice(PetitionState), default=PetitionState.DRAFT)
    # What it comes back to from review, or once it is shown again.
    state_before: Mapped[PetitionState | None] = mapped_column(choice(PetitionState, name="state_before"))
    hidden_reason: Mapped[str] = mapped_column(Text, default="")
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Where staff look at petitions before they open: since when it waits for them, what they wrote when they gave it
    # back, and when they let it open; whatever was written since they have not seen.
    sent_for_review_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    review_words: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    language: Mapped[Language]
    protection: Mapped[Protection] = mapped_column(choice(Protection), default=Protection.NORMAL)
    publish: Mapped[Publishing] = mapped_column(choice(Publishing), default=Publishing.LIVE)
    comments: Mapped[Commenting] = mapped_column(
        choice(Commenting), default=Commenting.AT_ONCE, server_default="at_once"
    )
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    # Wall-clock times in `zone`: governments move their clocks after a petition is announced.
    opens_local: Mapped[datetime | None] = mapped_column(DateTime)
    closes_local: Mapped[datetime | None] = mapped_column(DateTime)
    # Whether it opens at `opens_local` by itself; until somebody says so, that time is only a plan.
    opens_itself: Mapped[bool] = mapped_column(default=False, server_default=false())
    # When it was to open by itself and could not; until somebody opens it or plans it anew.
    missed_opening_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Until then nothing of it may be published, and it cannot open.
    embargo_local: Mapped[datetime | None] = mapped_column(DateTime)
    # Which private links are good: raising it makes those given out before useless.
    circulation: Mapped[int] = mapped_column(default=0, server_default="0")
    # Likewise of the links to the preview, which let nobody send anything.
    preview_generation: Mapped[int] = mapped_column(default=0, server_default="0")
    joining: Mapped[Joining] = mapped_column(choice(Joining), default=Joining.INVITED, server_default="invited")
    joins_until_local: Mapped[datetime | None] = mapped_column(DateTime)
    list_style: Mapped[ListStyle] = mapped_column(choice(ListStyle), default=ListStyle.LINES, server_default="lines")
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
    # When something in it was last written; with each time its version moves, and pages that are kept are made anew.
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[Created]

    team: Mapped[Team] = relationship()
    slugs: Mapped[list["PetitionSlug"]] = relationship(back_populates="petition")
    revisions: Mapped[list[Revision]] = relationship(order_by=Revision.number)
    addressees: Mapped[list[Addressee]] = relationship(order_by=Addressee.position)
    contacts: Mapped[list[PetitionContact]] = relationship(order_by=PetitionContact.position)
    fields: Mapped[list[FieldDefinition]] = relationship(order_by=FieldDefinition.position)
    goals: Mapped[list[GoalStep]] = relationship(order_by=GoalStep.target)
    sources: Mapped[list[Source]] = relationship(order_by=Source.id)

    events: Mapped[list[Event]] = relationship(order_by=Event.position)
    actions: Mapped[list[Action]] = relationship(order_by=Action.position)
    blocks: Mapped[list[PageBlock]] = relationship(order_by=PageBlock.position)
    picture: Mapped[PetitionPicture | None] = relationship(cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": lock_version}

    @property
    def abilities(self) -> Abilities:
        """What its kind can do."""
        return ABILITIES[self.kind]

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC_STATES

    @property
    def circulates(self) -> bool:
        """Whether those with the private link read it before everyone can: also while staff look at it."""
        state = self.state_before if self.state is PetitionState.IN_REVIEW else self.state
        return state is PetitionState.CIRCULATING

    @property
    def is_approved(self) -> bool:
        """Whether staff let it open as it is now written."""
        return self.approved_at is not None and (self.edited_at is None or self.edited_at <= self.approved_at)

    @property
    def is_frozen(self) -> bool:
        """Whether text, demand and addressees stay what they are: people sign them, or staff look at them."""
        return self.opened_at is not None or self.state not in (PetitionState.DRAFT, PetitionState.CIRCULATING)

    @property
    def opens_at(self) -> datetime | None:
        return clock.moment(self.opens_local, self.zone) if self.opens_local else None

    @hybrid_property
    def is_past_retention(self) -> bool:
        """Whether the day is over, by UTC, for which names and addresses are kept. Also for queries."""
        return self.retain_until < clock.now().date()

    @property
    def closes_at(self) -> datetime | None:
        """The moment it closed, or closes by plan. At the latest its retention day ended it."""
        if self.closed_at:
            return self.closed_at
        planned = clock.moment(self.closes_local, self.zone) if self.closes_local else None
        if not self.is_past_retention:
            return planned
        return min(planned or self.retention_ends_at, self.retention_ends_at)

    @property
    def closing_day(self) -> date | None:
        """The day of `closes_at` by the clocks of its zone."""
        return clock.day_in(self.closes_at, self.zone) if self.closes_at else None

    @property
    def retention_ends_at(self) -> datetime:
        """When the day is over, by UTC, for which names and addresses are kept."""
        return datetime.combine(self.retain_until + timedelta(days=1), time.min, UTC)

    @property
    def embargo_until(self) -> datetime | None:
        """Until when nothing of it may be published; None where that is over, or never was."""
        lifts_at = clock.moment(self.embargo_local, self.zone) if self.embargo_local else None
        return lifts_at if lifts_at and clock.now() < lifts_at else None

    @property
    def joins_until(self) -> datetime | None:
        """The announced deadline to join, or the closing that came before it; None where none was announced."""
        if self.joins_until_local is None:
            return None
        announced = clock.moment(self.joins_until_local, self.zone)
        return min(announced, self.closes_at) if self.closes_at else announced

    @property
    def is_running(self) -> bool:
        """Open, and the closing time not come (the worker may be late)."""
        return self.state is PetitionState.OPEN and not self._is_past(timedelta(0))

    @property
    def is_discreet(self) -> bool:
        """Whether it may harm somebody if others learn that they signed."""
        return self.protection is Protection.DISCREET

    @property
    def is_paused(self) -> bool:
        """Whether its team is suspended: it stays readable, takes nothing new, and nothing goes out in its name."""
        return self.team.state is TeamState.SUSPENDED

    @property
    def sends_news(self) -> bool:
        """Whether news of it can be published and mailed."""
        return self.is_public and not self.is_paused

    @property
    def takes_signatures(self) -> bool:
        """Whether the form for everyone is there."""
        return self.abilities.people_sign and self.is_running and not self.is_paused

    @property
    def takes_signatories(self) -> bool:
        """Whether organisations may still ask to be listed, by the private link or in public."""
        return self.confirms_signatories and not self.is_paused

    @property
    def confirms_signatories(self) -> bool:
        """Whether those who asked can confirm their line, also while its team is suspended."""
        if self.joining is Joining.NOBODY:
            return False
        circulates = self.circulates and not self.is_past_retention
        return (circulates or self.is_running) and (self.joins_until is None or clock.now() < self.joins_until)

    @property
    def takes_confirmations(self) -> bool:
        """Whether a mailed link still counts: until 7 days after closing, but not once names are erased."""
        return self.is_public and not self._is_final

    @property
    def may_take_confirmations(self) -> bool:
        """As `takes_confirmations`, or it is hidden now, and would again if it were shown."""
        return self._was_opened and not self._is_final

    @property
    def is_settled(self) -> bool:
        """Whether nothing more can be confirmed, also while it is hidden."""
        return self._was_opened and self._is_final

    @property
    def _was_opened(self) -> bool:
        return self.is_public or (self.state is PetitionState.HIDDEN and self.state_before in PUBLIC_STATES)

    @property
    def _is_final(self) -> bool:
        # Without the key of its indexes nobody can tell who has signed already. In a restored database it may be gone
        # before the days are over.
        return self.index_key is None or self._is_past(CONFIRMATION_GRACE)

    def _is_past(self, grace: timedelta) -> bool:
        # Who signed cannot be told from a newcomer any more: nobody may be counted a second time.
        if self.is_past_retention:
            return True
        return self.closes_at is not None and clock.now() >= self.closes_at + grace


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
