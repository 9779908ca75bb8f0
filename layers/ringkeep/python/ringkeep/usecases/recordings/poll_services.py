"""Reads the call logs of several services: all polls first, then the unfinished sweeps.

A run has fewer threads than there may be services, and the first ones may use up its time. So each
run starts with another service.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.domain.recordings.lifecycle import DiscoverySource
from ringkeep.errors import (
    BadRequest,
    Conflict,
    EndlessPaging,
    ForeignHost,
    InvalidAnswer,
    ItemRefused,
    NotFound,
    StoredDataInvalid,
)
from ringkeep.usecases.each_service import EachService, ServiceResult
from ringkeep.usecases.recordings.open_call_log import OpenCallLog
from ringkeep.usecases.recordings.poll_call_log import SWEEPS, PollResult, Target

PollResults: TypeAlias = list[ServiceResult[PollResult]]
_ONLY_THIS_POLL = frozenset(
    error.__name__
    for error in (
        BadRequest,
        Conflict,
        EndlessPaging,
        ForeignHost,
        InvalidAnswer,
        ItemRefused,
        NotFound,
        StoredDataInvalid,
    )
)
"""After these errors of a poll, its sweeps may still succeed: they ask for other pages and keep a place
of their own."""


class Poller(Protocol):
    def poll(self, target: Target, source: DiscoverySource, deadline: float) -> PollResult: ...

    def continue_sweep(
        self, target: Target, source: DiscoverySource, deadline: float
    ) -> PollResult | None: ...


@dataclass(frozen=True)
class PollServices:
    """The sweeps use the time that the polls leave. A failed sweep does not stop the other sweeps. If
    RingCentral cannot be reached for the poll of a service, its sweeps are not continued in the same
    run."""

    call_logs: OpenCallLog
    poller: Poller
    each: EachService

    def run(
        self, services: Sequence[Service], source: DiscoverySource, deadline: float
    ) -> Iterator[ServiceResult[PollResult]]:
        """Yields one result for each poll, then one for each sweep that read pages or failed. Each is
        yielded before the next sweep begins."""
        in_turn = _rotated(services, int(deadline))
        results = self._poll(in_turn, source, deadline)
        yield from results
        answering = [
            service
            for service, poll in zip(in_turn, results, strict=True)
            if not poll.failed or poll.error in _ONLY_THIS_POLL
        ]
        for sweep in SWEEPS:
            if sweep != source:
                yield from self._continue(answering, sweep, deadline)

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


def _rotated(services: Sequence[Service], number: int) -> Sequence[Service]:
    start = number % len(services) if services else 0
    return [*services[start:], *services[:start]]
