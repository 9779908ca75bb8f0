"""How a listing spells the address of a subscription: nothing promises the spelling of its creation."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

_DEFAULT_PORTS = {"https": 443, "http": 80}


def _with_port(address: str) -> str:
    parts = urlsplit(address)
    if parts.port is not None:
        return address
    return parts._replace(netloc=f"{parts.netloc}:{_DEFAULT_PORTS[parts.scheme]}").geturl()


def _upper_host(address: str) -> str:
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.upper()).geturl()


def _encoded(address: str) -> str:
    parts = urlsplit(address)
    path = re.sub("[a-z]", lambda letter: f"%{ord(letter[0]):02x}", parts.path, count=1)
    return parts._replace(path=path).geturl()


SPELLINGS: Mapping[str, Callable[[str], str | None]] = {
    "as_created": str,
    "with_port": _with_port,
    "upper_host": _upper_host,
    "encoded": _encoded,
    "absent": lambda address: None,
}
"""The values of the option `listed_address`."""


def delivery_mode(address: str, spelling: str) -> dict[str, object]:
    """Returns the `deliveryMode` of a listed subscription. Raises KeyError for an unknown spelling."""
    mode: dict[str, object] = {"transportType": "WebHook", "encryption": False}
    listed = SPELLINGS[spelling](address)
    return mode if listed is None else {**mode, "address": listed}
