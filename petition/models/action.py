"""What readers are asked to do, besides signing or instead of it."""

import enum

from sqlalchemy import JSON, CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.extensions import Model
from petition.models.addressee import Addressee
from petition.models.columns import ByLanguage, Key, Language, choice, reference
from petition.models.event import Event


class ActionKind(enum.StrEnum):
    # Be there at an hour: lay down work, come to the square.
    ATTEND = "attend"
    # A public message, in networks.
    POST = "post"
    # A mail, written and sent by the reader.
    WRITE = "write"
    CALL = "call"
    # A picture of oneself with a sign.
    PHOTO = "photo"
    # Tell others.
    SHARE = "share"


class Action(Model):
    """One thing that readers can do, with the words to do it with."""

    __table_args__ = (UniqueConstraint("petition_id", "position"),)

    id: Mapped[Key]
    petition_id: Mapped[int] = reference("petition.id", index=False)
    position: Mapped[int]
    kind: Mapped[ActionKind] = mapped_column(choice(ActionKind))
    titles: Mapped[ByLanguage]
    texts: Mapped[ByLanguage]
    # Where a message is meant to be posted; each has its own longest length.
    networks: Mapped[list[str]] = mapped_column(JSON, default=list)
    hashtags: Mapped[list[str]] = mapped_column(JSON, default=list)
    event_id: Mapped[int | None] = reference("event.id")

    event: Mapped[Event | None] = relationship()
    messages: Mapped[list["ActionMessage"]] = relationship(
        order_by="ActionMessage.position", lazy="selectin", cascade="all, delete-orphan"
    )


class ActionMessage(Model):
    """Words ready to be sent, said or shown: to everyone in a language, or to one addressee in theirs."""

    __table_args__ = (UniqueConstraint("action_id", "position"), CheckConstraint("text <> ''", name="text"))

    id: Mapped[Key]
    action_id: Mapped[int] = reference("action.id", index=False)
    position: Mapped[int]
    addressee_id: Mapped[int | None] = reference("addressee.id")
    language: Mapped[Language]
    subject: Mapped[str] = mapped_column(String(200), default="")
    # `{to}` stands for the addressee's handle in the network at hand, `{by}` for the initiator's.
    text: Mapped[str] = mapped_column(Text)

    addressee: Mapped[Addressee | None] = relationship()
