"""The claims of the signed-in person, from the gateway's authorizer."""

from __future__ import annotations

from collections.abc import Mapping

from ringkeep.domain.json import JsonObject, JsonValue, text_of


def claims_of(event: JsonObject) -> Mapping[str, JsonValue]:
    """Returns the claims of the JWT; empty if there is none."""
    value: JsonValue = event
    for name in ("requestContext", "authorizer", "jwt", "claims"):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def sub_of(event: JsonObject) -> str | None:
    """Returns the id of the access token's owner in the user pool. None for an identity token, which is
    only for clients."""
    claims = claims_of(event)
    if claims.get("token_use") != "access":
        return None
    return text_of(claims.get("sub")) or None


def session_of(event: JsonObject) -> str:
    """Returns the id of the sign-in from which the token comes. It stays the same when the console gets
    new tokens. A pool without token revocation gives no id: then it is the person and the time of the
    sign-in. Empty if the token has neither."""
    claims = claims_of(event)
    sub, at = text_of(claims.get("sub")), text_of(claims.get("auth_time"))
    return text_of(claims.get("origin_jti")) or (f"{sub}#{at}" if sub and at else "")
