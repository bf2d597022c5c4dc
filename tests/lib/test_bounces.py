"""Delivery reports are read, whoever wrote them and however badly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petition.lib.bounces import Bounce, asks_to_slow_down, clean_words, is_about_us, parse_delivery_status

REPORT = """\
From: MAILER-DAEMON@mx.example.net
To: bounce+tok.en-1@petitions.example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
Arrival-Date: Sun, 22 Nov 2026 14:00:00 +0000

Final-Recipient: rfc822; alice@example.net
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <alice@example.net>: Recipient address
    rejected: User unknown

--b
Content-Type: text/rfc822-headers

To: alice@example.net
--b--
"""


def parse(report: str) -> list[Bounce]:
    return parse_delivery_status(report.encode())


def test_it_reads_a_report() -> None:
    (bounce,) = parse(REPORT)
    assert bounce == Bounce(
        recipient_hint="alice@example.net",
        verp_token="tok.en-1",
        action="failed",
        status="5.1.1",
        diagnostic="550 5.1.1 <address>: Recipient address rejected: User unknown",
    )
    assert bounce.is_permanent


def test_it_reads_windows_line_ends() -> None:
    assert parse(REPORT.replace("\n", "\r\n")) == parse(REPORT)


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("failed", "4.4.7"), ("delivered", "2.0.0")])
def test_other_news_is_not_permanent(action: str, status: str) -> None:
    (bounce,) = parse(REPORT.replace("failed", action).replace("Status: 5.1.1", f"Status: {status}"))
    assert (bounce.action, bounce.status, bounce.is_permanent) == (action, status, False)


def test_it_reads_each_recipient() -> None:
    second = "\nOriginal-Recipient: rfc822;bob@example.net\nAction: Delayed\nStatus: 4.2.2 (full)\n"
    returned = "\n--b\nContent-Type: text/rfc822-headers"
    alice, bob = parse(REPORT.replace(returned, second + returned))
    assert alice.is_permanent
    assert (bob.recipient_hint, bob.action, bob.status) == ("bob@example.net", "delayed", "4.2.2")


def test_it_reads_international_reports() -> None:
    report = REPORT.replace("message/delivery-status", "message/global-delivery-status")
    (bounce,) = parse(report.replace("rfc822; alice@", "utf-8; سلمى@"))
    assert bounce.is_permanent
    assert bounce.verp_token == "tok.en-1"


@pytest.mark.parametrize("header", ["Delivered-To", "X-Original-To"])
def test_it_finds_the_token_where_the_mail_was_forwarded(header: str) -> None:
    forwarded = f"{header}: bounce+t2@petitions.example.org\n" + REPORT.replace("To: bounce+tok.en-1@", "To: root@", 1)
    assert [bounce.verp_token for bounce in parse(forwarded)] == ["t2"]


def test_a_report_to_another_address_has_no_token() -> None:
    (bounce,) = parse(REPORT.replace("bounce+tok.en-1@", "postmaster@"))
    assert bounce.verp_token is None


@pytest.mark.parametrize("line", ["Action: failed\n", "Status: 5.1.1\n"])
def test_a_group_without_action_or_status_says_nothing(line: str) -> None:
    assert parse(REPORT.replace(line, "")) == []


@pytest.mark.parametrize("raw", [b"", b"\0\xff", b"hello", b"Subject: Out of office\n\nI am away.\n"])
def test_another_mail_is_no_report(raw: bytes) -> None:
    assert parse_delivery_status(raw) == []


def test_deep_nesting_is_survived() -> None:
    layers = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(5_000))
    assert parse(layers) == []


@given(st.integers(0, len(REPORT)), st.binary(max_size=40))
def test_a_broken_report_is_survived(position: int, rubbish: bytes) -> None:
    raw = REPORT.encode()
    assert len(parse_delivery_status(raw[:position] + rubbish + raw[position:])) <= 2


@given(st.binary())
def test_rubbish_is_survived(rubbish: bytes) -> None:
    report = REPORT.encode().replace(b"dns; mx.example.net", rubbish)
    assert len(parse_delivery_status(report)) <= 2


def test_words_are_one_short_line_without_addresses() -> None:
    words = '550 <alice@example.net>\r\n"a b"@x.org\x1b[31m (bob=x.org@srs.example)' + "é" * 600
    cleaned = clean_words(words)
    assert cleaned.startswith("550 <address> <address> [31m (<address>)é")
    assert len(cleaned) == 500


@pytest.mark.parametrize(
    ("words", "is_asked"),
    [
        ("421 4.7.28 Our system has detected an unusual rate of unsolicited mail", True),
        ("421 4.7.0 [TSS04] Messages temporarily deferred", True),
        ("451 4.7.650 The mail server has been temporarily rate limited", True),
        ("450 4.2.1 Too many messages for this user", True),
        ("421 4.3.2 Closing", False),
        ("451 4.7.1 Greylisted, too many are in a hurry", False),
        ("452 4.2.2 Mailbox full", False),
        ("550 5.7.1 Message rate too high", False),
    ],
)
def test_it_tells_a_wish_for_fewer_mails_from_trouble_with_one(words: str, is_asked: bool) -> None:
    assert asks_to_slow_down(words) is is_asked


@pytest.mark.parametrize(
    ("words", "is_ours"),
    [
        ("550 5.4.5 Daily user sending limit exceeded. For more information go to https://support.google.com/", True),
        ("554 Message rejected: Email address is not verified. The following identities failed the check", True),
        ("550 5.7.1 <address>... Relaying denied", True),
        ("554 5.7.1 <address>: Relay access denied", True),
        ("550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", True),
        ("550 relay not permitted", True),
        ("550 5.7.1 Account suspended", True),
        ("554 Your account has been temporarily disabled", True),
        ("550 5.7.1 Sending quota exceeded", True),
        ("554 5.7.0 Daily message quota exceeded", True),
        ("550 Domain example.org has exceeded the max emails per hour (5/5 (100%)) allowed", True),
        ("550 5.7.232 Your message can't be sent because your tenant exceeded its daily limit for sending email", True),
        ("553 5.7.1 <address>: Sender address rejected: not owned by user petitions", True),
        ("550 The from address does not match a verified Sender Identity", True),
        ("550 5.1.90 Your message can't be sent: you've reached your daily limit for message recipients", True),
        ("554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException", True),
        ("554 5.2.252 SendAsDenied; <address> not allowed to send as <address>", True),
        ("550 5.7.1 The recipient has exceeded the daily limit", False),
        ("552 5.3.4 The mail that you are sending exceeds the size limit", False),
        ("550 5.7.1 Mail from relay.example.org[192.0.2.1] denied by policy", False),
        ("550 5.1.1 <address> is unknown", False),
        ("552 5.2.2 Mailbox full", False),
        ("552 5.2.2 The email account that you tried to reach is over quota", False),
        ("552 5.2.2 Quota exceeded (mailbox for user is full)", False),
        ("552 mailbox exceeded its daily quota", False),
        ("550 quota exceeded", False),
        ("550 5.2.1 The email account that you tried to reach is disabled", False),
        ("550 5.1.1 This account has been suspended", False),
        ("550 Account suspended", False),
        ("550 5.2.1 The user you are trying to contact has exceeded its daily receiving limit", False),
        ("550 5.1.1 Recipient address rejected: unverified address", False),
        ("552 5.3.4 Message size exceeds fixed limit", False),
        ("550 5.7.1 Message rejected as spam by the recipient's policy", False),
        ("452 4.5.3 Sending limit", False),
    ],
)
def test_it_tells_trouble_with_our_account_from_that_with_a_recipient(words: str, is_ours: bool) -> None:
    assert is_about_us(words) is is_ours
