"""A server of this machine or of a private network is refused, however its address is written."""

from __future__ import annotations

import pytest

from ringkeep.domain.accounts.servers import require_public_servers
from ringkeep.domain.accounts.services import Connection
from ringkeep.errors import ConfigurationError

PUBLIC = "https://platform.example.com"
PRIVATE = [
    "http://127.0.0.1:4810",
    "http://localhost:4810",
    "https://localhost",
    "https://127.1",
    "https://127.0.1",
    "https://2130706433",
    "https://0x7f000001",
    "https://0x7f.1",
    "https://0177.0.0.1",
    "https://017700000001",
    "https://0",
    "https://10.0.0.8",
    "https://192.168.1",
    "https://169.254.169.254",
    "https://100.64.0.1",
    "https://[::1]",
    "https://[::ffff:127.0.0.1]",
    "https://[::ffff:7f00:1]",
    "https://[fd00:ec2::254]",
    "https://metadata.google.internal",
    "https://printer.local",
]


def connection(**fields: str) -> Connection:
    values = {"server_url": PUBLIC, "client_id": "a", "client_secret": "s", "users": [{"jwt": "j"}]}
    return Connection.model_validate({**values, **fields})


@pytest.mark.parametrize("url", PRIVATE)
@pytest.mark.parametrize("field", ["server_url", "media_url"])
def test_private_server_is_refused_and_named(field: str, url: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"{field}: http.* private network"):
        require_public_servers(connection(**{field: url}))


@pytest.mark.parametrize("url", ["https://localhost.", "https://127.0.0.1."])
def test_name_with_a_final_dot_is_no_server(url: str) -> None:
    with pytest.raises(ValueError, match="not a server URL"):
        connection(server_url=url)


def test_public_servers_are_accepted() -> None:
    require_public_servers(connection())
    require_public_servers(connection(media_url="https://8.8.8.8"))
