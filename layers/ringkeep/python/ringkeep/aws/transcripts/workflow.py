"""Starts the state machine of transcriptions. An execution's name is that of the job, so that a second
start of the same job has no effect."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from ringkeep.aws.errors import error_code, translated
from ringkeep.domain.transcripts.jobs import TranscriptionJob
from ringkeep.domain.transcripts.names import execution_name

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient


class TranscriptionMachine:
    """The TranscriptionWorkflow port."""

    def __init__(self, client: SFNClient, arn: str) -> None:
        self._client = client
        self._arn = arn

    def start(self, job: TranscriptionJob) -> None:
        request = {**job.key.model_dump(), "revision": job.revision, "name": job.name}
        with translated("state machine of transcriptions"):
            try:
                self._client.start_execution(
                    stateMachineArn=self._arn,
                    name=execution_name(job.key, job.revision),
                    input=json.dumps(request),
                )
            except ClientError as refusal:
                if error_code(refusal) != "ExecutionAlreadyExists":
                    raise
