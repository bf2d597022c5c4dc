"""Where mails go: into a folder (the embedded default) or to an SMTP server, chosen by MAIL_URL."""

import contextlib
import math
import re
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from petition.backends.mail_folder import FolderMailer, NoSuchMail
from petition.backends.mail_protocol import MailDeferred, Mailer, MailError, MailRefused
from petition.backends.mail_smtp import SmtpMailer
from petition.backends.smtp_server import Encryption, SmtpServer

__all__ = [
    "FolderMailer",
    "MailDeferred",
    "MailError",
    "MailRefused",
    "Mailer",
    "NoSuchMail",
    "SmtpMailer",
    "mailer_from_url",
]

LOOPBACK_HOSTS = {"127.0.0.1", "localhost", "::1"}
DEFAULT_PORTS = {"smtp": 587, "smtps": 465}


def mailer_from_url(url: str) -> Mailer:
    """The mailer of a MAIL_URL. ValueError, with a sentence for the operator, if the URL cannot be right.

    `folder:/path` · `smtps://user:password@host` · `smtp://user:password@host:587?starttls=required|optional|off`,
    each with an optional quota `per_second=14&per_day=50000`. User and password are percent-encoded. Without
    `starttls` it is required, but off on this machine itself.
    """
    scheme = url.partition(":")[0].lower()
    if scheme == "folder":
        return _folder_mailer(url)
    if scheme in DEFAULT_PORTS:
        return _smtp_mailer(url)
    raise ValueError("MAIL_URL must begin with folder:, smtp:// or smtps://.")


def _folder_mailer(url: str) -> FolderMailer:
    # Not split as a URL: a folder's name may hold % and #.
    path, _, query = url.partition(":")[2].partition("?")
    options = _options(query, {"per_second", "per_day"})
    if not path.startswith("/") or (path.startswith("//") and not path.startswith("///")):
        raise ValueError("MAIL_URL needs an absolute path, like folder:/var/lib/countersign/mail.")
    return FolderMailer(Path("/" + path.lstrip("/")), per_second=_per_second(options), per_day=_per_day(options))


def _smtp_mailer(url: str) -> SmtpMailer:
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS[parts.scheme]
    except ValueError:
        raise ValueError("MAIL_URL has a host or port that cannot be read.") from None
    if not parts.hostname or parts.path not in ("", "/") or parts.fragment:
        raise ValueError("MAIL_URL must name a mail server, like smtp://user:password@mail.example.org:587.")
    options = _options(parts.query, {"per_second", "per_day"} | ({"starttls"} if parts.scheme == "smtp" else set()))
    user, password = _credentials(parts)
    encryption = _encryption(parts.scheme, parts.hostname, options.get("starttls"), password)
    server = SmtpServer(parts.hostname, port, encryption, user, password)
    return SmtpMailer(server, per_second=_per_second(options), per_day=_per_day(options))


def _options(query: str, known: set[str]) -> dict[str, str]:
    options = dict(parse_qsl(query, keep_blank_values=True))
    if unknown := sorted(options.keys() - known):
        raise ValueError(f"MAIL_URL has an option that is not known here: {unknown[0]}.")
    return options


def _credentials(parts: SplitResult) -> tuple[str, str]:
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise ValueError("MAIL_URL needs both a user and a password, or neither.")
    # smtplib cannot send others (until Python 3.14).
    if not (user + password).isascii():
        raise ValueError("MAIL_URL can only hold a user and a password in ASCII.")
    return user, password


def _encryption(scheme: str, host: str, starttls: str | None, password: str) -> Encryption:
    if scheme == "smtps":
        return Encryption.FROM_THE_START
    if starttls is None:
        return Encryption.OFF if host in LOOPBACK_HOSTS else Encryption.REQUIRED
    if starttls not in ("required", "optional", "off"):
        raise ValueError("MAIL_URL must say starttls=required, optional or off.")
    # Whoever strips STARTTLS from the connection would be given the password.
    if starttls == "optional" and password:
        raise ValueError("MAIL_URL has a password, so starttls must be required (or off, inside a trusted network).")
    return Encryption(starttls)


def _per_second(options: dict[str, str]) -> float | None:
    if "per_second" not in options:
        return None
    # isfinite, because float() also reads "nan" and "inf".
    with contextlib.suppress(ValueError):
        if math.isfinite(rate := float(options["per_second"])) and rate > 0:
            return rate
    raise ValueError("MAIL_URL must say per_second as a number above 0, like per_second=14.")


def _per_day(options: dict[str, str]) -> int | None:
    if "per_day" not in options:
        return None
    if not re.fullmatch("[1-9][0-9]{0,8}", options["per_day"]):
        raise ValueError("MAIL_URL must say per_day as a whole number above 0, like per_day=50000.")
    return int(options["per_day"])
