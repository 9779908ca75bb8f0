"""What a person may know of the evaluations of a recording: those that they see, whom they could evaluate,
and to whom they could assign it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from ringkeep.domain.access.profiles import ProfileVisibility, SecurityProfile
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.access.user_records import UserRecord, place_of
from ringkeep.domain.access.users import Licence, User
from ringkeep.domain.evaluation.evaluation_records import EvaluationSummary
from ringkeep.domain.evaluation.evaluation_rules import as_listed, reviewed_by
from ringkeep.domain.evaluation.evaluations import Subject
from ringkeep.domain.evaluation.possible_steps import person_of
from ringkeep.domain.evaluation.records import ScorecardHead
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.evaluation.evaluation_ports import Evaluations

MOST_EVALUATORS: Final = 200
_PAGE: Final = 500
_MOST_PAGES: Final = 20
_KEPT_SECONDS: Final = 300.0
_MOST_ABOVE: Final = 50


class KnownUsers(Protocol):
    """A part of the port PeopleLists."""

    def users(self, begins: str, after: str, limit: int) -> Sequence[UserRecord]: ...

    def users_of(self, ids: Sequence[str]) -> Mapping[str, UserRecord]: ...


@dataclass(frozen=True)
class Participant:
    """`licensed`: they can be evaluated."""

    id: str
    name: str
    licensed: bool


@dataclass(frozen=True)
class RecordingEvaluations:
    """`scorecards` are those with which the person may begin an evaluation."""

    items: Sequence[EvaluationSummary]
    people: Sequence[Participant] = ()
    evaluators: Sequence[User] = ()
    scorecards: Sequence[ScorecardHead] = ()


@dataclass(frozen=True)
class _Evaluators:
    """Those who may evaluate, with whether they see everyone."""

    until: float = 0.0
    users: Sequence[tuple[User, bool]] = ()


@dataclass(frozen=True)
class ReadRecordingEvaluations:
    """`profiles` reads the security profiles by id, `active` the active scorecards. Who may evaluate is read
    again after five minutes."""

    evaluations: Evaluations
    people: KnownUsers
    profiles: Callable[[], Mapping[str, SecurityProfile]]
    active: Callable[[], Sequence[ScorecardHead]]
    clock: Clock
    _kept: list[_Evaluators] = field(default_factory=list)

    def __call__(
        self, viewer: UserPrincipal, subject: Subject, took_part: Sequence[str]
    ) -> RecordingEvaluations:
        """The viewer may see the recording: the caller has found it for them."""
        records = self.people.users_of(took_part) if took_part else {}
        manages = viewer.may(Right.MANAGE_EVALUATIONS)
        return RecordingEvaluations(
            items=self._seen(viewer, subject),
            people=[_participant(records[id_].user) for id_ in _shown(viewer, took_part, records)],
            evaluators=self._evaluators(took_part, records) if manages else (),
            scorecards=self.active() if _begins(viewer, took_part) else (),
        )

    def _seen(self, viewer: UserPrincipal, subject: Subject) -> Sequence[EvaluationSummary]:
        found = self.evaluations.evaluations_of_recording(subject)
        reviewed = reviewed_by(viewer.user_id, found)
        shown = (
            as_listed(
                person_of(viewer, each.evaluated), each, has_reviewed=each.evaluated in reviewed
            )
            for each in found
        )
        return [each for each in shown if each is not None]

    def _evaluators(
        self, took_part: Sequence[str], records: Mapping[str, UserRecord]
    ) -> Sequence[User]:
        """Who sees everyone, and the managers above those who took part."""
        above = self._above(records)
        found = (
            user
            for user, sees_everyone in self._all_evaluators()
            if user.id not in took_part and (sees_everyone or user.id in above)
        )
        return list(found)[:MOST_EVALUATORS]

    def _above(self, records: Mapping[str, UserRecord]) -> frozenset[str]:
        above: set[str] = set()
        waiting = {each.user.manager for each in records.values()} - {""}
        while waiting and len(above) < _MOST_ABOVE:
            above |= waiting
            found = self.people.users_of(sorted(waiting))
            waiting = {each.user.manager for each in found.values()} - {"", *above}
        return frozenset(above)

    def _all_evaluators(self) -> Sequence[tuple[User, bool]]:
        now = self.clock.now()
        if not self._kept or now >= self._kept[0].until:
            self._kept[:] = [_Evaluators(now + _KEPT_SECONDS, list(self._read_evaluators()))]
        return self._kept[0].users

    def _read_evaluators(self) -> Iterator[tuple[User, bool]]:
        """Someone who sees themself alone evaluates no one else."""
        profiles = self.profiles()
        for record in self._users():
            profile = profiles.get(record.user.security_profile)
            may = record.user.active and profile is not None and profile.may(Right.EVALUATE)
            if may and profile and profile.visibility is not ProfileVisibility.SELF:
                yield record.user, profile.visibility is ProfileVisibility.ALL

    def _users(self) -> Iterator[UserRecord]:
        after = ""
        for _ in range(_MOST_PAGES):
            page = self.people.users("", after, _PAGE)
            yield from page
            if len(page) < _PAGE:
                return
            after = place_of(page[-1].user)


def _shown(
    viewer: UserPrincipal, took_part: Sequence[str], records: Mapping[str, UserRecord]
) -> Iterator[str]:
    """Someone who evaluates no one gets themself alone."""
    may = _evaluates(viewer)
    for id_ in took_part:
        if id_ in records and (id_ == viewer.user_id or (may and viewer.sees_user(id_))):
            yield id_


def _begins(viewer: UserPrincipal, took_part: Sequence[str]) -> bool:
    """Everyone may evaluate themself."""
    return _evaluates(viewer) or viewer.user_id in took_part


def _evaluates(viewer: UserPrincipal) -> bool:
    return viewer.may(Right.EVALUATE) or viewer.may(Right.MANAGE_EVALUATIONS)


def _participant(user: User) -> Participant:
    return Participant(user.id, user.name, user.active and Licence.EVALUATION in user.licences)
