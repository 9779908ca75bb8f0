"""The sample events are valid requests of the functions, and the state machines are valid."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from ringkeep.domain.recordings.imports import ImportRequest
from ringkeep.handlers.audit import AuditBatch
from ringkeep.handlers.federation import PreSignUp
from ringkeep.handlers.requests import EventBatch, PollRequest, WorkerFailed
from ringkeep.handlers.socket_events import SocketEvent, StreamBatch
from ringkeep.usecases.recordings.backfill import BackfillRequest

ROOT = Path(__file__).resolve().parents[2]
MODELS: dict[str, type[BaseModel]] = {
    "cognito/administrator_creates.json": PreSignUp,
    "cognito/federated_sign_in.json": PreSignUp,
    "cognito/self_sign_up.json": PreSignUp,
    "scheduler/poll.json": PollRequest,
    "scheduler/nightly_sweep.json": PollRequest,
    "scheduler/poll_one_service.json": PollRequest,
    "scheduler/empty.json": PollRequest,
    "stepfunctions/import_recording.json": ImportRequest,
    "stepfunctions/worker_failed.json": WorkerFailed,
    "stepfunctions/backfill.json": BackfillRequest,
    "dynamodb/audit_entries.json": AuditBatch,
    "dynamodb/live_changes.json": StreamBatch,
    "sqs/live_events.json": EventBatch,
    "socket/connect.json": SocketEvent,
    "socket/connect_without_ticket.json": SocketEvent,
    "socket/disconnect.json": SocketEvent,
    "socket/ping.json": SocketEvent,
}

TRIED_ELSEWHERE = ("api/", "webhook/")
"""Tested with the API and the webhook, because the gateway's events have no model."""


def event(name: str) -> object:
    return json.loads((ROOT / "events" / name).read_text())


@pytest.mark.parametrize("name", sorted(MODELS))
def test_sample_event_is_valid(name: str) -> None:
    MODELS[name].model_validate(event(name))


def test_every_sample_event_is_tested() -> None:
    on_disk = {str(path.relative_to(ROOT / "events")) for path in ROOT.glob("events/*/*.json")}
    assert {name for name in on_disk if not name.startswith(TRIED_ELSEWHERE)} == set(MODELS)


def test_unknown_source_is_refused() -> None:
    with pytest.raises(ValidationError):
        PollRequest.model_validate({"source": "sometimes"})


def test_state_machines_are_valid_amazon_states_language() -> None:
    if shutil.which("npx") is None or not (ROOT / "node_modules/.bin/asl-validator").exists():
        pytest.skip("asl-validator is not installed: make test installs it, pytest alone does not")
    done = subprocess.run(
        ["tools/check_state_machines.sh"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
