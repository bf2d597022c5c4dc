"""Where forms come from and mails go to: networks and mailboxes of people, and those that attackers use."""

import random
import re
import unicodedata

HOSPITAL = "185.23.40.17"
HOSPITAL_DOMAIN = "st-blaise-hospital.example"
# What a carrier's customers go out by: a part of one /24.
CARRIER = "37.19.108."
CARRIER_ADDRESSES = range(10, 26)
# Where a mail scanner runs, and where programs are rented.
SCANNER = "52.101.8.40"
RENTED = "45.9.148."
# First octets of IPv4 that are homes and offices, mostly in Europe, Africa and West Asia.
HOMES = (2, 5, 31, 37, 41, 46, 62, 77, 78, 81, 82, 86, 90, 91, 94, 102, 105, 109, 151, 176, 178, 188, 196, 212, 217)
IPV6_SHARE = 0.2
PROVIDERS = {
    "gmail.com": 40,
    "outlook.com": 10,
    "hotmail.com": 10,
    "yahoo.com": 8,
    "icloud.com": 6,
    "orange.fr": 6,
    "gmx.de": 4,
    "proton.me": 2,
    # A domain of one's own, or of a small employer.
    "": 14,
}
# Mailboxes are bought where many are made at once.
BOUGHT_AT = ("gmail.com", "outlook.com", "hotmail.com", "yahoo.com")


def home(chance: random.Random) -> str:
    """The address of a household of its own."""
    if chance.random() < IPV6_SHARE:
        return f"2a02:{chance.randrange(1, 0xFFFF):x}:{chance.randrange(0xFFFF):x}:{chance.randrange(0xFFFF):x}::1"
    return f"{chance.choice(HOMES)}.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(1, 255)}"


def carrier(chance: random.Random) -> str:
    return f"{CARRIER}{chance.choice(CARRIER_ADDRESSES)}"


def mailbox(chance: random.Random, name: str, number: int) -> str:
    """An address as people have them; no two are the same."""
    provider = chance.choices(list(PROVIDERS), list(PROVIDERS.values()))[0]
    return f"{_local(name)}{number}@{provider or f'family-{number}.example'}"


def hospital_mailbox(name: str, number: int) -> str:
    return f"{_local(name)}{number}@{HOSPITAL_DOMAIN}"


def _local(name: str) -> str:
    """The Latin letters of a name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z]", "", plain) or "signer"


def one_address(_number: int) -> str:
    return f"{RENTED}7"


def whole_neighbourhood(number: int) -> str:
    """One address after the other of a /24."""
    return f"{RENTED}{number % 254 + 1}"


def carriers_pool(number: int) -> str:
    """As the carrier's customers do, whose telephone the program runs on."""
    return f"{CARRIER}{CARRIER_ADDRESSES[number % len(CARRIER_ADDRESSES)]}"


def many_networks(number: int) -> str:
    """Another /24 each time, in one country after the other."""
    return f"{HOMES[number % len(HOMES)]}.{200 + number // 256 % 50}.{number % 256}.{number % 250 + 1}"


def many_domains(number: int) -> str:
    """Mailboxes at so many small domains that none of them has many."""
    return f"person{number}@mail-{number % 80}.example"


def one_domain(number: int) -> str:
    """All that is written to a domain arrives."""
    return f"person{number}@catch-all.example"


def tags(number: int) -> str:
    """Spellings of five mailboxes."""
    return f"box{number % 5}+{number}@own-domain.example"


def bought(number: int) -> str:
    """A real mailbox at a large provider, with a name like any."""
    return f"lena.morel{1970 + number}@{BOUGHT_AT[number % len(BOUGHT_AT)]}"


def scanned(number: int) -> str:
    """Strangers' mailboxes, at companies whose mail a scanner reads."""
    return f"employee{number}@company-{number % 40}.example"
