"""Delivery reports: only authentic ones count, and they stop further mail. Their parsing: tests/lib/test_bounces.py."""

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.extensions import db
from petition.lib.mime import VERP_TOKEN_LENGTH
from petition.models.outbox import Mail, MailState, Suppression, SuppressionReason
from petition.models.petition import Petition
from petition.models.tally import TallyInbox
from petition.services import bouncing, identity, mailing, suppressing
from tests.making import make_petition, submit

REPORT = """\
From: mailer-daemon@example.net
To: {to}
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It did not arrive.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; example.net

Final-Recipient: rfc822; rima@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <rima@example.org> is unknown here
--b--
"""


def report_on(token: str, *, action: str = "failed", status: str = "5.1.1") -> bytes:
    to = f"petitions+{token}@localhost"
    return REPORT.format(to=to, action=action, status=status).replace("\n", "\r\n").encode()


def sent_mail(petition: Petition) -> Mail:
    submit(petition)
    mailing.sent(mailing.claim(1))
    return db.session.execute(sa.select(Mail)).scalar_one()


def test_a_report_on_our_mail_stops_further_mail(ward: Petition) -> None:
    mail = sent_mail(ward)
    assert bouncing.take(report_on(bouncing.token_for(mail))) == 1
    assert mail.state is MailState.BOUNCED
    assert mail.server_words.startswith("5.1.1 550 5.1.1")
    assert suppressing.is_suppressed(identity.mailbox_index("rima@example.org"))


def test_it_keeps_no_address(ward: Petition) -> None:
    mail = sent_mail(ward)
    bouncing.take(report_on(bouncing.token_for(mail)))
    assert "rima@example.org" not in mail.server_words


def test_a_server_that_turns_addresses_to_small_or_capital_letters_is_understood(ward: Petition) -> None:
    assert bouncing.take(report_on(bouncing.token_for(sent_mail(ward)).upper())) == 1


def test_the_same_report_twice_is_no_harm(ward: Petition) -> None:
    report = report_on(bouncing.token_for(sent_mail(ward)))
    bouncing.take(report)
    bouncing.take(report)
    assert db.session.scalar(sa.select(sa.func.count(Suppression.id))) == 1


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.2.2"), ("delivered", "2.0.0"), ("failed", "4.4.7")])
def test_what_is_not_final_changes_nothing(ward: Petition, action: str, status: str) -> None:
    mail = sent_mail(ward)
    assert bouncing.take(report_on(bouncing.token_for(mail), action=action, status=status)) == 0
    assert mail.state is MailState.SENT


def test_a_forged_token_changes_nothing(ward: Petition) -> None:
    mail = sent_mail(ward)
    number, _, digits = bouncing.token_for(mail).partition(".")
    forged = f"{number}.{(int(digits) + 1) % 10**16:016}"
    for token in (forged, number, f"{number}.", f".{digits}", "x.y", f"zz.{digits}"):
        assert bouncing.take(report_on(token)) == 0
    assert mail.state is MailState.SENT


@pytest.mark.parametrize("report", [b"", b"\xff\xfe\x00", b"To: petitions@localhost\r\n\r\nhello", b"x" * 2_000_000])
def test_rubbish_changes_nothing(ward: Petition, report: bytes) -> None:
    assert bouncing.take(report) == 0


def test_the_command_reads_bytes_from_standard_input(app: Flask) -> None:
    with app.app_context():
        db.open_for_writing()
        make_petition()
        token = bouncing.token_for(sent_mail(db.session.execute(sa.select(Petition)).scalar_one()))
        db.session.commit()
    result = app.test_cli_runner().invoke(args=["petition", "bounce"], input=report_on(token) + b"\xff")
    assert result.exit_code == 0
    assert "1 mail(s)" in result.output
    with app.app_context():
        assert db.session.execute(sa.select(Suppression)).scalar_one().reason is SuppressionReason.BOUNCED


def test_every_token_is_as_long_as_senders_leave_room_for(database: None) -> None:
    make_petition()
    submit(db.session.execute(sa.select(Petition)).scalar_one())
    assert len(bouncing.token_for(db.session.execute(sa.select(Mail)).scalar_one())) == VERP_TOKEN_LENGTH


@pytest.mark.parametrize(
    ("state", "is_told"),
    [(MailState.SENT, True), (MailState.QUEUED, True), (MailState.FAILED, False), (MailState.DROPPED, False)],
)
def test_what_was_given_up_or_dropped_is_not_told_again(ward: Petition, state: MailState, is_told: bool) -> None:
    mail = sent_mail(ward)
    mail.state = state
    bouncing.take(report_on(bouncing.token_for(mail)))
    assert len(db.session.scalars(sa.select(TallyInbox)).all()) == is_told
