"""Compares the addresses of webhooks as addresses: RingCentral may list ours in another spelling."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

_DEFAULT_PORTS: Final = {"https": 443, "http": 80}
_ENCODED: Final = re.compile("%[0-9a-fA-F]{2}")
_UNRESERVED: Final = re.compile("[A-Za-z0-9._~-]")
_LEFT_AS_IT_IS: Final = "%/:@!$&'()*+,;=~?"


def same_address(one: str, other: str) -> bool:
    """Whether both texts name the same address. An empty text names none."""
    return bool(one and other) and canonical_address(one) == canonical_address(other)


def canonical_address(address: str) -> str:
    """Returns one spelling for all spellings of an address (RFC 3986, section 6.2): scheme and host in
    lower case, no default port, no dot after the host, no needless percent-encoding, no fragment.
    Paths differ if their case or a slash at their end differs. A text that is no address is returned
    unchanged."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        return address
    host = _host(parts)
    if not host:
        return address
    number = "" if port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f":{port}"
    user = parts.netloc.rpartition("@")[0]
    query = f"?{_decoded(parts.query)}" if parts.query else ""
    authority = f"{user}@{host}{number}" if user else f"{host}{number}"
    return f"{parts.scheme}://{authority}{_decoded(parts.path) or '/'}{query}"


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def _decoded(text: str) -> str:
    """Decodes what needs no encoding, and encodes everything else in capital letters."""
    return quote(_ENCODED.sub(_plain, text), safe=_LEFT_AS_IT_IS)


def _plain(encoded: re.Match[str]) -> str:
    letter = chr(int(encoded[0][1:], 16))
    return letter if _UNRESERVED.fullmatch(letter) else encoded[0].upper()
