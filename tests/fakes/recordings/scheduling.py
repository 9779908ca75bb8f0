"""A limiter with a fixed number of slots, and workflows that record what was started."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ringkeep.domain.accounts.apps import LimitedApp
from ringkeep.domain.limits.slots import Lane, Slot
from ringkeep.domain.recordings.imports import ImportRequest
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.errors import Conflict, StorageFailed, Throttled
from tests.fakes.clock import FakeClock


@dataclass
class FixedLimiter:
    """Grants `slots` start times, one per second from now, lane by lane."""

    clock: FakeClock
    slots: int = 100
    demands: list[dict[Lane, int]] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)

    def reserve_imports(
        self, connection: LimitedApp, demand: Mapping[Lane, int], within: float
    ) -> list[Slot]:
        self.demands.append(dict(demand))
        lanes = [lane for lane in Lane for _ in range(demand.get(lane, 0))][: self.slots]
        self.slots -= len(lanes)
        return [
            Slot(
                user="user-1",
                group="heavy",
                ticket=f"t{index}",
                start_at=self.clock.now() + index,
                lane=lane,
            )
            for index, lane in enumerate(lanes)
        ]

    def cancel(self, connection: LimitedApp, slot: Slot) -> None:
        self.cancelled.append(slot.ticket)


@dataclass
class RecordedWorkflows:
    imports: list[ImportRequest] = field(default_factory=list)
    backfills: list[tuple[str, str | None, str]] = field(default_factory=list)
    failing: bool = False
    taken: set[int] = field(default_factory=set)
    """Dispatch numbers for which an earlier execution has the name."""
    throttled: set[str] = field(default_factory=set)
    """Ids of recordings whose start is throttled."""

    def start_import(self, row: Recording, request: ImportRequest) -> None:
        if self.failing:
            raise StorageFailed("Step Functions does not answer")
        if row.dispatch in self.taken:
            raise Conflict("the execution name is taken")
        if row.recording_id in self.throttled:
            raise Throttled("Step Functions throttles the request")
        self.imports.append(request)

    def start_backfill(self, service: str, date_from: str | None, run_id: str) -> str:
        self.backfills.append((service, date_from, run_id))
        return f"arn:backfill:{service}-{run_id}"
