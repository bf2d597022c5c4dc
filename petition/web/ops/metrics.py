"""Figures for Prometheus: read from the database when they are asked for, so that every process says the same."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from flask import Flask, Response, current_app
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from petition.backends.limits import LimitState
from petition.extensions import limiter_state
from petition.lib import clock
from petition.lib.deadline import Asking
from petition.lib.release import VERSION
from petition.models.process import ProcessRole
from petition.services import backups, measuring, processes
from petition.web.ops import bp

# Prometheus itself waits for ten.
PATIENCE_SECONDS = 5.0
UP_TO = f"Not counted further than {measuring.MOST}."
_asking: Asking[list[GaugeMetricFamily]] = Asking()


@bp.get("/metrics")
def metrics() -> ResponseReturnValue:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    families = list(_of_this_process())
    try:
        families += _asking.ask(lambda: _from_the_database(app), seconds=PATIENCE_SECONDS)
    except (SQLAlchemyError, TimeoutError):
        families.append(_figure("database_up", "Whether the database answers.", 0))
    return Response(generate_latest(_Found(families)), content_type=CONTENT_TYPE_LATEST)


class _Found(Collector):
    """What was found, as the library wants it to write it down."""

    def __init__(self, families: list[GaugeMetricFamily]) -> None:
        self._families = families

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from self._families


def _of_this_process() -> Iterator[GaugeMetricFamily]:
    yield _by("build_info", "The version that runs.", "version", {VERSION: 1})
    now = limiter_state()
    yield _by(
        "limits", "Where this process counts limits: 1 at what holds.", "state", {s: s is now for s in LimitState}
    )


def _from_the_database(app: Flask) -> list[GaugeMetricFamily]:
    with app.app_context():
        return [_figure("database_up", "Whether the database answers.", 1), *_of_campaigns(), *_of_mail(), *_of_work()]


def _of_campaigns() -> Iterator[GaugeMetricFamily]:
    yield _by("petitions", "Petitions.", "state", measuring.petitions_by_state())
    yield _by("signatures_counted", "What all counts add up to.", "kind", measuring.counted())
    yield _figure("signatures_held", f"Signatures that wait for review. {UP_TO}", measuring.held())
    yield _figure("submissions_waiting", f"Forms not confirmed yet. {UP_TO}", measuring.submissions_waiting())


def _of_mail() -> Iterator[GaugeMetricFamily]:
    queued = f"Mails that wait, of the {measuring.MOST_BY_KIND} that are due first."
    yield _by("mails_queued", queued, "kind", measuring.mails_queued())
    yield _figure("mails_due", f"Mails that could go now. {UP_TO}", measuring.mails_due())
    yield _figure("mail_waits_seconds", "How long the oldest mail is overdue.", _age(measuring.mail_waits_since()))
    yield _figure("mails_sent_day", "Mails handed over in the last 24 hours.", measuring.mails_sent(measuring.DAY))
    failed = "Mails of the last hour that were given up or came back."
    yield _by("mails_failed_hour", failed, "state", measuring.mails_failed(measuring.HOUR))


def _of_work() -> Iterator[GaugeMetricFamily]:
    yield _figure("ledger_waiting", f"Events without a place in the ledger. {UP_TO}", measuring.ledger_waiting())
    lag = measuring.ledger_lag().total_seconds()
    yield _figure("count_lags_seconds", "For how long the oldest of them is overdue.", lag)
    alive = Counter(process.role for process in processes.present())
    yield _by(
        "processes", "Processes that said lately that they are there.", "role", {r: alive[r] for r in ProcessRole}
    )
    newest = backups.newest()
    if newest is not None:
        yield _figure("backup_age_seconds", "Since the newest backup was found whole.", _age(newest.finished_at))


def _figure(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"countersign_{name}", meaning, value=value)


def _by(name: str, meaning: str, label: str, values: Mapping[Any, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"countersign_{name}", meaning, labels=[label])
    for key, value in values.items():
        family.add_metric([str(key)], value)
    return family


def _age(moment: datetime | None) -> float:
    return max(0.0, (clock.now() - moment).total_seconds()) if moment else 0.0
