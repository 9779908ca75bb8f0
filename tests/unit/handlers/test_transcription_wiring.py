"""The whole way of a transcription with the real adapters, in moto: from the click to the words."""

from __future__ import annotations

import json
from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.recordings.archive import S3Archive
from ringkeep.aws.recordings.calls_table import DynamoCallsTable
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.sight import EVERYONE
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.recordings.archive import sidecar_of
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.domain.transcripts.keys import result_key
from ringkeep.settings import (
    MediaSettings,
    OfferTranscriptionSettings,
    StackSettings,
    TranscribeRecordingSettings,
    WorkFunctionSettings,
    read_settings,
    variables_of,
)
from ringkeep.usecases.transcripts.offer_transcription import OfferOutcome
from ringkeep.usecases.transcripts.settle_transcription import JobEnd, JobResult
from ringkeep.wiring.base import Base
from ringkeep.wiring.media import Media
from ringkeep.wiring.transcripts import TranscriptionSteps, offer_transcription, restore_pointers
from ringkeep.wiring.work import Work
from tests.contract.recordings.buckets import s3_client
from tests.contract.tables import calls_table, directory_table, people_table
from tests.unit.domain.recordings.example_rows import raw_call
from tests.unit.domain.transcripts.example_results import call
from tests.unit.handlers.test_functions import VALUES
from tests.unit.usecases.recordings.media_setup import asking
from tests.unit.usecases.transcripts.setup import stored_row

PERSON = UserPrincipal("u1", "Ann", frozenset(Right), EVERYONE)
DEFINITION = '{"StartAt":"End","States":{"End":{"Type":"Succeed"}}}'


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        dynamodb = boto3.client("dynamodb")
        calls_table(dynamodb)
        directory_table(dynamodb)
        people_table(dynamodb)
        boto3.client("s3").create_bucket(Bucket="recordings")
        machine = boto3.client("stepfunctions").create_state_machine(
            name="transcribe",
            definition=DEFINITION,
            roleArn="arn:aws:iam::123456789012:role/machine",
        )
        yield {
            **VALUES,
            "STACK_NAME": "stack",
            "CALLS_TABLE_NAME": "calls",
            "DIRECTORY_TABLE_NAME": "directory",
            "PEOPLE_TABLE_NAME": "people",
            "RECORDINGS_BUCKET_NAME": "recordings",
            "TRANSCRIBE_RECORDING_STATE_MACHINE_ARN": machine["stateMachineArn"],
        }


def complete(environment: dict[str, str], function: str) -> dict[str, str]:
    return {**dict.fromkeys(variables_of(function), "name"), **environment, "KMS_KEY_ARN": ""}


def stored() -> Recording:
    row = DynamoCallsTable(boto3.client("dynamodb"), "calls").put_recording(stored_row())
    sidecar = sidecar_of(row, raw_call()).model_copy(update={"peaks": ((0.0, 0.4),)})
    S3Archive(s3_client(), "recordings").write_sidecar(sidecar)
    return row


def test_from_the_click_to_the_words(environment: dict[str, str]) -> None:
    stored()
    work = Work(read_settings(WorkFunctionSettings, complete(environment, "work")))
    row = work.find_recording(PERSON, "default:a1:r1")
    job = work.request_transcription(row, PERSON.user_id).job
    assert not work.request_transcription(row, PERSON.user_id).new
    variables = complete(environment, "transcribe_recording") | {"TRANSCRIPTION_LANGUAGES": ""}
    steps = TranscriptionSteps(read_settings(TranscribeRecordingSettings, variables))
    started = steps.start(job.key, job.revision)
    assert started.request is not None
    assert started.request["OutputBucketName"] == "recordings"
    boto3.client("s3").put_object(
        Bucket="recordings", Key=result_key(job.name), Body=json.dumps(call()).encode()
    )
    steps.settle(job.key, job.revision, JobResult(end=JobEnd.COMPLETED, language="en-US"))
    media = Media(read_settings(MediaSettings, complete(environment, "media")))
    row = media.find_recording(PERSON, "default:a1:r1")
    found = media.read_audited(asking(PERSON), row, unredacted=True)
    assert found.job is not None
    assert (found.job.state, found.job.cost) == ("completed", 24_000)
    assert found.transcript is not None
    assert found.transcript.turns[0].text == "Good morning."


def test_after_an_import_the_policy_is_asked(environment: dict[str, str]) -> None:
    row = stored()
    variables = complete(environment, "offer_transcription")
    offer = offer_transcription(read_settings(OfferTranscriptionSettings, variables))
    assert offer(row.key) is OfferOutcome.NOT_WANTED


def test_the_command_line_finds_transcripts_again(environment: dict[str, str]) -> None:
    names = dict.fromkeys((each.upper() for each in StackSettings.model_fields), "name")
    variables = {**names, **environment, "AWS_ENDPOINT_URL": ""}
    assert restore_pointers(Base(), read_settings(StackSettings, variables)).run("default") == 0
