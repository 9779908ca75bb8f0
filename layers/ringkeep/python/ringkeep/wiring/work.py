"""Wires the dependencies of the routes of `work`."""

from __future__ import annotations

from functools import cached_property

from ringkeep.settings import WorkFunctionSettings
from ringkeep.usecases.access.assign_evaluations import AssignEvaluations
from ringkeep.usecases.access.change_evaluations import ChangeEvaluations
from ringkeep.usecases.access.change_scorecards import ChangeScorecards
from ringkeep.usecases.accounts.ports import ServiceDirectory
from ringkeep.usecases.evaluation.evaluation_tasks import ReadTasks
from ringkeep.usecases.evaluation.list_evaluations import ListEvaluations
from ringkeep.usecases.evaluation.name_people import NamePeople
from ringkeep.usecases.evaluation.read_evaluations import ReadEvaluations
from ringkeep.usecases.evaluation.read_scorecards import ReadScorecards
from ringkeep.usecases.evaluation.recording_evaluations import ReadRecordingEvaluations
from ringkeep.usecases.search.save_searches import SaveSearches
from ringkeep.usecases.transcripts.assess_recording import AssessRecording
from ringkeep.usecases.transcripts.evaluated_recordings import EvaluatedRecordings
from ringkeep.usecases.transcripts.find_recording import FindRecording
from ringkeep.usecases.transcripts.request_transcription import RequestTranscription
from ringkeep.usecases.work.change_tags import ChangeTags, ReadTagNames
from ringkeep.usecases.work.keep_bookmarks import KeepBookmarks
from ringkeep.usecases.work.write_notes import WriteNotes
from ringkeep.wiring.accounts import Accounts
from ringkeep.wiring.base import Base
from ringkeep.wiring.evaluating import Evaluating
from ringkeep.wiring.evaluation import change_scorecards, read_scorecards
from ringkeep.wiring.recording_work import RecordingWorking
from ringkeep.wiring.signed_in import SignedInPeople
from ringkeep.wiring.transcripts import Transcriptions, request_transcription, started_jobs


class Work(SignedInPeople):
    def __init__(self, settings: WorkFunctionSettings) -> None:
        super().__init__(Base(), settings)
        self.settings = settings

    @cached_property
    def find_recording(self) -> FindRecording:
        return self._transcriptions.find

    @cached_property
    def assess_recording(self) -> AssessRecording:
        return self._transcriptions.assess

    @cached_property
    def request_transcription(self) -> RequestTranscription:
        starts = started_jobs(self._base, self.settings)
        return request_transcription(self._base, self.settings, starts)

    @cached_property
    def services(self) -> ServiceDirectory:
        return Accounts(self._base, self.settings).services

    @property
    def write_notes(self) -> WriteNotes:
        return self._working.write_notes

    @property
    def keep_bookmarks(self) -> KeepBookmarks:
        return self._working.keep_bookmarks

    @property
    def change_tags(self) -> ChangeTags:
        return self._working.change_tags

    @property
    def tag_names(self) -> ReadTagNames:
        return self._working.tag_names

    @property
    def save_searches(self) -> SaveSearches:
        return self._working.save_searches

    @cached_property
    def _working(self) -> RecordingWorking:
        return RecordingWorking(self._base, self.settings)

    @cached_property
    def read_scorecards(self) -> ReadScorecards:
        return read_scorecards(self._base, self.settings)

    @cached_property
    def change_scorecards(self) -> ChangeScorecards:
        return change_scorecards(self._base, self.settings)

    @property
    def read_evaluations(self) -> ReadEvaluations:
        return self._evaluating.read

    @property
    def list_evaluations(self) -> ListEvaluations:
        return self._evaluating.lists

    @property
    def recording_evaluations(self) -> ReadRecordingEvaluations:
        return self._evaluating.of_recordings

    @property
    def evaluation_tasks(self) -> ReadTasks:
        return self._evaluating.tasks

    @property
    def evaluated_recordings(self) -> EvaluatedRecordings:
        return self._evaluating.recordings

    @property
    def assign_evaluations(self) -> AssignEvaluations:
        return self._evaluating.assign

    @property
    def change_evaluations(self) -> ChangeEvaluations:
        return self._evaluating.change

    @property
    def name_people(self) -> NamePeople:
        return self._evaluating.names

    @cached_property
    def _evaluating(self) -> Evaluating:
        return Evaluating(self._base, self.settings, self.principals)

    @cached_property
    def _transcriptions(self) -> Transcriptions:
        return Transcriptions(self._base, self.settings)
