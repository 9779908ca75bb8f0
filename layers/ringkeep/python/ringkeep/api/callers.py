"""From where a request came, as the gateway noted it."""

from __future__ import annotations

from ringkeep.domain.access.audit import Origin, origin_of
from ringkeep.domain.json import JsonObject, nested, text_of


def request_origin(event: JsonObject) -> Origin:
    """The gateway notes the address of the connection and the program's name: no header of the request
    can replace the address."""
    address = text_of(nested(event, "requestContext", "http", "sourceIp"))
    agent = text_of(nested(event, "requestContext", "http", "userAgent"))
    return origin_of(address, agent)


def request_id(event: JsonObject) -> str:
    return text_of(nested(event, "requestContext", "requestId"))
