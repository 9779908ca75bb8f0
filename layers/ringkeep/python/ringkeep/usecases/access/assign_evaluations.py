"""Assigns evaluations of recordings to the people who write them, and gives them to someone else.

The person evaluated has the licence for Evaluation and took part; the evaluator may evaluate and may see the
recording. Both are read again for the write.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Protocol

from ringkeep.domain.access.audited_requests import PersonRequest
from ringkeep.domain.access.authority import NoLongerActive, RightMissing
from ringkeep.domain.access.refusals import require_version
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.sign_in_refusals import NotAUser, ProfileMissing
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.users import Licence
from ringkeep.domain.evaluation.evaluation_refusals import (
    EvaluatedInactive,
    EvaluatedNotLicensed,
    EvaluatedUnclear,
    EvaluationExists,
    EvaluationUnknown,
    EvaluatorNotPossible,
    NotInRecording,
    ScorecardNotActive,
)
from ringkeep.domain.evaluation.evaluation_rules import (
    EvaluatesThemself,
    Person,
    require_state,
    sees,
)
from ringkeep.domain.evaluation.evaluation_steps import assigned, reassigned
from ringkeep.domain.evaluation.evaluations import (
    Evaluation,
    EvaluationKind,
    EvaluationState,
    Subject,
)
from ringkeep.domain.evaluation.possible_steps import person_of
from ringkeep.domain.evaluation.records import ScorecardHead, ScorecardUnknown
from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.usecases.access.change_evaluations import Reading
from ringkeep.usecases.access.evaluation_changes import (
    EvaluationChange,
    EvaluationWriter,
    Involved,
    person_now,
)
from ringkeep.usecases.access.read_principal import SignedInUser
from ringkeep.usecases.access.requests import CurrentActor
from ringkeep.usecases.evaluation.ports import Scorecards

KEEP_DUE: Final = date.min
"""The day on which it is due stays."""


class UsersById(Protocol):
    def by_id(self, user_id: str) -> SignedInUser:
        """Raises NotAUser, NoLongerActive and ProfileMissing."""
        ...


class EvaluatedRecordings(Protocol):
    def took_part(self, row: Recording) -> tuple[str, ...]:
        """Returns the ids of the users who had its extensions on that day."""
        ...

    def sees(self, person: UserPrincipal, key: RecordingKey) -> bool | None:
        """None for a recording that no longer has a row."""
        ...


@dataclass(frozen=True)
class WantedEvaluation:
    """Empty: the person who asks evaluates, and the only user who took part is evaluated."""

    scorecard: str
    kind: EvaluationKind = EvaluationKind.REVIEW
    evaluated: str = ""
    evaluator: str = ""
    due: date | None = None


@dataclass(frozen=True)
class AssignEvaluations:
    writer: EvaluationWriter
    scorecards: Scorecards
    recordings: EvaluatedRecordings
    users: UsersById

    def add(self, asked: PersonRequest, row: Recording, wanted: WantedEvaluation) -> Evaluation:
        """The person may see the recording: the caller has found it for them. Raises a Refusal."""
        _require_right(wanted, person_of(asked.principal, ""))
        people = _with_people(asked.principal, wanted, self.recordings.took_part(row))
        id_ = self.writer.changes.new_id()
        return self.writer.changes.repeated(lambda: self._add(asked, row, people, id_))

    def reassign(
        self, asked: PersonRequest, reading: Reading, evaluator: str, due: date | None
    ) -> Evaluation:
        """Only before anyone has begun. Raises a Refusal."""
        return self.writer.changes.repeated(lambda: self._reassign(asked, reading, evaluator, due))

    def _add(
        self, asked: PersonRequest, row: Recording, wanted: WantedEvaluation, id_: str
    ) -> Evaluation:
        actor = self.writer.actor(asked)
        person = person_now(actor, asked, wanted.evaluated)
        _require_right(wanted, person)
        record = self._evaluated(wanted.evaluated)
        evaluator = self._evaluator(asked, wanted, person, row.key)
        head = self._active(wanted.scorecard)
        write = assigned(_new(id_, row, wanted, record, head), person, self.writer.now())
        self._require_first(write.after)
        involved = Involved(record.user), *_involved(evaluator)
        change = EvaluationChange("evaluation.assign", write, involved)
        return self.writer.commit(asked, actor, change)

    def _reassign(
        self, asked: PersonRequest, reading: Reading, evaluator: str, due: date | None
    ) -> Evaluation:
        actor = self.writer.actor(asked)
        before = self._open(asked, actor, reading)
        day = before.due if due == KEEP_DUE else due
        person = person_now(actor, asked, before.evaluated)
        write = reassigned(before, evaluator, day, person, self.writer.now())
        involved: tuple[Involved, ...] = ()
        if evaluator != before.evaluator:
            wanted = WantedEvaluation(before.scorecard_id, before.kind, before.evaluated, evaluator)
            involved = _involved(self._evaluator(asked, wanted, person, _key(before.subject)))
            self._require_first(write.after)
        change = EvaluationChange("evaluation.reassign", write, involved)
        return self.writer.commit(asked, actor, change)

    def _open(self, asked: PersonRequest, actor: CurrentActor, reading: Reading) -> Evaluation:
        """Those in charge may give it to someone else, although they do not see what it says."""
        found = self.writer.evaluations.evaluation(reading.id)
        if found is None or not _knows(person_now(actor, asked, found.evaluated), found):
            raise EvaluationUnknown
        if found.state.is_open:  # who assigned a draft knows only its revision before it was begun
            require_state(found, EvaluationState.ASSIGNED)
        require_version(reading.revision, found.revision)
        return found

    def _evaluated(self, user_id: str) -> UserRecord:
        record = self.writer.changes.store.user(user_id)
        if record is None:
            raise NotInRecording
        if not record.user.active:
            raise EvaluatedInactive
        if Licence.EVALUATION not in record.user.licences:
            raise EvaluatedNotLicensed
        return record

    def _evaluator(
        self, asked: PersonRequest, wanted: WantedEvaluation, by: Person, key: RecordingKey
    ) -> SignedInUser | None:
        """None if they ask themself: they are read again with the request."""
        if wanted.kind is EvaluationKind.SELF:
            return None
        if wanted.evaluator == by.id:
            self._require_can_evaluate(asked.principal, wanted, key, may=by.may_evaluate)
            return None
        try:
            found = self.users.by_id(wanted.evaluator)
        except (NotAUser, NoLongerActive, ProfileMissing):
            raise EvaluatorNotPossible from None
        may = found.principal.may(Right.EVALUATE)
        self._require_can_evaluate(found.principal, wanted, key, may=may)
        return found

    def _require_can_evaluate(
        self, evaluator: UserPrincipal, wanted: WantedEvaluation, key: RecordingKey, *, may: bool
    ) -> None:
        sees_it = self.recordings.sees(evaluator, key)
        if sees_it is None:
            sees_it = evaluator.sees_user(wanted.evaluated)
        if not (may and sees_it):
            raise EvaluatorNotPossible

    def _active(self, scorecard_id: str) -> ScorecardHead:
        head = self.scorecards.head(scorecard_id)
        if head is None:
            raise ScorecardUnknown
        if not head.active_version:
            raise ScorecardNotActive
        return head

    def _require_first(self, evaluation: Evaluation) -> None:
        existing = self.writer.evaluations.existing_evaluation(evaluation)
        if existing not in {"", evaluation.id}:
            raise EvaluationExists(existing)


def _with_people(
    asks: UserPrincipal, wanted: WantedEvaluation, took_part: Sequence[str]
) -> WantedEvaluation:
    """Raises NotInRecording, also for someone whom the person may not see, and EvaluatedUnclear."""
    if wanted.kind is EvaluationKind.SELF:
        return _of_themself(asks, wanted, took_part)
    evaluator = wanted.evaluator or asks.user_id
    visible = [each for each in took_part if asks.sees_user(each)]
    evaluated = wanted.evaluated or _only_one(visible, evaluator)
    if evaluated == evaluator:
        raise EvaluatesThemself
    if evaluated not in visible:
        raise NotInRecording
    return replace(wanted, evaluator=evaluator, evaluated=evaluated)


def _of_themself(
    asks: UserPrincipal, wanted: WantedEvaluation, took_part: Sequence[str]
) -> WantedEvaluation:
    id_ = asks.user_id
    if {wanted.evaluator or id_, wanted.evaluated or id_} != {id_}:
        raise EvaluatesThemself
    if id_ not in took_part:
        raise NotInRecording
    return replace(wanted, evaluator=id_, evaluated=id_)


def _only_one(took_part: Sequence[str], evaluator: str) -> str:
    """An evaluator who took part evaluates the other."""
    others = [each for each in took_part if each != evaluator]
    if len(others) > 1:
        raise EvaluatedUnclear(others)
    if not others and took_part:
        raise EvaluatesThemself
    return others[0] if others else ""


def _require_right(wanted: WantedEvaluation, person: Person) -> None:
    if wanted.kind is EvaluationKind.SELF:
        return
    if wanted.evaluator not in {"", person.id}:
        if not person.manages:
            raise RightMissing(Right.MANAGE_EVALUATIONS)
    elif not person.may_evaluate:
        raise RightMissing(Right.EVALUATE)


def _knows(person: Person, evaluation: Evaluation) -> bool:
    if sees(person, evaluation) or (
        evaluation.state.is_open and evaluation.assigned_by == person.id
    ):
        return True
    return evaluation.state is EvaluationState.ASSIGNED and person.is_in_charge


def _new(
    id_: str, row: Recording, wanted: WantedEvaluation, record: UserRecord, head: ScorecardHead
) -> Evaluation:
    subject = Subject(service=row.service, account_id=row.account_id, recording_id=row.recording_id)
    return Evaluation(
        id=id_,
        kind=wanted.kind,
        scorecard_id=head.id,
        scorecard_title=head.title,
        version=head.active_version,
        subject=subject,
        evaluated=wanted.evaluated,
        evaluator=wanted.evaluator,
        team=record.user.information.team,
        due=wanted.due,
    )


def _involved(evaluator: SignedInUser | None) -> tuple[Involved, ...]:
    return () if evaluator is None else (Involved(evaluator.record.user, evaluator.profile),)


def _key(subject: Subject) -> RecordingKey:
    return RecordingKey(
        service=subject.service,
        account_id=subject.account_id,
        recording_id=subject.recording_id,
    )
