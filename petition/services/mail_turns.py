"""When a mailbox may be written to, and how many mails a day may bring: kept by `mail_use` rows.

A row is written before the mail goes, so that no two workers use one turn; a mail that is tried again keeps its own,
and one that was never handed over gives it back.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from petition.extensions import db
from petition.models.outbox import ORGANISER_NEWS, MailKind, MailUse
from petition.services import leases
from petition.services.inserting import insert_those_not_there
from petition.services.letters import Letter
from petition.services.organisers import RESET_LIFE
from petition.services.outbox import ClaimedMail

SAME_PLACE_PAUSE = timedelta(minutes=10)
PER_DAY = 3
DAY = timedelta(days=1)
QUOTA = b"mail quota"
# Where turns are taken, besides petitions: all accounts are one place; news of an account, and news that somebody asked
# for, are under no cap; and links to set a new password count by themselves, so that no stranger uses up the turns that
# an organiser needs to get in again.
ACCOUNT = ""
RESET = "reset"
NEWS = "news"
# Links to all that was signed take a place of their own, and leave a turn each day to whoever wants to sign: a stranger
# may ask for them with any address.
LINKS = "links"
LINKS_PER_DAY = PER_DAY - 1
# Whatever else is mailed, somebody can have caused by a form with any address.
# (For a new link one needs the old one, and whoever reads the mail has that.)
UNCAPPED = ORGANISER_NEWS | {MailKind.UPDATE, MailKind.LEDGER_HEAD, MailKind.LINK_RENEWED}


def waits(letters: Sequence[tuple[ClaimedMail, Letter]], now: datetime) -> dict[int, datetime]:
    """By a mail's id, when its mailbox may be written to again; nothing where that is now.

    Strangers can fill in forms with any address.
    """
    mailboxes = [mail.mailbox_index for mail, _ in letters]
    columns = select(MailUse.mailbox_index, MailUse.petition_public_id, MailUse.mail_public_id, MailUse.sent_at)
    recent = columns.where(MailUse.mailbox_index.in_(mailboxes), MailUse.sent_at > now - DAY).order_by(MailUse.sent_at)
    uses = defaultdict(list)
    for mailbox_index, place, mail_public_id, sent_at in db.session.execute(recent):
        if place != NEWS:
            uses[mailbox_index].append((place, mail_public_id, sent_at))
    found = {}
    for mail, letter in letters:
        others = [(place, at) for place, name, at in uses[mail.mailbox_index] if name != mail.public_id]
        latest = letter.waits_until or _latest_wait(others, _place(mail, letter))
        if latest is not None and latest > now:
            found[mail.id] = latest
    return found


def _latest_wait(uses: list[tuple[str, datetime]], place: str) -> datetime | None:
    if place == NEWS:
        return None
    if place == RESET:
        return _reset_wait([at for used, at in uses if used == RESET])
    counted = [(used, at) for used, at in uses if used != RESET]
    same = [at for used, at in counted if used == place]
    wait = [at + SAME_PLACE_PAUSE for at in same]
    if place == LINKS and len(same) >= LINKS_PER_DAY:
        wait.append(same[-LINKS_PER_DAY] + DAY)
    if len(counted) >= PER_DAY:
        wait.append(counted[-PER_DAY][1] + DAY)
    return max(wait, default=None)


def _reset_wait(sent: list[datetime]) -> datetime | None:
    """Beyond the usual number, the next one goes as soon as the last is good no more.

    However often strangers ask: the mailbox has a good link, or gets one.
    """
    pause = SAME_PLACE_PAUSE if len(sent) < PER_DAY else RESET_LIFE
    return sent[-1] + pause if sent else None


def newest_mail_to(mailbox_index: bytes) -> datetime | None:
    """When a mail last went to this mailbox, if that was within a day."""
    return db.session.scalar(select(func.max(MailUse.sent_at)).where(MailUse.mailbox_index == mailbox_index))


def reserve(letters: Sequence[tuple[ClaimedMail, Letter]], now: datetime) -> None:
    """Take the mailboxes' turns, before the mails go."""
    rows = [
        {
            "mailbox_index": mail.mailbox_index,
            "petition_public_id": _place(mail, letter),
            "mail_public_id": mail.public_id,
            "sent_at": now,
        }
        for mail, letter in letters
    ]
    insert_those_not_there(MailUse, rows)


def release(mail_public_ids: Sequence[str]) -> None:
    """Give back the turns of mails that did not go: each takes one again when it does."""
    db.session.execute(
        delete(MailUse).where(MailUse.mail_public_id.in_(mail_public_ids)),
        execution_options={"synchronize_session": False},
    )


def _place(mail: ClaimedMail, letter: Letter) -> str:
    if mail.kind in UNCAPPED:
        return NEWS
    if mail.kind is MailKind.LINKS:
        return LINKS
    if mail.kind is MailKind.RESET:
        return RESET
    return letter.petition.public_id if letter.petition else ACCOUNT


def left_of_the_day(per_day: int) -> int:
    """How many more mails may go, for this transaction alone: until its commit no other worker counts."""
    leases.hold_until_commit(QUOTA)
    since = leases.database_now() - DAY
    used = db.session.scalar(select(func.count(MailUse.id)).where(MailUse.sent_at > since)) or 0
    return max(0, per_day - used)
