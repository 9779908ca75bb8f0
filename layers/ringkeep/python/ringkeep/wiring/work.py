"""Wires the dependencies of the routes of `work`."""

from __future__ import annotations

from functools import cached_property

import boto3

from ringkeep.aws.transcripts.workflow import TranscriptionMachine
from ringkeep.settings import WorkFunctionSettings
from ringkeep.usecases.transcripts.assess_recording import AssessRecording
from ringkeep.usecases.transcripts.find_recording import FindRecording
from ringkeep.usecases.transcripts.request_transcription import RequestTranscription
from ringkeep.wiring.base import AWS, Base
from ringkeep.wiring.signed_in import SignedInPeople
from ringkeep.wiring.transcripts import Transcriptions, transcription_jobs


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
        settings = self.settings
        machine = settings.transcribe_recording_state_machine_arn
        return RequestTranscription(
            self.assess_recording,
            transcription_jobs(self._base, settings),
            TranscriptionMachine(boto3.client("stepfunctions", config=AWS), machine),
            self._base.clock,
            settings.stack_name,
        )

    @cached_property
    def _transcriptions(self) -> Transcriptions:
        return Transcriptions(self._base, self.settings)
