"""The deployed functions in one process: simulated AWS services, a simulated RingCentral account, and a
clock that only work and waiting move.

The functions are the real ones, from functions/, with their real adapters. Only the clock is replaced.
"""

from __future__ import annotations

import importlib.util
import io
import json
import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import boto3
from moto import mock_aws

from benchmarks.costing.counting import AwsCounts
from ringkeep.aws.server_clock import AwsClient, ServerClock
from ringkeep.settings import variables_of
from simulator.accounts.account import Account
from simulator.http.server import SimulatorServer
from tests.contract.limits.rate_tables import hashed_table
from tests.contract.tables import calls_table, directory_table, people_table

ROOT = Path(__file__).resolve().parents[2]
_MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine"
_DEFINITION = '{"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}'
_ROLE = "arn:aws:iam::123456789012:role/import"
_BUCKETS = {
    "RECORDINGS_BUCKET_NAME": "recordings",
    "USER_FILES_BUCKET_NAME": "user-files",
    "AUDIT_BUCKET_NAME": "audit",
}
_TRACE = "Root=1-68c9d3a0-7f1c2b3a4d5e6f708192a3b4;Parent=0123456789abcdef;Sampled=1"
_LOG_EVENT_BYTES = 26
"""CloudWatch adds them to the size of each event."""
_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
    # A stack on this machine may call a simulated account on this machine; boto3 must not follow it.
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
    "_X_AMZN_TRACE_ID": _TRACE,
    "STACK_NAME": "ringkeep-prod",
    "POWERTOOLS_SERVICE_NAME": "ringkeep",
    "POWERTOOLS_METRICS_NAMESPACE": "Ringkeep",
    "POWERTOOLS_LOG_LEVEL": "INFO",
    "CLOCK_SPEED": "1",
    "MAXIMUM_RECORDING_MEGABYTES": "1024",
    "MAXIMUM_LONG_RUNS": "3",
    "CALL_LOG_POLL_INTERVAL_MINUTES": "5",
    **_BUCKETS,
    "IMPORT_RECORDING_STATE_MACHINE_ARN": f"{_MACHINE}:import",
    "BACKFILL_STATE_MACHINE_ARN": f"{_MACHINE}:backfill",
    "LIVE_CONNECTIONS_URL": "https://api.execute-api.us-east-1.amazonaws.com/live",
    "WEBHOOK_SECRETS_PREFIX": "ringkeep-prod/webhooks/",
    "ADMINISTRATOR_EMAIL": "",
}


class SimulatedClock(ServerClock):
    """Moves with the account's clock. Work takes no time; a wait takes what it asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.account: Account | None = None

    def now(self) -> float:
        return self.account.clock.now().timestamp() if self.account else super().now()

    def sleep(self, seconds: float) -> None:
        if self.account and seconds > 0:
            self.account.clock.advance(seconds)

    def follow(self, client: AwsClient) -> None:
        """The simulated services have the host's time, so there is nothing to learn."""


_CLOCK = SimulatedClock()
"""One for all simulations of the process, because the handlers read it once."""


def _use_simulated_clock() -> None:
    """The process must not have imported the handlers before."""
    from ringkeep.wiring import base  # noqa: PLC0415 # it reads the environment

    base.CLOCK = _CLOCK  # type: ignore[misc] # Final for the product


class Simulation:
    """`with Simulation(account) as simulation: simulation.invoke("poll_call_log", {"source": "poll"})`

    Connects the account as the service `main`. `invoke` returns what the run needed, and `metrics` has
    the names of all metrics that were written.
    """

    def __init__(self, account: Account) -> None:
        self.account = account
        self.metrics: set[str] = set()
        self.answer: Any = None
        self.aws: AwsCounts
        self._handlers: dict[str, Any] = {}
        self._context: Any = None

    def __enter__(self) -> Simulation:
        self._context = self._running()
        self._context.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._context.__exit__(*error)

    def invoke(self, function: str, event: dict[str, Any]) -> Counter[str]:
        """Runs a function once. Raises what it raises."""
        handler = self._handlers.get(function) or self._load(function)
        before = sum(self.account.statistics.operations.values())
        self.aws.take()
        lines = self._printed(handler, function, event)
        counts = self.aws.take()
        counts["ringcentral_requests"] = sum(self.account.statistics.operations.values()) - before
        counts["log_lines"] = len(lines)
        counts["log_bytes"] = sum(len(line.encode()) + _LOG_EVENT_BYTES for line in lines)
        counts["runs"] = 1
        self.metrics.update(name for line in lines for name in _metrics_in(line))
        return counts

    @staticmethod
    def set(**variables: str) -> None:
        """Changes the environment, for functions that have not run yet."""
        os.environ.update(variables)

    @staticmethod
    def secrets() -> int:
        """The number of secrets: two for the service, and one for all services."""
        return len(boto3.client("secretsmanager").list_secrets()["SecretList"])

    def _printed(self, handler: Any, function: str, event: dict[str, Any]) -> list[str]:
        from ringkeep.observability import logger  # noqa: PLC0415 # it reads the environment

        output = io.StringIO()
        for each in logger.handlers:
            cast(Any, each).setStream(output)
        with redirect_stdout(output):
            self.answer = handler(event, _context_of(function))
        return [line for line in output.getvalue().splitlines() if line.strip()]

    def _load(self, function: str) -> Any:
        missing = {name: name.lower() for name in variables_of(function) if name not in os.environ}
        os.environ.update(missing)
        path = ROOT / "functions" / function / "app.py"
        spec = importlib.util.spec_from_file_location(f"costing_{function}", path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self._handlers[function] = module.handler
        return module.handler

    @contextmanager
    def _running(self) -> Iterator[None]:
        before = dict(os.environ)
        os.environ.update(_ENVIRONMENT)
        _use_simulated_clock()
        _CLOCK.account = self.account
        try:
            with mock_aws(), SimulatorServer(self.account) as server, _webhook() as address:
                os.environ.update({"WEBHOOK_BASE_URL": address, **_resources()})
                _connect(server.url, self.account)
                self.aws = AwsCounts()
                with self.aws.watching():
                    yield
        finally:
            os.environ.clear()
            os.environ.update(before)


def _resources() -> dict[str, str]:
    """Makes what the template makes, and returns the variables with the names."""
    for bucket in _BUCKETS.values():
        boto3.client("s3").create_bucket(Bucket=bucket)
    machines = boto3.client("stepfunctions")
    for name in ("import", "backfill"):
        machines.create_state_machine(name=name, definition=_DEFINITION, roleArn=_ROLE)
    pool = boto3.client("cognito-idp").create_user_pool(PoolName="people")
    return {**_tables(), "USER_POOL_ID": str(pool["UserPool"]["Id"])}


def _tables() -> dict[str, str]:
    dynamodb: Any = boto3.client("dynamodb")
    calls_table(dynamodb, "calls")
    for name in ("directory", "live", "search", "sockets"):
        directory_table(dynamodb, name)
    for name in ("limiter", "tokens"):
        hashed_table(dynamodb, name)
    people_table(dynamodb, "people")
    names = ("calls", "directory", "live", "people", "search", "sockets", "limiter", "tokens")
    return {f"{name.upper()}_TABLE_NAME": name for name in names}


def _connect(url: str, account: Account) -> None:
    from ringkeep.aws.accounts.services_table import DynamoServiceDirectory  # noqa: PLC0415
    from ringkeep.domain.accounts.services import Service  # noqa: PLC0415

    content = {
        "server_url": url,
        "client_id": account.options.client_id,
        "client_secret": account.options.client_secret,
        "users": [{"jwt": account.users[0].jwt}],
    }
    secrets = boto3.client("secretsmanager")
    name = "ringkeep-prod/services/main"
    arn = secrets.create_secret(Name=name, SecretString=json.dumps(content))["ARN"]
    directory: Any = boto3.client("dynamodb")
    DynamoServiceDirectory(directory, "directory").put(
        Service(name="main", server_url=url, secret_arn=arn)
    )


class _Webhook(BaseHTTPRequestHandler):
    """Accepts every subscription, like the deployed webhook."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        if token := self.headers.get("Validation-Token"):
            self.send_header("Validation-Token", token)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Prints nothing, because the printed lines are counted."""


@contextmanager
def _webhook() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Webhook)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _context_of(function: str) -> Any:
    return SimpleNamespace(
        function_name=f"ringkeep-prod-{function}-AbCdEfGhIjKl",
        memory_limit_in_mb=512,
        invoked_function_arn=(
            f"arn:aws:lambda:us-east-1:123456789012:function:ringkeep-prod-{function}-AbCdEfGhIjKl"
        ),
        aws_request_id="0a1b2c3d-0000-4000-8000-000000000009",
        get_remaining_time_in_millis=lambda: 300_000,
    )


def _metrics_in(line: str) -> list[str]:
    """The names of the metrics in a line of CloudWatch's embedded metric format."""
    document = json.loads(line) if line.startswith("{") else {}
    groups = document.get("_aws", {}).get("CloudWatchMetrics", [])
    return [metric["Name"] for group in groups for metric in group["Metrics"]]
