"""Delivering mail: claim, write, hand over, settle.

At least once, and not much oftener: a worker that is killed has handed over at most SETTLE_AFTER_MAILS mails that the
database does not know of yet. They alone go twice, under the same Message-ID.
"""

import time
from collections import deque

from petition.backends.mail import MailDeferred, MailRefused, MailServerTrouble, Quota
from petition.extensions import db, mailer
from petition.lib.bounces import asks_to_slow_down
from petition.models.tally import Step
from petition.services import mail_pace, mail_turns, mailing, passages, policy
from petition.worker import packing, writing
from petition.worker.packing import Parcel

BATCH = 100
# Of those that go behind all others: whoever waits for a mail that is queued meanwhile waits for so many at most.
BEHIND = 20
# Seconds after which no mail of a batch is begun. With the longest that one may take this is less than a lease.
PORTION = 10.0
SETTLE_AFTER_MAILS = 10
SETTLE_AFTER_SECONDS = 0.5


def deliver() -> bool:
    """Send one batch of due mails, within the quota. True where more may be waiting."""
    begun = time.monotonic()
    quota = None if mailer.rest.is_on else mail_pace.allowed(mailer.quota)
    room, room_behind = _room(quota) if quota else (0, 0)
    mails = mailing.claim(room, last=room_behind) if room else []
    parcels = packing.pack(mailing.letters_for(mails), quota) if quota and mails else []
    # From here on the mails are ours for two minutes; if we die, the lease runs out and they go again.
    db.session.commit()
    all_went = _Round(parcels, begun).run()
    behind = sum(mail.goes_last for mail in mails)
    return all_went and (0 < room == len(mails) or 0 < room_behind == behind)


def _room(quota: Quota) -> tuple[int, int]:
    """How many mails the quota has room for in one batch, and how many of those that go behind all others."""
    room, room_behind = BATCH, BEHIND
    if quota.per_day:
        left = mail_turns.left_of_the_day(quota.per_day)
        # Half of a day's mails are kept for those who wait for one.
        room, room_behind = min(room, left), min(room_behind, max(0, left - quota.per_day // 2))
    if quota.per_second:
        soon = max(1, int(quota.per_second * mail_pace.HORIZON.total_seconds()))
        room = 0 if mail_pace.is_behind(mail_pace.EVERYWHERE) else min(room, soon)
    return room, room_behind


class _Round:
    """A batch on its way: handed over one by one, settled a few at a time.

    No transaction is open while a mail is handed over: neither our own writing nor a slow mail server may block
    signing.
    """

    def __init__(self, parcels: list[Parcel], begun: float) -> None:
        self._waiting = deque(parcels)
        self._sent: list[Parcel] = []
        self._begun = begun
        self._settled_at = begun
        self._is_stopped = False

    def run(self) -> bool:
        """Whether all of it went, or was answered: what did not is given back."""
        try:
            while self._waiting and self._may_go_on():
                self._send(self._waiting.popleft())
        except Exception:
            db.session.rollback()
            self._finish()
            raise
        all_went = not self._waiting
        self._finish()
        return all_went

    def _may_go_on(self) -> bool:
        return not self._is_stopped and time.monotonic() - self._begun < PORTION

    def _send(self, parcel: Parcel) -> None:
        time.sleep(max(0.0, self._begun + parcel.pause - time.monotonic()))
        try:
            _hand_over(parcel)
        except MailServerTrouble as trouble:
            self._stumble(parcel, trouble)
            return
        except MailDeferred as answer:
            self._note_return(parcel, mailing.deferred(parcel.mail, answer.server_words))
            if parcel.lane and asks_to_slow_down(answer.server_words):
                self._slow_down(parcel.lane)
        except MailRefused as answer:
            self._note_return(parcel, mailing.refused(parcel.mail, answer.server_words))
        except ValueError:
            self._note_return(parcel, mailing.refused(parcel.mail, "it holds something that cannot stand in a mail"))
        else:
            self._sent.append(parcel)
        mailer.rest.end()
        if db.session().in_transaction() or self._is_time_to_settle():
            self._settle()

    def _is_time_to_settle(self) -> bool:
        is_late = time.monotonic() - self._settled_at > SETTLE_AFTER_SECONDS
        return is_late or len(self._sent) >= SETTLE_AFTER_MAILS

    def _note_return(self, parcel: Parcel, is_given_up: bool) -> None:
        if parcel.asked and is_given_up:
            passages.note(Step.RETURNED, [parcel.asked])

    def _stumble(self, parcel: Parcel, trouble: MailServerTrouble) -> None:
        """Leave the server alone for a while. One mail paid for finding out; the others are given back untouched."""
        mailer.rest.begin()
        self._is_stopped = True
        if trouble.may_have_arrived:
            self._note_return(parcel, mailing.deferred(parcel.mail, trouble.server_words))
        else:
            mailing.stumbled(parcel.mail, trouble.server_words)

    def _slow_down(self, lane: str) -> None:
        """Leave a domain alone for a while, and go on with the others."""
        mail_pace.slow_down(lane)
        soon = packing.paced([parcel for parcel in self._waiting if parcel.lane == lane])
        self._waiting = deque([*(parcel for parcel in self._waiting if parcel.lane != lane), *soon])

    def _settle(self) -> None:
        ours = mailing.sent([parcel.mail for parcel in self._sent])
        passages.note(Step.MAILED, [one.asked for one in self._sent if one.asked and one.mail.id in ours])
        self._is_stopped = self._is_stopped or policy.MAIL_PAUSED.value()
        db.session.commit()
        self._sent, self._settled_at = [], time.monotonic()

    def _finish(self) -> None:
        mailing.give_back([parcel.mail for parcel in self._waiting])
        if self._sent or db.session().in_transaction():
            self._settle()


def _hand_over(parcel: Parcel) -> None:
    """Write and send one mail. Raises what the mailer does, and ValueError where it cannot be written."""
    mailer.send(writing.write(parcel.draft), sender=parcel.sender, recipient=parcel.draft.recipient)
