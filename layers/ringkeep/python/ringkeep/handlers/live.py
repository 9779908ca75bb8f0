"""The functions of the live board: one applies the events, one checks for lost events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.events import TelephonyEvent
from ringkeep.domain.model import Model
from ringkeep.errors import RingkeepError
from ringkeep.handlers.each_service import IsolatedServices, as_json, log_fields
from ringkeep.handlers.requests import EventBatch, QueuedEvent, ServicesRequest
from ringkeep.observability import count, log_failure, logger, measure_seconds
from ringkeep.settings import CheckLiveCallsSettings, TrackCallsSettings
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.live.ports import SetAside
from ringkeep.usecases.live.track_calls import CallTracker, ReceivedEvent, TrackOutcome, TrackResult
from ringkeep.wiring.live import CallTracking, LiveCallChecking

if TYPE_CHECKING:
    from ringkeep.usecases.live.check_live_calls import LiveCheckResult
    from ringkeep.usecases.live.check_service import CheckService
    from ringkeep.usecases.recordings.announce_ended_call import AnnouncedCall


@dataclass(frozen=True)
class TrackCalls:
    tracker: CallTracker
    clock: Clock
    aside: SetAside

    def __call__(self, batch: EventBatch, deadline: float) -> JsonObject:
        """Returns the failed messages, which SQS delivers again. It deletes the others."""
        events = [_received(message) for message in batch.records]
        results = [
            self._set_aside(event, result)
            for event, result in zip(events, self.tracker.track_all(events), strict=True)
        ]
        for event, result in zip(events, results, strict=True):
            self._report(event, result)
        failed = [
            {"itemIdentifier": message.message_id}
            for message, result in zip(batch.records, results, strict=True)
            if result.error is not None
        ]
        return {"batchItemFailures": failed}

    def _set_aside(self, event: ReceivedEvent, result: TrackResult) -> TrackResult:
        """Keeps an event that the table refuses for good. If that fails, it is delivered again."""
        if result.refusal is None:
            return result
        try:
            self.aside.put(event.service, event.text, event.received_at)
        except RingkeepError as error:
            return replace(result, error=error)
        return result

    def _report(self, event: ReceivedEvent, result: TrackResult) -> None:
        fields = {"ringcentral_service": event.service, "outcome": result.outcome}
        if result.error is not None:
            count("LiveEventsFailed")
            extra = {**fields, **_error_fields(result.error)}
            logger.error("an event failed", extra=extra)
            return
        if result.refusal is not None:
            count("LiveEventsSetAside")
            extra = {**fields, **_error_fields(result.refusal)}
            logger.error("an event was set aside", extra=extra)
            return
        count("LiveEventsTracked")
        if event.received_at:
            delay = self.clock.now() - event.received_at
            measure_seconds("SecondsFromEventToBoard", max(0.0, delay))
        if isinstance(result.event, TelephonyEvent) and result.event.shortened:
            count("LiveEventsShortened")
            logger.warning("an event holds more than Ringkeep reads", extra=fields)
        if result.outcome is TrackOutcome.REFUSED:
            count("LiveEventsOfOtherAccounts")
            logger.warning("an event was refused", extra={**fields, "problem": result.problem})
        elif result.problem:
            count("LiveEventsUnreadable")
            extra = {**fields, "problem": result.problem}
            logger.warning("an event cannot be read", extra=extra)


class CheckedCalls(Model):
    """The result of a check of a service's live calls."""

    open_calls: int
    asked: int
    active: int
    not_found: int
    stale: bool


@dataclass(frozen=True)
class CheckLiveCalls:
    services: IsolatedServices
    check: CheckService

    def __call__(self, request: ServicesRequest, deadline: float) -> JsonObject:
        def work(service: Service, connection: Connection) -> Sequence[CheckedCalls]:
            check = self.check.run(service, connection, deadline)
            return [_report_check(service.name, check)] if check else []

        return as_json(self.services.run(self.services.requested(request), work))


def track_calls(settings: TrackCallsSettings) -> TrackCalls:
    wired = CallTracking(settings, report_announced)
    return TrackCalls(wired.tracker, wired.clock, wired.aside)


def check_live_calls(settings: CheckLiveCallsSettings) -> CheckLiveCalls:
    wired = LiveCallChecking(settings, report_announced)
    services = IsolatedServices(wired.accounts.services, wired.accounts.credentials)
    return CheckLiveCalls(services, wired.check)


def report_announced(announced: AnnouncedCall) -> None:
    """Logs and counts the recordings of an ended call, for both functions."""
    count("RecordingsFound", announced.hinted.found)
    logger.info(
        "a call with recordings has ended",
        extra={
            "ringcentral_service": announced.service,
            "telephony_session_id": announced.call.telephony_session_id,
            "recording_ids": announced.call.recording_ids,
            "found": announced.hinted.found,
            "started": announced.hinted.started,
            "undecided": announced.hinted.undecided,
        },
    )


def _received(message: QueuedEvent) -> ReceivedEvent:
    return ReceivedEvent(message.service, message.body, message.received_at)


def _report_check(service: str, check: LiveCheckResult) -> CheckedCalls:
    if check.problem is not None:
        log_failure(
            "not all live calls could be checked", check.problem, ringcentral_service=service
        )
    checked = CheckedCalls.model_validate(check, from_attributes=True)
    logger.info("live calls checked", extra=log_fields(service, checked))
    return checked


def _error_fields(error: Exception) -> dict[str, str]:
    """Returns only the name of a bug, because its message may quote the event."""
    detail = str(error) if isinstance(error, RingkeepError) else ""
    return {"error": type(error).__name__, "detail": detail}
