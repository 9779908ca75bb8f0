"""The score of an evaluation: a pure function of a version of a scorecard and the answers.

    scores = score(scorecard, answers)
    scores.score             75.0, or None if nothing was scored
    scores.sections["closing"]

The rules are those of Amazon Connect, as far as it documents them; docs/scorecards.md lists them. Numbers are
exact until the end, so the order of the questions changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from ringkeep.domain.evaluation.answers import Answers
from ringkeep.domain.evaluation.enablement import enabled_questions
from ringkeep.domain.evaluation.question_scores import Earned, earned
from ringkeep.domain.evaluation.scorecards import Question, Scorecard, Scoring, Section
from ringkeep.domain.evaluation.tree import questions_with_paths, sections_of
from ringkeep.domain.evaluation.weights import WHOLE, is_scored, weights_of
from ringkeep.domain.model import Model

_NOTHING: Final = Fraction(0)


class Scores(Model):
    """In percent, by reference id; None where nothing was scored. `failed_by` is the question whose answer
    failed the whole scorecard, the first one if there are several."""

    score: float | None
    sections: Mapping[str, float | None]
    questions: Mapping[str, float | None]
    failed_by: str | None = None


def score(scorecard: Scorecard, answers: Answers) -> Scores:
    """Unanswered questions, questions that do not apply and questions that do not appear have no score,
    and their weight is shared among the others."""
    return _Scoring(scorecard, answers).scores()


@dataclass(frozen=True)
class _Tally:
    """Bonus points can make `earned` larger than `most`."""

    most: Fraction = _NOTHING
    earned: Fraction = _NOTHING

    def __add__(self, other: _Tally) -> _Tally:
        return _Tally(self.most + other.most, self.earned + other.earned)

    @property
    def share(self) -> Fraction | None:
        return min(Fraction(1), self.earned / self.most) if self.most else None


class _Scoring:
    def __init__(self, scorecard: Scorecard, answers: Answers) -> None:
        self._scorecard = scorecard
        self._mode = scorecard.scoring
        self._weights = weights_of(scorecard)
        self._earned = _earned(scorecard, answers)
        self._failed = frozenset(
            ref for each in self._earned.values() for ref in each.fails_sections
        )
        self._shares: dict[str, Fraction | None] = {}

    def scores(self) -> Scores:
        total = _Tally()
        for section in self._scorecard.sections:
            total += self._in_parent(section)
        failed_by = next((ref for ref, each in self._earned.items() if each.fails), None)
        return Scores(
            score=0.0 if failed_by is not None else _percent(total.share),
            sections={
                each.ref: _percent(self._shares.get(each.ref))
                for each in sections_of(self._scorecard)
            },
            questions={
                each.ref: _percent(_own_share(self._earned.get(each.ref)))
                for each, _ in questions_with_paths(self._scorecard)
            },
            failed_by=failed_by,
        )

    def _in_parent(self, item: Section | Question) -> _Tally:
        """What the item adds to the section around it."""
        tally = self._section(item) if isinstance(item, Section) else self._question(item)
        share = self._shares[item.ref] if isinstance(item, Section) else tally.share
        if self._mode is not Scoring.BY_SECTION or share is None:
            return tally
        weight = self._weights.get(item.ref, _NOTHING)
        return _Tally(weight, weight * share)

    def _section(self, section: Section) -> _Tally:
        tally = _Tally()
        for item in section.items:
            tally += self._in_parent(item)
        failed = section.ref in self._failed
        self._shares[section.ref] = _NOTHING if failed else tally.share
        return _Tally(tally.most, _NOTHING) if failed else tally

    def _question(self, question: Question) -> _Tally:
        result = self._earned.get(question.ref)
        if result is None:
            return _Tally()
        if self._mode is not Scoring.BY_QUESTION:
            return _Tally(Fraction(result.most), Fraction(result.earned))
        weight = self._weights.get(question.ref, _NOTHING)
        return _Tally(weight, weight * result.earned / result.most)


def _earned(scorecard: Scorecard, answers: Answers) -> Mapping[str, Earned]:
    """By question, in the order of the form: only the questions that have a score."""
    mode = scorecard.scoring
    enabled = enabled_questions(scorecard, answers) if mode is not Scoring.OFF else frozenset()
    return {
        question.ref: earned(question, answers[question.ref], mode)
        for question, path in questions_with_paths(scorecard)
        if question.ref in enabled
        and question.ref in answers
        and not answers[question.ref].not_applicable
        and is_scored(question, mode)
        and not any(section.excluded_from_scoring for section in path)
    }


def _own_share(result: Earned | None) -> Fraction | None:
    if result is None or not result.own_most:
        return None
    return min(Fraction(1), Fraction(result.earned, result.own_most))


def _percent(share: Fraction | None) -> float | None:
    return None if share is None else float(share * WHOLE)
