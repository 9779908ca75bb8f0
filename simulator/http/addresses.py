"""Tells addresses of this machine from others."""

from __future__ import annotations

from urllib.parse import urlsplit

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def is_loopback_host(header: str) -> bool:
    """Tells whether a Host header names this machine. A page of another site cannot forge that."""
    try:
        return urlsplit(f"//{header}").hostname in _LOOPBACK
    except ValueError:
        return False


def is_webhook_address(address: str) -> bool:
    """RingCentral accepts https only; the simulator accepts http on this machine too."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    local = parts.scheme == "http" and host in _LOOPBACK
    return bool(host) and (parts.scheme == "https" or local)
