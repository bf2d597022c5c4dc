"""What the worker does, and how often. A new duty is one function and one line here."""

from collections.abc import Callable
from dataclasses import dataclass

from petition.worker import delivery, ledger, upkeep


@dataclass(frozen=True)
class Duty:
    """Something done again and again. `run` does one portion, commits it, and says whether more is waiting."""

    name: str
    every_seconds: float
    run: Callable[[], bool]


SCHEDULE = (
    Duty("deliver mail", 0.5, delivery.deliver),
    Duty("sequence the ledger", 1, ledger.sequence),
    Duty("publish held numbers", 60, ledger.publish_held_numbers),
    Duty("close petitions", 15, upkeep.close_due),
    Duty("remind", 300, upkeep.remind),
    Duty("expire", 600, upkeep.expire),
)
