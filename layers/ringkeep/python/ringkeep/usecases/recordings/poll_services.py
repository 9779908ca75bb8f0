"""Reads the call logs of several services: all polls first, then the unfinished sweeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.domain.recordings.lifecycle import DiscoverySource
from ringkeep.usecases.each_service import EachService, ServiceResult
from ringkeep.usecases.recordings.open_call_log import OpenCallLog
from ringkeep.usecases.recordings.poll_call_log import SWEEPS, PollResult, Target

PollResults: TypeAlias = list[ServiceResult[PollResult]]


class Poller(Protocol):
    def poll(self, target: Target, source: DiscoverySource, deadline: float) -> PollResult: ...

    def continue_sweep(
        self, target: Target, source: DiscoverySource, deadline: float
    ) -> PollResult | None: ...


@dataclass(frozen=True)
class PollServices:
    """The sweeps use the time that the polls leave. A failed sweep does not stop the other sweeps. If
    the poll of a service fails, its sweeps are not continued in the same run."""

    call_logs: OpenCallLog
    poller: Poller
    each: EachService

    def run(
        self, services: Sequence[Service], source: DiscoverySource, deadline: float
    ) -> PollResults:
        """Returns one result for each poll, then one for each sweep that read pages or failed."""
        results = self._poll(services, source, deadline)
        answering = [
            service for service, poll in zip(services, results, strict=True) if not poll.failed
        ]
        for sweep in SWEEPS:
            if sweep != source:
                results += self._continue(answering, sweep, deadline)
        return results

    def _poll(
        self, services: Sequence[Service], source: DiscoverySource, deadline: float
    ) -> PollResults:
        def poll(service: Service, connection: Connection) -> Sequence[PollResult]:
            target = self.call_logs.run(service, connection, deadline)
            return [self.poller.poll(target, source, deadline)]

        return self.each.run(services, poll)

    def _continue(
        self, services: Sequence[Service], sweep: DiscoverySource, deadline: float
    ) -> PollResults:
        def continue_sweep(service: Service, connection: Connection) -> Sequence[PollResult]:
            target = self.call_logs.run(service, connection, deadline)
            result = self.poller.continue_sweep(target, sweep, deadline)
            return [result] if result else []

        results = self.each.run(services, continue_sweep)
        return [result for result in results if result.results or result.failed]
