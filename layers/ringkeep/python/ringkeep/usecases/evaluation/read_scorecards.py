"""Reads scorecards for the people who evaluate with them or manage them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ringkeep.domain.evaluation.problems import Finding
from ringkeep.domain.evaluation.records import (
    ScorecardHead,
    ScorecardState,
    ScorecardUnknown,
    ScorecardVersion,
    draft_findings,
)
from ringkeep.domain.evaluation.scorecards import Scorecard
from ringkeep.usecases.evaluation.ports import Scorecards


@dataclass(frozen=True)
class ReadScorecard:
    """`findings` are those of the draft."""

    head: ScorecardHead
    active: Scorecard | None
    draft: Scorecard | None
    findings: Sequence[Finding]


@dataclass(frozen=True)
class ReadScorecards:
    scorecards: Scorecards

    def all(self, state: ScorecardState | None = None) -> Sequence[ScorecardHead]:
        """By title. Those of one state, or all."""
        found = [each for each in self.scorecards.heads() if state in {None, each.state}]
        return sorted(found, key=lambda each: (each.title.casefold(), each.id))

    def one(self, scorecard_id: str, *, with_draft: bool) -> ReadScorecard:
        """Raises ScorecardUnknown, also for a scorecard that is only a draft and is asked for without it."""
        head = self.scorecards.head(scorecard_id)
        if head is None or not (with_draft or head.latest_version):
            raise ScorecardUnknown
        draft = self.scorecards.draft(scorecard_id) if with_draft and head.has_draft else None
        active = self._content(head, head.active_version)
        findings = [] if draft is None else draft_findings(draft, self._latest(head, active))
        return ReadScorecard(head, active, draft, findings)

    def version(self, scorecard_id: str, number: int) -> ScorecardVersion:
        """Raises ScorecardUnknown."""
        found = self.scorecards.version(scorecard_id, number) if number > 0 else None
        if found is None:
            raise ScorecardUnknown
        return found

    def content(self, scorecard_id: str, number: int | None, *, with_draft: bool) -> Scorecard:
        """The version with a number, or else the active one, the latest, or the draft. Raises
        ScorecardUnknown."""
        if number is not None:
            return self.version(scorecard_id, number).content
        head = self.scorecards.head(scorecard_id)
        if head is not None and head.latest_version:
            return self.version(scorecard_id, head.active_version or head.latest_version).content
        draft = self.scorecards.draft(scorecard_id) if head is not None and with_draft else None
        if draft is None:
            raise ScorecardUnknown
        return draft

    def _latest(self, head: ScorecardHead, active: Scorecard | None) -> Scorecard | None:
        if head.latest_version == head.active_version:
            return active
        return self._content(head, head.latest_version)

    def _content(self, head: ScorecardHead, number: int) -> Scorecard | None:
        found = self.scorecards.version(head.id, number) if number else None
        return found.content if found else None
