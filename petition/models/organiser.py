"""Who works here: accounts, what they prove themselves with, and the browsers they are signed in with."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary, String, UniqueConstraint, func, literal_column
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from petition.extensions import Model
from petition.models.columns import (
    BigId,
    Created,
    Digest,
    Key,
    Language,
    Moment,
    UtcDateTime,
    choice,
    public_id,
    reference,
)


class OrganiserState(enum.StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"


class Organiser(Model):
    """A user account. Its address is sealed; it is found at login by a blind index.

    Without a password it is entered by a passkey alone.
    """

    id: Mapped[Key]
    public_id: Mapped[str] = public_id()
    login_index: Mapped[bytes] = mapped_column(unique=True)
    address: Mapped[bytes]
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[Language] = mapped_column(server_default=literal_column("'en'"))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    is_staff: Mapped[bool] = mapped_column(default=False)
    state: Mapped[OrganiserState] = mapped_column(choice(OrganiserState), default=OrganiserState.ACTIVE)
    # Raising it ends every link that was mailed to set a new password, or to confirm a new address.
    generation: Mapped[int] = mapped_column(default=0, server_default=literal_column("0"))
    created_at: Mapped[Created]

    factors: Mapped[list["Factor"]] = relationship(order_by="Factor.id")


class FactorKind(enum.StrEnum):
    PASSKEY = "passkey"
    # An app that shows six digits (TOTP, RFC 6238).
    CODES = "codes"


class Factor(Model):
    """Something an organiser has, besides what they know."""

    __table_args__ = (
        CheckConstraint("(kind = 'passkey') = (credential_id IS NOT NULL)", name="passkey_has_credential"),
        CheckConstraint("(kind = 'passkey') = (public_key IS NOT NULL)", name="passkey_has_key"),
        CheckConstraint("(kind = 'codes') = (secret IS NOT NULL)", name="codes_have_secret"),
    )

    id: Mapped[Key]
    public_id: Mapped[str] = public_id()
    organiser_id: Mapped[int] = reference("organiser.id")
    kind: Mapped[FactorKind] = mapped_column(choice(FactorKind))
    # What its owner calls it.
    name: Mapped[str] = mapped_column(String(80))
    # Of a passkey: its name and key (COSE), and how often it says it was used.
    credential_id: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes | None]
    uses: Mapped[int] = mapped_column(BigId, default=0)
    # Of codes: the sealed secret, the last half minute whose code was taken, and wrong codes since a right one.
    secret: Mapped[bytes | None]
    last_step: Mapped[int] = mapped_column(default=0)
    wrong_codes: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[Created]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RecoveryCode(Model):
    """A code on paper, for the day that all else is lost. Each is good once."""

    __table_args__ = (UniqueConstraint("organiser_id", "code_hash"),)

    id: Mapped[Key]
    organiser_id: Mapped[int] = reference("organiser.id", index=False)
    code_hash: Mapped[Digest]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SpentChallenge(Model):
    """A challenge that was answered: nobody answers it again. Kept until it would be too old anyway."""

    digest: Mapped[Digest] = mapped_column(primary_key=True)
    expires_at: Mapped[Moment] = mapped_column(index=True)


class LoginSession(Model):
    """A signed-in browser. The cookie holds a random secret, the table only its hash."""

    id: Mapped[Key]
    organiser_id: Mapped[int] = reference("organiser.id")
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # What its owner may call it by: the beginning of a hash of 256 random bits tells nobody anything.
    public_id: Mapped[str] = column_property(func.substr(secret_hash, 1, 22))
    # Browser and system in two words, as it says itself: for its owner to know it by.
    device: Mapped[str] = mapped_column(String(80), default="", server_default=literal_column("''"))
    # Whether a second factor was shown at the door.
    has_second_factor: Mapped[bool] = mapped_column(default=False, server_default=literal_column("false"))
    created_at: Mapped[Created]
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[Moment]
    # When the organiser last showed that it is them.
    step_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    organiser: Mapped[Organiser] = relationship()
