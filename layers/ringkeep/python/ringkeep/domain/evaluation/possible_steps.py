"""What a person may do with an evaluation at this moment: what the console offers. The steps themselves
check it again."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.evaluation.evaluation_rules import Person, dispute_until
from ringkeep.domain.evaluation.evaluations import Evaluation, EvaluationKind, EvaluationState

_EDITABLE: Final = frozenset(
    {
        EvaluationState.SUBMITTED,
        EvaluationState.RELEASED,
        EvaluationState.ACKNOWLEDGED,
        EvaluationState.RESOLVED,
    }
)
_ACKNOWLEDGEABLE: Final = frozenset({EvaluationState.RELEASED, EvaluationState.RESOLVED})


class EvaluationAction(StrEnum):
    SAVE = "save"
    SUBMIT = "submit"
    RELEASE = "release"
    EDIT = "edit"
    ACKNOWLEDGE = "acknowledge"
    DISPUTE = "dispute"
    DECIDE = "decide"
    REASSIGN = "reassign"


def person_of(principal: UserPrincipal, evaluated: str) -> Person:
    """The person, for the evaluation of someone. No one manages the evaluations of themself."""
    return Person(
        id=principal.user_id,
        may_evaluate=principal.may(Right.EVALUATE),
        manages=principal.may(Right.MANAGE_EVALUATIONS),
        sees=sees_other(principal, evaluated),
    )


def sees_other(principal: UserPrincipal, evaluated: str) -> bool:
    return evaluated != principal.user_id and principal.sees_user(evaluated)


def possible_steps(
    evaluation: Evaluation, person: Person, at: float, *, is_left: bool = False
) -> tuple[EvaluationAction, ...]:
    """`is_left`: its evaluator can do nothing with it any more."""
    return (
        *_of_evaluator(evaluation, person),
        *_of_agent(evaluation, person, at),
        *_of_manager(evaluation, person, is_left=is_left),
    )


def _of_evaluator(evaluation: Evaluation, person: Person) -> Iterator[EvaluationAction]:
    is_review = evaluation.kind is EvaluationKind.REVIEW
    if person.id != evaluation.evaluator or (is_review and not person.may_evaluate):
        return
    if evaluation.state.is_open:
        yield EvaluationAction.SAVE
        yield EvaluationAction.SUBMIT
    if is_review and evaluation.state is EvaluationState.SUBMITTED:
        yield EvaluationAction.RELEASE
    if evaluation.state in _EDITABLE:
        yield EvaluationAction.EDIT


def _of_agent(evaluation: Evaluation, person: Person, at: float) -> Iterator[EvaluationAction]:
    if evaluation.kind is EvaluationKind.SELF or person.id != evaluation.evaluated:
        return
    if evaluation.state in _ACKNOWLEDGEABLE:
        yield EvaluationAction.ACKNOWLEDGE
    until = dispute_until(evaluation)
    if evaluation.state.is_released and until is not None and at <= until:
        yield EvaluationAction.DISPUTE


def _of_manager(
    evaluation: Evaluation, person: Person, *, is_left: bool
) -> Iterator[EvaluationAction]:
    concerned = person.id in {evaluation.evaluator, evaluation.evaluated}
    is_review = evaluation.kind is EvaluationKind.REVIEW
    waits = is_review and evaluation.state is EvaluationState.SUBMITTED and not concerned
    if waits and is_left and person.is_in_charge:
        yield EvaluationAction.RELEASE
    if evaluation.state is EvaluationState.DISPUTED and person.is_in_charge and not concerned:
        yield EvaluationAction.DECIDE
    if evaluation.state is EvaluationState.ASSIGNED and person.is_in_charge:
        yield EvaluationAction.REASSIGN
