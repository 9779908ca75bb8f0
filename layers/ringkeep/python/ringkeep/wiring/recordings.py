"""Wires the discovery, scheduling and download of recordings."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

import boto3

from ringkeep.aws.recordings.calls_table import DynamoCallsTable
from ringkeep.domain.accounts.services import Connection
from ringkeep.settings import (
    ArchiveSettings,
    CallLogSettings,
    CallsTableSettings,
    DownloadRecordingSettings,
    FoundRecordingsSettings,
    LiveCallsSettings,
    ScheduleImportsSettings,
    SettleImportSettings,
)
from ringkeep.wiring.accounts import Accounts, Logins
from ringkeep.wiring.base import AWS, Base
from ringkeep.wiring.limits import Limits, long_runs, retry_delays

if TYPE_CHECKING:
    from ringkeep.aws.recordings.archive import S3Archive
    from ringkeep.aws.recordings.found_counts import DynamoFoundCounts
    from ringkeep.aws.recordings.recording_list import DynamoRecordingList
    from ringkeep.aws.recordings.workflows import StepFunctionsWorkflows
    from ringkeep.ringcentral.call_log import WalkedCallLog
    from ringkeep.usecases.recordings.backfill_service import BackfillService
    from ringkeep.usecases.recordings.hint_recordings import RecordingHinter
    from ringkeep.usecases.recordings.import_recording import ImportRecording
    from ringkeep.usecases.recordings.import_result import ImportResult
    from ringkeep.usecases.recordings.open_call_log import OpenCallLog
    from ringkeep.usecases.recordings.poll_call_log import CallLogPoller
    from ringkeep.usecases.recordings.run_import import RunImport
    from ringkeep.usecases.recordings.schedule_imports import ImportScheduler
    from ringkeep.usecases.recordings.schedule_service import ScheduleService
    from ringkeep.usecases.recordings.settle_import import SettleImport


def calls_table(base: Base, settings: CallsTableSettings) -> DynamoCallsTable:
    return DynamoCallsTable(base.dynamodb, settings.calls_table_name)


def recording_list(base: Base, settings: CallsTableSettings) -> DynamoRecordingList:
    from ringkeep.aws.recordings.recording_list import DynamoRecordingList

    return DynamoRecordingList(base.dynamodb, settings.calls_table_name)


def archive(settings: ArchiveSettings) -> S3Archive:
    from ringkeep.aws.recordings.archive import S3Archive

    return S3Archive(boto3.client("s3", config=AWS), settings.recordings_bucket_name)


def workflows(*, import_arn: str = "", backfill_arn: str = "") -> StepFunctionsWorkflows:
    """`import_arn` and `backfill_arn` are needed only if the function starts that state machine."""
    from ringkeep.aws.recordings.workflows import StepFunctionsWorkflows

    client = boto3.client("stepfunctions", config=AWS)
    return StepFunctionsWorkflows(client, import_arn, backfill_arn)


def settle_import(settings: SettleImportSettings) -> SettleImport:
    from ringkeep.usecases.recordings.settle_import import SettleImport

    base = Base()
    calls, stored = calls_table(base, settings), archive(settings)
    return SettleImport(calls, stored, base.clock, retry_delays(settings))


class FoundRecordings:
    """Writes the rows of new recordings and starts their imports."""

    def __init__(self, base: Base, limits: Limits, settings: FoundRecordingsSettings) -> None:
        self._base = base
        self._limits = limits
        self._settings = settings
        self.calls = calls_table(base, settings)

    @cached_property
    def found_counts(self) -> DynamoFoundCounts:
        from ringkeep.aws.recordings.found_counts import DynamoFoundCounts

        return DynamoFoundCounts(self._base.dynamodb, self._settings.calls_table_name)

    @cached_property
    def scheduler(self) -> ImportScheduler:
        from ringkeep.usecases.recordings.schedule_imports import ImportScheduler

        machines = workflows(import_arn=self._settings.import_recording_state_machine_arn)
        limits, clock = self._limits, self._base.clock
        places = long_runs(self._base, self._settings)
        return ImportScheduler(self.calls, limits.limiter, machines, clock, limits.delays, places)


def recording_hinter(base: Base, limits: Limits, settings: LiveCallsSettings) -> RecordingHinter:
    from ringkeep.usecases.recordings.hint_recordings import RecordingHinter
    from ringkeep.wiring.licensing import licensing_of_calls

    found, licensings = FoundRecordings(base, limits, settings), licensing_of_calls(base, settings)
    return RecordingHinter(found.calls, found.found_counts, found.scheduler, base.clock, licensings)


class RingCentralCallLogs:
    """The CallLogs port."""

    def __init__(self, logins: Logins) -> None:
        self._logins = logins

    def log_in(
        self, service: str, connection: Connection, deadline: float
    ) -> tuple[str, WalkedCallLog]:
        from ringkeep.ringcentral.call_log import WalkedCallLog

        client = self._logins.client(service, connection)
        client.refresh_reach()
        return client.account_id(deadline), WalkedCallLog(client)


class CallLogReading:
    """Reads the call log for polls, sweeps and back-fills."""

    def __init__(self, settings: CallLogSettings) -> None:
        self._base = Base()
        self._settings = settings
        self._limits = Limits(self._base, settings)
        self.accounts = Accounts(self._base, settings)

    @cached_property
    def call_logs(self) -> OpenCallLog:
        from ringkeep.usecases.recordings.first_delay import FirstDelays
        from ringkeep.usecases.recordings.open_call_log import OpenCallLog

        logins = Logins(self._base, self._limits, self._settings)
        states = self.accounts.states
        delays = FirstDelays(states, self._limits.delays)
        return OpenCallLog(RingCentralCallLogs(logins), states, delays, self.accounts.completion)

    @cached_property
    def poller(self) -> CallLogPoller:
        from ringkeep.usecases.recordings.poll_call_log import CallLogPoller, PageWriter
        from ringkeep.usecases.recordings.record_calls import CallRecorder
        from ringkeep.wiring.licensing import licensing_of_records

        found = FoundRecordings(self._base, self._limits, self._settings)
        clock, delays = self._base.clock, self._limits.delays
        licensings = licensing_of_records(self._base, self._settings)
        stored = archive(self._settings)
        recorder = CallRecorder(found.calls, stored, delays, clock.now, licensings)
        writer = PageWriter(recorder, found.found_counts, found.scheduler)
        return CallLogPoller(self.accounts.states, self.accounts.leases, writer, clock, delays)

    @cached_property
    def backfill(self) -> BackfillService:
        from ringkeep.usecases.recordings.backfill import Backfill
        from ringkeep.usecases.recordings.backfill_service import BackfillService

        accounts = self.accounts
        backfill = Backfill(self.poller, long_runs(self._base, self._settings))
        return BackfillService(accounts.services, accounts.credentials, self.call_logs, backfill)


class ImportScheduling:
    def __init__(self, settings: ScheduleImportsSettings) -> None:
        self._base = Base()
        self._settings = settings
        self.accounts = Accounts(self._base, settings)

    @cached_property
    def schedule(self) -> ScheduleService:
        from ringkeep.usecases.recordings.schedule_service import ScheduleService

        found = FoundRecordings(self._base, Limits(self._base, self._settings), self._settings)
        return ScheduleService(
            found.scheduler,
            self.accounts.states,
            self.accounts.leases,
            found.found_counts,
            self._base.clock,
            self._settings.call_log_poll_interval_minutes,
        )


class Downloads:
    """Imports single recordings. Only this function decodes audio.

    `observe` is called with each result.
    """

    def __init__(
        self, settings: DownloadRecordingSettings, observe: Callable[[ImportResult], None]
    ) -> None:
        self._observe = observe
        self._base = Base()
        self._settings = settings
        self._limits = Limits(self._base, settings)
        self._logins = Logins(self._base, self._limits, settings)
        self._accounts = Accounts(self._base, settings)

    @cached_property
    def run_import(self) -> RunImport:
        from ringkeep.usecases.recordings.retry_soon import RetrySoon
        from ringkeep.usecases.recordings.run_import import RunImport

        accounts = self._accounts
        calls = calls_table(self._base, self._settings)
        return RunImport(
            accounts.services,
            accounts.credentials,
            self._importer,
            accounts.states,
            self._observe,
            RetrySoon(calls, self._base.clock, self._limits.delays),
        )

    @cached_property
    def _archive(self) -> S3Archive:
        return archive(self._settings)

    def _importer(self, service: str, connection: Connection) -> ImportRecording:
        from ringkeep.audio.probe import SoundfileProbe
        from ringkeep.usecases.recordings.import_recording import ImportRecording

        return ImportRecording(
            calls=calls_table(self._base, self._settings),
            archive=self._archive,
            gate=self._limits.limiter,
            source=self._logins.client(service, connection),
            probe=SoundfileProbe(),
            clock=self._base.clock,
            delays=self._limits.delays,
            maximum_bytes=self._settings.maximum_bytes,
            places=long_runs(self._base, self._settings),
        )
