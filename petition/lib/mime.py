"""Mails as bytes: composed by the standards, safe from header injection, in any script (RFC 5322, 8058)."""

import re
import secrets
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage

import idna

from petition.lib.mail_policy import POLICY

ADDRESS = re.compile(r'[^\s@<>()\[\],;:"\\]+@[^\s@<>()\[\],;:"\\]+')
MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+>")
UNSUBSCRIBE_URL = re.compile(r"https?://[!#-;=?-~]{1,900}")
LIST_ID = re.compile(r"<[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+>")
VERP_TOKEN = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
# "=_" stands in no encoded part, and the rest in no other: one for all mails, so that nobody has to look for it.
BOUNDARY = f"=_{secrets.token_hex(12)}"
LONGEST_LOCAL_PART = 64  # octets, RFC 5321 section 4.5.3.1.1
VERP_TOKEN_LENGTH = 49
# What a sender may have before its @, so that + and a token fit in behind.
LONGEST_SENDER = LONGEST_LOCAL_PART - len("+") - VERP_TOKEN_LENGTH


def compose(
    *,
    sender: str,
    sender_name: str,
    to: str,
    subject: str,
    text: str,
    html: str,
    lang: str,
    message_id: str,
    date: datetime,
    envelope_from: str | None = None,
    reply_to: str | None = None,
    unsubscribe: str | None = None,
    list_id: str = "",
) -> EmailMessage:
    """An automatic mail to one person, as text and HTML.

    `message_id` and `list_id` (RFC 2919: of what it is one of many) have their angle brackets, `date` its zone.
    `unsubscribe` is a URL that takes RFC 8058's one-click POST; only over https is that announced. `envelope_from` is
    noted as Return-Path, for mails that end in a folder. ValueError if a value cannot stand in a header.
    """
    if not MESSAGE_ID.fullmatch(message_id) or date.tzinfo is None:
        raise ValueError("a mail needs a Message-ID like <name@host> and a date with a zone")
    message = EmailMessage(policy=POLICY)
    if envelope_from:
        message["Return-Path"] = f"<{deliverable(envelope_from)}>"
    message["From"] = _address(sender, sender_name)
    message["To"] = _address(to)
    if reply_to:
        message["Reply-To"] = _address(reply_to)
    message["Subject"] = _one_line(subject)
    message["Date"] = date
    message["Message-ID"] = message_id
    _announce_automatic(message)
    _announce_list(message, list_id, unsubscribe)
    _fill(message, text, html)
    # Last, because setting the content removes what speaks of the content.
    message["Content-Language"] = _one_line(lang)
    return message


def as_bytes(message: EmailMessage) -> bytes:
    """The whole mail with CRLF line ends; ASCII only, unless an address in it is not."""
    return message.as_bytes(policy=POLICY.clone(utf8=needs_smtputf8(message)))


def needs_smtputf8(message: EmailMessage) -> bool:
    """Whether only a server with SMTPUTF8 (RFC 6531) can carry it, for an address beyond ASCII."""
    headers = (message[name] for name in ("From", "To", "Reply-To") if name in message)
    return not all(address.addr_spec.isascii() for header in headers for address in header.addresses)


def deliverable(address: str) -> str:
    """The address as it is sent: an international domain as `xn--…`, so that any server can carry it.

    With an international local part it stays as it is. ValueError if this is not one plain address.
    """
    if not ADDRESS.fullmatch(_one_line(address)):
        raise ValueError("not a plain mail address")
    local, _, domain = address.rpartition("@")
    if address.isascii() or not local.isascii():
        return address
    return f"{local}@{_in_ascii(domain)}"


def message_id(name: str, sender: str) -> str:
    """`<name@host>`, of the sender's domain in ASCII. ValueError if that is none a Message-ID can name."""
    host = deliverable(sender).rpartition("@")[2]
    made = f"<{name}@{_in_ascii(host)}>"
    if not MESSAGE_ID.fullmatch(made):
        raise ValueError("a Message-ID needs a host of letters, digits, dots and hyphens")
    return made


def verp_address(base: str, token: str) -> str:
    """`bounce@host` as `bounce+TOKEN@host`, so that a bounce says whose mail it was.

    Some servers turn all to small letters, so the token should not depend on capitals. ValueError if it does
    not fit into the 64 octets before the @.
    """
    local, _, domain = deliverable(base).rpartition("@")
    if not VERP_TOKEN.fullmatch(token) or len(f"{local}+{token}".encode()) > LONGEST_LOCAL_PART:
        raise ValueError("the token does not fit into a mail address")
    return f"{local}+{token}@{domain}"


def token_of_verp(address: str) -> str | None:
    """The token in an address made by `verp_address`. Anyone can write one: check it."""
    _, plus, token = address.rpartition("@")[0].rpartition("+")
    return token if plus and VERP_TOKEN.fullmatch(token) else None


def _announce_automatic(message: EmailMessage) -> None:
    """RFC 3834, and Microsoft's own way: nobody's absence notice is wanted."""
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"


def _announce_unsubscribe(message: EmailMessage, url: str | None) -> None:
    if not url:
        return
    if not UNSUBSCRIBE_URL.fullmatch(url):
        raise ValueError("the unsubscribe address must be an http(s) URL in ASCII of at most 900 characters")
    message["List-Unsubscribe"] = f"<{url}>"
    # RFC 8058 wants https: anybody on the way could press otherwise.
    if url.startswith("https://"):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _announce_list(message: EmailMessage, list_id: str, unsubscribe: str | None) -> None:
    """That it is one of many, and how they are ended."""
    _announce_unsubscribe(message, unsubscribe)
    if not list_id:
        return
    if not LIST_ID.fullmatch(list_id):
        raise ValueError("a List-Id is like <name.host>")
    message["List-Id"] = list_id
    message["Precedence"] = "bulk"


def _fill(message: EmailMessage, text: str, html: str) -> None:
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    message.set_boundary(BOUNDARY)


def _in_ascii(domain: str) -> str:
    return domain if domain.isascii() else idna.encode(domain, uts46=True).decode("ascii")


def _address(address: str, name: str = "") -> Address:
    local, _, domain = deliverable(address).rpartition("@")
    return Address(_one_line(name), local, domain)


def _one_line(value: str) -> str:
    """The value itself. ValueError if it holds a control, a line separator or half a surrogate pair."""
    if re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", value):
        raise ValueError("a header cannot hold line breaks or control characters")
    return value
