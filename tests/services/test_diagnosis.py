from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask, current_app

from petition.backends.mail import MailDeferred
from petition.extensions import db, keyring
from petition.lib.crypto import KeyRing
from petition.models.outbox import MailKind
from petition.models.petition import Petition
from petition.services import diagnosis, keys, leases, outbox
from tests.conftest import FakeClock


def found() -> list[str]:
    return list(diagnosis.problems(ScriptDirectory(current_app.extensions["migrate"].directory)))


def test_a_healthy_site_has_no_problem(ward: Petition) -> None:
    assert found() == []


def test_it_tells_a_missing_migration(ward: Petition) -> None:
    db.session.execute(db.text("update alembic_version set version_num = '0001'"))
    assert found() == ["The database is at migration 0001: run `flask db upgrade`."]


def test_it_tells_clocks_that_are_apart(ward: Petition, time: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    there = time.now
    monkeypatch.setattr(leases, "database_now", lambda: there)
    time.move(minutes=3)
    [problem] = found()
    assert "180 s apart" in problem


def test_it_tells_keys_that_open_nothing(app: Flask, ward: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    keys.data_key(keys.MAILBOX)
    monkeypatch.setitem(app.extensions, "petition.keyring", KeyRing({1: b"x" * 32}))
    problems = " ".join(found())
    assert "“mailbox”" in problems
    assert ward.public_id in problems
    assert keyring.current == 1


def test_it_tells_mails_that_wait(ward: Petition, time: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    outbox.put(MailKind.REMINDER, subject="x", address="rima@example.org", language="en", dedupe_key="x")
    db.session.flush()
    time.move(minutes=16)
    monkeypatch.setattr(leases, "database_now", lambda: time.now)
    [problem] = found()
    assert "is a worker running" in problem


def test_it_tells_a_mail_server_that_does_not_answer(
    ward: Petition, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "petition.mailer", Refusing())
    assert found() == ["No mail can be sent now: connection refused. Look at MAIL_URL."]


class Refusing:
    folder: Path | None = None

    def check(self) -> None:
        raise MailDeferred("connection refused")
