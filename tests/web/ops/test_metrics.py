"""Figures for Prometheus: who may read them, and that they are the database's."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from petition.extensions import db, settings
from petition.lib import clock
from petition.models.backup import Backup
from petition.models.petition import Petition
from petition.models.process import Process, ProcessRole
from petition.models.signature import HoldRule
from petition.services import measuring, processes
from tests.reading import Mails, sign
from tests.services.counting import confirmed, sequenced
from tests.source_tree import ROOT

TOKEN = "a-token-for-metrics"
DOCUMENT = ROOT / "docs/operating.md"


@pytest.fixture
def with_token(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        there = replace(settings._get_current_object(), metrics_token=TOKEN)  # type: ignore[attr-defined]
    monkeypatch.setitem(app.extensions, "petition.settings", there)


def figures(client: FlaskClient) -> dict[str, float]:
    """By name, and by label where there is one: `petitions open`."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    samples = [
        sample for family in text_string_to_metric_families(answer.get_data(as_text=True)) for sample in family.samples
    ]
    return {" ".join([one.name.removeprefix("countersign_"), *one.labels.values()]): one.value for one in samples}


def from_elsewhere(client: FlaskClient, **headers: str) -> int:
    return client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": "203.0.113.7"}).status_code


@pytest.mark.usefixtures("with_token")
@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"bearer  {TOKEN}", 200),
        (f"Bearer {TOKEN}x", 404),
        ("Bearer é", 404),
        ("Bearer", 404),
        (f"Basic {TOKEN}", 404),
    ],
)
def test_whoever_has_the_token_may_read(client: FlaskClient, authorization: str, status: int) -> None:
    assert from_elsewhere(client, Authorization=authorization) == status


def test_without_a_token_nobody_has_it(client: FlaskClient) -> None:
    assert from_elsewhere(client, Authorization="Bearer ") == 404


@pytest.mark.parametrize("address", ["127.0.0.1", "127.3.2.1", "::1"])
def test_this_machine_may_read(client: FlaskClient, address: str) -> None:
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": address}).status_code == 200


@pytest.mark.parametrize("address", ["203.0.113.7", "10.0.0.1", "", "unix:"])
def test_others_find_nothing(client: FlaskClient, address: str) -> None:
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": address}).status_code == 404


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
def test_behind_a_proxy_nobody_is_this_machine(client: FlaskClient, header: str) -> None:
    assert client.get("/metrics", headers={header: "203.0.113.7"}).status_code == 404


def test_it_counts_what_there_is(
    app: Flask, client: FlaskClient, petition: str, load: Callable[[str], Petition]
) -> None:
    with app.app_context():
        db.open_for_writing()
        confirmed(load(petition), 3)
        confirmed(load(petition), 1, doubts=(HoldRule.HONEYPOT,))
        sequenced(load(petition))
        confirmed(load(petition), 2)
        db.session.commit()
    found = figures(client)
    assert (found["petitions open"], found["petitions draft"]) == (1, 0)
    assert (found["signatures_counted online"], found["signatures_held"]) == (3, 1)
    assert found["ledger_waiting"] == 2
    assert found["database_up"] == 1


def test_it_follows_the_mails(client: FlaskClient, petition: str, mails: Mails) -> None:
    sign(client, petition)
    before = figures(client)
    assert (before["submissions_waiting"], before["mails_due"], before["mails_queued signing"]) == (1, 1, 1)
    mails.all()
    after = figures(client)
    assert (after["mails_due"], after["mails_queued signing"], after["mails_sent_day"]) == (0, 0, 1)
    assert (after["mails_failed_hour failed"], after["mails_failed_hour bounced"]) == (0, 0)


def test_it_knows_who_is_at_work_and_how_old_the_backup_is(app: Flask, client: FlaskClient) -> None:
    assert "backup_age_seconds" not in figures(client)
    with app.app_context():
        db.open_for_writing()
        processes.beat(started(ProcessRole.WORKER))
        moment = clock.now()
        db.session.add(Backup(name="x", sha256="0" * 64, bytes=1, rows=1, taken_at=moment, finished_at=moment))
        db.session.commit()
    found = figures(client)
    assert (found["processes worker"], found["processes web"]) == (1, 0)
    assert 0 <= found["backup_age_seconds"] < 60


def started(role: ProcessRole) -> Process:
    me = processes.describe(role)
    me.started_at = clock.now()
    return me


def test_it_says_where_limits_are_counted(client: FlaskClient) -> None:
    found = figures(client)
    assert sum(value for name, value in found.items() if name.startswith("limits ")) == 1


def test_without_its_database_it_says_so(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise sa.exc.OperationalError("select", {}, Exception("refused"))

    monkeypatch.setattr(measuring, "counted", refuse)
    found = figures(client)
    assert found["database_up"] == 0
    assert "signatures_counted online" not in found


def test_every_figure_is_documented(client: FlaskClient) -> None:
    words = DOCUMENT.read_text(encoding="utf-8")
    names = {name.partition(" ")[0] for name in figures(client)}
    assert sorted(name for name in names if f"`countersign_{name}`" not in words) == []
