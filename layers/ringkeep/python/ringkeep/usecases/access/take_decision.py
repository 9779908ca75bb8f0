"""Takes a decision about a change at RingCentral: one transaction with its audit entries, through the rules
of each single change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from ringkeep.domain.access.assignments import ExtensionAssignments
from ringkeep.domain.access.audit import AuditEntry, ObjectRef
from ringkeep.domain.access.authority import authority_refusals
from ringkeep.domain.access.decision_effects import decided_after
from ringkeep.domain.access.decisions import (
    Choice,
    ChoiceNotPossible,
    Decision,
    DecisionKind,
    DecisionUnknown,
    OpenDecision,
    WatchedExtension,
    open_decisions,
)
from ringkeep.domain.access.listed_extensions import as_listed, last_listed
from ringkeep.domain.access.refusals import accept, require_version
from ringkeep.domain.access.sight import Today
from ringkeep.domain.directory.extensions import ExtensionRow
from ringkeep.domain.model import Model
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.decision_ports import Decisions
from ringkeep.usecases.access.decision_steps import DecisionSteps
from ringkeep.usecases.access.extensions import Extensions
from ringkeep.usecases.access.people_transaction import PeopleTransaction
from ringkeep.usecases.access.ports import PeopleStore, PeopleWrite, ProfileUse
from ringkeep.usecases.access.requests import ChangeRequest, CurrentActor, current_actor


class ChosenDecision(Model):
    """`successor` is the id of the user who gets the extension. `last_day` is the last day on which those
    who have it have it, None for today."""

    choice: Choice
    successor: str = ""
    last_day: date | None = None


@dataclass(frozen=True)
class TakenDecision:
    """`at` is in seconds since the epoch."""

    decision: OpenDecision
    choice: Choice
    at: float


@dataclass(frozen=True)
class _Extension:
    """The extension as it is stored and listed at this moment."""

    assignments: ExtensionAssignments
    row: ExtensionRow | None

    def decisions(self, today: date, unimported: int | None) -> Mapping[str, Decision]:
        """Returns the changes that are open, by id."""
        decided = self.assignments.decided or (last_listed(self.row) if self.row else None)
        if decided is None:
            return {}
        watched = WatchedExtension(self.assignments, decided, self.row, unimported)
        return {each.id: each for each in open_decisions([watched], today)}


@dataclass(frozen=True)
class TakeDecision:
    changes: Changes
    decisions: Decisions
    extensions: Extensions
    today: Today

    def __call__(
        self,
        decision_id: str,
        chosen: ChosenDecision,
        request: ChangeRequest,
        *,
        version: int | None = None,
    ) -> TakenDecision:
        """`version` is the one that the person has read, None for any. Raises DecisionUnknown for one that
        is no longer open, ChoiceNotPossible, VersionStale and NoLongerActive; and what the rules of the
        single changes raise."""
        return self.changes.repeated(lambda: self._attempt(decision_id, chosen, request, version))

    def _attempt(
        self, decision_id: str, chosen: ChosenDecision, request: ChangeRequest, version: int | None
    ) -> TakenDecision:
        store = self.changes.store
        actor = current_actor(request, store, store.profiles())
        accept(authority_refusals(actor.principal, None, None))
        decision = self._open(decision_id, version)
        if chosen.choice not in decision.decision.choices:
            raise ChoiceNotPossible(decision.decision.choices)
        before, today = self._extension(store, decision), self.today(decision.extension.service)
        if not _is_open(decision, before, today):
            raise DecisionUnknown
        together = PeopleTransaction(store)
        steps = DecisionSteps(replace(self.changes, store=together), self.extensions, request)
        _apply(steps, decision, before, chosen, today)
        after = _decided(together.extension(decision.extension), decision, before, chosen.choice)
        entry = self._entry(decision, chosen, request, actor)
        write = self._settling(
            replace(together.combined(), extensions=(after,)), decision, before, after, today
        )
        store.write(_by(actor, replace(write, audit=(*write.audit, entry))))
        return TakenDecision(decision, chosen.choice, entry.at)

    def _open(self, decision_id: str, version: int | None) -> OpenDecision:
        decision = self.decisions.decision(decision_id)
        if decision is None:
            raise DecisionUnknown
        require_version(version, decision.version)
        return decision

    def _extension(self, store: PeopleStore, decision: OpenDecision) -> _Extension:
        owner = decision.extension
        return _Extension(store.extension(owner), self.extensions.known.row(owner))

    def _settling(
        self,
        write: PeopleWrite,
        decision: OpenDecision,
        before: _Extension,
        after: ExtensionAssignments,
        today: date,
    ) -> PeopleWrite:
        """Adds what becomes of this decision and of the others about the extension. An alarm remains."""
        unimported = decision.decision.unimported
        remaining = replace(before, assignments=after).decisions(today, unimported)
        ended = before.decisions(today, unimported).keys() - remaining.keys() - {decision.id}
        found = [each for id_ in sorted(ended) if (each := self.decisions.decision(id_))]
        left = remaining.get(decision.id)
        if left is None:
            return replace(write, decisions_closed=(decision, *found))
        kept = decision.model_copy(update={"decision": left, "version": decision.version + 1})
        return replace(write, decisions_closed=tuple(found), decisions_kept=((decision, kept),))

    def _entry(
        self,
        decision: OpenDecision,
        chosen: ChosenDecision,
        request: ChangeRequest,
        actor: CurrentActor,
    ) -> AuditEntry:
        object_ = ObjectRef(kind="extension", id=" ".join(decision.extension))
        found = decision.decision
        before = {"kind": found.kind, "listed": found.before}
        after = {**dict(chosen), "kind": found.kind, "listed": found.after}
        return self.changes.entry(request, actor, "decisions.take", object_, before, after)


def _is_open(decision: OpenDecision, extension: _Extension, today: date) -> bool:
    if decision.decision.kind is DecisionKind.NOT_ADDED:
        return extension.assignments.version == 0
    return decision.id in extension.decisions(today, decision.decision.unimported)


def _apply(
    steps: DecisionSteps,
    decision: OpenDecision,
    extension: _Extension,
    chosen: ChosenDecision,
    today: date,
) -> None:
    stored, last_day = extension.assignments, chosen.last_day or today
    match chosen.choice:
        case Choice.SAME_PERSON:
            if decision.decision.kind is DecisionKind.RENAMED and extension.row:
                steps.rename(stored, today, extension.row.extension)
        case Choice.SUCCESSOR:
            steps.succeed(stored, today, last_day, chosen.successor)
        case Choice.END_ASSIGNMENT:
            steps.end(stored, today, last_day)
        case Choice.DEACTIVATE_USER:
            steps.end(stored, today, last_day)
            steps.deactivate(stored, today)
        case Choice.LEAVE_OUT:
            pass


def _decided(
    stored: ExtensionAssignments, decision: OpenDecision, before: _Extension, choice: Choice
) -> ExtensionAssignments:
    listed = as_listed(before.row)
    decided = before.assignments.decided or listed
    kind = decision.decision.kind
    update = {
        "decided": decided_after(decided, listed, kind, choice),
        "version": stored.version + 1,
    }
    return stored.model_copy(update=update)


def _by(actor: CurrentActor, write: PeopleWrite) -> PeopleWrite:
    """The person and their profile must still be as they were read."""
    changed = {each.after.user.id for each in write.users}
    relied = {each.id: each for each in write.relies_on}
    if actor.user and actor.user.id not in changed:
        relied[actor.user.id] = actor.user
    uses = {each.profile.id: each for each in write.profile_uses}
    if actor.profile:
        uses.setdefault(actor.profile.id, ProfileUse(actor.profile))
    return replace(write, relies_on=tuple(relied.values()), profile_uses=tuple(uses.values()))
