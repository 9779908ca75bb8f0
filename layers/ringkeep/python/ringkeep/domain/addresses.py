"""Tells addresses of the public internet from those of this machine and of private networks, however
they are written."""

from __future__ import annotations

import ipaddress
import socket
from typing import Final, TypeAlias

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
_LOCAL_NAMES: Final = ("localhost", "local", "internal")
_WITH_IPV4: Final = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))
"""IPv6 addresses that stand for the IPv4 address in their last 32 bits (RFC 6052, RFC 4291)."""

_SPECIAL: Final = (
    ipaddress.IPv4Network("192.0.0.0/24"),
    ipaddress.IPv6Network("64:ff9b:1::/48"),
    ipaddress.IPv6Network("2002::/16"),
    ipaddress.IPv6Network("fec0::/10"),
)
"""Ranges that are not public, although Python counts them as global: the first three (RFC 6890, RFC 8215) in
its releases before the middle of 2024, the last one, which RFC 3879 gave up, in all."""


def host_name(host: str | None) -> str:
    """Returns the name in lower case and without the dot that may end it."""
    return (host or "").lower().rstrip(".")


def is_private_host(host: str | None) -> bool:
    """Whether a host is not public by its spelling: no name, a local name or a private address. Other
    names are public until they are resolved."""
    name = host_name(host)
    if not name or name.rpartition(".")[2] in _LOCAL_NAMES:
        return True
    address = spelled_address(name)
    return address is not None and not is_public(address)


def spelled_address(name: str) -> Address | None:
    """Reads what the operating system would take for an address: `127.1`, `0x7f.1` and `2130706433`
    are spellings of 127.0.0.1. None for other names."""
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(name))
    except (OSError, UnicodeError, ValueError):
        return None


def is_public(address: Address) -> bool:
    return all(
        each.is_global and not each.is_multicast and not _is_special(each)
        for each in _meanings(address)
    )


def _is_special(address: Address) -> bool:
    return any(address in network for network in _SPECIAL)


def _meanings(address: Address) -> list[Address]:
    """The address and the IPv4 addresses that it stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    inner = [address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in _WITH_IPV4):
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    return [address, *(each for each in inner if each)]
