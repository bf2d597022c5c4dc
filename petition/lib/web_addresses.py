"""Addresses on the web: which ones may stand as a link."""

import re
import secrets
import unicodedata
from urllib.parse import urlsplit

import idna

SLUG = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
SLUG_LENGTH = 80
# What nobody mistakes for another, when it is read out.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
RANDOM = 6


def is_web_address(text: str) -> bool:
    """Whether it is http(s) with a host, and holds nothing that could hide where it leads."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return False
    is_plain = text.isprintable() and not any(character in text for character in ' "<>\\')
    return parts.scheme in ("http", "https") and bool(host) and "@" not in parts.netloc and is_plain


def completed(text: str) -> str:
    """`example.org/we` as `https://example.org/we`; what has a scheme already stays as it is."""
    return text if not text or "://" in text else f"https://{text}"


def host_of(address: str) -> str:
    """The host that it names, as the network spells it: small letters, other scripts in their ASCII form."""
    return ascii_domain(urlsplit(address).hostname or "")


def ascii_domain(domain: str) -> str:
    """`مثال.إختبار` as `xn--mgbh0fb.xn--kgbechtv`; what cannot be spelled so is left as it is."""
    try:
        return domain.casefold().encode("idna").decode()
    except UnicodeError:
        return domain.casefold()


def domain_in_letters(ascii_name: str) -> str:
    """The reverse of `ascii_domain`, as people write it; what stands for no other letters is left as it is."""
    try:
        return idna.decode(ascii_name)
    except UnicodeError:
        return ascii_name


def is_slug(text: str) -> bool:
    """Whether it may stand in an address of ours as a name: `medics-beyond-the-ridge`."""
    return SLUG.fullmatch(text) is not None and len(text) <= SLUG_LENGTH


def slug_of(text: str) -> str:
    """`Médecins du Pont` as `medecins-du-pont`. Of other scripts than Latin nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall("[a-z0-9]+", plain))[:SLUG_LENGTH].strip("-")


def random_part() -> str:
    """What stands in a name that cannot be made of words: `k7m3qe`."""
    return "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
