"""Who may take which step of an evaluation, and when. Each function raises one refusal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, TypeAlias

from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.evaluation.answers import Answer
from ringkeep.domain.evaluation.enablement import enabled_questions
from ringkeep.domain.evaluation.evaluation_records import EvaluationSummary
from ringkeep.domain.evaluation.evaluations import (
    EvaluatedAnswer,
    EvaluatedAnswers,
    Evaluation,
    EvaluationKind,
    EvaluationState,
)
from ringkeep.domain.evaluation.problems import named
from ringkeep.domain.evaluation.question_scores import chosen_consequences
from ringkeep.domain.evaluation.scorecards import Question, Scorecard
from ringkeep.domain.evaluation.tree import questions_of

AnyEvaluation: TypeAlias = Evaluation | EvaluationSummary

DISPUTE_DAYS: Final = 14
_DAY: Final = 86_400


@dataclass(frozen=True)
class Person:
    """Who takes a step. `may_evaluate` and `manages` are their rights, `sees` whether their visibility
    includes the person who is evaluated, who is someone else."""

    id: str
    may_evaluate: bool = False
    manages: bool = False
    sees: bool = False

    @property
    def is_in_charge(self) -> bool:
        """Whether they manage the evaluations of the person evaluated."""
        return self.manages and self.sees


class NotYours(Refusal):
    code: ClassVar[str] = "not_yours"
    field: ClassVar[str] = ""


class WrongState(Refusal):
    code: ClassVar[str] = "wrong_state"
    field: ClassVar[str] = "state"

    def __init__(self, state: EvaluationState, wanted: Collection[EvaluationState]) -> None:
        listed = " or ".join(sorted(wanted))
        super().__init__(f"The evaluation is {state}: this needs one that is {listed}.")


class EvaluatesThemself(Refusal):
    code: ClassVar[str] = "evaluates_themself"
    field: ClassVar[str] = "evaluator"

    def __init__(self) -> None:
        super().__init__("A person does not evaluate their own call, except by a self-evaluation.")


class AnswerMissing(Refusal):
    code: ClassVar[str] = "answer_missing"
    field: ClassVar[str] = "answers"

    def __init__(self, ref: str) -> None:
        super().__init__(f"Question {named(ref)} has no answer.")
        self.ref = ref


class CommentMissing(Refusal):
    code: ClassVar[str] = "comment_missing"
    field: ClassVar[str] = "answers"

    def __init__(self, ref: str) -> None:
        super().__init__(f"The answer to question {named(ref)} needs a comment.")
        self.ref = ref


class DisputeTooLate(Refusal):
    code: ClassVar[str] = "dispute_too_late"
    field: ClassVar[str] = ""

    def __init__(self, days: int) -> None:
        super().__init__(f"An answer can be disputed within {days} days of the release.")


class NotDisputable(Refusal):
    code: ClassVar[str] = "not_disputable"
    field: ClassVar[str] = "question"


def require_state(evaluation: Evaluation, *wanted: EvaluationState) -> None:
    if evaluation.state not in wanted:
        raise WrongState(evaluation.state, wanted)


def require_evaluator(evaluation: Evaluation, person: Person) -> None:
    if person.id != evaluation.evaluator:
        raise NotYours("Only the evaluator can do this.")
    if evaluation.kind is EvaluationKind.REVIEW and not person.may_evaluate:
        raise NotYours("This needs the right to evaluate.")


def require_agent(evaluation: Evaluation, person: Person) -> None:
    if evaluation.kind is EvaluationKind.SELF or person.id != evaluation.evaluated:
        raise NotYours("Only the person who was evaluated can do this.")


def require_other(evaluation: Evaluation, person: Person) -> None:
    """Someone else answers a dispute: neither the evaluator nor the person who disputes."""
    concerned = {evaluation.evaluator, evaluation.evaluated}
    if person.id in concerned or not person.is_in_charge:
        raise NotYours(
            "Someone else than the evaluator answers, who may manage evaluations and sees the person"
            " evaluated."
        )


def require_may_assign(kind: EvaluationKind, evaluator: str, person: Person) -> None:
    """People with the right to evaluate assign reviews to themselves, and everyone their self-evaluation.
    Assigning to others needs the right to manage evaluations. No one chooses who evaluates them."""
    begins_own = person.id == evaluator and (person.may_evaluate or kind is EvaluationKind.SELF)
    if not (begins_own or person.is_in_charge):
        raise NotYours(
            "Assigning needs the right to manage evaluations, and to see the person evaluated, who is someone"
            " else."
        )


def require_evaluates_others(kind: EvaluationKind, evaluator: str, evaluated: str) -> None:
    if (kind is EvaluationKind.SELF) != (evaluator == evaluated):
        raise EvaluatesThemself


def require_in_term(evaluation: Evaluation, at: float, days: int) -> None:
    until = dispute_until(evaluation, days)
    if until is None or at > until:
        raise DisputeTooLate(days)


def require_disputable(evaluation: Evaluation, ref: str) -> None:
    answered = evaluation.answers.get(ref)
    if answered is None or answered.answer is None:
        raise NotDisputable(f"Question {named(ref)} has no answer that can be disputed.")
    if any(each.question == ref for each in evaluation.disputes):
        raise NotDisputable(f"The answer to question {named(ref)} was disputed before.")


def require_decided_stay(evaluation: Evaluation, answers: EvaluatedAnswers) -> None:
    """What someone else has decided, the evaluator does not change back. Comments may change."""
    for each in evaluation.disputes:
        ref = each.question
        if _answer_to(ref, answers) != _answer_to(ref, evaluation.answers):
            raise NotDisputable(
                f"The answer to question {named(ref)} was disputed and decided: it stays."
            )


def _answer_to(ref: str, answers: EvaluatedAnswers) -> Answer | None:
    return answers.get(ref, EvaluatedAnswer()).answer


def sees(person: Person, evaluation: AnyEvaluation, *, has_reviewed: bool = False) -> bool:
    """An evaluator sees what they wrote or are assigned, an agent their own once it is released, and those
    who manage evaluations that of the people whom they see once it is submitted. Someone who has submitted
    their own review of the same recording and person (`has_reviewed`) sees the self-evaluation beside it,
    once that is submitted. No one sees another's draft."""
    if person.id == evaluation.evaluator:
        return True
    if evaluation.state.is_open:
        return False
    if person.id == evaluation.evaluated:
        return evaluation.state.is_released
    beside_theirs = has_reviewed and evaluation.kind is EvaluationKind.SELF
    return person.is_in_charge or beside_theirs


def as_listed(
    person: Person, summary: EvaluationSummary, *, has_reviewed: bool = False
) -> EvaluationSummary | None:
    """What a list shows the person of an evaluation, or None. Someone who assigned it sees that it is open,
    but not whether it was begun."""
    if sees(person, summary, has_reviewed=has_reviewed):
        is_agent = person.id == summary.evaluated and person.id != summary.evaluator
        return summary.model_copy(update={"listened": None}) if is_agent else summary
    if summary.state.is_open and person.id == summary.assigned_by:
        is_assigned = (
            summary.state is EvaluationState.ASSIGNED
        )  # a new assignment names its revision
        revision = summary.revision if is_assigned else 1
        return summary.model_copy(update={"state": EvaluationState.ASSIGNED, "revision": revision})
    return None


def reviewed_by(user: str, evaluations: Iterable[AnyEvaluation]) -> frozenset[str]:
    """The people whose evaluation by the user, of those of one recording, is submitted: `has_reviewed` is
    true for their self-evaluations."""
    return frozenset(
        each.evaluated
        for each in evaluations
        if each.kind is EvaluationKind.REVIEW and each.evaluator == user and not each.state.is_open
    )


def dispute_until(evaluation: Evaluation, days: int = DISPUTE_DAYS) -> float | None:
    """The end of the term. None before the release."""
    begins = evaluation.disputable_from or evaluation.released_at
    return None if begins is None else begins + days * _DAY


def completeness(scorecard: Scorecard, evaluation: Evaluation) -> Sequence[Refusal]:
    """What is missing before an evaluation can be submitted. Questions that do not appear need nothing, and
    those that may be not applicable may be skipped."""
    enabled = enabled_questions(scorecard, evaluation.given)
    questions = [each for each in questions_of(scorecard) if each.ref in enabled]
    return [refusal for each in questions for refusal in _missing(each, evaluation)]


def missing_of(scorecard: Scorecard, evaluation: Evaluation, ref: str) -> Sequence[Refusal]:
    """What is missing of the answer to one question."""
    questions = [each for each in questions_of(scorecard) if each.ref == ref]
    return [refusal for each in questions for refusal in _missing(each, evaluation)]


def _missing(question: Question, evaluation: Evaluation) -> Iterator[Refusal]:
    answered = evaluation.answers.get(question.ref, EvaluatedAnswer())
    if answered.answer is None:
        if not question.allow_not_applicable:
            yield AnswerMissing(question.ref)
    elif _needs_comment(question, answered) and not answered.comment.strip():
        yield CommentMissing(question.ref)


def _needs_comment(question: Question, answered: EvaluatedAnswer) -> bool:
    if answered.answer is None or answered.answer.not_applicable:
        return False
    chosen = chosen_consequences(question, answered.answer)
    return question.comment_required or any(each.comment_required for each in chosen)
