"""Hosts of one machine: network namespaces on a bridge, each with one link that can be pulled.

Nothing is refused and nothing reset when a link is down: packets vanish, as they do when a host loses its power or its
cable. `tests/faults/proxy.py` is the same in small, where nobody may make networks.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address

# 198.18.0.0/15 is for trying out networks (RFC 2544) and nobody's. Test runs at the same time have a part of it each.
FIRST = IPv4Address("198.18.0.0")
PARTS = 8192
PREFIX = 28
PLACES = 1 << (32 - PREFIX)


@dataclass(frozen=True)
class Host:
    """A network of its own, with an address that the others reach by one link."""

    name: str
    address: str
    link: str

    @property
    def inside(self) -> tuple[str, ...]:
        """What starts a command on this host."""
        return "ip", "netns", "exec", self.name

    def cut(self) -> None:
        """Pull the cable: whatever is sent from now on is lost, and nobody is told."""
        _ip("link", "set", self.link, "down")

    def mend(self) -> None:
        _ip("link", "set", self.link, "up")


@dataclass(frozen=True)
class Network:
    """The hosts, and the address at which all of them reach the servers of this machine."""

    address: str
    hosts: dict[str, Host]


def can_have_hosts() -> bool:
    """Whether this is root, has iproute2, and may make networks (in some containers root may not)."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        return False
    tried = f"countersign-{os.getpid()}-tried"
    made = subprocess.run(["ip", "netns", "add", tried], capture_output=True, check=False)
    if made.returncode == 0:
        _ip("netns", "delete", tried)
    return made.returncode == 0


@contextmanager
def network(*names: str) -> Iterator[Network]:
    """Hosts of these names, connected; gone at the end of the block."""
    part = os.getpid() % PARTS
    here, *places = (FIRST + part * PLACES + number for number in range(1, len(names) + 2))
    with ExitStack() as stack:
        bridge = f"cs{part}"
        _ip("link", "add", bridge, "type", "bridge")
        stack.callback(_ip, "link", "delete", bridge)
        _ip("address", "add", f"{here}/{PREFIX}", "dev", bridge)
        _ip("link", "set", bridge, "up")
        hosts = [
            Host(f"countersign-{part}-{name}", str(place), f"{bridge}-{number}")
            for number, (name, place) in enumerate(zip(names, places, strict=True))
        ]
        for host in hosts:
            _ip("netns", "add", host.name)
            stack.callback(_ip, "netns", "delete", host.name)
            _plug_in(host, bridge)
        yield Network(str(here), dict(zip(names, hosts, strict=True)))


def _plug_in(host: Host, bridge: str) -> None:
    """A cable from the bridge to the host's only interface."""
    _ip("link", "add", host.link, "type", "veth", "peer", "name", "eth0", "netns", host.name)
    _ip("link", "set", host.link, "master", bridge, "up")
    for command in (
        ("link", "set", "lo", "up"),
        ("address", "add", f"{host.address}/{PREFIX}", "dev", "eth0"),
        ("link", "set", "eth0", "up"),
    ):
        _ip("-netns", host.name, *command)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, timeout=10)
