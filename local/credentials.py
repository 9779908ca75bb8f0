"""What `make up` connects to: from `.env`, or placeholders for a server on this machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from simulator.accounts.account import (
    PLACEHOLDER_CLIENT_ID,
    PLACEHOLDER_CLIENT_SECRET,
    PLACEHOLDER_JWT,
)

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class CredentialsMissing(ValueError):
    """A server that is not on this machine needs real credentials."""


def read_env_file(path: Path) -> dict[str, str]:
    """NAME=value lines; comments and blank lines are skipped, quotes around a value dropped."""
    if not path.exists():
        return {}
    lines = (line.strip() for line in path.read_text().splitlines())
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("'\"") for name, value in pairs}


def connection_for(server_url: str, environment: Mapping[str, str]) -> dict[str, object]:
    """What `service add` reads. Raises CredentialsMissing."""
    client_id = environment.get("RINGCENTRAL_CLIENT_ID", "")
    users = _users(environment)
    if client_id and users:
        return _connection(
            server_url, client_id, environment.get("RINGCENTRAL_CLIENT_SECRET", ""), users
        )
    if urlsplit(server_url).hostname in _LOOPBACK:
        placeholder = [{"jwt": PLACEHOLDER_JWT}]
        return _connection(
            server_url, PLACEHOLDER_CLIENT_ID, PLACEHOLDER_CLIENT_SECRET, placeholder
        )
    raise CredentialsMissing(
        f"{server_url} is not on this machine: copy .env.example to .env and fill in its credentials"
    )


def _users(environment: Mapping[str, str]) -> list[dict[str, str]]:
    if jwt := environment.get("RINGCENTRAL_JWT"):
        return [{"jwt": jwt}]
    if name := environment.get("RINGCENTRAL_USERNAME"):
        return [
            {
                "username": name,
                "extension": environment.get("RINGCENTRAL_EXTENSION", ""),
                "password": environment.get("RINGCENTRAL_PASSWORD", ""),
            }
        ]
    return []


def _connection(
    server_url: str, client_id: str, client_secret: str, users: list[dict[str, str]]
) -> dict[str, object]:
    return {
        "server_url": server_url,
        "client_id": client_id,
        "client_secret": client_secret,
        "users": users,
    }


def as_json(connection: Mapping[str, object]) -> str:
    return json.dumps(connection)
