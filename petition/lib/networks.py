"""Client networks: what limits are keyed by."""

from ipaddress import IPv6Address, ip_address, ip_network


def network_of(address: str) -> str:
    """The IPv4 address, or the /64 of an IPv6 address: one subscriber's network. `unknown` for anything else."""
    return _network(address, 32)


def neighbourhood_of(address: str) -> str:
    """The /24 of an IPv4 address, or the /64 of an IPv6 address. `unknown` for anything else."""
    return _network(address, 24)


def _network(address: str, bits: int) -> str:
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    if parsed.version == 4 and bits == parsed.max_prefixlen:
        return str(parsed)
    return str(ip_network((parsed, bits if parsed.version == 4 else 64), strict=False))
