"""Client networks: what limits are keyed by."""

from ipaddress import IPv6Address, ip_address, ip_network


def network_of(address: str) -> str:
    """The IPv4 address, or the /64 of an IPv6 address: one subscriber's network. `unknown` for anything else."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return str(parsed) if parsed.version == 4 else str(ip_network((parsed, 64), strict=False))
