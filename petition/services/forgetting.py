"""Deleting what is past its time. Everything that names a person has a date; this keeps it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, Select, TextClause, Update, delete, inspect, select, update

from petition.extensions import db
from petition.lib import clock
from petition.models.block import Block
from petition.models.consent import Consent
from petition.models.erasure import Erasure
from petition.models.invitation import Invitation
from petition.models.organiser import LoginSession, SpentChallenge
from petition.models.origin import DailyKey, Origin
from petition.models.outbox import Mail, MailPace, MailState, MailUse
from petition.models.petition import Petition
from petition.models.process import Process
from petition.models.report import Report
from petition.models.signatory import Signatory
from petition.models.signature import HAS_LEFT, SLOT_TAKEN, WITHDRAWN, Comment, Signature, SignatureState
from petition.models.submission import Submission
from petition.models.tally import SMALL, TallyDomain, TallyDomainHour, TallyInbox
from petition.models.update_mail import UpdateMail
from petition.services import (
    daily_keys,
    domain_sums,
    forgetting_figures,
    forgetting_mailings,
    forgotten,
    index_keys,
    jobs,
    origins,
)
from petition.services.forgotten import What
from petition.services.signing import SUBMISSION_LIFE

BATCH = 1000
IN_DATABASE = {"synchronize_session": False}
MAIL_USE_LIFE = timedelta(days=1)
# They are not looked at for longer than a minute; the rest allows for clocks that differ.
PROCESS_LIFE = timedelta(hours=1)
# Long enough for every bounce to come back and for the operator to read the server's words.
MAIL_LIFE = timedelta(days=30)
# Long enough to answer whoever complains about what was decided.
REPORT_WORDS_LIFE = timedelta(days=30)
# Longer than anybody should keep a backup that would need them; the journal has them even then.
ERASURE_LIFE = timedelta(days=400)


@dataclass(frozen=True)
class Kind:
    """Rows that are deleted by themselves. `is_past` are the conditions under which they have had their time."""

    what: What
    model: Any
    is_past: Callable[[datetime], Sequence[Any]]


KINDS = (
    Kind(What.FORMS, Submission, lambda now: [Submission.expires_at < now]),
    Kind(What.ORIGINS, Origin, lambda now: [Origin.day < (now - origins.LIFE).date(), ~origins.IS_HELD]),
    Kind(What.NETWORK_KEYS, DailyKey, lambda now: [DailyKey.created_at < now - daily_keys.LIFE]),
    Kind(What.LINES, Signatory, lambda now: [Signatory.expires_at < now]),
    Kind(What.MAIL_TURNS, MailUse, lambda now: [MailUse.sent_at < now - MAIL_USE_LIFE]),
    Kind(What.MAIL_PACES, MailPace, lambda now: [MailPace.free_at < now - MAIL_USE_LIFE]),
    Kind(What.SESSIONS, LoginSession, lambda now: [LoginSession.expires_at < now]),
    Kind(What.CHALLENGES, SpentChallenge, lambda now: [SpentChallenge.expires_at < now]),
    Kind(What.BLOCKS, Block, lambda now: [Block.expires_at < now]),
    Kind(What.INVITATIONS, Invitation, lambda now: [Invitation.expires_at < now]),
    Kind(What.PROCESSES, Process, lambda now: [Process.seen_at < now - PROCESS_LIFE]),
    Kind(What.DOMAIN_HOURS, TallyDomainHour, lambda now: [TallyDomainHour.hour < now - domain_sums.BY_HOUR_FOR]),
    Kind(What.DOMAINS, TallyDomain, lambda now: [SMALL, TallyDomain.touched_on < (now - SUBMISSION_LIFE).date()]),
    Kind(What.ERASURES, Erasure, lambda now: [Erasure.created_at < now - ERASURE_LIFE]),
)


def forget() -> bool:
    """Delete one batch of each kind. True where more is waiting."""
    now = clock.now()
    counts = {kind.what: _delete(kind.model, *kind.is_past(now)) for kind in KINDS}
    counts |= {
        What.PASSAGES: _delete(TallyInbox, TallyInbox.id.in_(_old_happenings(now - SUBMISSION_LIFE))),
        What.MAILS: _delete(Mail, Mail.id.in_(_old_mails(now - MAIL_LIFE))),
        What.SENDERS: _erase_senders(),
        What.DECISIONS: jobs.forget_items(BATCH),
        What.REPORT_WORDS: _erase_words_of_reports(now - REPORT_WORDS_LIFE),
    }
    is_more = [
        BATCH in counts.values(),
        forgetting_figures.forget(),
        forgetting_mailings.forget(),
        _forget_the_erased(),
    ]
    counts |= {What.IDENTITIES: _erase_identities(), What.INDEX_KEYS: index_keys.forget()}
    forgotten.note(counts)
    return any(is_more) or counts[What.IDENTITIES] > 0 or counts[What.INDEX_KEYS] == index_keys.BATCH


def _erase_identities() -> int:
    """Destroy who signed, once the petition's day has come; that somebody signed stays counted and verifiable."""
    due = _still_named(SLOT_TAKEN) or _still_named(WITHDRAWN)
    erased = 0
    if due:
        db.session.execute(delete(Comment).where(Comment.signature_id.in_(due)), execution_options=IN_DATABASE)
        for of_them in (Consent, UpdateMail, Origin):
            db.session.execute(delete(of_them).where(of_them.signature_id.in_(due)), execution_options=IN_DATABASE)
        erased = _updated(
            update(Signature)
            .where(Signature.id.in_(due), Signature.address_index.is_not(None))
            .values(identity=None, address_index=None, name_index=None, public_name=None, ref=None, left_at=None)
        )
    return erased


def _forget_the_erased() -> bool:
    """What was still known of those who erased themselves, so that lists taken before could learn of it."""
    has_left = (HAS_LEFT, Signature.state == SignatureState.ERASED)
    due = forgetting_figures.due(Signature, Petition.is_past_retention, [Signature.left_at], *has_left)
    if due:
        db.session.execute(delete(Consent).where(Consent.signature_id.in_(due)), execution_options=IN_DATABASE)
        forgotten = update(Signature).where(Signature.id.in_(due)).values(left_at=None)
        db.session.execute(forgotten, execution_options=IN_DATABASE)
    return bool(due)


def _still_named(state: TextClause) -> list[int]:
    """A batch of signatures in these states whose petition's day has come."""
    # Identity and address go together. In the order of addresses an index holds those that still have one.
    has_address = Signature.address_index > b""
    return forgetting_figures.due(Signature, Petition.is_past_retention, [Signature.address_index], state, has_address)


def _erase_senders() -> int:
    """Destroy who sent the lines under letters, and the names withheld. What is printed was given to be printed."""
    due = db.session.scalars(
        select(Signatory.id)
        .join(Petition)
        .where(Petition.is_past_retention, Signatory.sealed.is_not(None))
        .limit(BATCH)
    ).all()
    still = (Signatory.id.in_(due), Signatory.sealed.is_not(None))
    return _updated(update(Signatory).where(*still).values(sealed=None, question="")) if due else 0


def _erase_words_of_reports(before: datetime) -> int:
    """What readers wrote about a comment, some time after it was decided; that they reported it stays."""
    due = db.session.scalars(
        select(Report.id).where(Report.words.is_not(None), Report.settled_at < before).limit(BATCH)
    ).all()
    still = (Report.id.in_(due), Report.words.is_not(None))
    return _updated(update(Report).where(*still).values(words=None)) if due else 0


def _updated(statement: Update) -> int:
    """How many rows it changed. Another worker may be at the same ones: each is told of once."""
    done: CursorResult[Any] = db.session.execute(statement, execution_options=IN_DATABASE)  # type: ignore[assignment]
    return done.rowcount


def _old_mails(before: datetime) -> Select[int]:
    """They lie in the order in which they were written: none but the first are looked at."""
    done = select(Mail.id, Mail.created_at).where(Mail.state != MailState.QUEUED)
    first = done.order_by(Mail.id).limit(BATCH).subquery()
    return select(first.c.id).where(first.c.created_at < before)


def _old_happenings(before: datetime) -> Select[int]:
    """What could not be added up for so long never will be. In the order in which they came, as above."""
    first = select(TallyInbox.id, TallyInbox.hour).order_by(TallyInbox.id).limit(BATCH).subquery()
    return select(first.c.id).where(first.c.hour < before)


def _delete(model: Any, *is_past: Any) -> int:
    # What another worker is deleting, or somebody confirming, is left to them: no waiting, no deadlock. Two statements:
    # PostgreSQL may look for "the first n" again for each row it deletes, and so delete more than n.
    [key] = inspect(model).primary_key
    rows = select(key).where(*is_past).limit(BATCH).with_for_update(skip_locked=True)
    due = db.session.scalars(rows).all()
    if due:
        db.session.execute(delete(model).where(key.in_(due)), execution_options=IN_DATABASE)
    return len(due)
