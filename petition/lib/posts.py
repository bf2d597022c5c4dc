"""Public posts: how long a text is in each network, and the links that lead there.

How each network counts, as it documents it:
- X: docs.x.com/fundamentals/counting-characters, and twitter-text's config/v3.json, whose ranges are below
- Bluesky: docs.bsky.app/docs/advanced-guides/intent-links, and the lexicon app.bsky.feed.post
- Mastodon: docs.joinmastodon.org/user/posting, and its app/validators/status_length_validator.rb
- Threads: developers.facebook.com/docs/threads/posts, and threads-web-intents beside it
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

# Characters as people see them, and what is an emoji, change with every Unicode; the standard library knows neither.
import regex

LINK_LENGTH = 23
# Code points that weigh one on X; all others weigh two.
LIGHT = (range(0x0000, 0x1100), range(0x2000, 0x200E), range(0x2010, 0x2020), range(0x2032, 0x2038))

CHARACTER = regex.compile(r"\X")
EMOJI = regex.compile(r"\p{Emoji_Presentation}|\p{Emoji}\uFE0F|[0-9#*]\u20E3|\p{Regional_Indicator}{2}")

HOST = r"(?:[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?\.)+\p{L}{2,}"
ASCII_HOST = r"(?:[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?\.)+[a-z]{2,}"
# A link ends before the full stop of its sentence, and where its letters are neither Latin nor Cyrillic.
PATH = r"(?:/(?:[\p{Latin}\p{Cyrillic}0-9!*';:=+,.$/%#\[\]\-–_~@|&()]*[\p{Latin}\p{Cyrillic}0-9=_#/+\-)])?)?"
QUERY = r"(?:\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/])?"
LINK = regex.compile(rf"(?<![a-z0-9@$#])https?://{HOST}(?::[0-9]+)?{PATH}{QUERY}", regex.IGNORECASE)
# X makes links of these too, where the last part is a domain that exists.
BARE_LINK = regex.compile(rf"(?<![\p{{L}}\p{{N}}@$#/._-]){ASCII_HOST}(?![a-z0-9@+-]){PATH}{QUERY}", regex.IGNORECASE)
REMOTE_HANDLE = regex.compile(r"(?<![=/\w])(@[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)@\w+(?:[.-]+\w+)*", regex.IGNORECASE)


def _weighted(text: str) -> int:
    """X: weighted code points of the NFC form; links 23, emoji 2."""
    shortened = LINK.sub("-" * LINK_LENGTH, unicodedata.normalize("NFC", text))
    # Which domains exist is not known here, so what may or may not be a link counts at its worst.
    shortened = BARE_LINK.sub(lambda found: "-" * max(LINK_LENGTH, len(found[0])), shortened)
    return sum(2 if EMOJI.search(one) else sum(map(_weight, one)) for one in CHARACTER.findall(shortened))


def _weight(code_point: str) -> int:
    return 1 if any(ord(code_point) in light for light in LIGHT) else 2


def _characters(text: str) -> int:
    """Bluesky: characters as people see them (grapheme clusters)."""
    return len(CHARACTER.findall(text))


def _local(text: str) -> int:
    """Mastodon: characters as people see them; links 23, of a handle elsewhere only the part before its server."""
    return _characters(REMOTE_HANDLE.sub(r"\1", LINK.sub("-" * LINK_LENGTH, text)))


def _with_heavy_emoji(text: str) -> int:
    """Threads: code points, and for an emoji its bytes."""
    return sum(len(one.encode()) if EMOJI.search(one) else len(one) for one in CHARACTER.findall(text))


@dataclass(frozen=True)
class Network:
    """`longest` is in units of `measure`. `intent` opens a form with a text, `profile` a handle's page."""

    name: str
    longest: int
    measure: Callable[[str], int]
    handle: str
    profile: str
    intent: str | None = None
    most_bytes: int | None = None


NETWORKS = {
    "x": Network(
        name="X",
        longest=280,
        measure=_weighted,
        handle=r"(?P<name>[a-z0-9_]{1,15})",
        profile="https://x.com/{name}",
        intent="https://x.com/intent/post?text={text}",
    ),
    "bluesky": Network(
        name="Bluesky",
        longest=300,
        measure=_characters,
        handle=rf"(?P<name>{ASCII_HOST})",
        profile="https://bsky.app/profile/{name}",
        intent="https://bsky.app/intent/compose?text={text}",
        most_bytes=3000,
    ),
    # There is no address that opens the form of everybody's own server: the text is copied.
    "mastodon": Network(
        name="Mastodon",
        longest=500,
        measure=_local,
        handle=rf"(?P<name>[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)@(?P<server>{ASCII_HOST})",
        profile="https://{server}/@{name}",
    ),
    "threads": Network(
        name="Threads",
        longest=500,
        measure=_with_heavy_emoji,
        handle=r"(?P<name>[a-z0-9_]+(?:\.[a-z0-9_]+)*)",
        profile="https://www.threads.com/@{name}",
        intent="https://www.threads.com/intent/post?text={text}",
    ),
}


def length(text: str, network: str) -> int:
    """How long a text is, as this network counts. Raises KeyError for an unknown network, as all of these do."""
    return NETWORKS[network].measure(text)


def fits(text: str, network: str) -> bool:
    """Whether the network takes a text as it stands."""
    most_bytes = NETWORKS[network].most_bytes
    is_small = most_bytes is None or len(text.encode()) <= most_bytes
    return is_small and length(text, network) <= NETWORKS[network].longest


def intent_url(text: str, network: str) -> str | None:
    """The link that opens the network's own form with this text, or None where there is no such link."""
    intent = NETWORKS[network].intent
    return intent.format(text=quote(text, safe="")) if intent else None


def profile_url(handle: str, network: str) -> str | None:
    """The page of a handle, with or without its first @; None where it cannot be a handle of this network."""
    found = regex.fullmatch(NETWORKS[network].handle, handle.removeprefix("@"), regex.IGNORECASE)
    return NETWORKS[network].profile.format(**found.groupdict()) if found else None
