"""The function that does the work after changes of people: each minute, and at once when it is asked to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pydantic import ConfigDict

from ringkeep.domain.json import JsonObject
from ringkeep.domain.masking import without_addresses
from ringkeep.domain.model import Model
from ringkeep.errors import Busy, RingkeepError
from ringkeep.failures import log_bug
from ringkeep.observability import count, log_failure, logger
from ringkeep.settings import KeepUsersSettings
from ringkeep.usecases.access.steps import Step
from ringkeep.wiring.access_jobs import AccessJobs

if TYPE_CHECKING:
    from ringkeep.usecases.clock import Clock
    from ringkeep.usecases.state import Leases

_LEASE: Final = "keep_users"
_LEASE_SECONDS: Final = 60.0
"""Longer than the function's time-out: a run that was ended by it holds up only the next one."""


class WorkRequest(Model):
    """An event without content."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class KeepUsers:
    """Runs one step after the other. A step that fails does not stop the others. Two runs never work at
    the same time, so that no one gets two invitations: the second one leaves the work to the first, or
    to the next minute."""

    steps: Sequence[Step]
    leases: Leases
    clock: Clock

    def __call__(self, request: WorkRequest, deadline: float) -> JsonObject:
        try:
            with self.leases.hold(_LEASE, _LEASE_SECONDS):
                done = {step.name: self._isolated(step, deadline) for step in self._in_turn()}
        except Busy:
            return {"busy": True}
        if any(done.values()):
            logger.info("work after changes of people", extra={"steps": done})
        return {"steps": done}

    def _in_turn(self) -> Sequence[Step]:
        """What takes long comes last, so that it delays no invitation, and with another step first in
        each minute, so that a large import of users holds up no other work."""
        short = [step for step in self.steps if not step.is_long]
        long = [step for step in self.steps if step.is_long]
        first = int(self.clock.now() // 60) % len(long) if long else 0
        return [*short, *long[first:], *long[:first]]

    def _isolated(self, step: Step, deadline: float) -> JsonObject:
        if self.clock.now() >= deadline:
            return {"status": "postponed"}
        try:
            return _reported(step, step.run(deadline))
        except Busy:
            return {"status": "busy"}
        except RingkeepError as error:
            log_failure("a step failed", error, step=step.name)
        except Exception as error:  # noqa: BLE001 # a bug in one step must not stop the others
            log_bug(error, f"keep_users, step {step.name}")
        count("UserStepsFailed")
        return {"status": "failed"}


def _reported(step: Step, done: JsonObject) -> JsonObject:
    listed = done.get("problems")
    if not isinstance(listed, list) or not listed:
        return done
    problems = [without_addresses(str(each)) for each in listed]
    logger.error("a step failed in part", extra={"step": step.name, "problems": problems})
    count("UserStepsFailed")
    return {**done, "problems": problems}


def keep_users(settings: KeepUsersSettings) -> KeepUsers:
    jobs = AccessJobs(settings)
    return KeepUsers(jobs.steps, jobs.accounts.leases, jobs.base.clock)
