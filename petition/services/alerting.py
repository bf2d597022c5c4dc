"""What the operator is to be told now: what began, what lasts since yesterday, what is over."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import delete, select

from petition.extensions import db
from petition.models.alert import Alert
from petition.services import alarms, leases

AGAIN_AFTER = timedelta(days=1)
# What comes back within so long was never over.
OVER_AFTER = timedelta(minutes=15)

Found = Mapping[str, list[str]]


@dataclass(frozen=True)
class News:
    """What to tell, as sentences; `names` are the alerts that are told of by it, `over` those that end."""

    begun: list[str] = field(default_factory=list)
    lasting: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    over: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.names or self.over)

    def lines(self) -> Iterator[str]:
        """All of it, a line each."""
        yield from (f"New: {sentence}" for sentence in self.begun)
        yield from (f"Still so: {sentence}" for sentence in self.lasting)
        yield from (f"Over: {sentence}" for sentence in self.ended)


def note(found: Found) -> None:
    """Keep what holds now, and since when."""
    now = leases.database_now()
    there = _alerts()
    db.session.add_all(Alert(name=name, began_at=now) for name in found if name not in there)
    for name, alert in there.items():
        alert.quiet_since = None if name in found else alert.quiet_since or now
        if alert.quiet_since is not None and alert.told_at is None:
            # Nobody heard of it.
            db.session.delete(alert)
    db.session.flush()


def news(found: Found) -> News:
    """What the operator has not been told, of what was noted."""
    now, told = leases.database_now(), News()
    for name, alert in _alerts().items():
        if alert.quiet_since is not None:
            if now - alert.quiet_since >= OVER_AFTER:
                told.ended.append(f"{name}, which began at {alert.began_at:%Y-%m-%d %H:%M} UTC.")
                told.over.append(name)
        elif alert.told_at is None:
            if now - alert.began_at >= alarms.BY_NAME[name].patience:
                told.begun.extend(found[name])
                told.names.append(name)
        elif now - alert.told_at >= AGAIN_AFTER:
            told.lasting.extend(found[name])
            told.names.append(name)
    return told


def told(news: News) -> None:
    """The operator knows."""
    for name, alert in _alerts().items():
        if name in news.names:
            alert.told_at = leases.database_now()
    db.session.execute(delete(Alert).where(Alert.name.in_(news.over)))


def _alerts() -> dict[str, Alert]:
    return {alert.name: alert for alert in db.session.scalars(select(Alert).order_by(Alert.began_at, Alert.name))}
