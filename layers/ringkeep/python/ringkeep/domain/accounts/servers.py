"""Servers that only a stack on a laptop may use: this machine, and private networks."""

from __future__ import annotations

from urllib.parse import urlsplit

from ringkeep.domain.accounts.services import Connection
from ringkeep.domain.addresses import is_private_host
from ringkeep.errors import ConfigurationError

REFUSAL = (
    "is an address of this machine or of a private network; only a stack that runs on this machine"
    " may use it"
)


def is_private_url(url: str) -> bool:
    """Whether the URL has no public host. A URL that cannot be read has none."""
    try:
        return is_private_host(urlsplit(url).hostname)
    except ValueError:
        return True


def require_public_servers(connection: Connection) -> None:
    """Raises ConfigurationError if the server or the media server is not public by its spelling.
    Names are resolved and checked when Ringkeep connects."""
    servers = {"server_url": connection.server_url, "media_url": connection.media_origin}
    for field, url in servers.items():
        if is_private_url(url):
            raise ConfigurationError(f"{field}: {url} {REFUSAL}")
