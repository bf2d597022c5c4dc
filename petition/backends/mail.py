"""Where mails go: into a folder (the embedded default) or to an SMTP server, chosen by MAIL_URL."""

import contextlib
import math
import re
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from petition.backends.dkim_signer import DkimSigner
from petition.backends.mail_folder import FolderMailer, NoSuchMail
from petition.backends.mail_protocol import MailDeferred, Mailer, MailError, MailRefused, MailServerTrouble, Quota
from petition.backends.mail_smtp import SmtpMailer
from petition.backends.smtp_server import Encryption, SmtpServer

__all__ = [
    "FolderMailer",
    "MailDeferred",
    "MailError",
    "MailRefused",
    "MailServerTrouble",
    "Mailer",
    "NoSuchMail",
    "Quota",
    "SmtpMailer",
    "mailer_from_url",
]

LOOPBACK_HOSTS = {"127.0.0.1", "localhost", "::1"}
DEFAULT_PORTS = {"smtp": 587, "smtps": 465}
QUOTA_OPTIONS = {"per_second", "per_day", "per_domain"}
# So that a flood of signatures from one large provider is no flood of mails to it.
PER_DOMAIN = 100.0


def mailer_from_url(url: str, signer: DkimSigner | None = None) -> Mailer:
    """The mailer of a MAIL_URL. ValueError, with a sentence for the operator, if the URL cannot be right.

    `folder:/path` · `smtps://user:password@host` · `smtp://user:password@host:587?starttls=required|optional|off`,
    each with an optional quota `per_second=14&per_day=50000&per_domain=20`. User and password are percent-encoded.
    Without `starttls` it is required, but off on this machine itself. `signer` signs what goes to a server.
    """
    scheme = url.partition(":")[0].lower()
    if scheme == "folder":
        return _folder_mailer(url)
    if scheme in DEFAULT_PORTS:
        return _smtp_mailer(url, signer)
    raise ValueError("MAIL_URL must begin with folder:, smtp:// or smtps://.")


def _folder_mailer(url: str) -> FolderMailer:
    # Not split as a URL: a folder's name may hold % and #.
    path, _, query = url.partition(":")[2].partition("?")
    options = _options(query, QUOTA_OPTIONS)
    if not path.startswith("/") or (path.startswith("//") and not path.startswith("///")):
        raise ValueError("MAIL_URL needs an absolute path, like folder:/var/lib/countersign/mail.")
    return FolderMailer(Path("/" + path.lstrip("/")), _quota(options, per_domain=None))


def _smtp_mailer(url: str, signer: DkimSigner | None) -> SmtpMailer:
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS[parts.scheme]
    except ValueError:
        raise ValueError("MAIL_URL has a host or port that cannot be read.") from None
    if not parts.hostname or parts.path not in ("", "/") or parts.fragment:
        raise ValueError("MAIL_URL must name a mail server, like smtp://user:password@mail.example.org:587.")
    options = _options(parts.query, QUOTA_OPTIONS | ({"starttls"} if parts.scheme == "smtp" else set()))
    user, password = _credentials(parts)
    encryption = _encryption(parts.scheme, parts.hostname, options.get("starttls"), password)
    server = SmtpServer(parts.hostname, port, encryption, user, password)
    return SmtpMailer(server, _quota(options, per_domain=PER_DOMAIN), signer)


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


def _quota(options: dict[str, str], *, per_domain: float | None) -> Quota:
    return Quota(
        per_second=_rate(options, "per_second", None),
        per_day=_per_day(options),
        per_domain=_rate(options, "per_domain", per_domain),
    )


def _rate(options: dict[str, str], name: str, default: float | None) -> float | None:
    if name not in options:
        return default
    # isfinite, because float() also reads "nan" and "inf".
    with contextlib.suppress(ValueError):
        if math.isfinite(rate := float(options[name])) and rate > 0:
            return rate
    raise ValueError(f"MAIL_URL must say {name} as a number above 0, like {name}=14.")


def _per_day(options: dict[str, str]) -> int | None:
    if "per_day" not in options:
        return None
    if not re.fullmatch("[1-9][0-9]{0,8}", options["per_day"]):
        raise ValueError("MAIL_URL must say per_day as a whole number above 0, like per_day=50000.")
    return int(options["per_day"])
