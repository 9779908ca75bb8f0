"""Wires the dependencies of the routes of evaluations."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ringkeep.aws.access.people_lists import DynamoPeopleLists
from ringkeep.aws.access.plays import DynamoPlays
from ringkeep.domain.evaluation.records import ScorecardState
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.usecases.access.assign_evaluations import AssignEvaluations
from ringkeep.usecases.access.change_evaluations import ChangeEvaluations
from ringkeep.usecases.access.evaluation_changes import EvaluationWriter
from ringkeep.usecases.evaluation.evaluation_tasks import ReadTasks
from ringkeep.usecases.evaluation.list_evaluations import ListEvaluations
from ringkeep.usecases.evaluation.name_people import NamePeople
from ringkeep.usecases.evaluation.read_evaluations import ReadEvaluations
from ringkeep.usecases.evaluation.recording_evaluations import ReadRecordingEvaluations
from ringkeep.usecases.evaluation.scorecard_versions import ScorecardVersions
from ringkeep.usecases.recordings.share_listened import ShareListened
from ringkeep.usecases.transcripts.evaluated_recordings import EvaluatedRecordings
from ringkeep.usecases.transcripts.recording_owners import AssignedOwners
from ringkeep.wiring.access import changes
from ringkeep.wiring.accounts import Accounts
from ringkeep.wiring.base import Base
from ringkeep.wiring.evaluation import evaluation_changes, evaluations, read_scorecards, scorecards
from ringkeep.wiring.licensing import licensed_users
from ringkeep.wiring.recordings import calls_table
from ringkeep.wiring.transcripts import find_recording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ringkeep.aws.evaluation.evaluations_table import DynamoEvaluations
    from ringkeep.domain.access.profiles import SecurityProfile
    from ringkeep.domain.evaluation.evaluations import Subject
    from ringkeep.domain.evaluation.records import ScorecardHead
    from ringkeep.settings import WorkFunctionSettings
    from ringkeep.usecases.access.read_principal import ReadPrincipal


class Evaluating:
    def __init__(
        self, base: Base, settings: WorkFunctionSettings, principals: ReadPrincipal
    ) -> None:
        self._base = base
        self._settings = settings
        self._principals = principals

    @cached_property
    def read(self) -> ReadEvaluations:
        return ReadEvaluations(
            self._evaluations, self._contents, self._base.clock, self._writer.has_left
        )

    @cached_property
    def lists(self) -> ListEvaluations:
        return ListEvaluations(self._evaluations, self._base.clock)

    @cached_property
    def tasks(self) -> ReadTasks:
        return ReadTasks(self._evaluations)

    @cached_property
    def names(self) -> NamePeople:
        return NamePeople(self._people)

    @cached_property
    def of_recordings(self) -> ReadRecordingEvaluations:
        return ReadRecordingEvaluations(
            self._evaluations, self._people, self._profiles, self._active, self._base.clock
        )

    @cached_property
    def recordings(self) -> EvaluatedRecordings:
        services = Accounts(self._base, self._settings).services
        owners = AssignedOwners(licensed_users(self._base, self._settings), services)
        return EvaluatedRecordings(find_recording(self._base, self._settings), owners)

    @cached_property
    def assign(self) -> AssignEvaluations:
        cards = scorecards(self._base, self._settings)
        return AssignEvaluations(self._writer, cards, self.recordings, self._principals)

    @cached_property
    def change(self) -> ChangeEvaluations:
        return ChangeEvaluations(self._writer, self._contents, self.read.may_see, self._listened)

    def _listened(self, user_id: str, subject: Subject) -> float | None:
        key = RecordingKey(
            service=subject.service,
            account_id=subject.account_id,
            recording_id=subject.recording_id,
        )
        return self._share_listened(user_id, key)

    @cached_property
    def _share_listened(self) -> ShareListened:
        plays = DynamoPlays(self._base.dynamodb, self._settings.people_table_name)
        return ShareListened(plays, calls_table(self._base, self._settings))

    def _active(self) -> Sequence[ScorecardHead]:
        return read_scorecards(self._base, self._settings).all(ScorecardState.ACTIVE)

    def _profiles(self) -> Mapping[str, SecurityProfile]:
        return self._writer.changes.store.profiles().by_id

    @cached_property
    def _writer(self) -> EvaluationWriter:
        stored = evaluation_changes(self._base, self._settings)
        return EvaluationWriter(changes(self._base, self._settings), stored)

    @cached_property
    def _contents(self) -> ScorecardVersions:
        return ScorecardVersions(scorecards(self._base, self._settings))

    @cached_property
    def _evaluations(self) -> DynamoEvaluations:
        return evaluations(self._base, self._settings)

    @cached_property
    def _people(self) -> DynamoPeopleLists:
        """Names and lists may be from a moment ago."""
        table = self._settings.people_table_name
        return DynamoPeopleLists(self._base.dynamodb, table, latest=False)
