"""Wires transcriptions: for the routes of the API, and for the steps of their state machine."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import boto3

from ringkeep.aws.transcripts.jobs_table import DynamoTranscriptionJobs
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.wiring.accounts import Accounts
from ringkeep.wiring.base import AWS, Base
from ringkeep.wiring.recordings import calls_table

if TYPE_CHECKING:
    from ringkeep.aws.transcripts.bucket import TranscriptObjects
    from ringkeep.aws.transcripts.settings_table import DynamoTranscriptionSettings
    from ringkeep.settings import (
        ArchiveSettings,
        CallsTableSettings,
        DirectoryTableSettings,
        FoundRowSettings,
        OfferTranscriptionSettings,
        StackSettings,
        TranscribeRecordingSettings,
        TranscriptionAccessSettings,
        WorkFunctionSettings,
    )
    from ringkeep.usecases.transcripts.assess_recording import AssessRecording
    from ringkeep.usecases.transcripts.find_recording import FindRecording
    from ringkeep.usecases.transcripts.offer_transcription import OfferTranscription
    from ringkeep.usecases.transcripts.ports import StartedJobs
    from ringkeep.usecases.transcripts.read_transcription import ReadTranscription
    from ringkeep.usecases.transcripts.request_transcription import RequestTranscription
    from ringkeep.usecases.transcripts.restore_pointers import RestorePointers
    from ringkeep.usecases.transcripts.settle_transcription import SettleTranscription
    from ringkeep.usecases.transcripts.start_transcription import StartTranscription


def transcription_jobs(base: Base, settings: CallsTableSettings) -> DynamoTranscriptionJobs:
    return DynamoTranscriptionJobs(base.dynamodb, settings.calls_table_name)


def transcription_settings(
    base: Base, settings: DirectoryTableSettings
) -> DynamoTranscriptionSettings:
    from ringkeep.aws.transcripts.settings_table import DynamoTranscriptionSettings

    return DynamoTranscriptionSettings(base.dynamodb, settings.directory_table_name)


def find_recording(base: Base, settings: FoundRowSettings) -> FindRecording:
    from ringkeep.usecases.transcripts.find_recording import FindRecording

    accounts = Accounts(base, settings)
    history = AccountHistory(accounts.states)
    return FindRecording(calls_table(base, settings), accounts.services, history)


class Transcriptions:
    """What people may know and want of transcriptions."""

    def __init__(self, base: Base, settings: TranscriptionAccessSettings) -> None:
        self._base = base
        self._settings = settings
        self._accounts = Accounts(base, settings)

    @cached_property
    def assess(self) -> AssessRecording:
        from ringkeep.aws.access.licensed_users import DynamoLicensedUsers
        from ringkeep.aws.transcripts.bucket import S3Sidecars
        from ringkeep.usecases.transcripts.assess_recording import AssessRecording
        from ringkeep.usecases.transcripts.recording_owners import AssignedOwners

        people = DynamoLicensedUsers(self._base.dynamodb, self._settings.people_table_name)
        return AssessRecording(
            transcription_settings(self._base, self._settings),
            S3Sidecars(transcript_objects(self._settings)),
            AssignedOwners(people, self._accounts.services),
            self._settings.limits,
            self._settings.prices,
        )

    @cached_property
    def find(self) -> FindRecording:
        return find_recording(self._base, self._settings)

    @cached_property
    def read(self) -> ReadTranscription:
        from ringkeep.aws.transcripts.bucket import S3Transcripts
        from ringkeep.usecases.transcripts.read_transcription import ReadTranscription

        store = S3Transcripts(transcript_objects(self._settings))
        jobs = transcription_jobs(self._base, self._settings)
        return ReadTranscription(jobs, store, self.assess, self._base.clock)


def started_jobs(base: Base, settings: WorkFunctionSettings) -> StartedJobs:
    from ringkeep.aws.access.audit_entries import DynamoAuditEntries
    from ringkeep.aws.live.start_counts import DynamoStartCounts
    from ringkeep.wiring.started_jobs import DynamoStartedJobs

    return DynamoStartedJobs(
        base.dynamodb,
        transcription_jobs(base, settings),
        DynamoAuditEntries(base.dynamodb, settings.people_table_name),
        DynamoStartCounts(base.dynamodb, settings.sockets_table_name),
        settings.daily_bounds,
    )


def request_transcription(
    base: Base,
    settings: WorkFunctionSettings | OfferTranscriptionSettings,
    starts: StartedJobs | None = None,
) -> RequestTranscription:
    from ringkeep.aws.transcripts.workflow import TranscriptionMachine
    from ringkeep.usecases.transcripts.request_transcription import RequestTranscription

    client = boto3.client("stepfunctions", config=AWS)
    return RequestTranscription(
        Transcriptions(base, settings).assess,
        transcription_jobs(base, settings),
        TranscriptionMachine(client, settings.transcribe_recording_state_machine_arn),
        base.clock,
        settings.stack_name,
        starts=starts,
    )


def offer_transcription(settings: OfferTranscriptionSettings) -> OfferTranscription:
    from ringkeep.usecases.transcripts.offer_transcription import OfferTranscription

    base = Base()
    rows = calls_table(base, settings)
    return OfferTranscription(rows, request_transcription(base, settings))


def restore_pointers(base: Base, settings: StackSettings) -> RestorePointers:
    from ringkeep.aws.transcripts.bucket import S3Transcripts, TranscriptListing
    from ringkeep.usecases.transcripts.restore_pointers import RestorePointers

    listing = TranscriptListing(boto3.client("s3", config=AWS), settings.recordings_bucket_name)
    store = S3Transcripts(transcript_objects(settings))
    return RestorePointers(calls_table(base, settings), store, listing, base.clock)


class TranscriptionSteps:
    """The steps of the state machine."""

    def __init__(self, settings: TranscribeRecordingSettings) -> None:
        self._base = Base()
        self._settings = settings

    @cached_property
    def start(self) -> StartTranscription:
        from ringkeep.usecases.transcripts.start_transcription import StartTranscription

        settings = self._settings
        return StartTranscription(
            calls_table(self._base, settings),
            transcription_jobs(self._base, settings),
            self._base.clock,
            settings.recordings_bucket_name,
            settings.kms_key_arn,
        )

    @cached_property
    def settle(self) -> SettleTranscription:
        from ringkeep.aws.transcripts.bucket import S3TranscriptionResults, S3Transcripts
        from ringkeep.usecases.transcripts.settle_transcription import SettleTranscription

        settings, objects = self._settings, transcript_objects(self._settings)
        return SettleTranscription(
            calls_table(self._base, settings),
            transcription_jobs(self._base, settings),
            S3Transcripts(objects),
            S3TranscriptionResults(objects),
            settings.prices,
            self._base.clock,
        )


def transcript_objects(settings: ArchiveSettings) -> TranscriptObjects:
    from ringkeep.aws.transcripts.bucket import TranscriptObjects

    return TranscriptObjects(boto3.client("s3", config=AWS), settings.recordings_bucket_name)
