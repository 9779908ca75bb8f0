"""Resolves host names and refuses those that lead into a private network."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from typing import TypeAlias

from ringkeep.domain.addresses import (
    Address,
    host_name,
    is_private_host,
    is_public,
    spelled_address,
)
from ringkeep.errors import ForeignHost, Unavailable

Resolve: TypeAlias = Callable[[str], Sequence[str]]
"""Returns the addresses of a host name. Raises OSError."""


def resolve(host: str) -> Sequence[str]:
    found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def public_addresses(host: str | None, resolve: Resolve) -> list[Address]:
    """Returns the addresses of the host. Raises ForeignHost if it is, or resolves to, an address that
    is not public. Raises Unavailable if its name cannot be resolved."""
    require_public_name(host)
    name = host_name(host)
    address = spelled_address(name)
    addresses = [address] if address else _resolved(name, resolve)
    if not all(is_public(each) for each in addresses):
        raise ForeignHost(f"{name} is in a private network")
    return addresses


def require_public_name(host: str | None) -> None:
    """Raises ForeignHost if the host's spelling says that it is not public."""
    if is_private_host(host):
        raise ForeignHost(f"{host or 'a URL without a host'} is local or in a private network")


def _resolved(name: str, resolve: Resolve) -> list[Address]:
    try:
        return [ipaddress.ip_address(text.partition("%")[0]) for text in resolve(name)]
    except (OSError, ValueError) as problem:
        raise Unavailable(f"the host name {name} cannot be resolved") from problem
