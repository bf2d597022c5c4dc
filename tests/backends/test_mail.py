"""MAIL_URL says where mails go; what it cannot mean is told in a sentence."""

from pathlib import Path

import pytest

from petition.backends.mail import FolderMailer, Quota, SmtpMailer, mailer_from_url
from petition.backends.smtp_server import Encryption, SmtpServer


def server_of(url: str) -> SmtpServer:
    mailer = mailer_from_url(url)
    assert isinstance(mailer, SmtpMailer)
    return mailer.server


@pytest.mark.parametrize("url", ["folder:/srv/50% #1/mail", "folder:///srv/50% #1/mail"])
def test_a_folder(url: str) -> None:
    mailer = mailer_from_url(url)
    assert isinstance(mailer, FolderMailer)
    assert mailer.folder == Path("/srv/50% #1/mail")
    assert mailer.quota == Quota()


def test_a_server_with_a_quota() -> None:
    mailer = mailer_from_url("smtp://mail.example.org?per_second=0.5&per_day=50000")
    assert (mailer.quota, mailer.folder) == (Quota(0.5, 50_000, per_domain=100), None)


def test_a_folder_with_a_quota() -> None:
    mailer = mailer_from_url("folder:/mail?per_second=14&per_day=20")
    assert (mailer.quota, mailer.folder) == (Quota(14, 20), Path("/mail"))


def test_a_pace_for_each_domain() -> None:
    assert mailer_from_url("smtp://mail.example.org?per_domain=2.5").quota == Quota(per_domain=2.5)


def test_credentials_are_decoded() -> None:
    server = server_of("smtp://alice%40example.org:p%2Fw%3A%3F@mail.example.org")
    assert (server.user, server.password) == ("alice@example.org", "p/w:?")
    assert "p/w" not in repr(server)


@pytest.mark.parametrize(
    ("url", "port", "encryption"),
    [
        ("smtp://mail.example.org", 587, Encryption.REQUIRED),
        ("SMTP://mail.example.org:2525/?starttls=optional", 2525, Encryption.OPTIONAL),
        ("smtp://mail.example.org:25?starttls=off", 25, Encryption.OFF),
        ("smtp://localhost:25", 25, Encryption.OFF),
        ("smtp://[::1]:25?starttls=required", 25, Encryption.REQUIRED),
        ("smtps://mail.example.org", 465, Encryption.FROM_THE_START),
    ],
)
def test_encryption(url: str, port: int, encryption: Encryption) -> None:
    assert (server_of(url).port, server_of(url).encryption) == (port, encryption)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/var/mail",
        "http://mail.example.org",
        "folder:",
        "folder:mail",
        "folder://mail/x",
        "folder:/mail?per_hour=1",
        "smtp:mail.example.org",
        "smtp://",
        "smtp://mail.example.org:port",
        "smtp://mail.example.org:99999",
        "smtp://[::1",
        "smtp://mail.example.org/inbox",
        "smtp://mail.example.org?starttls=maybe",
        "smtp://mail.example.org?tls=off",
        "smtp://user@mail.example.org",
        "smtp://user:p%C3%A9@mail.example.org",
        "smtp://user:secret@mail.example.org?starttls=optional",
        "smtps://mail.example.org?starttls=required",
        "smtp://mail.example.org?per_second=0",
        "smtp://mail.example.org?per_second=nan",
        "smtp://mail.example.org?per_second=fast",
        "smtp://mail.example.org?per_domain=0",
        "smtp://mail.example.org?per_day=1.5",
        "smtp://mail.example.org?per_day=0",
    ],
)
def test_it_refuses_what_it_cannot_mean(url: str) -> None:
    with pytest.raises(ValueError, match=r"^MAIL_URL .*\.$") as refusal:
        mailer_from_url(url)
    assert "secret" not in str(refusal.value)
