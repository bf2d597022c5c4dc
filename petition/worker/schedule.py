"""What the worker does, and how often. A new duty is one function and one line here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from petition.worker import delivery, jobs, journal, keys, ledger, upkeep, watching


@dataclass(frozen=True)
class Duty:
    """Something done again and again. `run` does one portion, commits it, and says whether more is waiting.

    Duties of one line wait for each other; what may take long has a line of its own.
    """

    name: str
    every_seconds: float
    run: Callable[[], bool]
    line: str = "upkeep"
    # Whoever needs what its transactions hold waits no longer than this for a host that is cut off.
    silence: timedelta = timedelta(seconds=60)


# Between two statements these take no time to speak of, and people wait for what they hold.
BRIEF = timedelta(seconds=10)


# Causes before their effects, so that one round leaves nothing behind: closing writes to the ledger, reminding mails.
SCHEDULE = (
    Duty("open petitions", 5, upkeep.open_due),
    Duty("close petitions", 15, upkeep.close_due),
    Duty("publish news", 5, upkeep.publish_news),
    Duty("expire", 600, upkeep.expire),
    Duty("remind", 300, upkeep.remind),
    Duty("mail heads of ledgers", 300, upkeep.mail_heads),
    Duty("tell doubts", 600, upkeep.tell_doubts),
    Duty("place comments", 600, upkeep.place_comments),
    Duty("mail updates", 1, upkeep.mail_updates, silence=BRIEF),
    Duty("release after outage", 15, upkeep.release_after_outage),
    Duty("decide about many", 1, jobs.work, line="jobs", silence=timedelta(seconds=30)),
    Duty("deliver mail", 0.5, delivery.deliver, line="mail", silence=BRIEF),
    Duty("sequence the ledger", 1, ledger.sequence, line="ledger", silence=ledger.LEASE),
    # By themselves, so that one that fails leaves the others alone.
    Duty("sum up what was counted", 3, upkeep.sum_counted),
    Duty("sum up forms", 3, upkeep.sum_forms),
    Duty("sum up what happened", 3, upkeep.sum_inbox),
    Duty("show shares", 30, upkeep.show_shares),
    Duty("publish held numbers", 60, ledger.publish_held_numbers, line="ledger", silence=ledger.LEASE),
    Duty("watch", 60, watching.watch, line="watch"),
    Duty("ping", 300, watching.ping, line="watch"),
    Duty("keep the journal", 5, journal.keep, line="journal"),
    Duty("seal anew", 60, keys.reseal, line="keys", silence=BRIEF),
)
