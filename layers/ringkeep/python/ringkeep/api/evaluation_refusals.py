"""The refusals of evaluations that say more than a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from ringkeep.api.evaluation_views import NamesOf, user_view
from ringkeep.api.problems import problem
from ringkeep.api.refusals import field_problems
from ringkeep.api.views.evaluations import (
    EvaluatedUnclearProblem,
    EvaluationExistsProblem,
    EvaluationIncompleteProblem,
    IncompleteProblem,
)
from ringkeep.domain.access.refusals import ChangeRefused, Refusal
from ringkeep.domain.evaluation.evaluation_refusals import EvaluatedUnclear, EvaluationExists
from ringkeep.domain.evaluation.evaluation_rules import AnswerMissing, CommentMissing


def exists(refusal: EvaluationExists) -> Response[str]:
    return problem(
        HTTPStatus.CONFLICT,
        str(refusal),
        code=refusal.code,
        model=EvaluationExistsProblem,
        errors=field_problems([refusal]),
        id=refusal.id,
    )


def unclear(refusal: EvaluatedUnclear, names_of: NamesOf) -> Response[str]:
    names = names_of(refusal.candidates)
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        str(refusal),
        code=refusal.code,
        model=EvaluatedUnclearProblem,
        errors=field_problems([refusal]),
        candidates=tuple(user_view(each, names) for each in refusal.candidates),
    )


def incomplete(refused: ChangeRefused) -> Response[str]:
    """Names every answer and comment that is missing."""
    codes = {each.code for each in refused.refusals}
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        str(refused),
        code=codes.pop() if len(codes) == 1 else "change_refused",
        model=EvaluationIncompleteProblem,
        errors=tuple(_missing(refused.refusals)),
    )


def _missing(refusals: Iterable[Refusal]) -> Iterable[IncompleteProblem]:
    for each in refusals:
        ref = each.ref if isinstance(each, AnswerMissing | CommentMissing) else ""
        field = f"{each.field}.{ref}"[:120] if ref else each.field
        yield IncompleteProblem(code=each.code, field=field, detail=str(each), ref=ref)
