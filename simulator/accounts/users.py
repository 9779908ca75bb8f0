"""Users: the extensions that may log in, with their credentials and permissions."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

ALL_PERMISSIONS = (
    "FullCompanyCallLog",
    "ReadCallLog",
    "ReadCallRecordings",
    "ReadExtensions",
    "ReadPresenceStatus",
)


@dataclass(slots=True)
class User:
    """An extension that may log in."""

    extension_id: int
    jwt: str
    username: str = ""
    password: str = ""
    second_factor: bool = False
    permissions: tuple[str, ...] = ALL_PERMISSIONS
    scopes: tuple[str, ...] | None = None  # None: all scopes of the app


def simulated_jwt(account_id: int, extension_id: int) -> str:
    """Returns text in the form of a JWT. The token endpoint compares it and checks no signature."""
    header = _segment('{"alg":"RS256","typ":"JWT"}')
    payload = _segment(f'{{"sub":"{extension_id}","aud":"simulated"}}')
    signature = _segment(hashlib.sha256(f"{account_id}/{extension_id}".encode()).hexdigest())
    return f"{header}.{payload}.{signature}"


def _segment(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
