"""What each function does: its use case for every service, with logs and metrics around it."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.imports import ImportRequest
from ringkeep.domain.recordings.lifecycle import DiscoverySource
from ringkeep.handlers.each_service import ServiceOutcome, ServiceRuns, as_json
from ringkeep.handlers.import_report import report_import
from ringkeep.handlers.requests import PollRequest, ServicesRequest, WorkerFailed
from ringkeep.observability import count, logger, measure_seconds
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.recordings.backfill import BackfillRequest
from ringkeep.usecases.recordings.poll_call_log import SWEEPS, PollResult, Target
from ringkeep.usecases.recordings.readiness import learn_from, learned_delay


class Application(ServiceRuns):
    """One method a function. `deadline` is when the function will be stopped (epoch seconds)."""

    def poll_call_log(self, request: PollRequest, deadline: float) -> JsonObject:
        def poll(service: Service, connection: Connection) -> Sequence[BaseModel]:
            target = self._target(service, connection, deadline)
            return _reported(service, self._parts.poller.poll(target, request.source, deadline))

        services = self._services(request)
        polled = self._for_each(services, poll)
        answering = [
            service
            for service, outcome in zip(services, polled, strict=True)
            if outcome.status != "failed"
        ]
        for sweep in SWEEPS:
            if sweep != request.source:
                polled += self._continue_sweep(answering, sweep, deadline)
        return as_json(polled)

    def _continue_sweep(
        self, services: Sequence[Service], source: DiscoverySource, deadline: float
    ) -> list[ServiceOutcome]:
        """After all polls: a sweep takes the time that is left, and its trouble is its own."""

        def sweep(service: Service, connection: Connection) -> Sequence[BaseModel]:
            target = self._target(service, connection, deadline)
            result = self._parts.poller.continue_sweep(target, source, deadline)
            return _reported(service, result) if result else ()

        outcomes = self._for_each(services, sweep)
        return [each for each in outcomes if each.results or each.status == "failed"]

    def sync_extensions(self, request: ServicesRequest, deadline: float) -> JsonObject:
        def work(service: Service, connection: Connection) -> Sequence[BaseModel]:
            client = self._parts.client(service.name, connection)
            account_id = client.account_id(deadline)
            result = self._parts.extensions.sync(service.name, account_id, client, deadline)
            logger.info(
                "extensions compared",
                extra={"ringcentral_service": service.name, **result.model_dump()},
            )
            return [result]

        return as_json(self._for_each(self._services(request), work))

    def schedule_imports(self, request: ServicesRequest, deadline: float) -> JsonObject:
        def work(service: Service, connection: Connection) -> Sequence[BaseModel]:
            account_id = AccountHistory(self._parts.states).latest(service.name)
            if account_id is None:
                return []  # nobody has logged in yet: nothing can be pending
            return [self._schedule(service, connection, account_id)]

        count("CallLogPollsMissed", 0)  # no service, no silence
        return as_json(self._for_each(self._services(request), work))

    def download_recording(self, request: ImportRequest, deadline: float) -> JsonObject:
        """One import's step. Errors that cannot be written down are the state machine's."""
        logger.append_keys(
            ringcentral_service=request.service,
            recording_id=request.recording_id,
            dispatch=request.dispatch,
        )
        service = self._parts.services.get(request.service)
        connection = self._connection(service)
        importer = self._parts.import_recording(service.name, connection)
        result = importer.run(request, connection, deadline)
        report_import(result)
        learn_from(self._parts.states, result)
        return result.model_dump(mode="json")

    def settle_import(self, failed: WorkerFailed) -> JsonObject:
        request = failed.request
        settled = self._parts.settle_import.run(request.key, request.dispatch, failed.error)
        count("RecordingsFailed")
        logger.error(
            "a worker died",
            extra={
                "ringcentral_service": request.service,
                "recording_id": request.recording_id,
                "error": failed.error,
                "settled": settled,
            },
        )
        return {"outcome": settled}

    def backfill_call_log(self, request: BackfillRequest, deadline: float) -> JsonObject:
        """One step of a back-fill; errors are the state machine's to retry."""
        service = self._parts.services.get(request.service)
        connection = self._connection(service)
        target = self._target(service, connection, deadline)
        step = self._parts.backfill.step(target, request, deadline)
        logger.info(
            "back-fill step", extra={"ringcentral_service": service.name, **step.model_dump()}
        )
        return step.model_dump(mode="json")

    def _target(self, service: Service, connection: Connection, deadline: float) -> Target:
        from ringkeep.ringcentral.call_log import WalkedCallLog

        client = self._parts.client(service.name, connection)
        account_id = client.account_id(deadline)
        AccountHistory(self._parts.states).remember(service.name, account_id)
        delay = learned_delay(self._parts.states, service, account_id)
        return Target(
            service=service,
            connection=connection,
            account_id=account_id,
            log=WalkedCallLog(client),
            first_delay=self._parts.delays.scaled(delay),
        )

    def _schedule(self, service: Service, connection: Connection, account_id: str) -> BaseModel:
        with self._parts.leases.hold(f"schedule#{service.name}", 50):
            days = self._parts.found_counts.found_by_day(service.name, account_id)
            scheduled = self._parts.scheduler.run(service, connection, account_id, days)
        count("CallLogPollsMissed", self._polls_missed(service.name, account_id))
        count("RecordingsPending", scheduled.pending)
        measure_seconds("OldestPendingAgeSeconds", scheduled.oldest_pending_age)
        return scheduled

    def _polls_missed(self, service: str, account_id: str) -> float:
        """How many polls the log is behind. Intervals below five minutes count as five: a run may
        take as long."""
        read_until = self._parts.poller.read_until(service, account_id)
        if read_until is None:
            return 0.0  # the first login was a moment ago, or its failure is told as such
        interval = max(5, self._parts.settings.call_log_poll_interval_minutes) * 60.0
        return max(0.0, self._parts.clock.now() - read_until) / interval


def _reported(service: Service, result: PollResult) -> Sequence[PollResult]:
    count("RecordingsFound", result.found)
    if result.unreadable:
        count("CallRecordsUnreadable", result.unreadable)
    logger.info("call log read", extra={"ringcentral_service": service.name, **result.model_dump()})
    return [result]
