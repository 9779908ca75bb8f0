"""Connects only to public addresses. The address that is checked is the one that is connected to, so a
name that changes its address in between leads nowhere else."""

from __future__ import annotations

from collections.abc import Iterable

import httpcore
import httpx

from ringkeep.errors import Unavailable
from ringkeep.ringcentral.http.addresses import Resolve, public_addresses
from ringkeep.threads import RINGCENTRAL_CONNECTIONS

_IDLE_SECONDS = 5.0


class PublicNetwork(httpcore.SyncBackend):
    """Opens connections to public addresses. Raises ForeignHost for others, and Unavailable."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Tries each address of the host, as the operating system would. TLS still checks the name."""
        problem: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in public_addresses(host, self._resolve):
            try:
                return super().connect_tcp(
                    str(address), port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem or Unavailable(f"the host name {host} has no address")


class PublicTransport(httpx.HTTPTransport):
    """httpx's own transport over a PublicNetwork. httpx has no parameter for the network."""

    def __init__(self, resolve: Resolve) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=RINGCENTRAL_CONNECTIONS,
            max_keepalive_connections=RINGCENTRAL_CONNECTIONS,
            keepalive_expiry=_IDLE_SECONDS,
            network_backend=PublicNetwork(resolve),
        )
