"""Restores scorecards from their copies in the archive. What the table has stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from ringkeep.domain.evaluation.records import ScorecardHead, ScorecardVersion
from ringkeep.domain.evaluation.scorecards import Scorecard
from ringkeep.domain.model import Model


class CopiedScorecards(Protocol):
    """Raises StoredDataInvalid for a copy that is none of Ringkeep's."""

    def ids(self) -> Iterator[str]: ...

    def head(self, scorecard_id: str) -> ScorecardHead | None: ...

    def draft(self, scorecard_id: str) -> Scorecard | None: ...

    def versions(self, scorecard_id: str) -> Iterator[ScorecardVersion]: ...


class MissingScorecards(Protocol):
    """Each method writes what is missing, and returns False if it is there."""

    def add_version(self, version: ScorecardVersion) -> bool: ...

    def add_head(self, head: ScorecardHead, draft: Scorecard | None) -> bool: ...


class RestoredScorecards(Model):
    """`known`: scorecards that were there."""

    restored: int = 0
    versions: int = 0
    known: int = 0


@dataclass(frozen=True)
class RestoreScorecards:
    copies: CopiedScorecards
    table: MissingScorecards

    def __call__(self) -> RestoredScorecards:
        """Versions come first: a head names one that exists."""
        result = RestoredScorecards()
        for id_ in self.copies.ids():
            versions = sum(map(self.table.add_version, self.copies.versions(id_)))
            restored = self._head(id_)
            result = RestoredScorecards(
                restored=result.restored + restored,
                versions=result.versions + versions,
                known=result.known + (not restored),
            )
        return result

    def _head(self, id_: str) -> bool:
        """The copy of a draft stays when the draft becomes a version, so only the head says whether there
        is one."""
        head = self.copies.head(id_)
        if head is None:
            return False
        draft = self.copies.draft(id_) if head.has_draft else None
        kept = head.model_copy(update={"has_draft": draft is not None})
        return self.table.add_head(kept, draft)
