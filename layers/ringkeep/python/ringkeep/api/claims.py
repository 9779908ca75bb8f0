"""What the gateway's authorizer says of who is signed in."""

from __future__ import annotations

from collections.abc import Mapping

from ringkeep.domain.json import JsonObject, JsonValue


def claims_of(event: JsonObject) -> Mapping[str, JsonValue]:
    """The claims of the JWT; empty where there is none."""
    found: JsonValue = event
    for name in ("requestContext", "authorizer", "jwt", "claims"):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def username_of(event: JsonObject) -> str | None:
    """Whose access token it is. An identity token opens nothing: it is made for the client."""
    claims = claims_of(event)
    if claims.get("token_use") != "access":
        return None
    name = claims.get("username") or claims.get("sub")
    return name if isinstance(name, str) else None
