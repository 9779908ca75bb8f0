"""Wires the dependencies of the routes of `work`."""

from __future__ import annotations

from functools import cached_property

from ringkeep.settings import WorkFunctionSettings
from ringkeep.usecases.transcripts.assess_recording import AssessRecording
from ringkeep.usecases.transcripts.find_recording import FindRecording
from ringkeep.usecases.transcripts.request_transcription import RequestTranscription
from ringkeep.wiring.base import Base
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
    def _transcriptions(self) -> Transcriptions:
        return Transcriptions(self._base, self.settings)
