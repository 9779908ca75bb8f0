"""The score of answers by a scorecard that is not stored, for the preview of a draft."""

from __future__ import annotations

from typing import cast

from ringkeep.api.views.scorecards import (
    ScorePreview,
    ScorePreviewBody,
    ScoresView,
    finding_views,
)
from ringkeep.domain.evaluation.answers import Answers, parse_answers
from ringkeep.domain.evaluation.enablement import enabled_questions
from ringkeep.domain.evaluation.files import import_scorecard
from ringkeep.domain.evaluation.lint import lint
from ringkeep.domain.evaluation.lint_structure import structure_findings
from ringkeep.domain.evaluation.scorecards import Scorecard, category
from ringkeep.domain.evaluation.scoring import score
from ringkeep.domain.evaluation.tree import questions_of
from ringkeep.domain.json import JsonObject


def score_preview(body: ScorePreviewBody) -> ScorePreview:
    """Raises ScorecardRefused for a scorecard or answers of another shape."""
    scorecard = import_scorecard(cast(JsonObject, body.scorecard)).scorecard
    if structure_findings(scorecard):
        findings = finding_views(lint(scorecard))
        return ScorePreview(findings=findings, enabled=(), scores=None, category="")
    return _scored(scorecard, parse_answers(scorecard, cast(JsonObject, body.answers)))


def _scored(scorecard: Scorecard, answers: Answers) -> ScorePreview:
    scores = score(scorecard, answers)
    enabled = enabled_questions(scorecard, answers)
    return ScorePreview(
        findings=finding_views(lint(scorecard)),
        enabled=tuple(each.ref for each in questions_of(scorecard) if each.ref in enabled),
        scores=ScoresView.model_validate(scores.model_dump()),
        category=category(scores.score, scorecard.thresholds),
    )
