"""The steps that change an evaluation. Each carries as `If-Match` the revision that the person has read."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import unquote

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from ringkeep.api.bodies import json_body
from ringkeep.api.dependencies import SignedIn
from ringkeep.api.description import (
    CHANGES,
    NOT_FOUND,
    SIGNED_IN,
    documented_responses,
    with_problem,
)
from ringkeep.api.evaluation_refusals import incomplete
from ringkeep.api.evaluation_views import read_answer, read_content
from ringkeep.api.models import FieldProblem
from ringkeep.api.origins import Asking
from ringkeep.api.routes import new_router
from ringkeep.api.routes.evaluations import ONE, Evaluating, reading_of, shown
from ringkeep.api.scorecard_files import wrong_scorecard
from ringkeep.api.versions import IfMatch
from ringkeep.api.views.common import EntityId
from ringkeep.api.views.evaluation_bodies import (
    LONGEST_BODY,
    AcknowledgeBody,
    DisputeBody,
    DisputeDecisionBody,
    DraftBody,
    EditBody,
    EvaluatedAnswerBody,
    SubmitBody,
)
from ringkeep.api.views.evaluations import EvaluationIncompleteProblem, EvaluationView
from ringkeep.api.wrong_input import InputWrong
from ringkeep.domain.access.refusals import ChangeRefused
from ringkeep.domain.evaluation.evaluations import Decision, Evaluation
from ringkeep.domain.evaluation.problems import ScorecardRefused

router = new_router()
_STEP: Final = documented_responses(EvaluationView, "the evaluation", [*CHANGES, NOT_FOUND])
_COMPLETE_STEP: Final = with_problem(
    EvaluationIncompleteProblem, HTTPStatus.UNPROCESSABLE_ENTITY, _STEP
)
QuestionPath = Annotated[
    str,
    Path(
        min_length=1,
        max_length=400,
        description="the reference id of the question. One with `/`, `?`, `#` or `%` is encoded twice.",
        examples=["greeting"],
    ),
]


@router.put(
    f"{ONE}/draft",
    summary="Save what you have written so far",
    description="It replaces everything that is stored. Only the evaluator may, before the submission.",
    operation_id="saveEvaluation",
    responses=_STEP,
    security=SIGNED_IN,
)
def save(
    person: SignedIn,
    versions: IfMatch,
    evaluation_id: EntityId,
    body: Annotated[DraftBody, json_body(DraftBody, LONGEST_BODY)],
    asked: Asking,
    evaluating: Evaluating,
) -> Response[str]:
    reading = reading_of(evaluating, person, evaluation_id, versions)
    try:
        saved = evaluating.change_evaluations.save(
            asked, reading, lambda scorecard: read_content(body, scorecard)
        )
    except ScorecardRefused as error:
        raise wrong_scorecard(error) from None
    return shown(evaluating, person, saved)


@router.post(
    f"{ONE}/submit",
    summary="Submit an evaluation",
    description="Every question that appears needs its answer, and its comment if it requires one. With"
    " `release` the agent sees it at once.",
    operation_id="submitEvaluation",
    responses=_COMPLETE_STEP,
    security=SIGNED_IN,
)
def submit(
    person: SignedIn,
    versions: IfMatch,
    evaluation_id: EntityId,
    body: Annotated[SubmitBody, json_body(SubmitBody)],
    asked: Asking,
    evaluating: Evaluating,
) -> Response[str]:
    reading = reading_of(evaluating, person, evaluation_id, versions)
    try:
        done = evaluating.change_evaluations.submit(asked, reading, release=body.release)
    except ChangeRefused as refused:
        return incomplete(refused)
    return shown(evaluating, person, done)


@router.post(
    f"{ONE}/release",
    summary="Show an evaluation to the person evaluated",
    description="It needs no body.",
    operation_id="releaseEvaluation",
    responses=_STEP,
    security=SIGNED_IN,
)
def release(
    person: SignedIn,
    versions: IfMatch,
    evaluation_id: EntityId,
    asked: Asking,
    evaluating: Evaluating,
) -> Response[str]:
    reading = reading_of(evaluating, person, evaluation_id, versions)
    return shown(evaluating, person, evaluating.change_evaluations.release(asked, reading))


@router.post(
    f"{ONE}/edit",
    summary="Change an evaluation after its submission",
    description="Only the evaluator may, with a reason. What was before stays in the history. If the agent"
    " has seen it, it is released again at once.",
    operation_id="editEvaluation",
    responses=_COMPLETE_STEP,
    security=SIGNED_IN,
)
def edit(
    person: SignedIn,
    versions: IfMatch,
    evaluation_id: EntityId,
    body: Annotated[EditBody, json_body(EditBody, LONGEST_BODY)],
    asked: Asking,
    evaluating: Evaluating,
) -> Response[str]:
    reading = reading_of(evaluating, person, evaluation_id, versions)
    try:
        edited = evaluating.change_evaluations.edit(
            asked, reading, lambda scorecard: read_content(body, scorecard), body.reason
        )
    except ScorecardRefused as error:
        raise wrong_scorecard(error) from None
    except ChangeRefused as refused:
        return incomplete(refused)
    return shown(evaluating, person, edited)


@router.post(
    f"{ONE}/acknowledge",
    summary="Acknowledge an evaluation of yourself",
    operation_id="acknowledgeEvaluation",
    responses=_STEP,
    security=SIGNED_IN,
)
def acknowledge(
    person: SignedIn,
    versions: IfMatch,
    evaluation_id: EntityId,
    body: Annotated[AcknowledgeBody, json_body(AcknowledgeBody)],
    asked: Asking,
    evaluating: Evaluating,
) -> Response[str]:
    reading = reading_of(evaluating, person, evaluation_id, versions)
    after = evaluating.change_evaluations.acknowledge(asked, reading, body.comment)
    return shown(evaluating, person, after)


@router.post(
    f"{ONE}/disputes",
    summary="Dispute an answer of an evaluation of yourself",
    description="Within 14 days of the release or of a later edit of an answer; each answer once.",
    operation_id="disputeAnswer",
    responses=_STEP,
    security=SIGNED_IN,
)
def dispute(
    person: SignedIn,
    versions: IfMatch,
    evaluation_id: EntityId,
    body: Annotated[DisputeBody, json_body(DisputeBody)],
    asked: Asking,
    evaluating: Evaluating,
) -> Response[str]:
    reading = reading_of(evaluating, person, evaluation_id, versions)
    changes = evaluating.change_evaluations
    return shown(evaluating, person, changes.dispute(asked, reading, body.question, body.reason))


@router.post(
    f"{ONE}/disputes/<question>/decision",
    summary="Answer a dispute",
    description="Someone else than the evaluator does, with the right `evaluations.manage`: the answer is"
    " upheld or changed.",
    operation_id="decideDispute",
    responses=_COMPLETE_STEP,
    security=SIGNED_IN,
)
def decide(
    person: SignedIn,
    versions: IfMatch,
    evaluation_id: EntityId,
    question: QuestionPath,
    body: Annotated[DisputeDecisionBody, json_body(DisputeDecisionBody, LONGEST_BODY)],
    asked: Asking,
    evaluating: Evaluating,
) -> Response[str]:
    answer = _new_answer(body)
    reading = reading_of(evaluating, person, evaluation_id, versions)
    found = evaluating.read_evaluations.find(person, evaluation_id)
    ref, changes = _disputed(found, question), evaluating.change_evaluations
    if answer is None:
        return shown(evaluating, person, changes.uphold(asked, reading, ref, body.reason))
    given: EvaluatedAnswerBody = answer
    try:
        changed = changes.change(
            asked, reading, ref, body.reason, lambda scorecard: read_answer(ref, given, scorecard)
        )
    except ScorecardRefused as error:
        raise wrong_scorecard(error) from None
    except ChangeRefused as refused:
        return incomplete(refused)
    return shown(evaluating, person, changed)


def _new_answer(body: DisputeDecisionBody) -> EvaluatedAnswerBody | None:
    """Raises InputWrong: only a decision that changes the answer has one."""
    if body.decision is Decision.UPHELD:
        if body.answer is not None:
            raise _wrong("answer", "Leave the answer out if it stays.")
        return None
    if body.answer is None or not body.answer.answer:
        raise _wrong("answer", "Give the new answer.")
    return body.answer


def _wrong(field: str, detail: str) -> InputWrong:
    return InputWrong([FieldProblem(code="invalid", field=field, detail=detail)])


def _disputed(evaluation: Evaluation, question: str) -> str:
    """Whether the gateway has decoded the path makes no difference for a disputed question."""
    refs = {each.question for each in evaluation.disputes}
    spellings = (question, unquote(question), unquote(unquote(question)))
    return next((each for each in spellings if each in refs), question)
