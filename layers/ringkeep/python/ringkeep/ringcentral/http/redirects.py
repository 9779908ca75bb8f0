"""Decides which URLs may be requested, and which of them with the bearer token."""

from __future__ import annotations

from typing import Final, NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from ringkeep.domain.accounts.services import Connection
from ringkeep.domain.masking import masked
from ringkeep.errors import ForeignHost, InvalidAnswer

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
MAXIMUM_REDIRECTS: Final = 5


class Hop(NamedTuple):
    """A URL to request, and whether to send the token."""

    url: str
    bearer: bool = True


def own_url(connection: Connection, address: str) -> str:
    """Returns an absolute URL on the service's own hosts. Raises ForeignHost, InvalidAnswer."""
    url = _joined(connection.server_url, address)
    if not own_host(connection, url):
        raise ForeignHost(f"{_host(url)} is not a host of this service")
    return url


def next_hop(connection: Connection, hop: Hop, location: str) -> Hop:
    """Returns the target of a redirect. After the first foreign host the token is not sent again.

    Raises ForeignHost for a foreign URL that is not encrypted or contains a user name. The caller
    checks that a foreign host is public.
    """
    url = _joined(hop.url, location)
    if own_host(connection, url):
        return Hop(url, hop.bearer)
    if urlsplit(url).scheme != "https" or "@" in urlsplit(url).netloc:
        raise ForeignHost(f"RingCentral redirects to {_host(url)}, which is not safe to follow")
    return Hop(url, bearer=False)


def content_url(
    connection: Connection, account_id: str, recording_id: str, content_uri: str | None
) -> str:
    """Returns the URL of a recording's content: `content_uri` if it is on the service's own hosts
    and belongs to this recording, else a URL on the media server."""
    path = f"/recording/{quote(recording_id, safe='')}/content"
    reported = _usable(connection, content_uri or "", path)
    account = quote(account_id, safe="~")
    return reported or f"{connection.media_origin}/restapi/v1.0/account/{account}{path}"


def _usable(connection: Connection, content_uri: str, path: str) -> str | None:
    try:
        ends = urlsplit(content_uri).path.endswith(path)
    except ValueError:
        return None
    return content_uri if ends and own_host(connection, content_uri) else None


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError as problem:
        detail = masked(str(problem))
        raise InvalidAnswer(f"RingCentral returned an invalid URL: {detail}") from problem


def own_host(connection: Connection, url: str) -> bool:
    """A URL with a user name is never one of the service's own."""
    try:
        return connection.is_own_host(url) and "@" not in urlsplit(url).netloc
    except ValueError:
        return False


def _host(url: str) -> str:
    return urlsplit(url).hostname or "a URL without a host"
