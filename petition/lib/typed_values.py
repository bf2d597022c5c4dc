"""Values as people type them, in a setting: each is read, or a ValueError says what it should be."""

from collections.abc import Callable
from datetime import UTC, datetime

from petition.lib import web_addresses
from petition.lib.networks import subnet

NO_TEAM = NOTHING = "none"
# In UTC, as people write it and as browsers send it.
MOMENTS = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M")
# In a second.
SLOWEST, FASTEST = 0.1, 1000
MOST_NETWORKS = 500
# More would be more days than there are dates.
MOST_DIGITS = 6


def share(typed: str) -> float:
    """A part of a whole: above 0, at most 1."""
    try:
        number = float(typed)
    except ValueError:
        number = 0.0
    if not 0 < number <= 1:
        raise ValueError("a share above 0 and at most 1, such as 0.8")
    return number


def whole(typed: str) -> int:
    """A whole number above 0."""
    if typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS and int(typed) > 0:
        return int(typed)
    raise ValueError("a whole number above 0 and below 1000000, such as 15")


def pace(typed: str) -> float | None:
    """So many a second; nothing for as many as can be."""
    if typed == NOTHING:
        return None
    try:
        number = float(typed)
    except ValueError:
        number = 0.0
    if not SLOWEST <= number <= FASTEST:
        raise ValueError(f"a number from {SLOWEST} to {FASTEST}, or {NOTHING}")
    return number


def address_of_team(typed: str) -> str:
    """The last part of a team's address; nothing for none."""
    if not web_addresses.is_slug(typed):
        raise ValueError(f"the address of a team, such as ward-team, or {NO_TEAM}")
    return "" if typed == NO_TEAM else typed


def words(longest: int, clean: Callable[[str], str]) -> Callable[[str], str]:
    """So many characters at most, cleaned; nothing for none."""

    def cleaned(typed: str) -> str:
        said = clean(typed)
        if len(said) > longest:
            raise ValueError(f"at most {longest} characters")
        return "" if said == NOTHING else said

    return cleaned


def moment(typed: str) -> datetime | None:
    """A moment in UTC, to the minute; nothing for none."""
    if typed in ("", NOTHING):
        return None
    for form in MOMENTS:
        try:
            return datetime.strptime(typed, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise ValueError(f"a moment in UTC, such as 2030-11-30 18:00, or {NOTHING}")


def moment_written(until: datetime | None) -> str:
    return until.strftime(MOMENTS[0]) if until else NOTHING


def networks(typed: str) -> tuple[str, ...]:
    """Networks, as they are spelled; nothing for none."""
    words = typed.replace(",", " ").split()
    words = [] if words == [NOTHING] else words
    try:
        found = tuple(dict.fromkeys(str(subnet(word)) for word in words))
    except ValueError:
        found = ()
    if len(found) > MOST_NETWORKS or bool(found) != bool(words):
        raise ValueError(
            f"networks such as 192.0.2.0/24 2001:db8::/32, no wider than /8 or /16 for IPv6, {MOST_NETWORKS} at most, "
            f"or {NOTHING}"
        )
    return found


def networks_written(found: tuple[str, ...]) -> str:
    return " ".join(found) or NOTHING


def one_of(*choices: str) -> Callable[[str], str]:
    """One of these words."""

    def chosen(typed: str) -> str:
        if typed not in choices:
            raise ValueError(" or ".join(choices))
        return typed

    return chosen


def switch(typed: str) -> bool:
    """On or off."""
    if typed not in ("on", "off"):
        raise ValueError("on or off")
    return typed == "on"


def switched(is_on: bool) -> str:
    return "on" if is_on else "off"


def pace_written(number: float | None) -> str:
    return f"{number:g}" if number else NOTHING
