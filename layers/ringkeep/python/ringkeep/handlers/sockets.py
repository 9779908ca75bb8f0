"""What the functions of the sockets do: one method a function, with logs and metrics around it."""

from __future__ import annotations

import json
from contextlib import suppress
from http import HTTPStatus

from ringkeep.domain.json import JsonObject
from ringkeep.errors import RingkeepError
from ringkeep.handlers.requests import ServicesRequest
from ringkeep.handlers.socket_events import SocketEvent, StreamBatch
from ringkeep.observability import count, log_failure, logger
from ringkeep.usecases.live.socket_ports import GoneError
from ringkeep.wiring.base import Composition

_PONG = '{"type":"pong"}'


class SocketApplication:
    def __init__(self, parts: Composition) -> None:
        self._parts = parts

    def answer(self, event: SocketEvent) -> JsonObject:
        """What API Gateway does with the socket: a status of 200 opens it."""
        try:
            return self._answer(event)
        except RingkeepError as problem:
            log_failure("a socket was not served", problem)
            return {"statusCode": HTTPStatus.SERVICE_UNAVAILABLE.value}

    def push(self, batch: StreamBatch, deadline: float) -> JsonObject:
        pushed = self._parts.pusher.push(batch.changes())
        if pushed.failed:
            count("LivePushesFailed", pushed.failed)
        count("LiveMessagesPushed", pushed.messages)
        logger.info("pages told", extra=pushed.model_dump())
        return pushed.model_dump(mode="json")

    def check_viewers(self, request: ServicesRequest, deadline: float) -> JsonObject:
        checked = self._parts.viewer_check.run()
        count("LiveViewers", checked.sockets)
        if checked.failed:
            count("LiveViewersUnchecked", checked.failed)
        logger.info("viewers checked", extra=checked.model_dump())
        return checked.model_dump(mode="json")

    def _answer(self, event: SocketEvent) -> JsonObject:
        connection_id = event.context.connection_id
        if event.context.event_type == "CONNECT":
            return self._open(event.ticket, connection_id)
        if event.context.event_type == "DISCONNECT":
            self._parts.door.closed(connection_id)
            return {"statusCode": HTTPStatus.OK.value}
        if _is_ping(event.body or ""):
            self._pong(connection_id)
        return {"statusCode": HTTPStatus.OK.value}

    def _pong(self, connection_id: str) -> None:
        """Sent, not returned: API Gateway passes a returned body on only where the route has a
        response of its own. A socket that is told of changes no more is closed: its page opens
        another."""
        with suppress(GoneError):
            if self._parts.door.knows(connection_id):
                self._parts.sockets.send(connection_id, _PONG)
            else:
                self._parts.sockets.close(connection_id)

    def _open(self, ticket: str, connection_id: str) -> JsonObject:
        viewer = self._parts.door.open(ticket, connection_id) if ticket else None
        if viewer is None:
            count("LiveSocketsRefused")
            return {"statusCode": HTTPStatus.UNAUTHORIZED.value}
        logger.info("a socket was opened", extra={"username": viewer.username})
        return {"statusCode": HTTPStatus.OK.value}


def _is_ping(text: str) -> bool:
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(message, dict) and message.get("action") == "ping"
