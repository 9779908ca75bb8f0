"""httpx with one TLS context for all clients that ask for the same one.

Each client reads the certificates of all authorities, even one that only talks to 127.0.0.1. That is most
of what a client costs, and a test of the limits makes dozens.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import httpx
from httpx._transports import default

_public: Final[Any] = httpx
_transports: Final[Any] = default


def read_certificates_once() -> None:
    shared = cache(httpx.create_ssl_context)
    _public.create_ssl_context = shared
    _transports.create_ssl_context = shared
