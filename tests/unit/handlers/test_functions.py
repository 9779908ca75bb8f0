"""Each function imports only what it uses, and names a missing variable at its first event."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from ringkeep.errors import ConfigurationError
from ringkeep.settings import FUNCTIONS, variables_of
from tests.unit.api.api_client import ROOT, FakeContext, function

COMMON = ("boto3", "botocore.session", "pydantic", "aws_lambda_powertools.logging")
"""What every function loads is loaded once, as are the models of AWS. Each function starts in a fork."""
PROGRAM = """
import gc, importlib, json, os, sys
from local.aws.fork_server import read_models
for name in sys.argv[2:]:
    importlib.import_module(name)
read_models()
gc.freeze()
common = sorted(sys.modules)
class Context:
    function_name = invoked_function_arn = aws_request_id = "x"
    memory_limit_in_mb = 256
    def get_remaining_time_in_millis(self): return 1000
def run(folder, variables):
    os.environ.update(variables)
    sys.path[:0] = [folder, sys.argv[1]]
    import app
    error = ""
    try:
        app.handler({"service": ["no name"]}, Context())
    except Exception as raised:
        error = type(raised).__name__ + ": " + str(raised)
    print(json.dumps({"error": error, "common": common, "modules": sorted(sys.modules)}), flush=True)
for each in json.load(sys.stdin):
    if os.fork() == 0:
        run(**each)
        os._exit(0)
    assert os.wait()[1] == 0, each
    print(json.dumps({"ended": each["folder"]}), flush=True)
"""
VALUES = {
    "CLOCK_SPEED": "1",
    "MAXIMUM_RECORDING_MEGABYTES": "1024",
    "CALL_LOG_POLL_INTERVAL_MINUTES": "5",
    "MAXIMUM_LONG_RUNS": "3",
    "LIVE_CONNECTIONS_URL": "https://api.example.com/live",
    "CONSOLE_IDLE_MINUTES": "60",
    "TRUST_IDENTITY_PROVIDER_EMAILS": "false",
    "TRANSCRIPTION_PRICE_PER_SECOND": "0.0004",
    "TRANSCRIPTION_REDACTION_PRICE_PER_SECOND": "0.00004",
    "TRANSCRIPTION_CURRENCY": "USD",
    "TRANSCRIPTION_MAXIMUM_MINUTES": "240",
    "TRANSCRIPTION_MAXIMUM_MEGABYTES": "2048",
    "TRANSCRIPTIONS_PER_PERSON": "200",
    "REPEATED_TRANSCRIPTIONS_PER_PERSON": "50",
    "CONSOLE_URL": "https://calls.example.com",
    "WEBHOOK_BASE_URL": "https://hooks.example.com",
}
pytestmark = pytest.mark.filterwarnings("ignore:No application metrics")
FUNCTION_NAMES = sorted(set(FUNCTIONS) - {"receive_webhook"})
"""A separate test checks the webhook's imports."""
RINGCENTRAL = {
    "backfill_call_log",
    "check_live_calls",
    "download_recording",
    "keep_subscriptions",
    "poll_call_log",
    "sync_extensions",
}
FUNCTIONS_BY_PACKAGE: dict[str, set[str]] = {
    "ringkeep.audio": {"download_recording"},
    "soundfile": {"download_recording"},
    "ringkeep.api": {"administer", "api", "media", "work"},
    "ringkeep.cli": set(),
    "aws_lambda_powertools.event_handler": {"administer", "api", "media", "work"},
    "ringkeep.ringcentral": RINGCENTRAL,
    "httpx": RINGCENTRAL,
    "ringkeep.aws.access": {
        "administer",
        "api",
        "backfill_call_log",
        "check_live_calls",
        "check_sockets",
        "copy_audit",
        "copy_evaluations",
        "keep_users",
        "link_federated",
        "live_socket",
        "media",
        "offer_transcription",
        "poll_call_log",
        "push_live",
        "track_calls",
        "work",
    },
    "ringkeep.aws.live.sockets_table": {
        "administer",
        "api",
        "check_sockets",
        "live_socket",
        "media",
        "push_live",
        "work",
    },
    "ringkeep.aws.transcripts": {
        "administer",
        "api",
        "media",
        "offer_transcription",
        "transcribe_recording",
        "work",
    },
    "ringkeep.aws.live.sockets": {"check_sockets", "live_socket", "push_live"},
    "ringkeep.aws.recordings.archive": {
        "backfill_call_log",
        "download_recording",
        "index_recordings",
        "poll_call_log",
        "settle_import",
    },
    "ringkeep.aws.search": {"api", "index_recordings"},
    "ringkeep.aws.recordings.workflows": {
        "backfill_call_log",
        "check_live_calls",
        "keep_subscriptions",
        "poll_call_log",
        "schedule_imports",
        "track_calls",
    },
    "ringkeep.aws.directory.sync_trigger": {"track_calls"},
    "ringkeep.aws.events.webhook_tokens": {"keep_subscriptions"},
}
"""Packages that only some functions use, and these functions."""

LOADED_LATER = {
    "api": {"ringkeep.aws.live.sockets_table"},
    "keep_users": {"ringkeep.aws.access"},
    "download_recording": {"ringkeep.audio", "soundfile", "ringkeep.aws.recordings.archive"},
}
"""Packages that the first request that needs them loads."""


def modules_of(function: str) -> list[str]:
    """Returns the modules that a new interpreter loads for a first event. The event is invalid, so
    that it fails after the function is wired."""
    answer = _answers()[function]
    assert "ConfigurationError" not in answer["error"]
    assert not [
        package for package in FUNCTIONS_BY_PACKAGE if any(map(uses(package), answer["common"]))
    ]
    modules: list[str] = answer["modules"]
    return modules


@cache
def _answers() -> dict[str, Any]:
    starts = [
        {
            "folder": str(ROOT / "functions" / name),
            "variables": {each: VALUES.get(each, "name") for each in variables_of(name)},
        }
        for name in FUNCTION_NAMES
    ]
    process = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(ROOT / "layers/ringkeep/python"), *COMMON],
        input=json.dumps(starts),
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "AWS_DEFAULT_REGION": "us-east-1",
            "POWERTOOLS_SERVICE_NAME": "ringkeep",
            "POWERTOOLS_METRICS_NAMESPACE": "Ringkeep",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    lines = [json.loads(line) for line in process.stdout.splitlines()]
    # A function may write lines of its log before.
    answers = [line for line, after in pairwise(lines) if "ended" in after]
    return dict(zip(FUNCTION_NAMES, answers, strict=True))


def uses(package: str) -> Callable[[str], bool]:
    return lambda module: module == package or module.startswith(f"{package}.")


@pytest.mark.parametrize("function", FUNCTION_NAMES)
def test_function_loads_only_what_it_uses(function: str) -> None:
    loaded = {
        package for package in FUNCTIONS_BY_PACKAGE if any(map(uses(package), modules_of(function)))
    }
    used = {package for package, users in FUNCTIONS_BY_PACKAGE.items() if function in users}
    assert used - LOADED_LATER.get(function, set()) <= loaded <= used


@pytest.mark.parametrize("name", FUNCTION_NAMES)
def test_missing_variable_is_named_at_the_first_event(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (missing, *others) = sorted(variables_of(name) - {"STACK_NAME", "ADMINISTRATOR_EMAIL"})
    monkeypatch.delenv(missing, raising=False)
    for variable in others:
        monkeypatch.setenv(variable, VALUES.get(variable, "name"))
    with pytest.raises(ConfigurationError, match=missing):
        function(name).handler({"Records": []}, FakeContext())
