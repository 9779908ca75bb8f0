"""The use cases of evaluations, over fakes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ringkeep.domain.evaluation.evaluations import Subject
from ringkeep.domain.evaluation.records import ScorecardHead, ScorecardState
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.usecases.access.assign_evaluations import AssignEvaluations
from ringkeep.usecases.access.change_evaluations import ChangeEvaluations
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.evaluation_changes import EvaluationWriter
from ringkeep.usecases.evaluation.evaluation_tasks import ReadTasks
from ringkeep.usecases.evaluation.list_evaluations import ListEvaluations
from ringkeep.usecases.evaluation.name_people import NamePeople
from ringkeep.usecases.evaluation.read_evaluations import ReadEvaluations
from ringkeep.usecases.evaluation.read_scorecards import ReadScorecards
from ringkeep.usecases.evaluation.recording_evaluations import ReadRecordingEvaluations
from ringkeep.usecases.evaluation.scorecard_versions import ScorecardVersions
from ringkeep.usecases.recordings.share_listened import ShareListened
from ringkeep.usecases.transcripts.evaluated_recordings import EvaluatedRecordings
from ringkeep.usecases.transcripts.find_recording import FindRecording
from ringkeep.usecases.transcripts.recording_owners import AssignedOwners
from tests.fakes.access.licensed_people import MemoryLicensedPeople
from tests.fakes.access.people_lists import MemoryPeopleLists
from tests.fakes.access.people_store import MemoryPeopleStore
from tests.fakes.access.principals import FakePrincipals
from tests.fakes.clock import FakeClock
from tests.fakes.evaluation.evaluations import MemoryEvaluations
from tests.fakes.evaluation.scorecards import MemoryScorecards
from tests.fakes.recordings.media import MemoryPlays


@dataclass
class EvaluatingSetup:
    people: MemoryPeopleStore
    clock: FakeClock
    scorecards: MemoryScorecards
    find: FindRecording
    principals: FakePrincipals
    plays: MemoryPlays

    @cached_property
    def stored(self) -> MemoryEvaluations:
        return MemoryEvaluations(self.people)

    @cached_property
    def read(self) -> ReadEvaluations:
        return ReadEvaluations(self.stored, self.versions, self.clock, self.writer.has_left)

    @property
    def lists(self) -> ListEvaluations:
        return ListEvaluations(self.stored, self.clock)

    @property
    def tasks(self) -> ReadTasks:
        return ReadTasks(self.stored)

    @property
    def names(self) -> NamePeople:
        return NamePeople(MemoryPeopleLists(self.people))

    @cached_property
    def of_recordings(self) -> ReadRecordingEvaluations:
        people = MemoryPeopleLists(self.people)
        return ReadRecordingEvaluations(
            self.stored, people, lambda: self.people.profiles().by_id, self._active, self.clock
        )

    @property
    def recordings(self) -> EvaluatedRecordings:
        owners = AssignedOwners(MemoryLicensedPeople(self.people), self.find.services)
        return EvaluatedRecordings(self.find, owners)

    @property
    def assign(self) -> AssignEvaluations:
        return AssignEvaluations(self.writer, self.scorecards, self.recordings, self.principals)

    @property
    def change(self) -> ChangeEvaluations:
        return ChangeEvaluations(self.writer, self.versions, self.read.may_see, self._listened)

    @property
    def writer(self) -> EvaluationWriter:
        return EvaluationWriter(Changes(self.people, self.clock), self.stored)

    @cached_property
    def versions(self) -> ScorecardVersions:
        return ScorecardVersions(self.scorecards)

    def _active(self) -> Sequence[ScorecardHead]:
        return ReadScorecards(self.scorecards).all(ScorecardState.ACTIVE)

    def _listened(self, user_id: str, subject: Subject) -> float | None:
        key = RecordingKey(
            service=subject.service,
            account_id=subject.account_id,
            recording_id=subject.recording_id,
        )
        return ShareListened(self.plays, self.find.rows)(user_id, key)
