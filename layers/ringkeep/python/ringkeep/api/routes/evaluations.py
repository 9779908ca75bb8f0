"""One evaluation: its assignment, what it says, and its history. `evaluation_steps.py` has the steps that
change it, `evaluation_lists.py` the lists."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated, Final, Protocol, cast

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.bodies import json_body
from ringkeep.api.dependencies import PrincipalDependencies, SignedIn, provided
from ringkeep.api.description import (
    CHANGES,
    NOT_FOUND,
    PERSONAL,
    SIGNED_IN,
    documented_responses,
    with_problem,
)
from ringkeep.api.evaluation_refusals import exists, unclear
from ringkeep.api.evaluation_views import (
    evaluation_view,
    history_view,
)
from ringkeep.api.origins import Asking
from ringkeep.api.responses import json_response
from ringkeep.api.routes import new_router
from ringkeep.api.versions import IfMatch, ReadVersions, etag
from ringkeep.api.views.common import Cursor, EntityId, Limit
from ringkeep.api.views.evaluation_bodies import AssignmentBody, NewEvaluationBody
from ringkeep.api.views.evaluations import (
    EvaluatedUnclearProblem,
    EvaluationExistsProblem,
    EvaluationHistoryView,
    EvaluationView,
)
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.evaluation.evaluation_refusals import EvaluatedUnclear, EvaluationExists
from ringkeep.domain.evaluation.evaluations import Evaluation
from ringkeep.usecases.access.assign_evaluations import (
    KEEP_DUE,
    AssignEvaluations,
    EvaluatedRecordings,
    WantedEvaluation,
)
from ringkeep.usecases.access.change_evaluations import ChangeEvaluations, Reading
from ringkeep.usecases.evaluation.evaluation_tasks import ReadTasks
from ringkeep.usecases.evaluation.list_evaluations import ListEvaluations
from ringkeep.usecases.evaluation.name_people import NamePeople
from ringkeep.usecases.evaluation.read_evaluations import ReadEvaluations
from ringkeep.usecases.evaluation.recording_evaluations import ReadRecordingEvaluations
from ringkeep.usecases.transcripts.find_recording import FindRecording

router = new_router()
PATH: Final = "/v1/evaluations"
ONE: Final = f"{PATH}/<evaluation_id>"
DEFAULT_PAGE: Final = 50
LONGEST_BODY: Final = 100_000


class EvaluationDependencies(PrincipalDependencies, Protocol):
    @property
    def find_recording(self) -> FindRecording: ...

    @property
    def evaluated_recordings(self) -> EvaluatedRecordings: ...

    @property
    def read_evaluations(self) -> ReadEvaluations: ...

    @property
    def list_evaluations(self) -> ListEvaluations: ...

    @property
    def recording_evaluations(self) -> ReadRecordingEvaluations: ...

    @property
    def evaluation_tasks(self) -> ReadTasks: ...

    @property
    def assign_evaluations(self) -> AssignEvaluations: ...

    @property
    def change_evaluations(self) -> ChangeEvaluations: ...

    @property
    def name_people(self) -> NamePeople: ...


def _dependencies(request: Request) -> EvaluationDependencies:
    return cast(EvaluationDependencies, provided(request))


Evaluating = Annotated[EvaluationDependencies, Depends(_dependencies)]


@router.post(
    PATH,
    summary="Assign an evaluation of a recording",
    description="To yourself with the right `evaluations.evaluate`, to others with `evaluations.manage`."
    " Everyone may begin a self-evaluation of a recording in which they took part. The person evaluated needs"
    " the licence for Evaluation; the evaluator must be able to see the recording.",
    operation_id="assignEvaluation",
    responses=with_problem(
        EvaluatedUnclearProblem,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        with_problem(
            EvaluationExistsProblem,
            HTTPStatus.CONFLICT,
            documented_responses(
                EvaluationView, "the evaluation", [*CHANGES, NOT_FOUND], HTTPStatus.CREATED
            ),
        ),
    ),
    security=SIGNED_IN,
)
def assign(
    person: SignedIn,
    body: Annotated[NewEvaluationBody, json_body(NewEvaluationBody, LONGEST_BODY)],
    asked: Asking,
    evaluating: Evaluating,
) -> Response[str]:
    row = evaluating.find_recording(person, body.recording)
    wanted = WantedEvaluation(
        body.scorecard, body.kind, body.evaluated or "", body.evaluator or "", body.due
    )
    try:
        added = evaluating.assign_evaluations.add(asked, row, wanted)
    except EvaluationExists as refusal:
        return exists(refusal)
    except EvaluatedUnclear as refusal:
        return unclear(refusal, evaluating.name_people)
    headers = {"Location": f"{PATH}/{added.id}"}
    return shown(evaluating, person, added, HTTPStatus.CREATED, headers)


@router.get(
    ONE,
    summary="An evaluation, with its answers",
    operation_id="getEvaluation",
    responses=documented_responses(EvaluationView, "the evaluation", [*PERSONAL, NOT_FOUND]),
    security=SIGNED_IN,
    compress=True,
)
def read(person: SignedIn, evaluation_id: EntityId, evaluating: Evaluating) -> Response[str]:
    return shown(evaluating, person, evaluating.read_evaluations.find(person, evaluation_id))


@router.get(
    f"{ONE}/history",
    summary="The steps of an evaluation",
    description="With the answers that each change after the submission replaced. Not for the person"
    " evaluated.",
    operation_id="getEvaluationHistory",
    responses=documented_responses(
        EvaluationHistoryView, "a page of steps", [*PERSONAL, NOT_FOUND]
    ),
    security=SIGNED_IN,
    compress=True,
)
def read_history(
    person: SignedIn,
    evaluation_id: EntityId,
    evaluating: Evaluating,
    cursor: Cursor = "",
    limit: Limit = DEFAULT_PAGE,
) -> Response[str]:
    page = evaluating.read_evaluations.history(person, evaluation_id, cursor, limit)
    return json_response(history_view(page, evaluating.name_people))


@router.put(
    f"{ONE}/assignment",
    summary="Give an evaluation to another evaluator, or change the day on which it is due",
    description="Only before anyone has begun it. It needs the right `evaluations.manage`; the day of your"
    " own you may change yourself.",
    operation_id="reassignEvaluation",
    responses=with_problem(
        EvaluationExistsProblem,
        HTTPStatus.CONFLICT,
        documented_responses(EvaluationView, "the evaluation", [*CHANGES, NOT_FOUND]),
    ),
    security=SIGNED_IN,
)
def reassign(
    person: SignedIn,
    versions: IfMatch,
    evaluation_id: EntityId,
    body: Annotated[AssignmentBody, json_body(AssignmentBody, LONGEST_BODY)],
    asked: Asking,
    evaluating: Evaluating,
) -> Response[str]:
    due: date | None = body.due if body.given("due") else KEEP_DUE
    reading = reading_of(evaluating, person, evaluation_id, versions)
    try:
        after = evaluating.assign_evaluations.reassign(asked, reading, body.evaluator, due)
    except EvaluationExists as refusal:
        return exists(refusal)
    return shown(evaluating, person, after)


def reading_of(
    evaluating: EvaluationDependencies,
    person: UserPrincipal,
    evaluation_id: str,
    versions: ReadVersions,
) -> Reading:
    """The evaluation is read only if several versions are named."""

    def current() -> int:
        found: Evaluation = evaluating.read_evaluations.find(person, evaluation_id)
        return found.revision

    return Reading(evaluation_id, versions.of(current))


def shown(
    evaluating: EvaluationDependencies,
    person: UserPrincipal,
    evaluation: Evaluation,
    status: HTTPStatus = HTTPStatus.OK,
    headers: dict[str, str] | None = None,
) -> Response[str]:
    """The evaluation after a step, or as it was found for the person."""
    seen = evaluating.read_evaluations.shown(person, evaluation)
    view = evaluation_view(seen, evaluating.name_people)
    return json_response(view, status, {**(headers or {}), **etag(evaluation.revision)})
