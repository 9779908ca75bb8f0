"""What the gateway notes about a request. No header of the request can replace the address."""

from __future__ import annotations

from ringkeep.domain.access.audit import Origin, origin_of
from ringkeep.domain.json import JsonObject, nested, text_of


def request_origin(event: JsonObject) -> Origin:
    """Returns the address of the connection, whose request it passed on, and the kind of program."""
    address = text_of(nested(event, "requestContext", "http", "sourceIp"))
    agent = text_of(nested(event, "requestContext", "http", "userAgent"))
    forwarded = text_of(nested(event, "headers", "x-forwarded-for"))
    return origin_of(address, agent, forwarded)


def request_id(event: JsonObject) -> str:
    return text_of(nested(event, "requestContext", "requestId"))
