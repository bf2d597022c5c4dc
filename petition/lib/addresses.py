"""Mail addresses: checked by syntax alone, folded to the mailbox they reach, and one "did you mean"."""

import re

from email_validator import EmailNotValidError, validate_email

from petition.lib.text import fold
from petition.lib.web_addresses import ascii_domain

MAX_LENGTH = 254
LONGEST_DOMAIN = 253
# Two labels at least, and the last one is no number: that would be a network address.
DOMAIN = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?=[a-z0-9-]*[a-z])[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])"
)
IN_TEXT = re.compile(r"[^\s<>@:;,\"'()]+@([^\s<>@:;,\"'()]+)")

# Providers that ignore what stands behind a sign, or dots. Only what they document themselves.
TAG_SIGNS = {
    "gmail.com": "+",
    "outlook.com": "+",
    "hotmail.com": "+",
    "live.com": "+",
    "icloud.com": "+",
    "fastmail.com": "+",
    "proton.me": "+",
    "protonmail.com": "+",
}
SAME_DOMAINS = {"googlemail.com": "gmail.com", "pm.me": "proton.me", "protonmail.com": "proton.me"}
WITHOUT_DOTS = {"gmail.com"}

TYPOS = {
    "gmial.com": "gmail.com",
    "gmai.com": "gmail.com",
    "gmal.com": "gmail.com",
    "gamil.com": "gmail.com",
    "gnail.com": "gmail.com",
    "gmail.co": "gmail.com",
    "gmail.con": "gmail.com",
    "gmail.cm": "gmail.com",
    "hotmial.com": "hotmail.com",
    "hotmai.com": "hotmail.com",
    "hotmail.con": "hotmail.com",
    "hotmal.com": "hotmail.com",
    "hotmil.com": "hotmail.com",
    "outlok.com": "outlook.com",
    "outloo.com": "outlook.com",
    "outlook.con": "outlook.com",
    "yaho.com": "yahoo.com",
    "yahooo.com": "yahoo.com",
    "yahoo.con": "yahoo.com",
    "iclod.com": "icloud.com",
    "icloud.con": "icloud.com",
    "orange.f": "orange.fr",
    "wanadoo.f": "wanadoo.fr",
    "laposte.ne": "laposte.net",
}


class InvalidAddress(Exception):
    """The text is no mail address."""


def parse(text: str) -> str:
    """The address to write to, trimmed and normalised. Raises InvalidAddress.

    Internationalised addresses (RFC 6531) are accepted. Nothing is looked up: a resolver that is slow or
    filtered must turn nobody away.
    """
    try:
        checked = validate_email(text.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise InvalidAddress from None
    return checked.normalized


def mailbox(address: str) -> str:
    """The form under which two spellings of one mailbox are equal, for indexes only (never to write to)."""
    local, _, domain = fold(address).rpartition("@")
    sign = TAG_SIGNS.get(domain)
    domain = SAME_DOMAINS.get(domain, domain)
    sign = sign or TAG_SIGNS.get(domain)
    if sign and not local.startswith(sign):
        local = local.partition(sign)[0]
    if domain in WITHOUT_DOTS:
        local = local.replace(".", "")
    return f"{local}@{domain}"


def loose_mailbox(address: str) -> str:
    """As `mailbox`, and without tags at any provider: what is likely one mailbox. For comparing only."""
    local, _, name = mailbox(address).rpartition("@")
    return f"{local.partition('+')[0] or local}@{name}"


def domain(address: str) -> str:
    """The domain that an address's mail goes to, spelled as one."""
    name = fold(address).rpartition("@")[2]
    return SAME_DOMAINS.get(name, name)


def ascii_domain_of(address: str) -> str:
    """As `domain`, in the letters of the network: `xn--…` for other scripts."""
    return ascii_domain(domain(address))


def parse_domain(text: str) -> str:
    """The domain of mail addresses that is meant by `example.org`, `@Example.org` or `*.example.org`, in ASCII letters.

    Raises InvalidAddress.
    """
    name = fold(text).removeprefix("*.").removeprefix("@").removesuffix(".")
    found = ascii_domain(SAME_DOMAINS.get(name, name))
    if not DOMAIN.fullmatch(found) or len(found) > LONGEST_DOMAIN:
        raise InvalidAddress
    return found


def with_parents(ascii_name: str) -> list[str]:
    """A domain and those that it belongs to, as long as somebody can have them: of two labels or more."""
    labels = ascii_name.split(".")
    return [".".join(labels[first:]) for first in range(max(len(labels) - 1, 1))]


def did_you_mean(address: str) -> str | None:
    """The address with a common slip of the domain mended, or None where there is none."""
    local, _, domain = address.rpartition("@")
    better = TYPOS.get(domain.casefold())
    return f"{local}@{better}" if better else None


def masked(text: str) -> str:
    """Words of a mail server with every mailbox in them unnamed: `<rima@example.org>` becomes `<…@example.org>`."""
    return IN_TEXT.sub(r"…@\1", text)
