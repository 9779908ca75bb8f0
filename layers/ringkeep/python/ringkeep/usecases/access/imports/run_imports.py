"""Works on the open imports until a deadline: checks first, since people wait for them, then writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ringkeep.domain.access.user_imports import MOST_TRIES, ImportJob, ImportState
from ringkeep.domain.json import JsonObject
from ringkeep.errors import Busy, Conflict, RingkeepError
from ringkeep.usecases.access.imports.check_import import CheckImport
from ringkeep.usecases.access.imports.ports import ImportJobs
from ringkeep.usecases.access.imports.write_import import WriteImport
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.state import Leases

_LEASE_MARGIN: Final = 30.0
"""Seconds after the deadline: the last line may still be written then."""
_GIVEN_UP: Final = (
    f"The import was stopped {MOST_TRIES} times without a result. The lines written before remain. Ask"
    " the person who runs Ringkeep to look at the log, then upload the file again."
)


@dataclass(frozen=True)
class RunImports:
    jobs: ImportJobs
    check: CheckImport
    write: WriteImport
    leases: Leases
    clock: Clock

    def __call__(self, deadline: float) -> JsonObject:
        """Returns the state and the position of each import that was worked on. An import whose work
        fails does not stop the others; its error is raised at the end."""
        done: dict[str, JsonObject] = {}
        failures: list[RingkeepError] = []
        waiting = sorted(self.jobs.open(), key=lambda each: each.state is ImportState.WRITING)
        for job in waiting:
            if self.clock.now() >= deadline:
                break
            try:
                done |= self._one(job, deadline)
            except RingkeepError as failure:
                failures.append(failure)
        if failures:
            raise failures[0]
        return done

    def _one(self, job: ImportJob, deadline: float) -> dict[str, JsonObject]:
        seconds = deadline - self.clock.now() + _LEASE_MARGIN
        try:
            with self.leases.hold(f"user-import#{job.id}", seconds):
                after = self._work(job.id, deadline)
        except (Busy, Conflict):
            return {}  # another worker has it, or someone cancelled it: the next run sees what is left
        return {after.id: {"state": after.state.value, "position": after.position}} if after else {}

    def _work(self, import_id: str, deadline: float) -> ImportJob | None:
        job = self.jobs.get(import_id)
        if job is None or not job.state.open:
            return job
        if job.tries >= MOST_TRIES:
            return self._put(job.failed(_GIVEN_UP, self.clock.now()))
        begun = self._put(job.tried())
        if begun.state is ImportState.CHECKING:
            return self.check(begun)
        return self.write(begun, deadline)

    def _put(self, job: ImportJob) -> ImportJob:
        self.jobs.put(job)
        return job
