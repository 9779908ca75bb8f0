"""Evaluations as the API takes them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Final

from pydantic import Field, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from ringkeep.api.bodies import Body
from ringkeep.api.views.common import MANAGER_ID, USER_ID, example
from ringkeep.api.views.evaluation_examples import ANSWER, RECORDING, SCORECARD_ID
from ringkeep.domain.evaluation.evaluations import (
    LONGEST_COMMENT,
    MOST_BOOKMARKS,
    Comment,
    Decision,
    EvaluationKind,
)
from ringkeep.domain.evaluation.scorecards import MOST_QUESTIONS

LONGEST_BODY: Final = 2_000_000
"""Bytes, so that a comment that is too long gets a sentence of its own."""
_LONGEST_MOMENT: Final = 86_400

AnswerJson = Annotated[
    dict[str, object],
    WithJsonSchema(
        {
            "type": "object",
            "description": "One of the values, as Amazon Connect writes them. Empty: no answer.",
            "properties": {
                "StringValue": {"type": "string"},
                "StringValues": {"type": "array", "items": {"type": "string"}},
                "NumericValue": {"type": "number"},
                "DateTimeValue": {"type": "string"},
                "NotApplicable": {"type": "boolean"},
            },
            "additionalProperties": False,
        }
    ),
]
QuestionRef = Annotated[str, Field(min_length=1, max_length=100)]
Reason = Annotated[str, Field(min_length=1, max_length=LONGEST_COMMENT)]
Second = Annotated[float, Field(ge=0, le=_LONGEST_MOMENT, allow_inf_nan=False)]
UserIdText = Annotated[str, Field(min_length=1, max_length=100)]


class EvaluatedAnswerBody(Body):
    """`moments` are seconds of the recording. `private` is not for the agent."""

    model_config = example(ANSWER)
    nullable: ClassVar[frozenset[str]] = frozenset({"answer"})
    answer: AnswerJson | None = None
    comment: Comment = ""
    private: Comment = ""
    moments: Annotated[tuple[Second, ...], Field(max_length=MOST_BOOKMARKS)] = ()


AnswerBodies = Annotated[dict[QuestionRef, EvaluatedAnswerBody], Field(max_length=MOST_QUESTIONS)]
"""By the reference id of the question."""


class NewEvaluationBody(Body):
    """`recording` and `scorecard` are ids. Without `evaluator` it is you. Without `evaluated` it is the only
    user who took part, besides the evaluator. For a self-evaluation both are you."""

    model_config = example(
        {
            "recording": RECORDING,
            "scorecard": SCORECARD_ID,
            "evaluated": USER_ID,
            "evaluator": MANAGER_ID,
            "due": "2026-11-30",
        }
    )
    recording: Annotated[str, Field(min_length=1, max_length=1_000)]
    scorecard: Annotated[str, Field(min_length=1, max_length=100)]
    evaluated: UserIdText | SkipJsonSchema[None] = None
    evaluator: UserIdText | SkipJsonSchema[None] = None
    due: date | SkipJsonSchema[None] = None
    kind: EvaluationKind = EvaluationKind.REVIEW


class AssignmentBody(Body):
    """Without `due` the date stays; null takes it away."""

    model_config = example({"evaluator": MANAGER_ID, "due": "2026-11-30"})
    nullable: ClassVar[frozenset[str]] = frozenset({"due"})
    evaluator: UserIdText
    due: date | None = None


class DraftBody(Body):
    """Everything that the evaluator has written so far: it replaces what is stored. `comment` is for the
    agent, `private` is not."""

    model_config = example(
        {"answers": {"greeting": ANSWER}, "comment": "Well done.", "private": ""}
    )
    answers: AnswerBodies
    comment: Comment = ""
    private: Comment = ""


class SubmitBody(Body):
    """`release`: the agent sees it at once."""

    model_config = example({"release": True})
    release: bool = False


class EditBody(DraftBody):
    """Everything, as in a draft, and why it changes."""

    model_config = example(
        {
            "answers": {"greeting": ANSWER},
            "comment": "Well done.",
            "private": "",
            "reason": "I had overlooked the greeting.",
        }
    )
    reason: Reason


class AcknowledgeBody(Body):
    model_config = example({"comment": "Thank you."})
    comment: Comment = ""


class DisputeBody(Body):
    """`question` is the reference id of the question whose answer is disputed."""

    model_config = example({"question": "greeting", "reason": "I gave my name at the beginning."})
    question: QuestionRef
    reason: Reason


class DisputeDecisionBody(Body):
    """`answer` is the new one of a dispute that is decided as `changed`."""

    model_config = example(
        {"decision": "changed", "reason": "It is heard at 0:03.", "answer": ANSWER}
    )
    decision: Decision
    reason: Reason
    answer: EvaluatedAnswerBody | SkipJsonSchema[None] = None
