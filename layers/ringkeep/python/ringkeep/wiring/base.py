"""Wires adapters to use cases, once a process. Handlers and the command line begin here."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from ringkeep.aws.accounts.secrets import SecretsManagerSecrets
from ringkeep.aws.accounts.services_table import DynamoServiceDirectory
from ringkeep.aws.accounts.tokens_table import DynamoTokenStore
from ringkeep.aws.directory.extensions_table import DynamoExtensionDirectory
from ringkeep.aws.leases import DynamoLeases
from ringkeep.aws.limits.limiter import DynamoLimiter
from ringkeep.aws.recordings.calls_table import DynamoCallsTable
from ringkeep.aws.recordings.found_counts import DynamoFoundCounts
from ringkeep.aws.recordings.workflows import StepFunctionsWorkflows
from ringkeep.aws.state import DynamoStateStore
from ringkeep.domain.accounts.services import Connection
from ringkeep.domain.recordings.lifecycle import RetryDelays
from ringkeep.ringcentral.client import RingCentralClient
from ringkeep.ringcentral.http.tokens import TokenSource
from ringkeep.ringcentral.http.transport import Transport
from ringkeep.settings import Settings, settings
from ringkeep.usecases.clock import SystemClock
from ringkeep.usecases.directory.sync_extensions import ExtensionSync
from ringkeep.usecases.recordings.backfill import Backfill
from ringkeep.usecases.recordings.poll_call_log import CallLogPoller, PageWriter
from ringkeep.usecases.recordings.record_calls import CallRecorder
from ringkeep.usecases.recordings.schedule_imports import ImportScheduler
from ringkeep.usecases.recordings.settle_import import SettleImport

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from ringkeep.aws.access.identity import CognitoIdentity
    from ringkeep.aws.directory.sync_trigger import LambdaFunctions
    from ringkeep.aws.events.webhook_tokens import VerificationTokens
    from ringkeep.aws.live.live_table import DynamoLiveTable
    from ringkeep.aws.live.sockets import ApiGatewaySockets
    from ringkeep.aws.live.sockets_table import DynamoSocketsTable
    from ringkeep.aws.recordings.archive import S3Archive
    from ringkeep.usecases.live.check_sockets import SocketCheck
    from ringkeep.usecases.live.push_live import LivePusher
    from ringkeep.usecases.live.realtime_board import RealtimeBoard
    from ringkeep.usecases.live.sockets import SocketTickets
    from ringkeep.usecases.recordings.hint_recordings import RecordingHinter
    from ringkeep.usecases.recordings.import_recording import ImportRecording

_AWS = Config(
    retries={"mode": "standard", "max_attempts": 5},
    connect_timeout=5,
    read_timeout=60,
    max_pool_connections=16,
)
_WINDOW_SECONDS = 60.0


class Composition:
    """Adapters are made when they are first needed: a function pays for what it uses."""

    def __init__(self, known: Settings) -> None:
        self.settings = known
        self.clock = SystemClock()
        self.delays = RetryDelays(speed=known.clock_speed)

    @cached_property
    def _dynamodb(self) -> DynamoDBClient:
        return boto3.client("dynamodb", config=_AWS)

    @cached_property
    def calls(self) -> DynamoCallsTable:
        return DynamoCallsTable(self._dynamodb, self.settings.calls_table_name)

    @cached_property
    def found_counts(self) -> DynamoFoundCounts:
        return DynamoFoundCounts(self._dynamodb, self.settings.calls_table_name)

    @cached_property
    def services(self) -> DynamoServiceDirectory:
        return DynamoServiceDirectory(self._dynamodb, self.settings.directory_table_name)

    @cached_property
    def states(self) -> DynamoStateStore:
        return DynamoStateStore(self._dynamodb, self.settings.directory_table_name)

    @cached_property
    def leases(self) -> DynamoLeases:
        return DynamoLeases(self._dynamodb, self.settings.directory_table_name, self.clock)

    @cached_property
    def secrets(self) -> SecretsManagerSecrets:
        client = boto3.client("secretsmanager", config=_AWS)
        return SecretsManagerSecrets(client, self.settings.secrets_prefix, self.clock)

    @cached_property
    def webhook_tokens(self) -> VerificationTokens:
        from ringkeep.aws.events.webhook_tokens import VerificationTokens

        client = boto3.client("secretsmanager", config=_AWS)
        return VerificationTokens(client, self.settings.webhook_secrets_prefix)

    @property
    def _window(self) -> float:
        return _WINDOW_SECONDS / self.settings.clock_speed

    @cached_property
    def limiter(self) -> DynamoLimiter:
        table = self.settings.limiter_table_name
        return DynamoLimiter(self._dynamodb, table, self.clock, window=self._window)

    @cached_property
    def _transport(self) -> Transport:
        return Transport(self.clock)

    @cached_property
    def tokens(self) -> TokenSource:
        store = DynamoTokenStore(self._dynamodb, self.settings.tokens_table_name, self.clock)
        speed = self.settings.clock_speed
        return TokenSource(store, self.limiter, self.clock, self._transport, speed=speed)

    def client(self, service_name: str, connection: Connection) -> RingCentralClient:
        return RingCentralClient(
            service_name, connection, self.limiter, self.tokens, self.clock, self._transport
        )

    @cached_property
    def workflows(self) -> StepFunctionsWorkflows:
        return StepFunctionsWorkflows(
            boto3.client("stepfunctions", config=_AWS),
            self.settings.import_recording_state_machine_arn,
            self.settings.backfill_state_machine_arn,
        )

    @cached_property
    def archive(self) -> S3Archive:
        from ringkeep.aws.recordings.archive import S3Archive

        return S3Archive(boto3.client("s3", config=_AWS), self.settings.recordings_bucket_name)

    @cached_property
    def scheduler(self) -> ImportScheduler:
        return ImportScheduler(self.calls, self.limiter, self.workflows, self.clock, self.delays)

    @cached_property
    def poller(self) -> CallLogPoller:
        recorder = CallRecorder(self.calls, self.archive, self.delays, self.clock.now)
        writer = PageWriter(recorder, self.found_counts, self.scheduler)
        return CallLogPoller(self.states, self.leases, writer, self.clock, self.delays)

    @cached_property
    def hinter(self) -> RecordingHinter:
        from ringkeep.usecases.recordings.hint_recordings import RecordingHinter

        return RecordingHinter(self.calls, self.found_counts, self.scheduler, self.clock)

    @cached_property
    def backfill(self) -> Backfill:
        return Backfill(self.poller)

    @cached_property
    def directory(self) -> DynamoExtensionDirectory:
        table = self.settings.directory_table_name
        return DynamoExtensionDirectory(self._dynamodb, table, self.clock)

    @cached_property
    def extensions(self) -> ExtensionSync:
        return ExtensionSync(self.directory, self.states, self.leases, self.clock)

    @cached_property
    def functions(self) -> LambdaFunctions:
        from ringkeep.aws.directory.sync_trigger import LambdaFunctions

        return LambdaFunctions(boto3.client("lambda", config=_AWS))

    @cached_property
    def live_table(self) -> DynamoLiveTable:
        from ringkeep.aws.live.live_table import DynamoLiveTable

        return DynamoLiveTable(self._dynamodb, self.settings.live_table_name)

    @cached_property
    def board(self) -> RealtimeBoard:
        from ringkeep.usecases.live.realtime_board import RealtimeBoard

        return RealtimeBoard(
            self.live_table, self.directory, self.services, self.states, self.clock
        )

    @cached_property
    def settle_import(self) -> SettleImport:
        return SettleImport(self.calls, self.clock, self.delays)

    @cached_property
    def identity(self) -> CognitoIdentity:
        from ringkeep.aws.access.identity import CognitoIdentity

        client = boto3.client("cognito-idp", config=_AWS)
        return CognitoIdentity(client, self.settings.user_pool_id, self.states, self.clock)

    @cached_property
    def viewers(self) -> DynamoSocketsTable:
        from ringkeep.aws.live.sockets_table import DynamoSocketsTable

        return DynamoSocketsTable(self._dynamodb, self.settings.viewers_table_name)

    @cached_property
    def door(self) -> SocketTickets:
        from ringkeep.usecases.live.sockets import SocketTickets

        return SocketTickets(self.viewers, self.identity, self.clock)

    @cached_property
    def sockets(self) -> ApiGatewaySockets:
        from ringkeep.aws.live.sockets import ApiGatewaySockets

        url = self.settings.connections_endpoint
        client = boto3.client("apigatewaymanagementapi", endpoint_url=url, config=_AWS)
        return ApiGatewaySockets(client)

    @cached_property
    def pusher(self) -> LivePusher:
        from ringkeep.usecases.live.push_live import LivePusher

        return LivePusher(self.board, self.viewers, self.identity, self.sockets, self.clock)

    @cached_property
    def viewer_check(self) -> SocketCheck:
        from ringkeep.usecases.live.check_sockets import SocketCheck

        return SocketCheck(self.viewers, self.identity, self.sockets, self.clock)

    def import_recording(self, service_name: str, connection: Connection) -> ImportRecording:
        """Decoding audio is for the downloading function alone: the others do not import it."""
        from ringkeep.audio.probe import SoundfileProbe
        from ringkeep.usecases.recordings.import_recording import ImportRecording

        return ImportRecording(
            calls=self.calls,
            archive=self.archive,
            gate=self.limiter,
            source=self.client(service_name, connection),
            probe=SoundfileProbe(),
            clock=self.clock,
            delays=self.delays,
            maximum_bytes=self.settings.maximum_recording_megabytes * 1024 * 1024,
        )


@cache
def composition() -> Composition:
    """The one of this process. Raises ConfigurationError when its environment is not usable."""
    return Composition(settings())
