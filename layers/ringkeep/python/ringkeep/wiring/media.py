"""Wires the dependencies of the routes of `media`: it signs addresses of audio, and reads transcripts."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import boto3

from ringkeep.aws.access.audit_entries import DynamoAuditEntries
from ringkeep.aws.access.plays import DynamoPlays
from ringkeep.aws.recordings.media import SIGNING, S3Media
from ringkeep.settings import MediaSettings
from ringkeep.usecases.access.search_audit import SearchAudit
from ringkeep.usecases.recordings.download_file import DownloadFile
from ringkeep.usecases.recordings.note_listening import NoteListening
from ringkeep.usecases.recordings.open_files import OpenFiles
from ringkeep.usecases.recordings.play_recording import PlayRecording
from ringkeep.usecases.transcripts.find_recording import FindRecording
from ringkeep.usecases.transcripts.read_audited import ReadAudited
from ringkeep.wiring.access import audit_log
from ringkeep.wiring.base import AWS, Base
from ringkeep.wiring.signed_in import SignedInPeople
from ringkeep.wiring.transcripts import Transcriptions, transcription_settings

if TYPE_CHECKING:
    from ringkeep.usecases.clock import Clock


class Media(SignedInPeople):
    def __init__(self, settings: MediaSettings) -> None:
        super().__init__(Base(), settings)
        self.settings = settings

    @property
    def clock(self) -> Clock:
        return self._base.clock

    @cached_property
    def find_recording(self) -> FindRecording:
        return self._transcriptions.find

    @cached_property
    def play_recording(self) -> PlayRecording:
        return PlayRecording(self._files, self._plays, self.clock)

    @cached_property
    def note_listening(self) -> NoteListening:
        return NoteListening(self._plays, self.play_recording, self.clock)

    @cached_property
    def download_file(self) -> DownloadFile:
        return DownloadFile(self._files, self._audit, self.clock)

    @cached_property
    def read_audited(self) -> ReadAudited:
        return ReadAudited(self._transcriptions.read, self._audit, self.clock)

    @cached_property
    def search_audit(self) -> SearchAudit:
        return SearchAudit(audit_log(self._base, self.settings))

    @cached_property
    def _files(self) -> OpenFiles:
        signing = AWS.merge(SIGNING)
        client = boto3.client("s3", config=signing)
        objects = S3Media(client, self.settings.recordings_bucket_name)
        return OpenFiles(objects, transcription_settings(self._base, self.settings), self.clock)

    @cached_property
    def _plays(self) -> DynamoPlays:
        return DynamoPlays(self._base.dynamodb, self.settings.people_table_name)

    @cached_property
    def _audit(self) -> DynamoAuditEntries:
        return DynamoAuditEntries(self._base.dynamodb, self.settings.people_table_name)

    @cached_property
    def _transcriptions(self) -> Transcriptions:
        return Transcriptions(self._base, self.settings)
