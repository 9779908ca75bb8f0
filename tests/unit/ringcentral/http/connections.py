"""Connections of fictitious accounts."""

from __future__ import annotations

import base64
import json

from ringkeep.domain.accounts.services import Connection

SERVER = "https://platform.example.com"
MEDIA = "https://media.example.com"


def jwt(subject: str = "900001") -> str:
    claims = base64.urlsafe_b64encode(json.dumps({"sub": subject}).encode()).decode().rstrip("=")
    return f"e30.{claims}.c2lnbmF0dXJl"


def connection(*subjects: str, client_id: str = "app-1", key: str = "app-1-key") -> Connection:
    """Returns a connection with one JWT user for each subject."""
    users = [{"jwt": jwt(subject)} for subject in subjects or ("900001",)]
    return Connection.model_validate(
        {"server_url": SERVER, "client_id": client_id, "client_secret": key, "users": users}
    )


def password_connection() -> Connection:
    user = {"username": "+12125550100", "extension": "101", "password": "user-password"}
    return Connection.model_validate(
        {"server_url": SERVER, "client_id": "app-1", "client_secret": "s", "users": [user]}
    )
