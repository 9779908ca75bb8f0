"""Evaluations of eight weeks for the demo: who scored which call, what they answered, and what came of it.

The steps are the product's own, so nothing is made that a person could not have done. The teams differ, one
of them gets better, and the last days are unfinished: each person finds something on their Tasks page.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final, TypeVar

from ringkeep.domain.evaluation.answers import Answer
from ringkeep.domain.evaluation.enablement import enabled_questions
from ringkeep.domain.evaluation.evaluation_records import EvaluationWrite
from ringkeep.domain.evaluation.evaluation_rules import Person
from ringkeep.domain.evaluation.evaluation_steps import (
    Content,
    acknowledged,
    assigned,
    changed,
    disputed,
    released,
    saved,
    submitted,
    upheld,
)
from ringkeep.domain.evaluation.evaluations import (
    EvaluatedAnswer,
    EvaluatedAnswers,
    Evaluation,
    Step,
    Subject,
)
from ringkeep.domain.evaluation.question_scores import chosen_consequences
from ringkeep.domain.evaluation.records import ScorecardVersion
from ringkeep.domain.evaluation.scorecards import Option, Question, QuestionType, Range, Scorecard
from ringkeep.domain.evaluation.tree import questions_of

_Choice = TypeVar("_Choice", Option, Range)
_SEED: Final = 4211
_DAY: Final = 86_400.0
_FRESH_DAYS: Final = 4.0
"""Evaluations of younger calls are unfinished."""
_DISPUTED: Final = 0.08
_DISPUTED_OF_NEWEST: Final = 0.3
_SKILLS: Final[Mapping[str, tuple[float, float]]] = {
    "Sales": (0.55, 0.9),
    "Orders": (0.75, 0.75),
    "Service": (0.7, 0.78),
    "Workshop": (0.8, 0.68),
}
"""How well the people of a team do, from 0 to 1: eight weeks ago, and now."""
_PRAISE: Final = (
    "Summed up what was agreed at the end.",
    "Stayed calm although the customer was upset.",
    "Explained the invoice line by line.",
    "",
    "",
)
_FAULTS: Final = ("Please see the moment that I marked.", "We should practise this together.")
_DISPUTES: Final = ("I did say it, at the very beginning.", "The customer asked me not to.")


@dataclass(frozen=True)
class MadePerson:
    """A user, by id. `manager` is the id of another one."""

    id: str
    team: str = ""
    manager: str = ""


@dataclass(frozen=True)
class EvaluatedCall:
    """`at` is when the call began, in seconds since the epoch."""

    subject: Subject
    at: float
    agent: MadePerson


@dataclass(frozen=True)
class MadeEvaluation:
    evaluation: Evaluation
    steps: tuple[Step, ...]


@dataclass
class _Course:
    """An evaluation on its way through its steps."""

    evaluation: Evaluation
    steps: list[Step] = field(default_factory=list)

    def take(self, write: EvaluationWrite) -> None:
        self.evaluation = write.after
        if write.step is not None:
            self.steps.append(write.step)


@dataclass(frozen=True)
class Maker:
    """`evaluator` scores most calls, `leads` the others of their own people. `versions` has the version of
    the scorecard for each team, and the one for all others under the empty name."""

    versions: Mapping[str, ScorecardVersion]
    evaluator: str
    leads: Sequence[str]
    now: float
    chance: random.Random = field(
        default_factory=lambda: random.Random(_SEED)  # noqa: S311 - the same in each run
    )

    def make(self, calls: Sequence[EvaluatedCall]) -> Iterator[MadeEvaluation]:
        ordered = sorted(calls, key=lambda each: each.at)
        finished = (each for each in ordered if not self._is_fresh(each))
        newest = {each.agent.id: each.subject for each in finished}
        for number, call in enumerate(ordered):
            if self.evaluator != call.agent.id:
                is_newest = newest.get(call.agent.id) == call.subject
                yield self._made(call, number, is_newest=is_newest)

    def _is_fresh(self, call: EvaluatedCall) -> bool:
        return self.now - call.at < _FRESH_DAYS * _DAY

    def _made(self, call: EvaluatedCall, number: int, *, is_newest: bool) -> MadeEvaluation:
        version = self.versions.get(call.agent.team, self.versions[""])
        by = Person(self._evaluator(call.agent), may_evaluate=True, manages=True, sees=True)
        at = call.at + self.chance.uniform(0.2, 2.0) * _DAY
        course = _Course(_new(version, call, by.id, f"{self.chance.getrandbits(128):032x}"))
        course.evaluation = course.evaluation.model_copy(update={"due": _day(at + 5 * _DAY)})
        course.take(assigned(course.evaluation, by, min(at, self.now - 3_600)))
        if self._is_fresh(call):
            self._begin(course, version.content, call, by, number)
        else:
            self._finish(course, version.content, call, by, at, is_newest=is_newest)
        return MadeEvaluation(course.evaluation, tuple(course.steps))

    def _evaluator(self, agent: MadePerson) -> str:
        leads = agent.manager in self.leads and self.chance.random() < 0.25
        return agent.manager if leads else self.evaluator

    def _begin(
        self, course: _Course, content: Scorecard, call: EvaluatedCall, by: Person, number: int
    ) -> None:
        """One in four is only assigned, one is a draft, one is submitted, and one is released."""
        at = self.now - 1_800
        if number % 4 == 0:
            return
        answers = self._answers(content, self._skill(call))
        if number % 4 == 1:
            answers = dict(list(answers.items())[:3])
        course.take(saved(course.evaluation, Content(answers), by, at))
        if number % 4 > 1:
            course.take(submitted(course.evaluation, content, by, at, self._listened()))
        if number % 4 > 2:
            course.take(released(course.evaluation, by, at + 60))

    def _finish(
        self,
        course: _Course,
        content: Scorecard,
        call: EvaluatedCall,
        by: Person,
        at: float,
        *,
        is_newest: bool,
    ) -> None:
        """The newest one of each agent waits for them, or for an answer to what they dispute."""
        answers = self._answers(content, self._skill(call))
        course.take(saved(course.evaluation, Content(answers), by, at))
        course.take(submitted(course.evaluation, content, by, at, self._listened()))
        course.take(released(course.evaluation, by, at + 60))
        agent = Person(call.agent.id)
        disputed_share = _DISPUTED_OF_NEWEST if is_newest else _DISPUTED
        if self.chance.random() < disputed_share and by.id != call.agent.manager:
            self._dispute(course, content, call.agent, at + 0.2 * _DAY, is_newest=is_newest)
        is_resolved = bool(course.evaluation.disputes) and self.chance.random() < 0.5
        is_waiting = is_newest or is_resolved or course.evaluation.open_disputes
        if not is_waiting:
            course.take(acknowledged(course.evaluation, "", agent, at + _DAY))

    def _dispute(
        self,
        course: _Course,
        content: Scorecard,
        agent: MadePerson,
        at: float,
        *,
        is_newest: bool,
    ) -> None:
        """Older ones are answered: in favour of the agent, or not."""
        question = self._lost(content, course.evaluation)
        if question is None or agent.manager not in self.leads:
            return
        reason = self.chance.choice(_DISPUTES)
        course.take(disputed(course.evaluation, question.ref, reason, Person(agent.id), at))
        lead = Person(agent.manager, may_evaluate=True, manages=True, sees=True)
        if is_newest:
            return
        args = ("I listened again.", lead, at + 3_600)
        if self.chance.random() < 0.4:
            best = EvaluatedAnswer(answer=self._answer(question, 1.0))
            course.take(changed(course.evaluation, content, question.ref, best, *args))
        else:
            course.take(upheld(course.evaluation, question.ref, *args))

    def _lost(self, content: Scorecard, evaluation: Evaluation) -> Question | None:
        """A question whose answer was not the best one."""
        scores = {} if evaluation.scores is None else evaluation.scores.questions
        return next(
            (
                each
                for each in questions_of(content)
                if (percent := scores.get(each.ref)) is not None and percent < 100
            ),
            None,
        )

    def _skill(self, call: EvaluatedCall) -> float:
        then, now = _SKILLS.get(call.agent.team, (0.7, 0.75))
        age = min(1.0, (self.now - call.at) / (56 * _DAY))
        return then * age + now * (1 - age)

    def _listened(self) -> float:
        return round(min(1.0, self.chance.uniform(0.6, 1.15)), 2)

    def _answers(self, content: Scorecard, skill: float) -> EvaluatedAnswers:
        """Answers in the order of the form, since an answer may make another question appear."""
        answers: dict[str, EvaluatedAnswer] = {}
        for question in questions_of(content):
            given = {ref: each.answer for ref, each in answers.items() if each.answer is not None}
            if question.ref not in enabled_questions(content, given):
                continue
            answer = self._answer(question, skill)
            if answer is not None:
                answers[question.ref] = self._evaluated(question, answer)
        return answers

    def _evaluated(self, question: Question, answer: Answer) -> EvaluatedAnswer:
        asked = question.comment_required or any(
            each.comment_required for each in chosen_consequences(question, answer)
        )
        moments = (round(self.chance.uniform(4, 40), 1),) if asked else ()
        comment = self.chance.choice(_FAULTS) if asked else ""
        return EvaluatedAnswer(answer=answer, comment=comment, moments=moments)

    def _answer(self, question: Question, skill: float) -> Answer | None:
        match question.type:
            case QuestionType.SINGLE_SELECT:
                option = self._chosen(question.options, skill)
                return Answer(string_value=option.ref)
            case QuestionType.MULTI_SELECT:
                some = [each.ref for each in question.options if self.chance.random() < skill]
                return Answer(string_values=tuple(some or [question.options[-1].ref]))
            case QuestionType.NUMERIC:
                chosen = self._chosen(question.ranges, skill)
                most = min(chosen.maximum, chosen.minimum + 4)
                return Answer(numeric_value=float(self.chance.randint(chosen.minimum, most)))
            case QuestionType.TEXT:
                text = self.chance.choice(_PRAISE)
                return Answer(string_value=text) if text else None
            case QuestionType.DATE:
                return Answer(not_applicable=True)

    def _chosen(self, choices: Sequence[_Choice], skill: float) -> _Choice:
        """The best one as often as the skill says, otherwise one of the next. What fails the whole call is
        rare."""
        ordered = sorted(choices, key=lambda each: -_worth(each))
        if self.chance.random() < skill or len(ordered) == 1:
            return ordered[0]
        rest = [each for each in ordered[1:] if not each.fails or self.chance.random() < 0.2]
        return self.chance.choice(rest or ordered[:1])


def _worth(choice: Option | Range) -> float:
    return -1.0 if choice.fails else float(choice.score or choice.points or 0)


def _new(version: ScorecardVersion, call: EvaluatedCall, evaluator: str, id_: str) -> Evaluation:
    return Evaluation(
        id=id_,
        scorecard_id=version.scorecard_id,
        scorecard_title=version.content.title,
        version=version.number,
        subject=call.subject,
        evaluated=call.agent.id,
        evaluator=evaluator,
        team=call.agent.team,
    )


def _day(at: float) -> date:
    return datetime.fromtimestamp(at, UTC).date()
