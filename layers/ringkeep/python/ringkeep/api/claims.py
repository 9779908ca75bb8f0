"""The claims of the signed-in person, from the gateway's authorizer."""

from __future__ import annotations

from collections.abc import Mapping

from ringkeep.domain.json import JsonObject, JsonValue


def claims_of(event: JsonObject) -> Mapping[str, JsonValue]:
    """Returns the claims of the JWT; empty if there is none."""
    value: JsonValue = event
    for name in ("requestContext", "authorizer", "jwt", "claims"):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def username_of(event: JsonObject) -> str | None:
    """Returns the owner of the access token. None for an identity token, which is only for clients."""
    claims = claims_of(event)
    if claims.get("token_use") != "access":
        return None
    name = claims.get("username") or claims.get("sub")
    return name if isinstance(name, str) else None
