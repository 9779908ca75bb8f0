"""Evaluations as the API shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from pydantic.json_schema import SkipJsonSchema

from ringkeep.api.models import FieldProblem, Problem
from ringkeep.api.views.common import example
from ringkeep.api.views.evaluation_bodies import AnswerJson
from ringkeep.api.views.evaluation_examples import (
    AGENT,
    ANSWER,
    DISPUTE,
    EVALUATOR,
    SCORECARD_ID,
    STEP,
    SUMMARY,
    VIEW,
)
from ringkeep.api.views.recordings import NamedUserView
from ringkeep.api.views.scorecards import ScoresView
from ringkeep.domain.evaluation.evaluations import Decision, EvaluationKind, EvaluationState
from ringkeep.domain.evaluation.possible_steps import EvaluationAction
from ringkeep.domain.evaluation.scorecards import Scorecard
from ringkeep.domain.model import Model


class EvaluatedByView(Model):
    """The version of the scorecard by which a recording is evaluated."""

    id: str
    title: str
    version: int


class EvaluationSummaryView(Model):
    """`revision` is the version for `If-Match`. `score` is in percent, null where nothing was scored or it
    is not submitted, and `category` the name of the threshold that it reaches. `failed_by` is the question
    that failed the whole. `listened` is the share of the recording, from 0 to 1, to which the evaluator had
    listened when they submitted it; null if it is not known, or not for you. Someone who assigned an
    evaluation sees it as `assigned` until it is submitted."""

    model_config = example(SUMMARY)
    id: str
    kind: EvaluationKind
    state: EvaluationState
    revision: int
    scorecard: EvaluatedByView
    recording: str
    service: str
    evaluated: NamedUserView
    evaluator: NamedUserView
    assigned_by: NamedUserView | None
    due: date | None
    created_at: datetime
    submitted_at: datetime | None
    released_at: datetime | None
    score: float | None
    category: str
    failed_by: str | None
    open_disputes: int
    listened: float | None


class EvaluationListView(Model):
    """A page may have fewer items than its limit, even none, and still have a next one."""

    model_config = example({"items": [SUMMARY], "next": None})
    items: tuple[EvaluationSummaryView, ...]
    next: str | None


class EvaluatedAnswerView(Model):
    """`moments` are the seconds of the recording that the evaluator bookmarked to the question. Comments are
    texts: markup in them means nothing."""

    model_config = example(ANSWER)
    answer: AnswerJson | None
    comment: str
    private: str
    moments: tuple[float, ...]


class DisputeView(Model):
    """Of one answer. `decision` is null while it is open. `before` is the answer before it was changed."""

    model_config = example(DISPUTE)
    question: str
    reason: str
    at: datetime
    decision: Decision | None
    decided_by: NamedUserView | None
    decided_at: datetime | None
    decision_reason: str
    before: EvaluatedAnswerView | None


class EvaluationView(EvaluationSummaryView):
    """`content` is the version of the scorecard. `scores` are those of the answers as they stand, also of a
    draft; `enabled` are the questions that appear. `other` is the self-evaluation beside a review, or the
    review beside a self-evaluation. `may` says what you may do now. The person evaluated gets no `private`
    comments."""

    model_config = example(VIEW)
    content: Scorecard
    answers: Mapping[str, EvaluatedAnswerView]
    comment: str
    private: str
    acknowledgement: str
    scores: ScoresView
    enabled: tuple[str, ...]
    disputes: tuple[DisputeView, ...]
    dispute_until: datetime | None
    other: str | None
    may: tuple[EvaluationAction, ...]


class EvaluationStepView(Model):
    """`before` are the answers that a change after the submission replaced, `score` is the score after it."""

    model_config = example(STEP)
    revision: int
    at: datetime
    by: NamedUserView
    action: str
    reason: str
    before: Mapping[str, EvaluatedAnswerView]
    score: float | None


class EvaluationHistoryView(Model):
    """The oldest first. The saves of a draft are no steps."""

    model_config = example({"items": [STEP], "next": None})
    items: tuple[EvaluationStepView, ...]
    next: str | None


class TaskGroupView(Model):
    """`more`: there are others."""

    items: tuple[EvaluationSummaryView, ...]
    more: bool


class TasksView(Model):
    """What waits for you: evaluations to write, to release, to acknowledge, and with disputes to answer. At
    most 50 of each, those that are due first come first."""

    model_config = example(
        {
            "to_write": {"items": [], "more": False},
            "to_release": {"items": [], "more": False},
            "to_acknowledge": {"items": [SUMMARY], "more": False},
            "to_answer": {"items": [], "more": False},
        }
    )
    to_write: TaskGroupView
    to_release: TaskGroupView
    to_acknowledge: TaskGroupView
    to_answer: TaskGroupView


class ParticipantView(NamedUserView):
    """`licensed`: they have the licence for Evaluation, and are active."""

    licensed: bool


class ScorecardChoiceView(Model):
    id: str
    title: str


class RecordingEvaluationsView(Model):
    """`people` took part and can be evaluated: those whom you may see. `evaluators` are the active users who
    may evaluate the recording, at most 200, for those who may assign evaluations. `scorecards` are the active
    ones, with which you may begin an evaluation, also of yourself."""

    model_config = example(
        {
            "items": [SUMMARY],
            "people": [{**AGENT, "licensed": True}],
            "evaluators": [EVALUATOR],
            "scorecards": [{"id": SCORECARD_ID, "title": "Support call"}],
        }
    )
    items: tuple[EvaluationSummaryView, ...]
    people: tuple[ParticipantView, ...]
    evaluators: tuple[NamedUserView, ...]
    scorecards: tuple[ScorecardChoiceView, ...]


class EvaluationExistsProblem(Problem):
    """With the code `evaluation_exists`, `id` is that of the one that exists."""

    id: str | SkipJsonSchema[None] = None


class EvaluatedUnclearProblem(Problem):
    """With the code `evaluated_unclear`, `candidates` are those who took part: choose one."""

    candidates: tuple[NamedUserView, ...] | SkipJsonSchema[None] = None


class IncompleteProblem(FieldProblem):
    """`ref` is the reference id of the question, for the codes `answer_missing` and `comment_missing`."""

    ref: str = ""


class EvaluationIncompleteProblem(Problem):
    """What is missing of an evaluation."""

    errors: tuple[IncompleteProblem, ...] | SkipJsonSchema[None] = None
