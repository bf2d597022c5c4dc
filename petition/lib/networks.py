"""Client networks: what limits are keyed by, and what is looked for among many of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import iptocc

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
# An IPv6 address is one of the many of one subscriber.
SUBSCRIBER = {4: 32, 6: 64}
UNKNOWN = "unknown"
# Wider ones hold whole countries.
WIDEST = {4: 8, 6: 16}
# What IPv4 addresses look like to a server that listens for IPv6: `::ffff:192.0.2.7`.
MAPPED_BITS = 96


class TooWide(ValueError):
    """A network of so many that nobody can mean all of them."""


def network_of(address: str) -> str:
    """The IPv4 address, or the /64 of an IPv6 address: one subscriber's network. `unknown` for anything else."""
    return _network(address, SUBSCRIBER)


def neighbourhood_of(address: str) -> str:
    """The /24 of an IPv4 address, or the /64 of an IPv6 address. `unknown` for anything else."""
    return _network(address, {4: 24, 6: 64})


def surroundings_of(address: str) -> str:
    """The /24 of an IPv4 address, or the /48 of an IPv6 address: what one house has at most. `unknown` for others."""
    return _network(address, {4: 24, 6: 48})


def country_of(address: str) -> str:
    """The country (ISO 3166) that its network was given to, by the tables of the five internet registries.

    They come with the library `iptocc`: nobody is asked, and they are as old as its release. They tell where a network
    is registered, not where somebody sits. `unknown` for what was given to nobody, and for what is no address.
    """
    parsed = _parsed(address)
    return (iptocc.country_code(str(parsed)) if parsed else None) or UNKNOWN


def subnet(typed: str) -> Network:
    """The network that is meant by `192.0.2.7`, `192.0.2.7/24`, `2001:db8::1`; an IPv6 one is a /64 or wider.

    Raises ValueError, and TooWide for one wider than /8, or than /16 for IPv6.
    """
    found = ip_network(typed, strict=False)
    first = found.network_address
    if isinstance(first, IPv6Address) and first.scope_id:
        raise ValueError("it means something on one machine alone")
    if isinstance(first, IPv6Address) and first.ipv4_mapped and found.prefixlen >= MAPPED_BITS:
        found = IPv4Network((first.ipv4_mapped, found.prefixlen - MAPPED_BITS))
    if found.prefixlen < WIDEST[found.version]:
        raise TooWide
    return found.supernet(new_prefix=min(found.prefixlen, SUBSCRIBER[found.version]))


def with_wider(network: Network) -> list[str]:
    """It, and every network that holds it."""
    lengths = range(WIDEST[network.version], network.prefixlen + 1)
    return [str(network.supernet(new_prefix=length)) for length in lengths]


class Networks:
    """Many networks, as `subnet` spells them, of which it is quickly told whether one holds an address."""

    def __init__(self, written: Iterable[str]) -> None:
        # By IP version and prefix length: there are few of these, however many networks.
        self._firsts: dict[tuple[int, int], set[int]] = defaultdict(set)
        for network in map(_read, written):
            self._firsts[network.version, network.prefixlen].add(int(network.network_address))

    def hold(self, address: str) -> bool:
        """Whether it comes from one of them; never so for what is no address."""
        parsed = _parsed(address)
        if parsed is None:
            return False
        bits, number = parsed.max_prefixlen, int(parsed)
        return any(
            version == parsed.version and number >> (bits - length) << (bits - length) in firsts
            for (version, length), firsts in self._firsts.items()
        )


# The same ones are read again and again, and reading one takes longer than all that is asked of it.
@lru_cache(maxsize=8192)
def _read(written: str) -> Network:
    return ip_network(written)


def _parsed(address: str) -> Address | None:
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return parsed.ipv4_mapped if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped else parsed


def _network(address: str, lengths: Mapping[int, int]) -> str:
    parsed = _parsed(address)
    if parsed is None:
        return UNKNOWN
    length = lengths[parsed.version]
    return str(parsed) if length == parsed.max_prefixlen else str(ip_network((parsed, length), strict=False))
