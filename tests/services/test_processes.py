"""Who is at work, and which of them cannot be right together."""

import subprocess
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from config import Settings
from petition.extensions import db
from petition.models.columns import new_public_id
from petition.models.process import Process, ProcessRole
from petition.services import leases, processes
from petition.services.processes import CannotRunTogether
from tests.conftest import SECRETS, FakeClock

pytestmark = pytest.mark.usefixtures("database")
ELSEWHERE: dict[str, Any] = {"host": "host-b", "machine": "another"}
SHARED: dict[str, Any] = {"limits": "shared", "mail": "server", "database": "postgresql"}


def described(role: ProcessRole = ProcessRole.WEB, *, facts: dict[str, Any] | None = None, **values: Any) -> Process:
    """A process as it would describe itself, but for these facts and columns."""
    one = processes.describe(role)
    one.facts = {**one.facts, **SHARED, **(facts or {})}
    for name, value in values.items():
        setattr(one, name, value)
    return one


def enter(one: Process, *, looking_since: datetime | None = None) -> bool:
    return processes.enter(one, looking_since=looking_since or leases.database_now())


def at_work() -> list[str]:
    return [one.public_id for one in processes.present()]


def ended_pid() -> int:
    ended = subprocess.Popen(["true"])
    ended.wait()
    return ended.pid


def test_who_enters_is_at_work_until_it_leaves() -> None:
    one, other = described(), described(ProcessRole.WORKER)
    assert enter(one)
    assert enter(other)
    assert at_work() == [one.public_id, other.public_id]
    processes.leave(one)
    assert at_work() == [other.public_id]


def test_who_is_silent_is_gone(time: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "database_now", lambda: time.now)
    one, silent = described(), described(**ELSEWHERE)
    enter(one)
    enter(silent)
    for _ in range(5):
        time.move(seconds=10)
        processes.beat(one)
    assert at_work() == [one.public_id]


def test_who_was_taken_for_dead_enters_anew_with_its_next_beat() -> None:
    one = described()
    enter(one)
    db.session.execute(sa.delete(Process))
    processes.beat(one)
    assert at_work() == [one.public_id]


def test_who_is_seen_to_have_died_is_gone_at_once() -> None:
    processes.beat(described(pid=ended_pid(), started_at=leases.database_now()))
    assert at_work() == []


def test_of_another_pid_space_nobody_can_be_seen_to_have_died() -> None:
    processes.beat(described(pid=ended_pid(), pid_space="container", started_at=leases.database_now()))
    assert len(at_work()) == 1


KEYS = {"opens": ["first", "second"], "seals": "second"}
APART: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("limits", {"facts": {"limits": "memory"}}, {"facts": {"server": 1}}, "set REDIS_URL"),
    ("limits", {"facts": {"limits": "memory"}}, ELSEWHERE, "set REDIS_URL"),
    ("sqlite", {"facts": {"database": "sqlite"}}, {"facts": {"database": "sqlite"}, **ELSEWHERE}, "set DATABASE_URL"),
    ("secret", {}, {"facts": {"secret_key": "other"}}, "SECRET_KEY is not the same"),
    ("keys", {"facts": KEYS}, {"facts": {"opens": ["first"], "seals": "first"}}, "DATA_KEYS let one process"),
    ("keys", {}, {"facts": KEYS}, "DATA_KEYS let one process"),
    ("folder", {"facts": {"mail": "folder"}}, {"facts": {"mail": "folder"}, **ELSEWHERE}, "set MAIL_URL"),
    ("folder", {"facts": {"mail": "folder"}}, {}, "set MAIL_URL"),
]


@pytest.mark.parametrize(("_what", "there", "comes", "says"), APART)
def test_the_later_one_is_refused_with_what_to_set(
    _what: str, there: dict[str, Any], comes: dict[str, Any], says: str
) -> None:
    for first, second in ((there, comes), (comes, there)):
        db.session.execute(sa.delete(Process))
        enter(described(**first))
        with pytest.raises(CannotRunTogether) as refusal:
            enter(described(**second), looking_since=leases.database_now() - timedelta(seconds=1))
        [problem] = refusal.value.problems
        assert says in problem
    assert len(db.session.scalars(sa.select(Process)).all()) == 1


TOGETHER: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("web processes that share limits", {}, ELSEWHERE),
    ("one web process and a worker", {"facts": {"limits": "memory"}}, {"role": ProcessRole.WORKER}),
    ("two workers", {"role": ProcessRole.WORKER}, {"facts": {"limits": "memory"}, "role": ProcessRole.WORKER}),
    ("a restart within one server", {"facts": {"limits": "memory"}}, {"facts": {"limits": "memory"}, "pid": 1}),
    ("one host, one file", {"facts": {"database": "sqlite"}}, {"facts": {"database": "sqlite"}}),
    ("containers of one host", {"facts": {"database": "sqlite"}}, {"facts": {"database": "sqlite"}, "host": "b"}),
    (
        "a key that does not seal yet",
        {"facts": KEYS},
        {"facts": {"opens": ["third", "first", "second"], "seals": "second"}},
    ),
    ("one host, one folder", {"facts": {"mail": "folder"}}, {"facts": {"mail": "folder"}}),
]


@pytest.mark.parametrize(("_what", "there", "comes"), TOGETHER)
def test_these_are_right_together(_what: str, there: dict[str, Any], comes: dict[str, Any]) -> None:
    assert enter(described(**there))
    assert enter(described(**comes), looking_since=leases.database_now() - timedelta(seconds=1))


def test_a_server_of_several_processes_needs_shared_limits_whoever_is_there() -> None:
    with pytest.raises(CannotRunTogether, match="set REDIS_URL"):
        enter(described(facts={"limits": "memory", "server_size": 2}))


def test_a_silent_one_is_looked_at_for_a_while_before_it_is_taken_for_dead() -> None:
    now = leases.database_now()
    enter(described(facts={"secret_key": "other"}, pid_space="container"))
    db.session.execute(sa.update(Process).values(seen_at=now - timedelta(seconds=20)))
    assert not enter(described(), looking_since=now)
    assert enter(described(), looking_since=now - processes.PATIENCE)


def test_a_silent_one_that_beats_meanwhile_is_alive() -> None:
    there = described(facts={"secret_key": "other"}, pid_space="container")
    enter(there)
    looking_since = leases.database_now()
    assert not enter(described(), looking_since=looking_since)
    db.session.commit()
    processes.beat(there)
    with pytest.raises(CannotRunTogether):
        enter(described(), looking_since=looking_since)


def test_doctor_compares_its_own_settings_with_those_at_work() -> None:
    assert list(processes.problems()) == []
    enter(described(facts={**processes.describe(ProcessRole.WEB).facts, "secret_key": "other"}))
    [problem] = processes.problems()
    assert problem.startswith("SECRET_KEY is not the same everywhere (this process on ")
    assert ", web " in problem


def test_many_are_named_by_a_few() -> None:
    for number in range(9):
        processes.beat(
            described(pid=number, pid_space="x", facts={"secret_key": "x"}, started_at=leases.database_now())
        )
    assert any("5 more)" in problem for problem in processes.problems())


def test_no_secret_stands_in_the_table(app: Flask) -> None:
    there: Settings = app.extensions["petition.settings"]
    enter(processes.describe(ProcessRole.WEB))
    row = repr(db.session.execute(sa.text("select * from process")).all())
    assert SECRETS["SECRET_KEY"] not in row
    assert there.data_keys[1].hex() not in row


def test_the_same_secret_gives_the_same_fingerprint_and_another_does_not(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    there: Settings = app.extensions["petition.settings"]
    one = processes.describe(ProcessRole.WEB).facts
    assert processes.describe(ProcessRole.WEB).facts["secret_key"] == one["secret_key"]
    changed = replace(there, secret_key="another-secret-of-more-than-32-letters", data_keys={1: b"x" * 32})
    monkeypatch.setitem(app.extensions, "petition.settings", changed)
    other = processes.describe(ProcessRole.WEB).facts
    assert {name for name in one if one[name] != other[name]} == {"secret_key", "opens", "seals"}


def test_of_two_that_start_at_once_one_enters(app: Flask) -> None:
    outcomes: list[str] = []
    threads = [threading.Thread(target=enter_in_thread, args=(app, outcomes)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", "refused", "refused", "refused"]


def enter_in_thread(app: Flask, outcomes: list[str]) -> None:
    with app.app_context():
        db.open_for_writing()
        try:
            enter(described(facts={"limits": "memory", "server": new_public_id()}))
            db.session.commit()
            outcomes.append("in")
        except CannotRunTogether:
            outcomes.append("refused")
