"""Reads one evaluation for a person: all of it that they may see, and what they may do.

Someone who may not see an evaluation gets the same refusal as for one that does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.evaluation.evaluation_records import EvaluationSummary, StepPage
from ringkeep.domain.evaluation.evaluation_refusals import EvaluationUnknown
from ringkeep.domain.evaluation.evaluation_rules import NotYours, Person, reviewed_by, sees
from ringkeep.domain.evaluation.evaluations import (
    Evaluation,
    EvaluationKind,
    EvaluationState,
    for_agent,
)
from ringkeep.domain.evaluation.possible_steps import (
    EvaluationAction,
    person_of,
    possible_steps,
)
from ringkeep.domain.evaluation.scorecards import Scorecard
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.evaluation.evaluation_ports import Evaluations


@dataclass(frozen=True)
class SeenEvaluation:
    """`evaluation` as the person sees it. `other` is the id of the self-evaluation beside a review or the
    review beside a self-evaluation, empty for none that they may see."""

    evaluation: Evaluation
    content: Scorecard
    other: str
    may: tuple[EvaluationAction, ...]


@dataclass(frozen=True)
class ReadEvaluations:
    """`content` returns a version of a scorecard, `has_left` whether someone can evaluate no more."""

    evaluations: Evaluations
    content: Callable[[str, int], Scorecard]
    clock: Clock
    has_left: Callable[[str], bool]

    def find(self, viewer: UserPrincipal, id_: str) -> Evaluation:
        """Raises EvaluationUnknown."""
        found = self.evaluations.evaluation(id_)
        if found is None or not self.may_see(person_of(viewer, found.evaluated), found):
            raise EvaluationUnknown
        return found

    def may_see(self, person: Person, evaluation: Evaluation) -> bool:
        if sees(person, evaluation):
            return True
        if evaluation.kind is EvaluationKind.REVIEW or evaluation.state.is_open:
            return False
        beside = self.evaluations.evaluations_of_recording(evaluation.subject)
        return evaluation.evaluated in reviewed_by(person.id, beside)

    def one(self, viewer: UserPrincipal, id_: str) -> SeenEvaluation:
        """Raises EvaluationUnknown."""
        return self.shown(viewer, self.find(viewer, id_))

    def shown(self, viewer: UserPrincipal, evaluation: Evaluation) -> SeenEvaluation:
        """What the person sees of an evaluation that they may see."""
        person = person_of(viewer, evaluation.evaluated)
        waits = evaluation.state is EvaluationState.SUBMITTED and person.is_in_charge
        is_left = waits and self.has_left(evaluation.evaluator)
        return SeenEvaluation(
            evaluation=for_agent(evaluation) if _is_agent(person, evaluation) else evaluation,
            content=self.content(evaluation.scorecard_id, evaluation.version),
            other=self._other(person, evaluation),
            may=possible_steps(evaluation, person, self.clock.now(), is_left=is_left),
        )

    def history(self, viewer: UserPrincipal, id_: str, cursor: str, limit: int) -> StepPage:
        """Raises EvaluationUnknown, and NotYours for the person evaluated."""
        evaluation = self.find(viewer, id_)
        if _is_agent(person_of(viewer, evaluation.evaluated), evaluation):
            raise NotYours("The history is for the evaluator and for those who manage evaluations.")
        return self.evaluations.evaluation_steps(id_, cursor, limit)

    def _other(self, person: Person, evaluation: Evaluation) -> str:
        beside = self.evaluations.evaluations_of_recording(evaluation.subject)
        has_reviewed = evaluation.evaluated in reviewed_by(person.id, beside)
        found = (
            each.id
            for each in _newest_first(beside)
            if each.kind is not evaluation.kind
            and each.evaluated == evaluation.evaluated
            and sees(person, each, has_reviewed=has_reviewed)
        )
        return next(found, "")


def _is_agent(person: Person, evaluation: Evaluation) -> bool:
    return person.id == evaluation.evaluated and person.id != evaluation.evaluator


def _newest_first(evaluations: Sequence[EvaluationSummary]) -> Sequence[EvaluationSummary]:
    return sorted(evaluations, key=lambda each: each.created_at, reverse=True)
