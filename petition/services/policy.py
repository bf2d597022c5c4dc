"""What this installation allows: one typed line per policy, each with a default that needs no row.

The environment says where things are; the table `site_setting` holds what is decided here. docs/policy.md
explains each line.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from petition.extensions import db
from petition.models.record import SiteSetting
from petition.services.errors import InvalidPolicy

T = TypeVar("T")


@dataclass(frozen=True)
class Policy(Generic[T]):
    """One thing to decide. `parse` reads it as typed, and raises ValueError with what it should be."""

    name: str
    default: T
    meaning: str
    parse: Callable[[str], T]

    def value(self) -> T:
        """What is decided here."""
        row = db.session.get(SiteSetting, self.name)
        return self.default if row is None else self.parse(str(row.value))


def share(typed: str) -> float:
    """A part of a whole: above 0, at most 1."""
    try:
        number = float(typed)
    except ValueError:
        number = 0.0
    if not 0 < number <= 1:
        raise ValueError("a share above 0 and at most 1, such as 0.8")
    return number


NEXT_GOAL_AT = Policy(
    "goal.next_at", 0.8, "The share of a goal at which the next rung of the goal ladder is shown.", share
)
POLICIES: dict[str, Policy[float]] = {policy.name: policy for policy in (NEXT_GOAL_AT,)}


def decide(name: str, typed: str) -> None:
    """Keep a decision. Raises InvalidPolicy for an unknown name, or a value that cannot be."""
    policy = named(name)
    try:
        value = policy.parse(typed)
    except ValueError as expected:
        raise InvalidPolicy(f"{name} must be {expected}") from None
    row = db.session.get(SiteSetting, name) or SiteSetting(name=name)
    row.value = value
    db.session.add(row)


def named(name: str) -> Policy[float]:
    """Raises InvalidPolicy."""
    if name not in POLICIES:
        raise InvalidPolicy(f"There is no policy {name}. There are: {', '.join(sorted(POLICIES))}")
    return POLICIES[name]
