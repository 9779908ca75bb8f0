"""The functions that find recordings, schedule their imports, and import them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ringkeep.domain.accounts.services import Service
from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.imports import ImportRequest
from ringkeep.errors import RingkeepError
from ringkeep.handlers.each_service import IsolatedRows, IsolatedServices, as_json, log_fields
from ringkeep.handlers.import_report import report_import
from ringkeep.handlers.partial_view import report_reach
from ringkeep.handlers.requests import PollRequest, ServicesRequest, WorkerFailed
from ringkeep.observability import count, log_failure, logger, measure_seconds
from ringkeep.settings import (
    BackfillCallLogSettings,
    DownloadRecordingSettings,
    PollCallLogSettings,
    ScheduleImportsSettings,
    SettleImportSettings,
)
from ringkeep.wiring.recordings import (
    CallLogReading,
    Downloads,
    ImportScheduling,
)
from ringkeep.wiring.recordings import settle_import as wired_settle_import

if TYPE_CHECKING:
    from ringkeep.usecases.accounts.user_reach import UserReaches
    from ringkeep.usecases.each_service import ServiceResult
    from ringkeep.usecases.recordings.backfill import BackfillRequest
    from ringkeep.usecases.recordings.backfill_service import BackfillService
    from ringkeep.usecases.recordings.poll_call_log import PollResult
    from ringkeep.usecases.recordings.poll_services import PollServices
    from ringkeep.usecases.recordings.run_import import RunImport
    from ringkeep.usecases.recordings.schedule_service import ScheduleService, ServiceSchedule
    from ringkeep.usecases.recordings.settle_import import SettleImport


@dataclass(frozen=True)
class PollCallLog:
    services: IsolatedServices
    polls: PollServices
    reaches: UserReaches

    def __call__(self, request: PollRequest, deadline: float) -> JsonObject:
        """Reports each result as soon as it is known, since the function may be stopped."""
        services = self.services.requested(request)
        results: list[ServiceResult[PollResult]] = []
        for service in self.polls.run(services, request.source, deadline):
            results.append(service)
            for result in service.results:
                _report_poll(service.service, result)
        report_reach(self.reaches, services)
        return as_json(results)


@dataclass(frozen=True)
class ScheduleImports:
    services: IsolatedRows
    schedule: ScheduleService

    def __call__(self, request: ServicesRequest, deadline: float) -> JsonObject:
        def work(service: Service) -> Sequence[ServiceSchedule]:
            schedule = self.schedule.run(service)
            return [schedule] if schedule else []

        count("CallLogPollsMissed", 0)  # so that the alarm has data even without services
        services = self.services.requested(request)
        for service in services:
            self._count_missed_polls(service)
        results = self.services.run_rows(services, work)
        for result in results:
            for schedule in result.results:
                _report_schedule(schedule)
        return as_json(results)

    def _count_missed_polls(self, service: Service) -> None:
        """Counts apart from the schedule, so that the failure of one does not hide the other."""
        try:
            count("CallLogPollsMissed", self.schedule.polls_missed(service))
        except RingkeepError as error:
            log_failure("missed polls not counted", error, ringcentral_service=service.name)


@dataclass(frozen=True)
class DownloadRecording:
    """One step of an import. The state machine handles errors that the step cannot record."""

    imports: RunImport

    def __call__(self, request: ImportRequest, deadline: float) -> JsonObject:
        logger.append_keys(
            ringcentral_service=request.service,
            recording_id=request.recording_id,
            dispatch=request.dispatch,
        )
        return self.imports.run(request, deadline).model_dump(mode="json")


@dataclass(frozen=True)
class SettleFailedImport:
    imports: SettleImport

    def __call__(self, failed: WorkerFailed, deadline: float) -> JsonObject:
        request = failed.request
        settled = self.imports.run(request.key, request.dispatch, failed.error)
        count("RecordingsFailed")
        if settled == "unavailable":
            count("RecordingsGivenUp")
        logger.error(
            "an import worker failed",
            extra={
                "ringcentral_service": request.service,
                "recording_id": request.recording_id,
                "error": failed.error,
                "settled": settled,
            },
        )
        return {"outcome": settled}


@dataclass(frozen=True)
class BackfillCallLog:
    """One step of a back-fill. The state machine retries errors."""

    backfill: BackfillService

    def __call__(self, request: BackfillRequest, deadline: float) -> JsonObject:
        step = self.backfill.step(request, deadline)
        extra = {"ringcentral_service": request.service, **step.model_dump(exclude={"read"})}
        logger.info("back-fill step", extra=extra)
        if step.read:
            _report_troubles(request.service, step.read)
        return step.model_dump(mode="json", exclude={"read"})


def poll_call_log(settings: PollCallLogSettings) -> PollCallLog:
    from ringkeep.usecases.recordings.poll_services import PollServices

    wired = CallLogReading(settings)
    services = IsolatedServices(wired.accounts.services, wired.accounts.credentials)
    polls = PollServices(wired.call_logs, wired.poller, services)
    return PollCallLog(services, polls, wired.accounts.reaches)


def schedule_imports(settings: ScheduleImportsSettings) -> ScheduleImports:
    wired = ImportScheduling(settings)
    return ScheduleImports(IsolatedRows(wired.accounts.services), wired.schedule)


def download_recording(settings: DownloadRecordingSettings) -> DownloadRecording:
    return DownloadRecording(Downloads(settings, report_import).run_import)


def settle_import(settings: SettleImportSettings) -> SettleFailedImport:
    return SettleFailedImport(wired_settle_import(settings))


def backfill_call_log(settings: BackfillCallLogSettings) -> BackfillCallLog:
    return BackfillCallLog(CallLogReading(settings).backfill)


def _report_poll(service: str, result: PollResult) -> None:
    count("RecordingsFound", result.found)
    _report_troubles(service, result)
    logger.info("call log read", extra=log_fields(service, result))


def _report_troubles(service: str, result: PollResult) -> None:
    count("CallRecordsUnreadable", result.unreadable)
    count("CallRecordsSetAside", result.set_aside)
    count("ListsWithoutEnd", result.endless)
    count("CallLogSlicesSkipped", len(result.skipped))
    if result.endless:
        logger.warning("a call log does not end", extra=log_fields(service, result))
    for skipped in result.skipped:
        logger.warning("call log slice skipped", extra=log_fields(service, skipped))


def _report_schedule(schedule: ServiceSchedule) -> None:
    count("RecordingsPending", schedule.pending)
    measure_seconds("OldestPendingAgeSeconds", schedule.oldest_pending_age)
