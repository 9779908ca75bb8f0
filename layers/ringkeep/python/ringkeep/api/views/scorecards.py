"""Scorecards as the API shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from pydantic import Field

from ringkeep.api.bodies import Body
from ringkeep.api.examples import EXAMPLES
from ringkeep.api.views.common import USER_ID, example, moment
from ringkeep.domain.evaluation.problems import Finding, Level
from ringkeep.domain.evaluation.records import ScorecardHead, ScorecardState, ScorecardVersion
from ringkeep.domain.evaluation.scorecards import Scorecard
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.usecases.evaluation.read_scorecards import ReadScorecard

_CONTENT: Final = EXAMPLES["Scorecard"]
_HEAD: Final[JsonObject] = {
    "id": "5a4b3c2d1e0f4a3b8c7d6e5f4a3b2c1d",
    "title": "Support call",
    "state": "active",
    "revision": 3,
    "active_version": 1,
    "latest_version": 1,
    "has_draft": True,
    "created_at": "2026-11-20T08:00:00Z",
    "changed_at": "2026-11-26T08:00:00Z",
    "changed_by": USER_ID,
}
_SCORES: Final[JsonObject] = {
    "score": 100.0,
    "sections": {"opening": 100.0},
    "questions": {"greeting": 100.0},
    "failed_by": None,
}


class ScorecardSummary(Model):
    """`revision` is the version for `If-Match`. `active_version` is 0 if none is active, `latest_version` if
    none ever was. `changed_by` is the id of a user, empty for the command line."""

    model_config = example(_HEAD)
    id: str
    title: str
    state: ScorecardState
    revision: int
    active_version: int
    latest_version: int
    has_draft: bool
    created_at: datetime
    changed_at: datetime
    changed_by: str


class ScorecardList(Model):
    """All scorecards by their titles."""

    model_config = example({"items": [_HEAD], "next": None})
    items: tuple[ScorecardSummary, ...]
    next: None = None


class FindingView(Model):
    """`ref` is the reference id of the section or question, empty for the whole. An error keeps a draft from
    becoming active."""

    level: Level
    ref: str
    sentence: str


class ScorecardView(ScorecardSummary):
    """`active` is the active version, `draft` that of the next one, which only those see who may manage
    scorecards. `findings` are those of the draft. `notes` say what an imported form had besides."""

    model_config = example(
        {**_HEAD, "active": _CONTENT, "draft": _CONTENT, "findings": [], "notes": []}
    )
    active: Scorecard | None
    draft: Scorecard | None
    findings: tuple[FindingView, ...]
    notes: tuple[str, ...] = ()


class ScorecardVersionView(Model):
    """A version never changes. `activated_by` is a user's id, empty for the command line."""

    model_config = example(
        {
            "scorecard_id": _HEAD["id"],
            "number": 1,
            "activated_at": "2026-11-20T09:00:00Z",
            "activated_by": USER_ID,
            "content": _CONTENT,
        }
    )
    scorecard_id: str
    number: int
    activated_at: datetime
    activated_by: str
    content: Scorecard


class ScorePreviewBody(Body):
    """`scorecard` in our own format, `answers` by reference id as Amazon Connect writes them."""

    model_config = example({"scorecard": _CONTENT, "answers": {"greeting": {"StringValue": "yes"}}})
    scorecard: dict[str, object]
    answers: dict[str, object] = Field(default_factory=dict)


class ScoresView(Model):
    """In percent, by reference id; null where nothing was scored."""

    model_config = example(_SCORES)
    score: float | None
    sections: Mapping[str, float | None]
    questions: Mapping[str, float | None]
    failed_by: str | None


class ScorePreview(Model):
    """What is wrong with the scorecard, which questions appear, and the score, which is null if the
    scorecard's structure allows none. `category` is the name of the threshold that the score reaches."""

    model_config = example(
        {"findings": [], "enabled": ["greeting"], "scores": _SCORES, "category": ""}
    )
    findings: tuple[FindingView, ...]
    enabled: tuple[str, ...]
    scores: ScoresView | None
    category: str


def summary(head: ScorecardHead) -> ScorecardSummary:
    return ScorecardSummary.model_validate(_head(head))


def scorecard_list(heads: Sequence[ScorecardHead]) -> ScorecardList:
    return ScorecardList(items=tuple(map(summary, heads)))


def scorecard_view(read: ReadScorecard, notes: Sequence[str] = ()) -> ScorecardView:
    more = {"active": read.active, "draft": read.draft, "notes": tuple(notes)}
    findings = finding_views(read.findings)
    return ScorecardView.model_validate({**_head(read.head), **more, "findings": findings})


def _head(head: ScorecardHead) -> dict[str, object]:
    times = {"created_at": moment(head.created_at), "changed_at": moment(head.changed_at)}
    return {**head.model_dump(), **times}


def version_view(version: ScorecardVersion) -> ScorecardVersionView:
    return ScorecardVersionView(
        scorecard_id=version.scorecard_id,
        number=version.number,
        activated_at=moment(version.activated_at),
        activated_by=version.activated_by,
        content=version.content,
    )


def finding_views(findings: Sequence[Finding]) -> tuple[FindingView, ...]:
    return tuple(
        FindingView(level=each.level, ref=each.ref, sentence=each.sentence) for each in findings
    )
