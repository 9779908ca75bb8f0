"""Takes a decision about a change at RingCentral."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ringkeep.domain.access.decisions import Choice, DecisionUnknown, OpenDecision
from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.model import Model
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.decision_ports import Decisions
from ringkeep.usecases.access.requests import ChangeRequest


class SuccessorMissing(Refusal):
    code: ClassVar[str] = "successor_missing"
    field: ClassVar[str] = "successor"

    def __init__(self) -> None:
        super().__init__("Choose the user who has the extension from the next day on.")


class ChosenDecision(Model):
    """`successor` is the id of the user who gets the extension. `last_day` is the last day on which those
    who have it have it, None for today."""

    choice: Choice
    successor: str = ""
    last_day: date | None = None


@dataclass(frozen=True)
class TakenDecision:
    """`at` is in seconds since the epoch."""

    decision: OpenDecision
    choice: Choice
    at: float


@dataclass(frozen=True)
class TakeDecision:
    changes: Changes
    decisions: Decisions

    def __call__(
        self,
        decision_id: str,
        chosen: ChosenDecision,
        request: ChangeRequest,
        *,
        version: int | None = None,
    ) -> TakenDecision:
        raise DecisionUnknown
