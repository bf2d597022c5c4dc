"""Which mails are sent next, and what became of each.

Mails are claimed in one transaction and settled in others; in between they are handed over. A worker that dies in
between leaves leases that run out, and its mails go again with the same Message-ID: at least once. All moments are
the database's, because hosts may disagree about the time.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from petition.extensions import db
from petition.models.outbox import (
    GOES_FIRST,
    GOES_LAST,
    ORGANISER_NEWS,
    Mail,
    MailKind,
    MailState,
    SuppressionReason,
)
from petition.models.submission import Submission
from petition.services import leases, mail_turns, mail_words, suppressing, update_mails
from petition.services.letters import Letter
from petition.services.outbox import LEASE, ClaimedMail

RETRY_AFTER = (60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600)
GIVE_UP_AFTER = timedelta(days=3)
# A mail at which the server stumbled waits so long, so that the others are tried before it.
AFTER_STUMBLING = timedelta(seconds=60)
# Sent to those too who asked never to be written to: only the holder of an account gets them.
FOR_ACCOUNTS = ORGANISER_NEWS | {MailKind.RESET}
# No row of these tables is looked at as an object while mails are sent.
IN_DATABASE = {"synchronize_session": False}


def claim(limit: int, *, last: int = 0) -> list[ClaimedMail]:
    """Lease the mails that are due, so that no other worker takes them for two minutes.

    Behind those that somebody waits for come others, as many as there is room for, but no more than `last`.
    """
    now = leases.database_now()
    # Two statements: PostgreSQL may look for "the first n" again for each row it changes, and so change more than n.
    due = _due(GOES_FIRST, limit, now)
    due += _due(GOES_LAST, min(last, limit - len(due)), now)
    if not due:
        return []
    columns = [getattr(Mail, name) for name in ClaimedMail.__dataclass_fields__]
    leased: ReturningUpdate[Any] = (
        update(Mail)
        .where(Mail.id.in_(due))
        .values(leased_until=now + LEASE, attempts=Mail.attempts + 1)
        .returning(*columns)
    )
    claimed = db.session.execute(leased, execution_options=IN_DATABASE)
    return sorted((ClaimedMail(*row) for row in claimed), key=lambda mail: (mail.goes_last, mail.id))


def letters_for(mails: Sequence[ClaimedMail]) -> list[tuple[ClaimedMail, Letter]]:
    """The claimed mails that go now, and what each says. The others are settled: dropped, or put off by a cap."""
    # Two workers may hold two mails to one mailbox: the second must see what the first decided.
    leases.hold_until_commit(*{mail.mailbox_index for mail in mails})
    reasons = suppressing.reasons_among([mail.mailbox_index for mail in mails])
    unwanted = [mail for mail in mails if _is_unwanted(mail, reasons.get(mail.mailbox_index))]
    _settle(unwanted, state=MailState.DROPPED, address=None)
    wanted = [mail for mail in mails if mail not in unwanted]
    return [letter for round_ in _one_for_each_mailbox(wanted) for letter in _letters_of_round(round_)]


def sent(mails: Sequence[ClaimedMail]) -> set[int]:
    """These mails were handed over. Their addresses are wiped. The ids of those that were still ours."""
    now = leases.database_clock()
    ours = _settle(mails, state=MailState.SENT, address=None, sent_at=now)
    _note_as_mailed([mail.subject for mail in mails], now, only_noted=True)
    return ours


def deferred(mail: ClaimedMail, server_words: str) -> bool:
    """The server said "later": try again, ever more rarely. True where it is given up, after three days and tries."""
    now = leases.database_now()
    # While mail was paused or the server away it grew old untried.
    if now - mail.created_at > GIVE_UP_AFTER and mail.attempts >= len(RETRY_AFTER):
        return refused(mail, server_words)
    pause = RETRY_AFTER[min(mail.attempts, len(RETRY_AFTER)) - 1]
    _settle([mail], server_words=server_words, not_before=now + timedelta(seconds=pause))
    return False


def refused(mail: ClaimedMail, server_words: str) -> bool:
    """The server will never take it: give up, and keep its words for the operator. Whether it was still ours."""
    now = leases.database_clock()
    is_ours = _settle([mail], state=MailState.FAILED, address=None, server_words=server_words, failed_at=now)
    if is_ours:
        _tell_its_form(mail)
    return bool(is_ours)


def dropped_by_hand(mail: Mail) -> None:
    """Somebody decided that it never goes: what it is about learns of it."""
    _tell_its_form(mail)
    _tell_mailings([mail], MailState.DROPPED)


def stumbled(mail: ClaimedMail, server_words: str) -> None:
    """The server, not this mail, was in trouble, and surely did not take it: no attempt, however long it lasts."""
    later = leases.database_now() + AFTER_STUMBLING
    _release_turns([mail])
    _settle([mail], server_words=server_words, not_before=later, attempts=Mail.attempts - 1)


def give_back(mails: Sequence[ClaimedMail]) -> None:
    """They were not tried: anyone may take them at once."""
    _release_turns(mails)
    _settle(mails, attempts=Mail.attempts - 1)


def put_off(mails: Sequence[tuple[ClaimedMail, datetime]]) -> None:
    """They were not tried, and are not to be before these moments."""
    _release_turns([mail for mail, _ in mails])
    later = (
        update(Mail)
        .where(Mail.id == bindparam("claimed"), Mail.leased_until == bindparam("lease"))
        .values(leased_until=None, attempts=Mail.attempts - 1, not_before=bindparam("until"))
    )
    rows = [{"claimed": mail.id, "lease": mail.leased_until, "until": until} for mail, until in mails]
    if rows:
        db.session.connection().execute(later, rows)


def bounced(mail: Mail, server_words: str) -> None:
    """A delivery-status message says that the mailbox does not exist: stop writing to it."""
    # Whoever was erased meanwhile has none any more.
    if mail.mailbox_index:
        suppressing.suppress_index(mail.mailbox_index, SuppressionReason.BOUNCED)
    if mail.kind is MailKind.UPDATE:
        update_mails.note_bounce(mail)
    mail.server_words = server_words
    mail.failed_at = leases.database_now()
    mail.state, mail.address, mail.leased_until = MailState.BOUNCED, None, None


def _due(which: ColumnElement[bool], limit: int, now: datetime) -> list[int]:
    """The mails whose time has come, the longest waiting first, held until the commit."""
    if limit <= 0:
        return []
    ids = (
        select(Mail.id)
        .where(which, Mail.not_before <= now)
        .where((Mail.leased_until.is_(None)) | (Mail.leased_until < now))
        .order_by(Mail.not_before, Mail.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(db.session.scalars(ids))


def _is_unwanted(mail: ClaimedMail, reason: SuppressionReason | None) -> bool:
    # Whoever wants no more mail about petitions still has an account.
    return reason is SuppressionReason.BOUNCED or (reason is not None and mail.kind not in FOR_ACCOUNTS)


def _one_for_each_mailbox(mails: Iterable[ClaimedMail]) -> Iterator[list[ClaimedMail]]:
    """The mails in rounds: first the first of each mailbox, then the second …"""
    left = list(mails)
    while left:
        first: dict[bytes, ClaimedMail] = {}
        for mail in left:
            first.setdefault(mail.mailbox_index, mail)
        yield list(first.values())
        left = [mail for mail in left if first[mail.mailbox_index] is not mail]


def _letters_of_round(mails: list[ClaimedMail]) -> list[tuple[ClaimedMail, Letter]]:
    now = mails[0].claimed_at
    chosen = mail_words.chosen(mails)
    _settle([mail for mail in mails if mail.id not in chosen], state=MailState.DROPPED, address=None)
    letters = [(mail, chosen[mail.id]) for mail in mails if mail.id in chosen]
    if not letters:
        return []
    waits = mail_turns.waits(letters, now)
    put_off([(mail, waits[mail.id]) for mail, _ in letters if mail.id in waits])
    going = [(mail, letter) for mail, letter in letters if mail.id not in waits]
    if going:
        mail_turns.reserve(going, now)
        # Noted before the mails go: a scanner may press a button before we hear that its mail was taken.
        asked = [letter.submission.public_id for _, letter in going if letter.submission]
        _note_as_mailed(asked, now, only_noted=False)
    return going


def _release_turns(mails: Sequence[ClaimedMail]) -> None:
    """The turns of mails that never went are free again: else those that wait would use up a day's quota.

    Asked before they are settled, and held until then: a turn of one that was claimed anew is not ours to give back.
    """
    # An earlier attempt may have reached the server: it counts.
    untried = {mail.id: mail.public_id for mail in mails if mail.attempts == 1}
    leased_until = {mail.leased_until for mail in mails}
    if untried:
        ours = select(Mail.id).where(Mail.id.in_(untried), Mail.leased_until.in_(leased_until)).order_by(Mail.id)
        mail_turns.release([untried[mail_id] for mail_id in db.session.scalars(ours.with_for_update())])


def _settle(mails: Sequence[ClaimedMail], **values: Any) -> set[int]:
    """Say what became of mails; the ids of those that were still ours.

    A worker whose lease ran out is late: another one has the mail, or has settled it, and knows better.
    """
    if not mails:
        return set()
    [leased_until] = {mail.leased_until for mail in mails}
    changes: ReturningUpdate[Any] = (
        update(Mail)
        .where(Mail.id.in_([mail.id for mail in mails]), Mail.leased_until == leased_until)
        .values(leased_until=None, **values)
        .returning(Mail.id)
    )
    ours = set(db.session.scalars(changes, execution_options=IN_DATABASE))
    if "state" in values:
        _tell_mailings([mail for mail in mails if mail.id in ours], values["state"])
    return ours


def _tell_its_form(mail: ClaimedMail | Mail) -> None:
    """It never arrived: nobody is reminded of it, and the same form sent again is worth another try."""
    if mail.kind is MailKind.SIGNING:
        db.session.execute(update(Submission).where(Submission.public_id == mail.subject).values(mailed_at=None))


def _tell_mailings(mails: Iterable[ClaimedMail | Mail], state: MailState) -> None:
    """They know in numbers what became of their mails."""
    subjects = [mail.subject for mail in mails if mail.kind is MailKind.UPDATE]
    if subjects:
        update_mails.note(state, subjects)


def _note_as_mailed(submissions: list[str], now: Any, *, only_noted: bool) -> None:
    # A statement, because a submission may be confirmed and gone meanwhile.
    condition = [Submission.mailed_at.is_not(None)] if only_noted else []
    note = update(Submission).where(Submission.public_id.in_(submissions), *condition).values(mailed_at=now)
    if submissions:
        db.session.execute(note, execution_options=IN_DATABASE)
