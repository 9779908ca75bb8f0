"""Starts the state machines. Step Functions accepts each execution name once in 90 days, so a second
start with the same name has no effect."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from ringkeep.aws.errors import translated
from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.imports import ImportRequest
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.errors import Conflict

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

_NAME_LIMIT = 80


def execution_name(row: Recording) -> str:
    """Returns `{service}-{account}-{recording}-{dispatch}`. If the name is too long or contains other
    characters, a hash replaces its end."""
    identity = f"{row.service}-{row.account_id}-{row.recording_id}"
    plain = re.sub(r"[^A-Za-z0-9_-]", "_", identity)
    ending = f"-{row.dispatch}"
    if plain == identity and len(plain + ending) <= _NAME_LIMIT:
        return plain + ending
    digest = hashlib.sha256(identity.encode()).hexdigest()[:16]
    return f"{plain[: _NAME_LIMIT - len(ending) - 17]}-{digest}{ending}"


class StepFunctionsWorkflows:
    """The Workflows port."""

    def __init__(self, client: SFNClient, import_arn: str, backfill_arn: str) -> None:
        self._client = client
        self._import_arn = import_arn
        self._backfill_arn = backfill_arn

    def start_import(self, row: Recording, request: ImportRequest) -> None:
        """Raises Conflict if an earlier execution has the name, for example after the index was
        rebuilt."""
        self._start(self._import_arn, execution_name(row), request.model_dump(mode="json"))

    def start_backfill(self, service: str, date_from: str | None, run_id: str) -> str:
        """Starts a back-fill and returns its ARN. `date_from` is in ISO 8601, or None for the date
        that the policy sets."""
        request: JsonObject = {"service": service, "run_id": run_id, "date_from": date_from}
        name = f"{service}-{run_id}"[:_NAME_LIMIT]
        try:
            return self._start(self._backfill_arn, name, request)
        except Conflict:
            return self._backfill_arn.replace(":stateMachine:", ":execution:") + f":{name}"

    def backfill_status(self, execution_arn: str) -> str:
        """Returns RUNNING, SUCCEEDED, FAILED, TIMED_OUT or ABORTED."""
        with translated("state machine backfill"):
            return self._client.describe_execution(executionArn=execution_arn)["status"]

    def _start(self, machine: str, name: str, request: JsonObject) -> str:
        with translated("state machine"):
            try:
                answer = self._client.start_execution(
                    stateMachineArn=machine, name=name, input=json.dumps(request)
                )
            except ClientError as refusal:
                if refusal.response["Error"]["Code"] != "ExecutionAlreadyExists":
                    raise
                raise Conflict(f"the execution name {name} is taken") from None
        return answer["executionArn"]
