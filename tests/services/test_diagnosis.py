"""What may be wrong: each thing is found, in a sentence that says what to do, and is not found where all is well."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.backends import certificate
from petition.backends.certificate import NotTrusted
from petition.backends.mail import MailDeferred
from petition.extensions import db, keyring, settings
from petition.lib import clock
from petition.lib.crypto import KeyRing
from petition.lib.kept import Kept
from petition.models.backup import Backup
from petition.models.organiser import OrganiserState
from petition.models.outbox import Mail, MailKind, MailState
from petition.models.petition import Petition
from petition.models.signature import HoldRule
from petition.models.team import TeamState
from petition.services import alarms, diagnosis, keys, leases, outbox, petitions, policy
from tests.conftest import FakeClock
from tests.making import draft
from tests.people import make_organiser
from tests.services.counting import confirmed, sequenced

Settle = Callable[..., None]


def sentence(look: Callable[[], Iterable[str]]) -> str:
    """The one sentence that is found."""
    [found] = look()
    return found


@pytest.fixture
def settle(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Settle:
    """Changes settings for one test."""

    def change(**values: Any) -> None:
        there = replace(settings._get_current_object(), **values)  # type: ignore[attr-defined]
        monkeypatch.setitem(app.extensions, "petition.settings", there)

    return change


def queue(number: int) -> Mail:
    key = f"x{number}"
    outbox.put(MailKind.REMINDER, subject="x", address="rima@example.org", language="en", dedupe_key=key)
    return db.session.scalars(sa.select(Mail).where(Mail.dedupe_key == key)).one()


def test_clocks_that_are_apart(ward: Petition, time: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    there = time.now
    monkeypatch.setattr(leases, "database_now", lambda: there)
    time.move(minutes=3)
    assert "180 s apart" in sentence(diagnosis.clocks_apart)


def test_keys_that_open_nothing(app: Flask, ward: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    keys.data_key(keys.MAILBOX)
    monkeypatch.setitem(app.extensions, "petition.keyring", KeyRing({1: b"x" * 32}))
    problems = " ".join(diagnosis.keys_that_open_nothing())
    assert "“mailbox”" in problems
    assert ward.public_id in problems
    assert keyring.current == 1


def test_zones_that_nobody_knows(ward: Petition) -> None:
    ward.zone = "Atlantis/Capital"
    db.session.flush()
    assert "Atlantis/Capital is not known" in sentence(diagnosis.unknown_zones)


def test_what_waits_long_for_a_decision(ward: Petition, time: FakeClock) -> None:
    for slug, hours in (("the-first", 20), ("the-second", 5)):
        petitions.send_for_review(draft(slug))
        time.move(hours=hours)
    assert "and 1 of it for too long: look at" in sentence(diagnosis.decisions_wait)
    policy.DECISION_WAITS.decide("26")
    assert list(diagnosis.decisions_wait()) == []
    policy.DECISION_WAITS.decide("24")
    # Of a suspended team nothing opens, whatever is decided.
    ward.team.state = TeamState.SUSPENDED
    assert list(diagnosis.decisions_wait()) == []


def test_mails_that_wait(ward: Petition, time: FakeClock) -> None:
    queue(1)
    time.move(minutes=14)
    assert list(diagnosis.mail_waits()) == []
    time.move(minutes=2)
    assert "is a worker running" in sentence(diagnosis.mail_waits)


def test_a_mail_server_that_does_not_answer(ward: Petition, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.extensions, "petition.mailer", Refusing())
    assert list(diagnosis.no_mail_server()) == ["No mail can be sent now: connection refused. Look at MAIL_URL."]


class Refusing:
    folder: Path | None = None

    def check(self) -> None:
        raise MailDeferred("connection refused")


def test_a_sender_that_nobody_can_answer(ward: Petition, settle: Settle) -> None:
    assert list(diagnosis.no_sender()) == []
    settle(base_url="https://192.0.2.1")
    assert "MAIL_FROM" in sentence(diagnosis.no_sender)


def fail(number: int, state: MailState = MailState.FAILED) -> None:
    mail = queue(number)
    mail.state, mail.failed_at, mail.server_words = state, clock.now(), "550 5.1.1 No such user"


def test_mails_that_fail(ward: Petition, time: FakeClock) -> None:
    policy.decide("alert.failing_mails", "2")
    fail(1)
    fail(2, MailState.BOUNCED)
    db.session.flush()
    assert list(diagnosis.mail_fails()) == []
    fail(3)
    db.session.flush()
    assert "Of 3 mails in the last hour 3 were refused" in sentence(diagnosis.mail_fails)
    time.move(minutes=61)
    assert list(diagnosis.mail_fails()) == []


def test_what_mail_servers_said_yesterday_is_not_said_for_ever(ward: Petition, time: FakeClock) -> None:
    fail(1)
    db.session.flush()
    assert sentence(diagnosis.refused_mails).endswith("550 5.1.1 No such user")
    time.move(hours=25)
    assert list(diagnosis.refused_mails()) == []


def test_a_count_that_lags(ward: Petition, time: FakeClock) -> None:
    sequenced(ward)
    confirmed(ward)
    db.session.flush()
    time.move(seconds=59)
    assert list(diagnosis.ledger_waits()) == []
    time.move(seconds=2)
    assert "61 s ago is not counted yet" in sentence(diagnosis.ledger_waits)


def test_limits_that_cannot_be_shared(ward: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(diagnosis.limits_away()) == []
    monkeypatch.setattr(diagnosis, "limits_can_be_counted", lambda: False)
    assert "REDIS_URL" in sentence(diagnosis.limits_away)


def test_many_that_wait_for_review(ward: Petition) -> None:
    policy.decide("alert.held", "1")
    confirmed(ward, 1, doubts=(HoldRule.HONEYPOT,))
    db.session.flush()
    assert list(diagnosis.many_held()) == []
    confirmed(ward, 1, doubts=(HoldRule.HONEYPOT,))
    db.session.flush()
    assert "2 signatures wait for review" in sentence(diagnosis.many_held)


def backed_up(moment: datetime) -> None:
    db.session.add(Backup(name="x", sha256="0" * 64, bytes=1, rows=1, taken_at=moment, finished_at=moment))
    db.session.flush()


def test_a_backup_that_is_old(ward: Petition, time: FakeClock) -> None:
    backed_up(time.now)
    time.move(hours=35)
    assert list(diagnosis.no_backup()) == []
    time.move(hours=2)
    assert "The newest backup is of" in sentence(diagnosis.no_backup)


def test_a_journal_that_cannot_be_kept(ward: Petition, tmp_path: Path, settle: Settle) -> None:
    settle(journal_dir=tmp_path / "not yet" / "journal")
    assert list(diagnosis.no_journal()) == []
    (tmp_path / "a file").touch()
    settle(journal_dir=tmp_path / "a file" / "journal")
    assert "The journal cannot be kept" in sentence(diagnosis.no_journal)


def test_a_folder_that_cannot_be_looked_at_stops_nothing(ward: Petition, tmp_path: Path, settle: Settle) -> None:
    # No name may be so long: as where a folder above may not be looked into, asking fails.
    settle(journal_dir=tmp_path / ("x" * 300) / "journal")
    assert list(diagnosis.no_journal()) == []
    assert list(diagnosis.full_disk()) == []


def test_no_backup_at_all(ward: Petition, time: FakeClock, settle: Settle) -> None:
    time.move(hours=37)
    assert list(diagnosis.no_backup()) == []
    settle(base_url="https://petitions.example.org")
    assert "There is no backup" in sentence(diagnosis.no_backup)


class Disk(NamedTuple):
    free: int


def test_a_disk_that_is_nearly_full(ward: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Disk(free=5_000_000))
    assert sentence(diagnosis.full_disk).startswith("Only 4 MB are free at ")


@pytest.fixture
def shown(settle: Settle, monkeypatch: pytest.MonkeyPatch) -> Callable[[object], None]:
    """Makes the site show a certificate that ends then, or that is refused."""

    def show(outcome: object) -> None:
        def look(host: str, port: int) -> object:
            assert (host, port) == ("petitions.example.org", 443)
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        monkeypatch.setattr(diagnosis, "_certificates", Kept(lasting=timedelta(hours=1), most=4))
        monkeypatch.setattr(certificate, "good_until", look)

    settle(base_url="https://petitions.example.org")
    return show


def test_a_certificate_that_ends(ward: Petition, shown: Callable[[object], None]) -> None:
    shown(clock.now() + timedelta(days=15))
    assert list(diagnosis.certificate_ends()) == []
    shown(clock.now() + timedelta(days=13))
    assert "petitions.example.org ends on" in sentence(diagnosis.certificate_ends)


def test_a_certificate_that_browsers_refuse(ward: Petition, shown: Callable[[object], None]) -> None:
    shown(NotTrusted("certificate has expired"))
    assert "(certificate has expired): renew it" in sentence(diagnosis.certificate_ends)


def test_a_site_that_cannot_call_itself_is_not_blamed(ward: Petition, shown: Callable[[object], None]) -> None:
    shown(None)
    assert list(diagnosis.certificate_ends()) == []


@pytest.mark.parametrize("condition", alarms.CONDITIONS, ids=lambda condition: condition.name)
def test_a_healthy_site_has_nothing_to_say(ward: Petition, condition: alarms.Condition) -> None:
    assert list(condition.look()) == []


def test_mail_that_somebody_paused(ward: Petition) -> None:
    assert list(diagnosis.mail_is_paused()) == []
    policy.decide("mail.paused", "on")
    assert "mail.paused off" in sentence(diagnosis.mail_is_paused)


def test_staff_with_only_a_password(ward: Petition) -> None:
    admin = make_organiser("admin", is_staff=True)
    assert "1 of those who run this site" in sentence(diagnosis.staff_without_second_factor)
    admin.state = OrganiserState.SUSPENDED
    assert list(diagnosis.staff_without_second_factor()) == []
