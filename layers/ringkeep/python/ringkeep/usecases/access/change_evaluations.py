"""The steps that people take with an evaluation: save, submit, release, edit, acknowledge, dispute, decide.

Each names the revision that the person has read. If another was faster, nothing is written: VersionStale.
Steps need the recording no more: it may be erased or out of sight.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from ringkeep.domain.access.audited_requests import PersonRequest
from ringkeep.domain.access.refusals import accept, require_version
from ringkeep.domain.evaluation import evaluation_steps as steps
from ringkeep.domain.evaluation.evaluation_records import EvaluationWrite
from ringkeep.domain.evaluation.evaluation_refusals import EvaluationUnknown
from ringkeep.domain.evaluation.evaluation_rules import Person, missing_of
from ringkeep.domain.evaluation.evaluation_steps import Content
from ringkeep.domain.evaluation.evaluations import EvaluatedAnswer, Evaluation, Subject
from ringkeep.domain.evaluation.scorecards import Scorecard
from ringkeep.usecases.access.evaluation_changes import (
    EvaluationChange,
    EvaluationWriter,
    person_now,
)

_Step: TypeAlias = Callable[[Evaluation, Person, float], EvaluationWrite]
ReadContent: TypeAlias = Callable[[Scorecard], Content]
"""Reads what the person wrote. Raises ScorecardRefused for answers that the version does not have."""
ReadAnswer: TypeAlias = Callable[[Scorecard], EvaluatedAnswer]


@dataclass(frozen=True)
class Reading:
    """The evaluation that is to be changed, and the revision that the person has read of it."""

    id: str
    revision: int


@dataclass(frozen=True)
class ChangeEvaluations:
    """`content` returns a version of a scorecard, `may_see` whether someone may see an evaluation, and
    `listened` the share of a recording to which someone has listened. What an evaluator who can evaluate no
    more has submitted, those in charge release. The methods return the evaluation
    after the step. They raise EvaluationUnknown, VersionStale, NoLongerActive, and the refusals of
    `evaluation_steps`."""

    writer: EvaluationWriter
    content: Callable[[str, int], Scorecard]
    may_see: Callable[[Person, Evaluation], bool]
    listened: Callable[[str, Subject], float | None]

    def save(self, asked: PersonRequest, reading: Reading, read: ReadContent) -> Evaluation:
        """It is no entry of the audit log."""

        def step(evaluation: Evaluation, person: Person, at: float) -> EvaluationWrite:
            return steps.saved(evaluation, read(self._content(evaluation)), person, at)

        return self._take(asked, reading, "", step)

    def submit(self, asked: PersonRequest, reading: Reading, *, release: bool) -> Evaluation:
        """Raises ChangeRefused with everything that is missing. The release is a step of its own."""

        def step(evaluation: Evaluation, person: Person, at: float) -> EvaluationWrite:
            listened = self.listened(person.id, evaluation.subject)
            content = self._content(evaluation)
            write = steps.submitted(evaluation, content, person, at, listened)
            if release:
                steps.released(write.after, person, at)  # a refusal changes nothing
            return write

        submitted = self._take(asked, reading, "evaluation.submit", step)
        if not release:
            return submitted
        return self.release(asked, Reading(reading.id, submitted.revision))

    def release(self, asked: PersonRequest, reading: Reading) -> Evaluation:
        def step(evaluation: Evaluation, person: Person, at: float) -> EvaluationWrite:
            is_left = person.is_in_charge and self.writer.has_left(evaluation.evaluator)
            return steps.released(evaluation, person, at, is_left=is_left)

        return self._take(asked, reading, "evaluation.release", step)

    def edit(
        self, asked: PersonRequest, reading: Reading, read: ReadContent, reason: str
    ) -> Evaluation:
        def step(evaluation: Evaluation, person: Person, at: float) -> EvaluationWrite:
            scorecard = self._content(evaluation)
            return steps.edited(evaluation, scorecard, read(scorecard), reason, person, at)

        return self._take(asked, reading, "evaluation.edit", step)

    def acknowledge(self, asked: PersonRequest, reading: Reading, comment: str) -> Evaluation:
        def step(evaluation: Evaluation, person: Person, at: float) -> EvaluationWrite:
            return steps.acknowledged(evaluation, comment, person, at)

        return self._take(asked, reading, "evaluation.acknowledge", step)

    def dispute(
        self, asked: PersonRequest, reading: Reading, question: str, reason: str
    ) -> Evaluation:
        def step(evaluation: Evaluation, person: Person, at: float) -> EvaluationWrite:
            return steps.disputed(evaluation, question, reason, person, at)

        return self._take(asked, reading, "evaluation.dispute", step)

    def uphold(
        self, asked: PersonRequest, reading: Reading, question: str, reason: str
    ) -> Evaluation:
        def step(evaluation: Evaluation, person: Person, at: float) -> EvaluationWrite:
            return steps.upheld(evaluation, question, reason, person, at)

        return self._take(asked, reading, "evaluation.decide", step)

    def change(
        self,
        asked: PersonRequest,
        reading: Reading,
        question: str,
        reason: str,
        read: ReadAnswer,
    ) -> Evaluation:
        """Raises ChangeRefused for an answer that needs a comment and has none."""

        def step(evaluation: Evaluation, person: Person, at: float) -> EvaluationWrite:
            scorecard = self._content(evaluation)
            answer = read(scorecard)
            write = steps.changed(evaluation, scorecard, question, answer, reason, person, at)
            accept(missing_of(scorecard, write.after, question))
            return write

        return self._take(asked, reading, "evaluation.decide", step)

    def _take(
        self, asked: PersonRequest, reading: Reading, audited: str, step: _Step
    ) -> Evaluation:
        def attempt() -> Evaluation:
            actor = self.writer.actor(asked)
            before = self.writer.evaluations.evaluation(reading.id)
            if before is None:
                raise EvaluationUnknown
            person = person_now(actor, asked, before.evaluated)
            if not self.may_see(person, before):
                raise EvaluationUnknown
            require_version(reading.revision, before.revision)
            write = step(before, person, self.writer.now())
            return self.writer.commit(asked, actor, EvaluationChange(audited, write))

        return self.writer.changes.repeated(attempt)

    def _content(self, evaluation: Evaluation) -> Scorecard:
        return self.content(evaluation.scorecard_id, evaluation.version)
