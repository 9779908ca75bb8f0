"""The state machine of transcriptions on the emulator: every path reaches its last step with what happened.

A small function stands in for the steps, so that this needs no deployed stack.
"""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml

from local.environment import ROOT
from local.stack import LocalStack

BUCKET = "recordings"
AUDIO = "recordings/main/a1/2026/11/18/r1.mp3"
FUNCTION = """
def handler(event, context):
    if event["step"] == "settle":
        return {"settled": event}
    name = event["job"]["name"]
    if name == "gone":
        return {"outcome": "ended", "request": None}
    if name == "broken":
        raise ValueError("no")
    request = {
        "TranscriptionJobName": name,
        "Media": {"MediaFileUri": "s3://recordings/" + event["job"]["audio"]},
        "OutputBucketName": "recordings",
        "OutputKey": "transcription-results/" + name + ".json",
        "LanguageCode": "en-US",
        "Settings": {"ShowSpeakerLabels": True, "MaxSpeakerLabels": 5},
    }
    if name == "refused":
        del request["LanguageCode"]
    return {"outcome": "start", "request": request}
"""


def client(stack: LocalStack, service: str) -> Any:
    make: Any = boto3.client
    return make(
        service,
        endpoint_url=stack.endpoint_url,
        region_name=stack.region,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


class Machine:
    def __init__(self, stack: LocalStack) -> None:
        self.stack = stack
        functions = client(stack, "lambda")
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr("app.py", FUNCTION)
        role = "arn:aws:iam::000000000000:role/any"
        arn = functions.create_function(
            FunctionName="steps",
            Runtime="python3.13",
            Role=role,
            Handler="app.handler",
            Code={"ZipFile": content.getvalue()},
        )["FunctionArn"]
        text = (ROOT / "statemachines/transcribe_recording.asl.yaml").read_text()
        text = text.replace("${Partition}", "aws")
        text = text.replace("${TranscribeRecordingFunctionArn}", arn)
        definition = _quick(yaml.safe_load(text))
        self._states = client(stack, "stepfunctions")
        self._arn = self._states.create_state_machine(
            name="machine", definition=json.dumps(definition), roleArn=role
        )["stateMachineArn"]

    def run(self, name: str, audio: str = AUDIO) -> Any:
        job = {"service": "main", "name": name, "audio": audio, "revision": 1}
        execution = self._states.start_execution(
            stateMachineArn=self._arn, name=name, input=json.dumps(job)
        )["executionArn"]
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            found = self._states.describe_execution(executionArn=execution)
            if found["status"] != "RUNNING":
                assert found["status"] == "SUCCEEDED", found
                return json.loads(found["output"])
            time.sleep(0.2)
        raise AssertionError("the execution did not end")


def _quick(definition: dict[str, Any]) -> dict[str, Any]:
    """Retries that wait for minutes on AWS would keep the test waiting."""
    for state in definition["States"].values():
        for retrier in state.get("Retry", []):
            retrier["MaxAttempts"] = min(retrier["MaxAttempts"], 1)
            retrier["IntervalSeconds"] = 1
            retrier.pop("JitterStrategy", None)
    return definition


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    stack = LocalStack(Path(tmp_path_factory.mktemp("machine")))
    try:
        stack.start_emulator()
        client(stack, "s3").create_bucket(Bucket=BUCKET)
        client(stack, "s3").put_object(Bucket=BUCKET, Key=AUDIO, Body=b"no audio")
        yield Machine(stack)
    finally:
        stack.stop()


def settled(output: Any) -> dict[str, Any]:
    found: dict[str, Any] = output["settled"]
    assert found["step"] == "settle"
    return found


def test_a_job_that_fails_is_settled_with_its_reason(machine: Machine) -> None:
    """The file has no audio. Without speech recognition the job fails, too."""
    found = settled(machine.run("failed"))
    assert found["end"] == "failed"
    assert found["detail"]
    assert found["job"]["name"] == "failed"


def test_missing_audio_fails_the_job(machine: Machine) -> None:
    assert settled(machine.run("missing", "recordings/none.mp3"))["end"] == "failed"


def test_a_job_that_the_service_refuses_is_settled(machine: Machine) -> None:
    found = settled(machine.run("refused"))
    assert found["end"] == "refused"
    assert "Transcribe.BadRequestException" in found["detail"]


def test_a_job_that_exists_already_is_waited_for(machine: Machine) -> None:
    client(machine.stack, "transcribe").start_transcription_job(
        TranscriptionJobName="twice",
        Media={"MediaFileUri": f"s3://{BUCKET}/{AUDIO}"},
        LanguageCode="en-US",
        OutputBucketName=BUCKET,
    )
    assert settled(machine.run("twice"))["end"] == "failed"


def test_a_worker_that_fails_is_settled(machine: Machine) -> None:
    found = settled(machine.run("broken"))
    assert found["end"] == "worker_failed"
    assert found["job"]["name"] == "broken"


def test_nothing_is_started_for_a_job_that_has_ended(machine: Machine) -> None:
    assert machine.run("gone")["outcome"] == "ended"
