"""Runs real handlers in a process whose logging is set up by the Lambda runtime, at the level in its
environment.

The runtime's own code calls each handler and logs the errors that leave it. The first argument is the
file for the outcomes, the others name the scenarios to run (none: all). What is written to stdout and
stderr is searched by the tests.
"""

from __future__ import annotations

import base64
import importlib.util
import json
import os
import socket
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from awslambdaric.bootstrap import StandardLogSink, _setup_logging, handle_event_request
from awslambdaric.lambda_runtime_log_utils import LogFormat
from awslambdaric.lambda_runtime_marshaller import LambdaMarshaller

SINK = StandardLogSink()
_setup_logging(LogFormat.JSON, os.environ["AWS_LAMBDA_LOG_LEVEL"], SINK)

import boto3  # noqa: E402
import httpx  # noqa: E402 # the runtime sets up the log before it loads a function

import ringkeep.observability  # noqa: E402 # as each function does before it uses AWS
from local.aws.models import read_models_once  # noqa: E402
from ringkeep.aws.server_clock import ServerClock  # noqa: E402
from ringkeep.ringcentral.http import transport  # noqa: E402
from ringkeep.usecases.clock import SystemClock  # noqa: E402
from tests.fast_httpx import read_certificates_once  # noqa: E402
from tests.fast_moto import make_moto_fast  # noqa: E402
from tests.fast_powertools import read_routes_once  # noqa: E402
from tests.unit.logs import planted  # noqa: E402
from tests.unit.logs.ringcentral import BEHAVIOURS, PERSON  # noqa: E402
from tests.unit.logs.stack import TROUBLES, aws, late_trouble, rows, started_imports  # noqa: E402

ROOT = Path(__file__).parents[3]
Event = Mapping[str, Any]
ALL: Event = {}
LONG_WAIT = 15.0
MANY = 250
"""Values of one metric in one invocation."""
ARN = "arn:aws:lambda:us-east-1:123456789012:function:ringkeep"


@dataclass
class Clock:
    """Waiting moves the clock. A wait takes long, so that few requests ask whether it is over."""

    ahead: float = 0.0

    def now(self) -> float:
        return time.time() + self.ahead

    def sleep(self, seconds: float) -> None:
        self.ahead += max(seconds, LONG_WAIT)


@dataclass
class Runtime:
    """The part of the runtime's client that its event loop uses. Collects the outcomes."""

    marshaller: LambdaMarshaller = field(default_factory=LambdaMarshaller)
    outcomes: list[tuple[str, str, str]] = field(default_factory=list)
    scenario: str = ""
    function: str = ""

    def post_invocation_result(self, invoke_id: str, result: str, *_: object) -> None:
        self.outcomes.append((self.scenario, self.function, result))

    def post_invocation_error(self, invoke_id: str, error: str, *_: object) -> None:
        self.outcomes.append((self.scenario, self.function, error))
        print(error, file=sys.stderr)  # noqa: T201 # the caller of the function reads it


CLOCK = Clock()
RUNTIME = Runtime()


def call(name: str, event: Event) -> None:
    """Loads the function as a new instance does, and handles the event."""
    spec = importlib.util.spec_from_file_location(
        f"function_{name}", ROOT / "functions" / name / "app.py"
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    RUNTIME.function = name
    until = int((CLOCK.now() + 600) * 1000)
    handle_event_request(
        RUNTIME,
        module.handler,
        "request-1",
        json.dumps(event),
        "application/json",
        None,
        None,
        ARN,
        until,
        None,
        SINK,
    )


def telephony(body: object) -> str:
    event = "/restapi/v1.0/account/700001/telephony/sessions"
    return json.dumps(
        {"uuid": "u", "event": event, "timestamp": "2026-11-24T10:40:00Z", "body": body}
    )


PARTY = {
    "accountId": "700001",
    "extensionId": "800101",
    "id": "p-1",
    "direction": "Inbound",
    "from": PERSON,
    "to": PERSON,
    "status": {"code": "Answered"},
    "recordings": [{"id": "301000001"}],
    "transcript": planted.TRANSCRIPT,
}
CALL = {
    "sequence": 1,
    "sessionId": "402000001",
    "telephonySessionId": "s-a1b2c3d4",
    "parties": [PARTY],
}
NEWS = telephony({**CALL, "eventTime": "2026-11-24T10:40:00Z", "serverId": "s"})
WRONG = telephony({name: [planted.QUOTE, planted.NAME] for name in (*CALL, *PARTY)})


def queued(*bodies: str) -> Event:
    """An SQS delivery."""
    service = {"stringValue": "main"}
    return {
        "Records": [
            {"messageId": f"m-{number}", "body": body, "messageAttributes": {"service": service}}
            for number, body in enumerate(bodies)
        ]
    }


def delivery(
    body: str, token: str = planted.VERIFICATION_TOKEN, key: str = planted.WEBHOOK_KEY
) -> Event:
    """A post of RingCentral, as the gateway passes it on."""
    return {
        "version": "2.0",
        "rawPath": f"/webhooks/ringcentral/main/{key}",
        "pathParameters": {"service": "main", "key": key},
        "headers": {"verification-token": token},
        "requestContext": {"http": {"method": "POST", "path": f"/webhooks/ringcentral/main/{key}"}},
        "body": body,
        "isBase64Encoded": False,
    }


def page(path: str, **query: str) -> Event:
    """A request of the console."""
    claims = {"username": planted.NAME, "sub": "u-1", "client_id": "c", "token_use": "access"}
    return {
        "version": "2.0",
        "routeKey": "ANY /v1/{proxy+}",
        "rawPath": path,
        "rawQueryString": "&".join(f"{name}={value}" for name, value in query.items()),
        "queryStringParameters": query,
        "headers": {"authorization": f"Bearer {planted.ACCESS_TOKEN}"},
        "requestContext": {
            "http": {"method": "GET", "path": path},
            "stage": "$default",
            "authorizer": {"jwt": {"claims": claims}},
        },
        "isBase64Encoded": False,
    }


def opened(ticket: object) -> Event:
    """The event of a socket that opens."""
    return {
        "requestContext": {"connectionId": "c-1", "eventType": "CONNECT"},
        "queryStringParameters": {"ticket": ticket},
    }


def entries(*images: Event, kind: str = "INSERT") -> Event:
    """A delivery of the people table's stream."""
    keys = {"pk": {"S": "month#2026-11"}, "sk": {"S": "1795689600000-0123456789abcdef"}}
    return {
        "Records": [
            {"eventName": kind, "dynamodb": {"Keys": keys, "NewImage": image}} for image in images
        ]
    }


def arriving(email: object) -> Event:
    """Someone whom the company's identity provider sends."""
    return {
        "triggerSource": "PreSignUp_ExternalProvider",
        "userPoolId": "us-east-1_AbCdEfGhI",
        "userName": f"company_{planted.NAME}",
        "request": {"userAttributes": {"email": email, "email_verified": "true"}},
    }


ENTRY = {"content": {"M": {"action": {"S": planted.QUOTE}, "name": {"S": planted.NAME}}}}
SCORECARD = {"pk": {"S": "scorecards"}, "sk": {"S": "s1"}, "content": {"S": planted.QUOTE}}
EVALUATION = {"sk": {"S": "evaluation"}, "content": {"S": planted.QUOTE}}
JOB = {"service": "main", "account_id": "a1", "recording_id": "r1", "revision": 1}
SAMPLES: Mapping[str, Event] = {
    "sync_extensions": ALL,
    "poll_call_log": {"source": "poll"},
    "keep_subscriptions": ALL,
    "check_live_calls": ALL,
    "schedule_imports": ALL,
    "backfill_call_log": {"service": "main", "run_id": "first", "date_from": "2026-11-01"},
    "track_calls": queued(NEWS, WRONG, planted.QUOTE),
    "receive_webhook": delivery(NEWS),
    "api": page("/v1/realtime", q=planted.PHONE),
    "administer": page("/v1/users", name=planted.NAME),
    "keep_users": ALL,
    "copy_audit": entries(ENTRY),
    "copy_evaluations": entries(SCORECARD),
    "roll_up_scores": entries(EVALUATION),
    "transcribe_recording": {"step": "settle", "job": JOB, "detail": planted.QUOTE},
    "offer_transcription": {"service": "main", "account_id": "a1", "recording_id": planted.QUOTE},
    "work": page("/v1/transcriptions", q=planted.PHONE),
    "media": page("/v1/recordings/301000001/plays", q=planted.PHONE),
    "index_recordings": {"source": "nightly"},
    "link_federated": arriving(planted.NAME),
    "live_socket": opened(planted.TICKET),
    "push_live": {"Records": []},
    "check_sockets": ALL,
}
INVALID: Mapping[str, Event] = {
    "sync_extensions": {"service": [planted.QUOTE]},
    "poll_call_log": {"source": planted.QUOTE},
    "backfill_call_log": {"service": "main", "date_from": planted.QUOTE},
    "download_recording": {"service": planted.QUOTE, "recording_id": [planted.NAME]},
    "settle_import": {"request": planted.QUOTE, "error": planted.QUOTE},
    "track_calls": {"Records": [{"body": [planted.QUOTE]}]},
    "receive_webhook": {"headers": [planted.QUOTE], "pathParameters": planted.QUOTE},
    "api": {"version": "2.0", "rawPath": planted.QUOTE, "requestContext": planted.NAME},
    "administer": {"version": "2.0", "rawPath": planted.QUOTE, "requestContext": planted.NAME},
    "keep_users": {"name": planted.NAME},
    "copy_audit": entries({"content": {"S": planted.QUOTE}}, kind="MODIFY"),
    "copy_evaluations": {"Records": planted.QUOTE},
    "roll_up_scores": {"Records": planted.QUOTE},
    "transcribe_recording": {"step": planted.QUOTE, "job": planted.NAME},
    "offer_transcription": {"service": planted.QUOTE, "recording_id": [planted.NAME]},
    "work": {"version": "2.0", "rawPath": planted.QUOTE, "requestContext": planted.NAME},
    "media": {"version": "2.0", "rawPath": planted.QUOTE, "requestContext": planted.NAME},
    "index_recordings": {"source": planted.QUOTE, "Records": planted.QUOTE},
    "link_federated": arriving([planted.QUOTE]),
    "live_socket": opened([planted.TICKET]),
    "push_live": {"Records": planted.QUOTE},
}


def board() -> None:
    """A call that is tracked and checked."""
    call("sync_extensions", ALL)
    call("track_calls", SAMPLES["track_calls"])
    CLOCK.ahead += 600
    call("check_live_calls", ALL)


def download() -> None:
    """The poll finds a recording, and the download follows."""
    call("poll_call_log", {"source": "poll"})
    CLOCK.ahead += 300
    call("schedule_imports", ALL)
    for request in started_imports():
        CLOCK.ahead = max(CLOCK.ahead, request["slot"]["start_at"] - time.time())
        with late_trouble():
            call("download_recording", request)
            call("settle_import", {"request": request, "error": "Sandbox.Timedout"})
    for row in rows():  # `ringkeep trace` prints the history
        print(row.get("history"), row.get("reason"), file=sys.stderr)  # noqa: T201


def webhook() -> None:
    for event in (
        delivery(NEWS),
        delivery(NEWS, token="other"),
        delivery(NEWS, key="other"),
        delivery(planted.QUOTE),
        delivery("[" * 10_000),
        {**delivery(base64.b64encode(NEWS.encode()).decode()), "isBase64Encoded": True},
    ):
        call("receive_webhook", event)


def console() -> None:
    for path in (
        "/v1/configuration",
        "/v1/me",
        "/v1/realtime",
        "/v1/openapi.json",
        f"/v1/{planted.TICKET}",
    ):
        call("api", page(path))
    call("api", page("/v1/realtime", **{"unknown": planted.PHONE}))


Scenario = tuple[str, str, str, Callable[[], object]]
"""A name, RingCentral's behaviour, AWS's trouble, and what to run."""


def each(names: Iterable[str], events: Mapping[str, Event]) -> Callable[[], object]:
    def run_each() -> None:
        for name in names:
            call(name, events[name])

    return run_each


def scenarios() -> Iterator[Scenario]:
    for work in (download, board, webhook, console, each(SAMPLES, SAMPLES)):
        yield "succeeds", "respond", "", work
    for name in sorted(set(BEHAVIOURS) - {"respond"}):
        yield name, name, "", each(LOGGING_IN, SAMPLES)
        yield name, name, "", board
        yield f"content: {name}", f"content: {name}", "", download
    for trouble in TROUBLES:
        yield trouble, "respond", trouble, each(SAMPLES, SAMPLES)
        yield trouble, "respond", f"later {trouble}", download
    yield "invalid event", "respond", "", each(INVALID, INVALID)


LOGGING_IN = ("sync_extensions", "poll_call_log", "keep_subscriptions", "backfill_call_log")


def behaviour(name: str) -> Callable[[httpx.Request], httpx.Response]:
    """`content: NAME` fails only for the content of a recording."""
    if not name.startswith("content: "):
        return BEHAVIOURS[name]
    failing = BEHAVIOURS[name.removeprefix("content: ")]

    def respond(request: httpx.Request) -> httpx.Response:
        is_content = request.url.path.endswith(("/content", "/f"))
        return (failing if is_content else BEHAVIOURS["respond"])(request)

    return respond


def chosen_scenarios() -> Iterator[Scenario]:
    chosen = set(sys.argv[2:])
    return (each for each in scenarios() if not chosen or each[0] in chosen)


def run() -> None:
    for name, answers, trouble, work in chosen_scenarios():
        RUNTIME.scenario = name
        CLOCK.ahead = 0.0
        network = httpx.MockTransport(behaviour(answers))
        transport._network = lambda *_, network=network, **__: network
        with aws(trouble) as variables:
            os.environ.update({"CONSOLE_CLIENT_ID": "c", "SIGN_IN_ISSUER": "i", "SIGN_IN_URL": "u"})
            os.environ.update({"SYNC_EXTENSIONS_FUNCTION_NAME": "sync", "STACK_NAME": "stack"})
            os.environ.update(variables)
            work()


def fill_metrics() -> None:
    """Powertools writes a metric with a hundred values at once, and the rest at the end."""
    for _ in range(MANY):
        ringkeep.observability.count("ManyValues")
    ringkeep.observability.metrics.flush_metrics()


def share_clients() -> None:
    """Making a client takes longer than most scenarios."""
    make: Callable[..., Any] = boto3.client
    shared: dict[str, Any] = {}

    def client(name: str, **options: Any) -> Any:
        if name not in shared:
            shared[name] = make(name, **options)
        return shared[name]

    boto3.client = client  # type: ignore[assignment] # one client for each service


if __name__ == "__main__":
    read_models_once()
    make_moto_fast()
    read_certificates_once()
    read_routes_once()
    share_clients()
    for clock in (SystemClock, ServerClock):
        clock.now = lambda self: CLOCK.now()  # type: ignore[method-assign]
    ServerClock.follow = lambda self, client: None  # type: ignore[method-assign] # once for each shared client
    SystemClock.sleep = lambda self, seconds: CLOCK.sleep(seconds)  # type: ignore[method-assign]
    socket.getaddrinfo = lambda *_, **__: [(2, 1, 6, "", ("93.184.216.34", 443))]
    run()
    fill_metrics()
    Path(sys.argv[1]).write_text(json.dumps(RUNTIME.outcomes))
