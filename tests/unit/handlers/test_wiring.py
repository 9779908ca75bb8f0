"""Each function, wired as in a deployed stack, with emulated AWS services."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.access.people_table import DynamoPeople
from ringkeep.aws.accounts.services_table import DynamoServiceDirectory
from ringkeep.aws.recordings.calls_table import DynamoCallsTable
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.recordings.lifecycle import stored
from ringkeep.domain.recordings.recording_ids import recording_id_of
from ringkeep.domain.transcripts.keys import transcripts_prefix
from ringkeep.domain.work.keys import copy_key
from ringkeep.settings import variables_of
from tests.contract.limits.rate_tables import hashed_table
from tests.contract.tables import calls_table, directory_table, people_table
from tests.fakes.access.principals import AGENT
from tests.unit.api.api_client import FakeContext, event, function, request
from tests.unit.domain.recordings.example_rows import AUDIO, NOW, pending
from tests.unit.usecases.access.people_setup import PeopleSetup
from tests.unit.usecases.recordings.call_log_setup import CONNECTION, service

CLOSED = "https://platform.example.invalid"
"""No such host exists, so a login fails at once."""
LAPTOP = "http://127.0.0.1:9"
MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine"
VALUES = {
    "CALLS_TABLE_NAME": "calls",
    "DIRECTORY_TABLE_NAME": "directory",
    "LIVE_TABLE_NAME": "live",
    "PEOPLE_TABLE_NAME": "people",
    "SEARCH_TABLE_NAME": "search",
    "WORK_TABLE_NAME": "people-work",
    "RECORDINGS_BUCKET_NAME": "recordings",
    "AUDIT_BUCKET_NAME": "audit",
    "EVALUATIONS_TABLE_NAME": "evaluations",
    "USER_FILES_BUCKET_NAME": "user-files",
    "ADMINISTRATOR_EMAIL": "",
    "SOCKETS_TABLE_NAME": "sockets",
    "LIMITER_TABLE_NAME": "limiter",
    "TOKENS_TABLE_NAME": "tokens",
    "CLOCK_SPEED": "1",
    "MAXIMUM_RECORDING_MEGABYTES": "1024",
    "CALL_LOG_POLL_INTERVAL_MINUTES": "5",
    "MAXIMUM_LONG_RUNS": "3",
    "IMPORT_RECORDING_STATE_MACHINE_ARN": f"{MACHINE}:import",
    "BACKFILL_STATE_MACHINE_ARN": f"{MACHINE}:backfill",
    "LIVE_CONNECTIONS_URL": "https://api.execute-api.us-east-1.amazonaws.com/live",
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
Handler = Callable[[Mapping[str, Any], FakeContext], dict[str, Any]]
EACH_SERVICE = ("poll_call_log", "sync_extensions", "keep_subscriptions")
"""Functions that log in to every service."""

pytestmark = pytest.mark.filterwarnings("ignore:No application metrics")


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Handler]]:
    with mock_aws():
        dynamodb = boto3.client("dynamodb")
        calls_table(dynamodb)
        for name in ("directory", "live", "people-work", "search", "sockets"):
            directory_table(dynamodb, name)
        for name in ("limiter", "tokens"):
            hashed_table(dynamodb, name)
        people_table(dynamodb)
        boto3.client("s3").create_bucket(Bucket="audit")
        boto3.client("s3").create_bucket(Bucket="recordings")
        boto3.client("s3").create_bucket(Bucket="user-files")
        pool = boto3.client("cognito-idp").create_user_pool(PoolName="pool")["UserPool"]["Id"]

        def load(name: str) -> Handler:
            for variable in variables_of(name) - {"STACK_NAME"}:
                monkeypatch.setenv(variable, VALUES.get(variable, "name"))
            monkeypatch.setenv("USER_POOL_ID", pool)
            return cast(Handler, function(name).handler)

        yield load


def no_such_host(*_: object, **__: object) -> None:
    raise socket.gaierror


def connect(server: str = CLOSED) -> None:
    """Connects a service whose server cannot be reached."""
    content = {
        "server_url": server,
        "client_id": CONNECTION.client_id,
        "client_secret": "s",
        "users": [{"jwt": "j"}],
    }
    secrets = boto3.client("secretsmanager")
    arn = secrets.create_secret(Name="main", SecretString=json.dumps(content))["ARN"]
    connected: Service = service("main").model_copy(
        update={"server_url": server, "secret_arn": arn}
    )

    DynamoServiceDirectory(boto3.client("dynamodb"), "directory").put(connected)


@pytest.mark.parametrize("name", [*EACH_SERVICE, "schedule_imports", "check_live_calls"])
def test_without_services_there_is_nothing_to_do(
    handler: Callable[[str], Handler], name: str
) -> None:
    assert handler(name)({}, FakeContext()) == {"services": []}


@pytest.mark.parametrize("name", EACH_SERVICE)
@pytest.mark.parametrize(
    ("server", "detail"), [(CLOSED, ""), (LAPTOP, "127.0.0.1 is local or in a private network")]
)
def test_unreachable_server_is_a_failure_of_the_service(
    handler: Callable[[str], Handler],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    server: str,
    detail: str,
) -> None:
    """A server of this machine is not even tried: someone may have written it into the secret."""
    monkeypatch.setattr(socket, "getaddrinfo", no_such_host)
    connect(server)
    (result,) = handler(name)({}, FakeContext())["services"]
    assert (result["service"], result["status"]) == ("main", "failed")
    assert result["error"] in ("ForeignHost", "Unavailable")
    assert detail in result["detail"]


@pytest.mark.parametrize("name", ["schedule_imports", "check_live_calls"])
def test_service_before_its_first_login_has_no_result(
    handler: Callable[[str], Handler], name: str
) -> None:
    connect()
    (result,) = handler(name)({}, FakeContext())["services"]
    assert (result["status"], result["results"]) == ("ok", [])


def test_events_are_tracked_one_by_one(handler: Callable[[str], Handler]) -> None:
    record = {"messageId": "m-1", "body": "[]", "messageAttributes": {}}
    assert handler("track_calls")({"Records": [record]}, FakeContext()) == {"batchItemFailures": []}


def test_failed_worker_is_settled_once(handler: Callable[[str], Handler]) -> None:
    failed = event("stepfunctions/worker_failed.json")
    assert handler("settle_import")(failed, FakeContext()) == {"outcome": "superseded"}


def test_no_socket_opens_without_a_valid_ticket(
    handler: Callable[[str], Handler],
) -> None:
    opened = handler("live_socket")(event("socket/connect.json"), FakeContext())
    assert opened == {"statusCode": 401}
    assert handler("check_sockets")({}, FakeContext())["sockets"] == 0
    assert handler("push_live")(event("dynamodb/live_changes.json"), FakeContext())["sockets"] == 0


def test_request_of_an_unknown_user_is_refused(handler: Callable[[str], Handler]) -> None:
    api = handler("api")
    http_event = request("GET", "/v1/realtime", AGENT.sub)
    assert api(http_event, FakeContext())["statusCode"] == 403
    assert api(event("api/configuration.json"), FakeContext())["statusCode"] == 200


def test_administrators_are_answered_by_a_function_of_their_own(
    handler: Callable[[str], Handler],
) -> None:
    administer = handler("administer")
    assert (
        administer(request("GET", "/v1/no-such-path", AGENT.sub), FakeContext())["statusCode"]
        == 404
    )


def test_an_administrator_changes_people_and_services_in_the_real_tables(
    handler: Callable[[str], Handler],
) -> None:
    connect()
    dynamodb = boto3.client("dynamodb")
    setup = PeopleSetup(store=DynamoPeople(dynamodb, "people"))
    root = setup.add("root", "administrator")
    setup.edit(root, sub="u-root")
    administer = handler("administer")

    def ask(method: str, path: str, body: object = None, version: str = "") -> dict[str, Any]:
        http_event = request(method, path, "u-root")
        http_event["headers"].update({"if-match": version} if version else {})
        http_event["body"] = json.dumps(body) if body else None
        return administer(http_event, FakeContext())

    new = {"name": "Ann", "email": "ann@example.com", "security_profile": "Agent"}
    added = ask("POST", "/v1/users", new)
    assert (added["statusCode"], added["headers"]["ETag"]) == (201, '"1"')
    listed = json.loads(ask("GET", "/v1/users")["body"])
    assert [each["name"] for each in listed["items"]] == ["Ann", "root"]
    assert json.loads(ask("GET", "/v1/extensions")["body"])["items"] == []
    etag = ask("GET", "/v1/services/main")["headers"]["ETag"]
    changed = ask("PATCH", "/v1/services/main", {"licensing": "users"}, etag)
    assert json.loads(changed["body"])["licensing"] == "users"
    audit = json.loads(ask("GET", "/v1/audit")["body"])
    assert {each["action"] for each in audit["items"]} >= {"services.change", "users.add"}
    for path in ("/v1/security-profiles", "/v1/licences", "/v1/audit/export", "/v1/services"):
        assert ask("GET", path)["statusCode"] == 200


def test_without_people_there_is_no_work(handler: Callable[[str], Handler]) -> None:
    assert "busy" not in handler("keep_users")({}, FakeContext())


def test_audit_entries_are_copied_once(handler: Callable[[str], Handler]) -> None:
    entries = event("dynamodb/audit_entries.json")
    copy_audit = handler("copy_audit")
    assert copy_audit(entries, FakeContext()) == {"copied": 2, "known": 0, "altered": 0}
    assert copy_audit(entries, FakeContext()) == {"copied": 0, "known": 2, "altered": 0}


def test_a_recording_that_changed_is_indexed_and_found(
    handler: Callable[[str], Handler],
) -> None:
    connect()
    dynamodb = boto3.client("dynamodb")
    setup = PeopleSetup(store=DynamoPeople(dynamodb, "people"))
    setup.edit(setup.add("root", "administrator"), sub="u-root")
    row = stored(pending(service="main", revision=0), AUDIO, NOW)
    DynamoCallsTable(dynamodb, "calls").put_recording(row)
    content = {"turns": [{"words": [{"text": "refund"}]}]}
    key = f"{transcripts_prefix(row)}1.json"
    boto3.client("s3").put_object(Bucket="recordings", Key=key, Body=json.dumps(content).encode())
    index = handler("index_recordings")
    image = {
        name: {"S": value}
        for name, value in {
            "sk": "recording",
            "service": "main",
            "account_id": row.account_id,
            "recording_id": row.recording_id,
            "state": "stored",
        }.items()
    }
    change = {"Records": [{"eventName": "INSERT", "dynamodb": {"NewImage": image}}]}
    assert index(change, FakeContext())["changed"] == 1
    assert index(change, FakeContext())["unchanged"] == 1
    assert index({"source": "nightly"}, FakeContext())["changed"] == 0
    search = request("GET", "/v1/recordings", "u-root", text="refund", limit="5")
    found = json.loads(handler("api")(search, FakeContext())["body"])
    assert [each["recording_id"] for each in found["items"]] == ["r1"]
    count = request("GET", "/v1/recordings/count", "u-root", number="123", text="refund")
    assert json.loads(handler("api")(count, FakeContext())["body"])["count"] == 0


def test_what_someone_writes_is_copied_and_found(handler: Callable[[str], Handler]) -> None:
    connect()
    dynamodb, s3 = boto3.client("dynamodb"), boto3.client("s3")
    setup = PeopleSetup(store=DynamoPeople(dynamodb, "people"))
    setup.edit(setup.add("root", "administrator"), sub="u-root")
    row = stored(pending(service="main", revision=0), AUDIO, NOW)
    DynamoCallsTable(dynamodb, "calls").put_recording(row)
    path = f"/v1/recordings/{recording_id_of(row.key)}"

    def work(method: str, name: str, body: Mapping[str, object]) -> dict[str, Any]:
        asked = request(method, f"{path}/{name}", "u-root")
        return handler("work")({**asked, "body": json.dumps(body)}, FakeContext())

    def found(**filters: str) -> list[str]:
        search = request("GET", "/v1/recordings", "u-root", **filters)
        items = json.loads(handler("api")(search, FakeContext())["body"])["items"]
        return [each["recording_id"] for each in items]

    assert work("POST", "notes", {"text": "promised a refund", "at": 1})["statusCode"] == 201
    assert work("PUT", "tags", {"add": ["Billing"]})["statusCode"] == 200
    shown = DynamoCallsTable(dynamodb, "calls").recording(row.key)
    assert shown is not None
    assert (shown.tags, shown.revision) == (("Billing",), 2)
    assert work("POST", "bookmarks", {"at": 2})["statusCode"] == 201
    written = [
        {"eventName": "INSERT", "dynamodb": {"Keys": {name: item[name] for name in ("pk", "sk")}}}
        for item in dynamodb.scan(TableName="people-work")["Items"]
    ]
    assert handler("index_recordings")({"Records": written}, FakeContext())["changed"] == 1
    assert found(note="refund", tag="billing") == ["r1"]
    assert found(note="refund", tag="other") == []
    body = s3.get_object(Bucket="recordings", Key=copy_key(row.key))["Body"].read()
    copied = json.loads(body)["contents"]
    assert copied["notes"][0]["text"] == "promised a refund"
    assert copied["work"]["tags"] == ["Billing"]
    assert len(copied["bookmarks"]) == 1
