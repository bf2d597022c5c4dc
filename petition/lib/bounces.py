"""Bounces: what a mail server reports about a mail it could not deliver (RFC 3464, RFC 6533)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message
from email.utils import getaddresses

from petition.lib.mime import token_of_verp

# A report stands before the mail it returns; what lies beyond this is that mail.
LONGEST_REPORT = 1_000_000
LONGEST_WORDS = 500
REPORT_TYPES = {"message/delivery-status", "message/global-delivery-status"}
RECIPIENT_HEADERS = ("To", "Delivered-To", "X-Original-To")
STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}", re.ASCII)
ADDRESS = re.compile(r'<?(?:"[^"]*"|[^\s<>()\[\],;:"]+)@[^\s<>()\[\],;:"]+>?')
# RFC 3463 has no number for it; the large providers say 421 with 4.7.x, 4.7.28, 4.7.500 to 4.7.699, or so in words.
TOO_FAST = re.compile(r"^421\b.*\b4\.7\.\d|^4\d\d.*(\b4\.7\.(28|[56]\d\d)\b|\brate\b|too many|throttl)", re.IGNORECASE)
# Nor for an account of ours that may not send: not this mail, or none. Each of these speaks of sending.
ABOUT_US = re.compile(
    r"^5\d\d\b.*("
    r"\brelay(ing)?\b(?![.-])[^.\[]{0,40}\b(denied|prohibited|not permitted|not allowed)|\bunable to relay\b"
    r"|\bsend(ing|er)?\b.{0,30}\b(limit|quota)|\b(daily|hourly|monthly)\b.{0,20}\b(limit|quota)"
    r"|\b(max|maximum) e?mails per\b"
    r"|\b(your|send(ing|er)('s)?) account\b.{0,40}\b(suspended|disabled|blocked|deactivated|not (yet )?activ)"
    r"|\b5\.7\.\d+ account\b.{0,40}\b(suspended|disabled|blocked)"
    r"|(?<!recipient )\b(email|sender|from) address\b.{0,20}\b(not verified|does not match)"
    r"|\bsender address rejected\b.*\bnot (owned|allowed|permitted)|\bto send as this sender\b"
    r"|\bsendasdenied|\bsubmissionquota)",
    re.IGNORECASE,
)
# What mail servers say of a recipient's mailbox, or of one mail, in nearly the same words.
ABOUT_ONE_MAIL = re.compile(
    r"^5\d\d[ -]5\.2\.[1-4]\b|\bmailbox\b|\breceiving\b|\bover ?quota\b|\brecipient('s)? (has|daily)\b|\bsize\b",
    re.IGNORECASE,
)
GREYLISTED = re.compile(r"gr[ea]y-?list", re.IGNORECASE)
DIAGNOSTIC_TYPE = re.compile(r"\s*[\w-]+\s*;")
# What the stdlib's parser is known to raise on hostile mails, depending on its version.
PARSER_ERRORS = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)


@dataclass(frozen=True)
class Bounce:
    """What a report says about one recipient. Anyone can send one: only an authentic token makes it count."""

    recipient_hint: str | None
    verp_token: str | None
    action: str
    status: str
    diagnostic: str

    @property
    def is_permanent(self) -> bool:
        return self.action == "failed" and self.status.startswith("5.")


def parse_delivery_status(raw: bytes) -> list[Bounce]:
    """The recipients a delivery report speaks of; none if it is no such report or cannot be read."""
    try:
        report = message_from_bytes(raw[:LONGEST_REPORT])
        token = _verp_token(report)
        return [bounce for fields in _recipients(report) if (bounce := _bounce(fields, token))]
    except PARSER_ERRORS:
        return []


def clean_words(words: str) -> str:
    """A mail server's words, fit to be kept: one line of at most 500 characters, without mail addresses."""
    # Cut before as well: the search for addresses takes the square of the length.
    start = words[: 4 * LONGEST_WORDS]
    printable = "".join(character if character.isprintable() else " " for character in start)
    return ADDRESS.sub("<address>", " ".join(printable.split()))[:LONGEST_WORDS]


def asks_to_slow_down(words: str) -> bool:
    """Whether a mail server's words are about too many mails, and not about this one (as greylisting is)."""
    return bool(TOO_FAST.search(words)) and not GREYLISTED.search(words)


def is_about_us(words: str) -> bool:
    """Whether a mail server's "never" is about our own account, and so would meet the next mail too."""
    return bool(ABOUT_US.search(words)) and not ABOUT_ONE_MAIL.search(words)


def _verp_token(report: Message) -> str | None:
    values = [str(value) for name in RECIPIENT_HEADERS for value in report.get_all(name, [])]
    tokens = (token_of_verp(address) for _, address in getaddresses(values))
    return next((token for token in tokens if token), None)


def _recipients(report: Message) -> Iterator[Message]:
    """The groups of fields that speak of one recipient each."""
    for part in report.walk():
        if part.get_content_type() in REPORT_TYPES:
            yield from (group for group in _groups(part) if "Action" in group)


def _groups(part: Message) -> Iterator[Message]:
    """Groups of fields, parted by blank lines: by the parser, or in the newer report type by us."""
    for group in part.walk():
        yield group
        rest = group.get_payload()
        if isinstance(rest, str):
            yield from (message_from_string(text) for text in re.split(r"(?:[ \t]*\r?\n){2,}", rest.lstrip()))


def _bounce(fields: Message, token: str | None) -> Bounce | None:
    action = str(fields["Action"]).strip().lower()
    status = STATUS.match(str(fields.get("Status", "")).strip())
    if not action.isascii() or not action.isalpha() or status is None:
        return None
    recipient = str(fields.get("Original-Recipient") or fields.get("Final-Recipient") or "")
    return Bounce(
        recipient_hint=recipient.rpartition(";")[2].strip() or None,
        verp_token=token,
        action=action,
        status=status.group(),
        diagnostic=clean_words(DIAGNOSTIC_TYPE.sub("", str(fields.get("Diagnostic-Code", "")))),
    )
