"""The functions that open the Realtime page's sockets, send changes to them and close them."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.sockets import SocketConnection
from ringkeep.errors import RingkeepError
from ringkeep.handlers.requests import ServicesRequest
from ringkeep.handlers.socket_events import SocketEvent, StreamBatch
from ringkeep.observability import count, log_failure, logger
from ringkeep.settings import CheckSocketsSettings, LiveSocketSettings, PushLiveSettings
from ringkeep.tally import Tally
from ringkeep.usecases.live.socket_ports import GoneError
from ringkeep.usecases.live.socket_ports import Sockets as SocketsPort
from ringkeep.wiring.live import Sockets

if TYPE_CHECKING:
    from ringkeep.usecases.live.check_sockets import SocketCheck
    from ringkeep.usecases.live.push_live import LivePusher
    from ringkeep.usecases.live.sockets import SocketTickets

_PONG = '{"type":"pong"}'


@dataclass(frozen=True)
class AnswerSocket:
    """Handles the events of a socket. API Gateway opens the socket if the status is 200."""

    tickets: SocketTickets
    sockets: SocketsPort
    refused: Tally = field(default_factory=lambda: Tally(time.time))

    def __call__(self, event: SocketEvent, deadline: float) -> JsonObject:
        try:
            return {"statusCode": self._answer(event).value}
        except RingkeepError as error:
            log_failure("a socket event failed", error)
            return {"statusCode": HTTPStatus.SERVICE_UNAVAILABLE.value}

    def _answer(self, event: SocketEvent) -> HTTPStatus:
        connection_id = event.context.connection_id
        if event.context.event_type == "CONNECT":
            return self._open(event.ticket, connection_id)
        if event.context.event_type == "DISCONNECT":
            self._close(connection_id)
        elif _is_ping(event.body or ""):
            self._pong(connection_id)
        return HTTPStatus.OK

    def _pong(self, connection_id: str) -> None:
        """Sends the response as a message, because API Gateway forwards a returned body only if the
        route has a route response. A socket that is no longer stored gets no changes, so it is
        closed; its page opens another."""
        with suppress(GoneError):
            if self.tickets.is_registered(connection_id):
                self.sockets.send(connection_id, _PONG)
            else:
                self.sockets.close(connection_id)

    def _open(self, ticket: str, connection_id: str) -> HTTPStatus:
        opened = self.tickets.open(ticket, connection_id) if ticket else None
        if opened is None:
            if refused := self.refused.add():
                count("LiveSocketsRefused", refused)
            return HTTPStatus.UNAUTHORIZED
        _log("a socket was opened", connection_id, opened)
        return HTTPStatus.OK

    def _close(self, connection_id: str) -> None:
        connection = self.tickets.table.connection(connection_id)
        self.tickets.disconnected(connection_id)
        _log("a socket was closed", connection_id, connection)


@dataclass(frozen=True)
class PushLive:
    pusher: LivePusher

    def __call__(self, batch: StreamBatch, deadline: float) -> JsonObject:
        pushed = self.pusher.push(batch.changes())
        if pushed.failed:
            count("LivePushesFailed", pushed.failed)
        count("LiveMessagesPushed", pushed.messages)
        logger.info("changes pushed", extra=pushed.model_dump())
        return pushed.model_dump(mode="json")


@dataclass(frozen=True)
class CheckSockets:
    check: SocketCheck

    def __call__(self, request: ServicesRequest, deadline: float) -> JsonObject:
        checked = self.check.run()
        count("LiveSockets", checked.sockets)
        if checked.failed:
            count("LiveSocketsUnchecked", checked.failed)
        logger.info("sockets checked", extra=checked.model_dump())
        return checked.model_dump(mode="json")


def _log(message: str, connection_id: str, connection: SocketConnection | None) -> None:
    """API Gateway's access log of sockets needs a role set for the whole AWS account, so this function
    logs who connects. `sub` is the person's id in the user pool. Both ids are empty if the row was deleted
    before."""
    sub, user_id = (connection.sub, connection.user_id) if connection else ("", "")
    logger.info(message, extra={"sub": sub, "user_id": user_id, "connection_id": connection_id})


def live_socket(settings: LiveSocketSettings) -> AnswerSocket:
    wired = Sockets(settings)
    return AnswerSocket(wired.tickets, wired.gateway)


def push_live(settings: PushLiveSettings) -> PushLive:
    return PushLive(Sockets(settings).pusher(settings))


def check_sockets(settings: CheckSocketsSettings) -> CheckSockets:
    return CheckSockets(Sockets(settings).check)


def _is_ping(text: str) -> bool:
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(message, dict) and message.get("action") == "ping"
