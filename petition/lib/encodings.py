"""Content codings (RFC 9110, section 8.4): what a client takes, and bytes made smaller with it."""

import zlib
from enum import StrEnum
from functools import lru_cache

import brotli

GZIP_WINDOW = 16 + zlib.MAX_WBITS


class Coding(StrEnum):
    """The best first."""

    BROTLI = "br"
    GZIP = "gzip"
    PLAIN = "identity"


@lru_cache(maxsize=512)
def best_for(accept_encoding: str) -> Coding:
    """The best coding that an Accept-Encoding header takes; plain where it says nothing."""
    taken = {coding.strip().lower(): _is_taken(weight) for coding, _, weight in _parts(accept_encoding)}
    offered = (Coding.BROTLI, Coding.GZIP)
    return next((coding for coding in offered if taken.get(coding, taken.get("*", False))), Coding.PLAIN)


def encode(content: bytes, coding: Coding, *, once_for_all: bool = False) -> bytes:
    """The content in that coding: as small as can be `once_for_all`, or else about as small in a tenth of the time."""
    if coding is Coding.BROTLI:
        return bytes(brotli.compress(content, quality=11 if once_for_all else 5))
    if coding is Coding.GZIP:
        # Without a time or a name in it, so that the same content is always the same bytes.
        packer = zlib.compressobj(9 if once_for_all else 6, zlib.DEFLATED, GZIP_WINDOW)
        return packer.compress(content) + packer.flush()
    return content


def _parts(header: str) -> list[tuple[str, str, str]]:
    return [part.partition(";") for part in header.split(",")]


def _is_taken(weight: str) -> bool:
    """Whether `q=…` is above nothing."""
    try:
        return float(weight.strip().removeprefix("q=") or 1) > 0
    except ValueError:
        return False
