"""Mails to send, and what is known of the mailboxes they go to."""

import enum
from datetime import datetime

from sqlalchemy import Index, String, Text, and_, false, literal, text, true
from sqlalchemy.orm import Mapped, mapped_column

from petition.extensions import Model
from petition.models.columns import Created, Key, Language, Moment, UtcDateTime, choice, public_id

QUEUED = text("state = 'queued'")
HAS_FAILED = text("failed_at is not null")
TO_SUM = text("to_sum")
# Never tried, and so neither leased nor put off by a server.
UNTRIED_LAST = text("state = 'queued' and goes_last and attempts = 0")


class MailKind(enum.StrEnum):
    """Why a mail is sent. Which words it holds is decided when it is sent."""

    SIGNING = "signing"
    REMINDER = "reminder"
    # To a signer, at the team's wish: to confirm what still waits, or that it is confirmed.
    SENT_AGAIN = "sent_again"
    # To whoever asks for them: the links to all that was signed with this address; and one that takes another's place.
    LINKS = "links"
    LINK_RENEWED = "link_renewed"
    # To whoever asks that an organisation be listed: to confirm it, before the deadline, and what the team decided.
    SIGNATORY = "signatory"
    SIGNATORY_DUE = "signatory_due"
    SIGNATORY_NEWS = "signatory_news"
    # To organisers: a way in, setting a new password, confirming a new address …
    INVITATION = "invitation"
    RESET = "reset"
    NEW_ADDRESS = "new_address"
    # … and what happened to their account.
    NEW_DEVICE = "new_device"
    FACTOR_ADDED = "factor_added"
    FACTOR_REMOVED = "factor_removed"
    CODES_RENEWED = "codes_renewed"
    CODE_USED = "code_used"
    LOGIN_CHANGED = "login_changed"
    ADDRESS_CHANGED = "address_changed"
    FACTORS_RESET = "factors_reset"
    SUSPENDED = "suspended"
    UNSUSPENDED = "unsuspended"
    SIGNED_OUT = "signed_out"
    STAFF_MADE = "staff_made"
    STAFF_ENDED = "staff_ended"
    # To a team: its petition did not open at its hour …
    NOT_OPENED = "not_opened"
    # … what its ledger said, each day …
    LEDGER_HEAD = "ledger_head"
    # … that signatures come in by which it might be cheated …
    DOUBTS = "doubts"
    # … and what staff decided about it, about a correction, or about the team.
    REVIEW_RETURNED = "review_returned"
    REVIEW_APPROVED = "review_approved"
    PETITION_HIDDEN = "petition_hidden"
    PETITION_SHOWN = "petition_shown"
    TEXT_DECIDED = "text_decided"
    TEAM_SUSPENDED = "team_suspended"
    TEAM_RESTORED = "team_restored"
    # To those who run the site: something waits for their decision.
    STAFF_ASKED = "staff_asked"
    # To signers who asked for it: an update.
    UPDATE = "update"


ACCOUNT_NEWS = frozenset(
    {
        MailKind.NEW_DEVICE,
        MailKind.FACTOR_ADDED,
        MailKind.FACTOR_REMOVED,
        MailKind.CODES_RENEWED,
        MailKind.CODE_USED,
        MailKind.LOGIN_CHANGED,
        MailKind.ADDRESS_CHANGED,
        MailKind.FACTORS_RESET,
        MailKind.SUSPENDED,
        MailKind.UNSUSPENDED,
        MailKind.SIGNED_OUT,
        MailKind.STAFF_MADE,
        MailKind.STAFF_ENDED,
    }
)
# What an organiser has to learn, however much else was mailed, and wanted or not.
ORGANISER_NEWS = ACCOUNT_NEWS | {
    *(MailKind.NOT_OPENED, MailKind.REVIEW_RETURNED, MailKind.REVIEW_APPROVED, MailKind.TEXT_DECIDED),
    *(MailKind.PETITION_HIDDEN, MailKind.PETITION_SHOWN, MailKind.TEAM_SUSPENDED, MailKind.TEAM_RESTORED),
    MailKind.STAFF_ASKED,
}


class MailState(enum.StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    # Not needed any more when its turn came: confirmed meanwhile, said already, or suppressed.
    DROPPED = "dropped"
    FAILED = "failed"
    BOUNCED = "bounced"


class Mail(Model):
    """One mail in the outbox, written in the transaction that is its reason. The address goes once it is sent."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "goes_last", "not_before", "id", sqlite_where=QUEUED, postgresql_where=QUEUED),
        Index("ix_outbox_untried", "not_before", sqlite_where=UNTRIED_LAST, postgresql_where=UNTRIED_LAST),
        Index("ix_outbox_failed", "failed_at", sqlite_where=HAS_FAILED, postgresql_where=HAS_FAILED),
        Index("ix_outbox_to_sum", "id", sqlite_where=TO_SUM, postgresql_where=TO_SUM),
    )

    id: Mapped[Key]
    public_id: Mapped[str] = public_id()
    kind: Mapped[MailKind] = mapped_column(choice(MailKind))
    language: Mapped[Language]
    # The public id of what it is about: a submission, until confirmed, then the signature; an account, an invitation;
    # that an update goes to somebody (`update_mail`).
    subject: Mapped[str] = mapped_column(String(22), index=True)
    address: Mapped[bytes | None]
    mailbox_index: Mapped[bytes]
    dedupe_key: Mapped[str] = mapped_column(String(80), unique=True)
    state: Mapped[MailState] = mapped_column(choice(MailState), default=MailState.QUEUED)
    # Whether it goes behind all that somebody waits for. Earlier versions write none such, and may run beside this one.
    goes_last: Mapped[bool] = mapped_column(default=False, server_default=false())
    not_before: Mapped[Moment]
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    server_words: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[Created]
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When it was given up or came back.
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Whether the form that it answers is still to be added to the sums; None once it is, and where there is none.
    to_sum: Mapped[bool | None]


# Spelled out in the statement, so that the partial index fits.
IS_QUEUED = Mail.state == literal(MailState.QUEUED, Mail.state.type, literal_execute=True)
# What somebody waits for, and what goes behind that.
GOES_FIRST = and_(IS_QUEUED, Mail.goes_last == false())
GOES_LAST = and_(IS_QUEUED, Mail.goes_last == true())


class SuppressionReason(enum.StrEnum):
    BOUNCED = "bounced"
    ASKED = "asked"


class Suppression(Model):
    """A mailbox that is never written to again."""

    id: Mapped[Key]
    mailbox_index: Mapped[bytes] = mapped_column(unique=True)
    reason: Mapped[SuppressionReason] = mapped_column(choice(SuppressionReason))
    created_at: Mapped[Created]


class MailUse(Model):
    """That a mailbox was written to: what caps and quotas count. Kept for a day."""

    __table_args__ = (Index("ix_mail_use_mailbox", "mailbox_index", "sent_at"),)

    id: Mapped[Key]
    mailbox_index: Mapped[bytes]
    # "" for what is about an account, "reset" for links to a new password, "news" for what no cap holds back.
    petition_public_id: Mapped[str] = mapped_column(String(22))
    # Whose place this is: a mail tried again does not stand in its own way.
    mail_public_id: Mapped[str] = mapped_column(String(22), unique=True)
    sent_at: Mapped[Moment] = mapped_column(index=True)


class MailPace(Model):
    """How fast mails go to one domain, or to all of them. The domain is named by a keyed hash; kept for a day."""

    id: Mapped[Key]
    lane: Mapped[str] = mapped_column(String(64), unique=True)
    # The next moment at which a mail may go.
    free_at: Mapped[Moment] = mapped_column(index=True)
    # For when the last of those that must come again has been put off.
    tail_at: Mapped[Moment]
    # How often in a row the domain asked us to slow down, and when it last did.
    rests: Mapped[int] = mapped_column(default=0)
    rested_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
