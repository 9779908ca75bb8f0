"""What all changes of evaluations have in common: who asks is read again, and the change, its step and its
audit entry are one transaction.

The audit log has the state, the score, the evaluator and the day of an evaluation, and none of its words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ringkeep.domain.access.audit import AuditEntry, ObjectRef
from ringkeep.domain.access.audited_requests import PersonRequest
from ringkeep.domain.access.profiles import SecurityProfile
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.users import User
from ringkeep.domain.evaluation.evaluation_records import EvaluationWrite
from ringkeep.domain.evaluation.evaluation_rules import Person
from ringkeep.domain.evaluation.evaluations import Evaluation
from ringkeep.domain.evaluation.possible_steps import sees_other
from ringkeep.domain.model import Model
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.ports import PeopleWrite, ProfileUse
from ringkeep.usecases.access.requests import ChangeRequest, CurrentActor, current_actor
from ringkeep.usecases.evaluation.evaluation_ports import EvaluationChanges


class _Audited(Model):
    """What an audit entry compares."""

    state: str
    score: float | None
    evaluator: str
    due: date | None


@dataclass(frozen=True)
class Involved:
    """A user and their profile, which must still be as they were read when the change is written."""

    user: User
    profile: SecurityProfile | None = None


@dataclass(frozen=True)
class EvaluationChange:
    """`audited` is the action in the audit log, empty for a save."""

    audited: str
    planned: EvaluationWrite
    involved: tuple[Involved, ...] = ()


@dataclass(frozen=True)
class EvaluationWriter:
    changes: Changes
    evaluations: EvaluationChanges

    def actor(self, asked: PersonRequest) -> CurrentActor:
        """Raises NoLongerActive."""
        store = self.changes.store
        return current_actor(_request(asked), store, store.profiles())

    def commit(
        self, asked: PersonRequest, actor: CurrentActor, change: EvaluationChange
    ) -> Evaluation:
        """Raises Conflict."""
        people = self._people(asked, actor, change)
        self.evaluations.apply_evaluation(change.planned, people)
        return change.planned.after

    def has_left(self, evaluator: str) -> bool:
        """Whether someone can evaluate no more: they are not active, or lack the right."""
        store = self.changes.store
        record = store.user(evaluator)
        if record is None or not record.user.active:
            return True
        profile = store.profiles().by_id.get(record.user.security_profile)
        return profile is None or not profile.may(Right.EVALUATE)

    def now(self) -> float:
        return self.changes.clock.now()

    def _people(
        self, asked: PersonRequest, actor: CurrentActor, change: EvaluationChange
    ) -> PeopleWrite:
        """A save relies on no one: it is one write, many times a minute."""
        if not change.audited:
            return PeopleWrite(audit=())
        users = {each.user.id: each.user for each in change.involved}
        profiles = _by_id(each.profile for each in change.involved)
        if actor.user:
            users[actor.user.id] = actor.user
        return PeopleWrite(
            audit=(self._entry(asked, actor, change),),
            relies_on=tuple(users.values()),
            profile_uses=tuple(map(ProfileUse, (profiles | _by_id([actor.profile])).values())),
        )

    def _entry(
        self, asked: PersonRequest, actor: CurrentActor, change: EvaluationChange
    ) -> AuditEntry:
        before, after = change.planned.before, change.planned.after
        object_ = ObjectRef(kind="evaluation", id=after.id)
        shown = None if before is None else _audited(before)
        return self.changes.entry(
            _request(asked), actor, change.audited, object_, shown, _audited(after)
        )


def person_now(actor: CurrentActor, asked: PersonRequest, evaluated: str) -> Person:
    """With the rights that they have at this moment."""
    return Person(
        id=asked.principal.user_id,
        may_evaluate=actor.principal.may(Right.EVALUATE),
        manages=actor.principal.may(Right.MANAGE_EVALUATIONS),
        sees=sees_other(asked.principal, evaluated),
    )


def _request(asked: PersonRequest) -> ChangeRequest:
    return ChangeRequest(
        user_id=asked.principal.user_id,
        name=asked.principal.name,
        origin=asked.origin,
        request_id=asked.request_id,
    )


def _by_id(profiles: Iterable[SecurityProfile | None]) -> dict[str, SecurityProfile]:
    return {each.id: each for each in profiles if each is not None}


def _audited(evaluation: Evaluation) -> _Audited:
    return _Audited(
        state=evaluation.state,
        score=evaluation.scores.score if evaluation.scores else None,
        evaluator=evaluation.evaluator,
        due=evaluation.due,
    )
