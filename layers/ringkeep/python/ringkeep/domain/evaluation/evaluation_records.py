"""What is stored of an evaluation, and what a list shows of it.

A write is the evaluation as it was read, as it becomes, and the step for its history. `storable` refuses what
no item of the table can hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.evaluation.evaluations import (
    LONGEST_COMMENT,
    Evaluation,
    EvaluationKind,
    EvaluationState,
    Step,
    Subject,
)
from ringkeep.domain.evaluation.problems import named
from ringkeep.domain.model import Model

MOST_WRITTEN: Final = 100_000
"""Bytes of the answers and comments that an evaluator writes."""
MOST_STORED: Final = 350_000
"""Bytes of an evaluation with its disputes and its last step: an item of DynamoDB holds 400 KB."""
MOST_STEPS: Final = 500
MOST_STEPS_BEFORE_EDITS: Final = 200
"""An edit or a new assignment is refused after them: the others are left for disputes and their answers."""
ROOM_FOR_DECISIONS: Final = 30_000
"""Bytes that a dispute leaves, so that it can be answered."""
MOST_OF_RECORDING: Final = 100
"""Evaluations of one recording that a list shows."""


@dataclass(frozen=True)
class EvaluationWrite:
    """`before` is None for a new evaluation, `step` for a saved draft."""

    before: Evaluation | None
    after: Evaluation
    step: Step | None


class EvaluationSummary(Model):
    """`open_disputes` is their number."""

    id: str
    kind: EvaluationKind
    state: EvaluationState
    revision: int
    scorecard_id: str
    scorecard_title: str = ""
    version: int
    subject: Subject
    evaluated: str
    evaluator: str
    assigned_by: str = ""
    due: date | None = None
    team: str = ""
    created_at: float = 0.0
    submitted_at: float | None = None
    released_at: float | None = None
    score: float | None = None
    category: str = ""
    failed_by: str | None = None
    open_disputes: int = 0
    listened: float | None = None


_COPIED: Final = set(EvaluationSummary.model_fields) & set(Evaluation.model_fields) - {
    "open_disputes"
}


def summary_of(evaluation: Evaluation) -> EvaluationSummary:
    scores = evaluation.scores
    values: dict[str, object] = {name: getattr(evaluation, name) for name in _COPIED}
    if scores is not None:
        values |= {"score": scores.score, "failed_by": scores.failed_by}
    values["open_disputes"] = len(evaluation.open_disputes)
    return EvaluationSummary.model_validate(values)


class EvaluationCopy(Model):
    """A copy in the archive: of a revision with the step that led to it, or of a saved draft."""

    evaluation: Evaluation
    step: Step | None = None


@dataclass(frozen=True)
class EvaluationPage:
    """`next` is the cursor of the next page, empty at the end."""

    items: Sequence[EvaluationSummary]
    next: str = ""


@dataclass(frozen=True)
class StepPage:
    """In the order of the steps. `next` is the cursor of the next page, empty at the end."""

    items: Sequence[Step]
    next: str = ""


class TextTooLong(Refusal):
    code: ClassVar[str] = "too_long"
    field: ClassVar[str] = ""

    def __init__(self, what: str, length: int) -> None:
        super().__init__(
            f"The {what} has {length:,} characters: at most {LONGEST_COMMENT:,} can be stored. Shorten it."
        )


class TooMuchWritten(Refusal):
    code: ClassVar[str] = "too_large"
    field: ClassVar[str] = "answers"

    def __init__(self, size: int) -> None:
        super().__init__(
            f"The answers and comments have {size:,} bytes: at most {MOST_WRITTEN:,} can be stored. Shorten"
            " the comments."
        )


class EvaluationTooLarge(Refusal):
    code: ClassVar[str] = "too_large"
    field: ClassVar[str] = ""

    def __init__(self, size: int, most: int = MOST_STORED) -> None:
        super().__init__(
            f"With this the evaluation has {size:,} bytes: at most {most:,} can be stored. Write less."
        )


class TooManySteps(Refusal):
    code: ClassVar[str] = "too_many_steps"
    field: ClassVar[str] = ""

    def __init__(self, most: int) -> None:
        super().__init__(f"The evaluation has {most} steps, which is the most for this.")


def storable(write: EvaluationWrite) -> EvaluationWrite:
    """Returns the write. Raises TextTooLong, TooMuchWritten, EvaluationTooLarge and TooManySteps."""
    for what, text in _texts(write.after):
        require_length(what, text)
    written = _size(write.after, frozenset({"answers", "comment", "private"}))
    if written > MOST_WRITTEN:
        raise TooMuchWritten(written)
    action = "" if write.step is None else write.step.action
    most = MOST_STORED - (ROOM_FOR_DECISIONS if action == "dispute" else 0)
    size = stored_size(write.after) + (0 if write.step is None else _bytes(write.step))
    if size > most:
        raise EvaluationTooLarge(size, most)
    steps = MOST_STEPS_BEFORE_EDITS if action in {"edit", "reassign"} else MOST_STEPS
    if write.after.steps > steps:
        raise TooManySteps(steps)
    return write


def stored_size(evaluation: Evaluation) -> int:
    """In bytes."""
    return _bytes(evaluation)


def stored_text(evaluation: Evaluation) -> str:
    return evaluation.model_dump_json(exclude_defaults=True)


def _bytes(value: Model) -> int:
    return len(value.model_dump_json(exclude_defaults=True).encode())


def _size(evaluation: Evaluation, fields: frozenset[str]) -> int:
    text = evaluation.model_dump_json(include=set(fields), exclude_defaults=True)
    return len(text.encode())


def require_length(what: str, text: str) -> None:
    if len(text) > LONGEST_COMMENT:
        raise TextTooLong(what, len(text))


def _texts(evaluation: Evaluation) -> Iterator[tuple[str, str]]:
    yield "comment", evaluation.comment
    yield "private comment", evaluation.private
    yield "acknowledgement", evaluation.acknowledgement
    for ref, answer in evaluation.answers.items():
        yield f"comment on question {named(ref)}", answer.comment
        yield f"private comment on question {named(ref)}", answer.private
