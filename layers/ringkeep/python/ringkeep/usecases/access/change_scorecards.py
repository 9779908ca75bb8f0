"""Adds, changes, activates and retires scorecards. A change and its audit entry are one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ringkeep.domain.access.audit import ObjectRef
from ringkeep.domain.access.authority import RightMissing
from ringkeep.domain.access.refusals import accept, require_version
from ringkeep.domain.access.rights import Right
from ringkeep.domain.evaluation.records import (
    MOST_SCORECARDS,
    ScorecardHead,
    ScorecardUnknown,
    ScorecardWrite,
    TooManyScorecards,
    activated,
    activation_refusals,
    discarded,
    draft_findings,
    drafted,
    new_scorecard,
    retired,
)
from ringkeep.domain.evaluation.scorecards import Scorecard
from ringkeep.domain.model import Model
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.ports import PeopleWrite, ProfileUse
from ringkeep.usecases.access.requests import ChangeRequest, CurrentActor, current_actor
from ringkeep.usecases.evaluation.ports import ScorecardChanges

_Planned = tuple[ScorecardWrite, Scorecard | None]
"""What to write, and the draft before."""


class _Audited(Model):
    """What an audit entry compares. The draft of a version that becomes active does not change by that."""

    name: str
    state: str
    active_version: int
    draft: Scorecard | None = None


@dataclass(frozen=True)
class ChangeScorecards:
    """`revision` is the one that the person has read. The methods return the changed head, and raise
    ScorecardUnknown, VersionStale, RightMissing and NoLongerActive."""

    changes: Changes
    scorecards: ScorecardChanges

    def add(self, draft: Scorecard, request: ChangeRequest) -> ScorecardHead:
        """Raises TooManyScorecards."""
        id_ = self.changes.new_id()

        def plan(by: str) -> _Planned:
            if len(self.scorecards.heads()) >= MOST_SCORECARDS:
                raise TooManyScorecards
            return new_scorecard(id_, draft, self._now(), by), None

        return self._write("scorecards.add", request, plan)

    def draft(
        self, scorecard_id: str, draft: Scorecard, request: ChangeRequest, revision: int
    ) -> ScorecardHead:
        """If nothing differs, nothing is written."""

        def plan(by: str) -> _Planned:
            head = self._read(scorecard_id, revision)
            before = self._draft(head)
            return drafted(head, draft, self._now(), by), before

        return self._write("scorecards.change", request, plan)

    def discard(self, scorecard_id: str, request: ChangeRequest, revision: int) -> ScorecardHead:
        """Raises NoDraft."""

        def plan(by: str) -> _Planned:
            head = self._read(scorecard_id, revision)
            return discarded(head, self._now(), by), self._draft(head)

        return self._write("scorecards.discard_draft", request, plan)

    def activate(self, scorecard_id: str, request: ChangeRequest, revision: int) -> ScorecardHead:
        """Raises NoDraft, and ChangeRefused with every mistake of the draft."""

        def plan(by: str) -> _Planned:
            head = self._read(scorecard_id, revision)
            draft = self._draft(head)
            write = activated(head, draft, self._now(), by)
            if draft is not None:
                accept(activation_refusals(draft_findings(draft, self._latest(head))))
            return write, None

        return self._write("scorecards.activate", request, plan)

    def retire(self, scorecard_id: str, request: ChangeRequest, revision: int) -> ScorecardHead:
        """Raises NothingToRetire."""
        return self._write(
            "scorecards.retire",
            request,
            lambda by: (retired(self._read(scorecard_id, revision), self._now(), by), None),
        )

    def _write(
        self, action: str, request: ChangeRequest, plan: Callable[[str], _Planned]
    ) -> ScorecardHead:
        def attempt() -> ScorecardHead:
            store = self.changes.store
            actor = current_actor(request, store, store.profiles())
            if not actor.principal.may(Right.MANAGE_SCORECARDS):
                raise RightMissing(Right.MANAGE_SCORECARDS)
            write, draft = plan(request.user_id)
            if write.before is not None and write.draft is not None and write.draft == draft:
                return write.before
            self.scorecards.apply(write, self._people(action, request, actor, write, draft))
            return write.after

        return self.changes.repeated(attempt)

    def _people(
        self,
        action: str,
        request: ChangeRequest,
        actor: CurrentActor,
        write: ScorecardWrite,
        draft: Scorecard | None,
    ) -> PeopleWrite:
        """The person and their profile must still be as they were read."""
        before = None if write.before is None else _audited(write.before, draft)
        after = _audited(write.after, write.draft)
        object_ = ObjectRef(kind="scorecard", id=write.after.id)
        entry = self.changes.entry(request, actor, action, object_, before, after)
        return PeopleWrite(
            audit=(entry,),
            relies_on=(actor.user,) if actor.user else (),
            profile_uses=(ProfileUse(actor.profile),) if actor.profile else (),
        )

    def _read(self, scorecard_id: str, revision: int) -> ScorecardHead:
        head = self.scorecards.head(scorecard_id)
        if head is None:
            raise ScorecardUnknown
        require_version(revision, head.revision)
        return head

    def _draft(self, head: ScorecardHead) -> Scorecard | None:
        return self.scorecards.draft(head.id) if head.has_draft else None

    def _latest(self, head: ScorecardHead) -> Scorecard | None:
        found = self.scorecards.version(head.id, head.latest_version)
        return found.content if found else None

    def _now(self) -> float:
        return self.changes.clock.now()


def _audited(head: ScorecardHead, draft: Scorecard | None) -> _Audited:
    return _Audited(
        name=head.title, state=head.state, active_version=head.active_version, draft=draft
    )
