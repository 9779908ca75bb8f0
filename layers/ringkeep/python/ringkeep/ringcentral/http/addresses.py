"""Tells addresses of the public internet from those of private networks, however they are written."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from ringkeep.errors import ForeignHost, Unavailable

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve: TypeAlias = Callable[[str], Sequence[str]]
"""Returns the addresses of a host name. Raises OSError."""
_LOCAL_NAMES: Final = ("localhost", "local", "internal")
_WITH_IPV4: Final = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))
"""IPv6 addresses that stand for the IPv4 address in their last 32 bits (RFC 6052, RFC 4291)."""


def resolve(host: str) -> Sequence[str]:
    found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def require_public(host: str | None, resolve: Resolve) -> None:
    """Raises ForeignHost if the host is, or resolves to, an address that is not public. Raises
    Unavailable if its name cannot be resolved."""
    name = (host or "").lower().rstrip(".")
    if not name or name.rpartition(".")[2] in _LOCAL_NAMES:
        raise ForeignHost("RingCentral redirects to a local host name")
    address = _address(name)
    addresses = [address] if address else _resolved(name, resolve)
    if not all(_is_public(each) for each in addresses):
        raise ForeignHost(f"RingCentral redirects to {name}, which is in a private network")


def _resolved(name: str, resolve: Resolve) -> list[Address]:
    try:
        return [ipaddress.ip_address(text.partition("%")[0]) for text in resolve(name)]
    except (OSError, ValueError) as problem:
        raise Unavailable(f"the host name {name} cannot be resolved") from problem


def _address(name: str) -> Address | None:
    """Reads what the operating system would take for an address: `127.1`, `0x7f.1` and `2130706433`
    are spellings of 127.0.0.1."""
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(name))
    except (OSError, UnicodeError):
        return None


def _is_public(address: Address) -> bool:
    return all(
        each.is_global and not each.is_multicast and not _is_site_local(each)
        for each in _meanings(address)
    )


def _is_site_local(address: Address) -> bool:
    """A private range that RFC 3879 gave up; Python counts it as global."""
    return isinstance(address, ipaddress.IPv6Address) and address.is_site_local


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
