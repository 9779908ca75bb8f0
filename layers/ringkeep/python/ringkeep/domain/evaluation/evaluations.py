"""An evaluation: one version of a scorecard, one recording or conversation, one evaluator, and its answers.

    assigned ─► draft ─► submitted ─► released ─► acknowledged
                                         │             │
                                         └─► disputed ◄┘
                                                 └─► resolved ─► acknowledged

`evaluation_steps.py` has the steps, `evaluation_rules.py` says who may take them and when.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from ringkeep.domain.evaluation.answers import Answer, Answers
from ringkeep.domain.evaluation.scoring import Scores
from ringkeep.domain.model import Model

LONGEST_COMMENT: Final = 3_000
MOST_BOOKMARKS: Final = 20

Comment = Annotated[str, StringConstraints(max_length=LONGEST_COMMENT)]
Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_COMMENT)
]


class EvaluationKind(StrEnum):
    REVIEW = "review"
    SELF = "self"
    """The agent evaluates their own call, beside the evaluator. It ends when it is submitted."""


class EvaluationState(StrEnum):
    ASSIGNED = "assigned"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RELEASED = "released"
    ACKNOWLEDGED = "acknowledged"
    DISPUTED = "disputed"
    RESOLVED = "resolved"

    @property
    def is_open(self) -> bool:
        """Whether only the evaluator knows it."""
        return self in {EvaluationState.ASSIGNED, EvaluationState.DRAFT}

    @property
    def is_released(self) -> bool:
        """Whether the agent sees it."""
        return not self.is_open and self is not EvaluationState.SUBMITTED


class Subject(Model):
    """What is evaluated. `recording_id` is empty for a whole conversation."""

    service: str
    account_id: str
    conversation_id: str = ""
    recording_id: str = ""


class EvaluatedAnswer(Model):
    """`moments` are the seconds of the recording that the evaluator bookmarked to the question. `private` is
    not for the agent."""

    answer: Answer | None = None
    comment: Comment = ""
    private: Comment = ""
    moments: Annotated[
        tuple[Annotated[float, Field(ge=0)], ...], Field(max_length=MOST_BOOKMARKS)
    ] = ()


EvaluatedAnswers = Mapping[str, EvaluatedAnswer]
"""By the reference id of the question."""


class Decision(StrEnum):
    UPHELD = "upheld"
    CHANGED = "changed"


class Dispute(Model):
    """Of one answer. `decision` is None until someone has answered."""

    question: str
    reason: Reason
    at: float
    decision: Decision | None = None
    decided_by: str = ""
    decided_at: float | None = None
    decision_reason: str = ""
    before: EvaluatedAnswer | None = None
    """The answer before it was changed."""

    @property
    def is_open(self) -> bool:
        return self.decision is None


class Step(Model):
    """One change, in the history. Saves of a draft are none. `before` are the answers that a change after the
    submission replaced, `score` is the score after it. An edit that replaced the comments of the whole has
    them in `comment_before` and `private_before`."""

    revision: int
    at: float
    by: str
    action: str
    reason: str = ""
    before: Mapping[str, EvaluatedAnswer] = {}
    score: float | None = None
    comment_before: str | None = None
    private_before: str | None = None


class Evaluation(Model):
    """`evaluated` and `evaluator` are users' ids, `team` is that of the person evaluated at the assignment.
    `scores` are None before the submission; `listened` is the share of the recording that the evaluator had
    heard by then. The steps are stored beside it: `steps` is their number."""

    id: str
    kind: EvaluationKind = EvaluationKind.REVIEW
    scorecard_id: str
    version: int
    subject: Subject
    evaluated: str
    evaluator: str
    state: EvaluationState = EvaluationState.ASSIGNED
    revision: int = 1
    assigned_by: str = ""
    due: date | None = None
    answers: Mapping[str, EvaluatedAnswer] = {}
    comment: Comment = ""
    private: Comment = ""
    """Not for the agent."""
    acknowledgement: Comment = ""
    scores: Scores | None = None
    submitted_at: float | None = None
    released_at: float | None = None
    disputable_from: float | None = None
    """When the term of disputes began again: answers were edited that the person evaluated had seen."""
    disputes: tuple[Dispute, ...] = ()
    created_at: float = 0.0
    changed_at: float = 0.0
    team: str = ""
    scorecard_title: str = ""
    category: str = ""
    listened: Annotated[float, Field(ge=0, le=1)] | None = None
    steps: int = 0

    @property
    def given(self) -> Answers:
        return {ref: each.answer for ref, each in self.answers.items() if each.answer is not None}

    @property
    def open_disputes(self) -> tuple[Dispute, ...]:
        return tuple(each for each in self.disputes if each.is_open)


def for_agent(evaluation: Evaluation) -> Evaluation:
    """The evaluation as the agent sees it: without private comments, and without how much of the recording
    the evaluator had heard. The steps are not for the agent."""
    answers = {ref: _public(each) for ref, each in evaluation.answers.items()}
    disputes = tuple(
        each if each.before is None else each.model_copy(update={"before": _public(each.before)})
        for each in evaluation.disputes
    )
    update = {"answers": answers, "disputes": disputes, "private": "", "listened": None}
    return evaluation.model_copy(update=update)


def _public(answer: EvaluatedAnswer) -> EvaluatedAnswer:
    return answer.model_copy(update={"private": ""})
