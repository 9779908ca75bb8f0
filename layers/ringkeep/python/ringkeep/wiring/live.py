"""Wires live calls, the Realtime page and its sockets."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from ringkeep.aws.live.live_table import DynamoLiveTable
from ringkeep.domain.accounts.services import Connection
from ringkeep.settings import (
    ApiSettings,
    CheckLiveCallsSettings,
    LiveCallsSettings,
    LiveTableSettings,
    PushLiveSettings,
    SocketsSettings,
    SocketsTableSettings,
    TrackCallsSettings,
)
from ringkeep.usecases.access.read_principal import KEPT_SECONDS
from ringkeep.wiring.accounts import Accounts, Logins
from ringkeep.wiring.base import AWS, Base
from ringkeep.wiring.limits import Limits

if TYPE_CHECKING:
    from ringkeep.aws.live.set_aside import DeadLetterEvents
    from ringkeep.aws.live.sockets import ApiGatewaySockets
    from ringkeep.aws.live.sockets_table import DynamoSocketsTable
    from ringkeep.ringcentral.presence import PresencePages
    from ringkeep.ringcentral.telephony_sessions import LiveSessions
    from ringkeep.usecases.accounts.service_days import ServiceDays
    from ringkeep.usecases.live.check_service import CheckService
    from ringkeep.usecases.live.check_sockets import SocketCheck
    from ringkeep.usecases.live.push_live import LivePusher
    from ringkeep.usecases.live.realtime_board import RealtimeBoard
    from ringkeep.usecases.live.rows import LiveRows
    from ringkeep.usecases.live.sockets import SocketTickets, Viewers
    from ringkeep.usecases.live.track_calls import CallTracker
    from ringkeep.usecases.recordings.announce_ended_call import AnnouncedCall, AnnounceEndedCall

Observe = Callable[["AnnouncedCall"], None]


def live_table(base: Base, settings: LiveTableSettings) -> DynamoLiveTable:
    return DynamoLiveTable(base.dynamodb, settings.live_table_name)


class _LiveCalls:
    """Live calls and the recordings of ended calls. `observe` is called with each ended call."""

    def __init__(self, settings: LiveCallsSettings, observe: Observe) -> None:
        self.base = Base()
        self.accounts = Accounts(self.base, settings)
        self.limits = Limits(self.base, settings)
        self._settings = settings
        self._observe = observe

    @cached_property
    def rows(self) -> LiveRows:
        from ringkeep.usecases.live.rows import LiveRows

        return LiveRows(live_table(self.base, self._settings), self._announcements, self.base.clock)

    @property
    def _announcements(self) -> AnnounceEndedCall:
        from ringkeep.usecases.recordings.announce_ended_call import AnnounceEndedCall
        from ringkeep.usecases.recordings.first_delay import FirstDelays
        from ringkeep.wiring.recordings import recording_hinter

        accounts, limits = self.accounts, self.limits
        return AnnounceEndedCall(
            accounts.services,
            FirstDelays(accounts.states, limits.delays),
            recording_hinter(self.base, limits, self._settings),
            self._observe,
        )


class CallTracking:
    def __init__(self, settings: TrackCallsSettings, observe: Observe) -> None:
        self._live = _LiveCalls(settings, observe)
        self._sync_function = settings.sync_extensions_function_name
        self._dead_letters = settings.dead_letter_queue_url
        self.clock = self._live.base.clock

    @cached_property
    def tracker(self) -> CallTracker:
        from ringkeep.usecases.live.track_calls import CallTracker
        from ringkeep.wiring.directory import sync_trigger

        extensions = sync_trigger(self._sync_function)
        return CallTracker(self._live.rows, self._live.accounts.states, extensions)

    @cached_property
    def aside(self) -> DeadLetterEvents:
        import boto3

        from ringkeep.aws.live.set_aside import DeadLetterEvents

        return DeadLetterEvents(boto3.client("sqs", config=AWS), self._dead_letters)


class RingCentralLiveSources:
    """The LiveSources port."""

    def __init__(self, logins: Logins) -> None:
        self._logins = logins

    def of(self, service: str, connection: Connection) -> tuple[LiveSessions, PresencePages]:
        from ringkeep.ringcentral.presence import PresencePages
        from ringkeep.ringcentral.telephony_sessions import LiveSessions

        client = self._logins.client(service, connection)
        return LiveSessions(client), PresencePages(client)


class LiveCallChecking:
    def __init__(self, settings: CheckLiveCallsSettings, observe: Observe) -> None:
        self._live = _LiveCalls(settings, observe)
        self._settings = settings
        self.accounts = self._live.accounts

    @cached_property
    def check(self) -> CheckService:
        from ringkeep.usecases.live.check_live_calls import LiveCallCheck
        from ringkeep.usecases.live.check_service import CheckService

        live = self._live
        sources = RingCentralLiveSources(Logins(live.base, live.limits, self._settings))
        states, leases = self.accounts.states, self.accounts.leases
        return CheckService(LiveCallCheck(live.rows), sources, states, leases)


def realtime_board(base: Base, settings: PushLiveSettings | ApiSettings) -> RealtimeBoard:
    from ringkeep.usecases.live.realtime_board import RealtimeBoard
    from ringkeep.wiring.directory import extension_directory

    accounts = Accounts(base, settings)
    return RealtimeBoard(
        live_table(base, settings),
        extension_directory(base, settings),
        accounts.services,
        accounts.states,
        base.clock,
    )


def sockets_table(base: Base, settings: SocketsTableSettings) -> DynamoSocketsTable:
    from ringkeep.aws.live.sockets_table import DynamoSocketsTable

    return DynamoSocketsTable(base.dynamodb, settings.sockets_table_name)


class Sockets:
    """Open sockets and the people who opened them."""

    def __init__(self, settings: SocketsSettings) -> None:
        self._base = Base()
        self._settings = settings
        self._table = sockets_table(self._base, settings)

    @cached_property
    def _today(self) -> ServiceDays:
        from ringkeep.wiring.access import today

        return today(self._base, self._settings)

    def _viewers(self, kept_seconds: float = KEPT_SECONDS) -> Viewers:
        from ringkeep.usecases.live.sockets import Viewers
        from ringkeep.wiring.access import principals

        people = principals(self._base, self._settings, kept_seconds)
        return Viewers(people, self._today)

    @cached_property
    def gateway(self) -> ApiGatewaySockets:
        import boto3
        from botocore.config import Config

        from ringkeep.aws.live.sockets import ApiGatewaySockets

        url = self._settings.connections_endpoint
        # A socket that does not take a message must not delay the others; the pusher tries it again.
        quick = AWS.merge(Config(connect_timeout=2, read_timeout=3, retries={"max_attempts": 0}))
        client = boto3.client("apigatewaymanagementapi", endpoint_url=url, config=quick)
        return ApiGatewaySockets(client)

    @cached_property
    def tickets(self) -> SocketTickets:
        from ringkeep.usecases.live.sockets import SocketTickets
        from ringkeep.wiring.access import principals

        people = principals(self._base, self._settings)
        return SocketTickets(self._table, people, self._today, self._base.clock, self.gateway)

    @cached_property
    def check(self) -> SocketCheck:
        """It keeps no answer: a deactivated person's page must close within a minute."""
        from ringkeep.usecases.live.check_sockets import SocketCheck

        viewers = self._viewers(kept_seconds=0.0)
        return SocketCheck(self._table, viewers, self.gateway, self._base.clock)

    def pusher(self, settings: PushLiveSettings) -> LivePusher:
        from ringkeep.usecases.live.push_live import LivePusher

        board = realtime_board(self._base, settings)
        return LivePusher(board, self._table, self._viewers(), self.gateway, self._base.clock)
