"""Recordings travel from the simulated account into S3 through the deployed stack."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from local.clients import Clients
from local.stack import LocalStack
from simulator.accounts.account import Options
from simulator.http.fault_queue import Fault, FaultKind
from tests.integration.accounts import Connected, connected, facts, small_account
from tests.integration.conftest import eventually


def check_files(service: Connected) -> None:
    """Every stored file is the account's own, to the byte."""
    for identifier, row in service.rows().items():
        digest, size = service.account.digest(service.account.recordings[identifier])
        body = service.clients.object_bytes(row["audio"]["object_key"])
        assert (hashlib.sha256(body).hexdigest(), len(body)) == (digest, size)


def test_a_new_services_backfill_stores_every_recording_exactly_once(
    stack: LocalStack, clients: Clients
) -> None:
    with connected(stack, clients, small_account(12)) as service:
        service.add()
        eventually(lambda: len(service.rows()) == 12)
        rows = service.import_until_settled(12)
        assert {facts(row) for row in rows.values()} == {("stored", "")}
        check_files(service)
        assert set(service.server.statistics.content_requests.values()) == {1}
        assert service.server.statistics.rate_limited == 0


def test_a_sidecar_beside_each_file_holds_the_call_and_the_proof(
    stack: LocalStack, clients: Clients
) -> None:
    with connected(stack, clients, small_account(1)) as service:
        service.add("--no-backfill")
        service.poll("nightly")
        (row,) = service.import_until_settled(1).values()
        sidecar = json.loads(clients.object_bytes(row["audio"]["sidecar_key"]))
        text = json.dumps(sidecar)
        assert row["audio"]["sha256"] in text
        assert row["call_id"] in text
        assert sidecar["peaks"]
        assert row["audio"]["object_key"].startswith(f"recordings/{service.name}/")


FAILING_ONCE = (
    FaultKind.NOT_READY,
    FaultKind.TRUNCATED,
    FaultKind.EMPTY,
    FaultKind.HTML,
    FaultKind.HEADER_ONLY,
    FaultKind.UNAVAILABLE,
    FaultKind.SERVER_ERROR,
    FaultKind.RESET,
    FaultKind.UNAUTHORIZED,
    FaultKind.RATE_LIMITED,
    FaultKind.REDIRECT_307,
    FaultKind.UNASKED_PART,
    FaultKind.SHORT_RANGE,
    FaultKind.WAV_PROMISES_MORE,
)


@pytest.fixture(scope="module")
def troubled(
    stack: LocalStack, clients: Clients
) -> Iterator[tuple[Connected, Mapping[FaultKind, str]]]:
    """An account with one recording for each fault, imported; the recordings' ids by their faults."""
    with connected(stack, clients, small_account(len(FAILING_ONCE))) as service:
        fates = dict(zip(FAILING_ONCE, sorted(service.account.recordings), strict=True))
        for kind, identifier in fates.items():
            service.fail(identifier, Fault(kind, retry_after=1))
        service.add("--no-backfill")
        service.poll("nightly")
        service.import_until_settled(len(FAILING_ONCE))
        yield service, fates


@pytest.mark.parametrize("kind", FAILING_ONCE)
def test_a_recording_that_fails_once_is_stored_in_the_end(
    troubled: tuple[Connected, Mapping[FaultKind, str]], kind: FaultKind
) -> None:
    service, fates = troubled
    assert service.states()[fates[kind]] == "stored"


def test_no_fault_changed_a_stored_byte(
    troubled: tuple[Connected, Mapping[FaultKind, str]],
) -> None:
    check_files(troubled[0])


def test_bytes_of_an_unexpected_type_are_quarantined(stack: LocalStack, clients: Clients) -> None:
    with connected(stack, clients, small_account(1)) as service:
        (identifier,) = service.account.recordings
        service.fail(identifier, Fault(FaultKind.UNEXPECTED_TYPE, times=0))
        service.add("--no-backfill")
        service.poll("nightly")
        service.import_until_settled(1)
        assert service.states() == {identifier: "quarantined"}
        assert clients.object_keys(f"quarantine/{service.name}/")
        assert not clients.object_keys(f"recordings/{service.name}/")


def test_a_recording_deleted_at_ringcentral_is_lost_with_its_reason_in_s3(
    stack: LocalStack, clients: Clients
) -> None:
    with connected(stack, clients, small_account(1)) as service:
        (identifier,) = service.account.recordings
        service.add("--no-backfill")
        service.fail(identifier, Fault(FaultKind.NOT_READY))
        service.poll("nightly")
        service.account.delete_recording(identifier)
        service.import_until_settled(1)
        assert facts(service.rows()[identifier]) == ("lost", "deleted_at_ringcentral")
        assert clients.object_keys(f"decisions/{service.name}/")


def test_a_worker_that_dies_gives_its_recording_back(stack: LocalStack, clients: Clients) -> None:
    with connected(stack, clients, small_account(1)) as service:
        (key,) = service.account.recordings
        service.add("--no-backfill")
        with broken_settings(clients, stack.outputs["DownloadRecordingFunctionName"]):
            service.poll("nightly")
            eventually(lambda: facts(service.rows()[key])[1].startswith("worker_failed"))
        service.import_until_settled(1)
        assert service.states() == {key: "stored"}


@contextmanager
def broken_settings(clients: Clients, function: str) -> Iterator[None]:
    """The function raises at its start, whatever it is asked to do."""
    configuration = clients.functions.get_function_configuration(FunctionName=function)
    variables = configuration["Environment"]["Variables"]
    broken = {**variables, "CLOCK_SPEED": "0"}
    clients.functions.update_function_configuration(
        FunctionName=function, Environment={"Variables": broken}
    )
    try:
        yield
    finally:
        clients.functions.update_function_configuration(
            FunctionName=function, Environment={"Variables": variables}
        )


def spoil(service: Connected, stack: LocalStack) -> None:
    import boto3  # noqa: PLC0415 # a client that no other test needs

    secrets = boto3.client(
        "secretsmanager", endpoint_url=stack.endpoint_url, region_name="us-east-1"
    )
    names = [secret["Name"] for secret in secrets.list_secrets()["SecretList"]]
    (name,) = [name for name in names if f"/{service.name}/" in name]
    secrets.put_secret_value(SecretId=name, SecretString="this is not JSON")


def test_a_secret_that_is_not_json_is_named_and_hurts_no_other_service(
    stack: LocalStack, clients: Clients
) -> None:
    with connected(stack, clients) as broken, connected(stack, clients) as healthy:
        broken.add("--no-backfill")
        healthy.add("--no-backfill")
        spoil(broken, stack)
        answer = clients.invoke("PollCallLogFunctionName", {"source": "nightly"})
        outcomes = {outcome["service"]: outcome for outcome in answer["services"]}
        assert outcomes[broken.name]["error"] == "ConfigurationError"
        assert "does not hold JSON" in outcomes[broken.name]["detail"]
        assert outcomes[healthy.name]["status"] == "ok"
        assert len(healthy.rows()) == 3


def test_a_wrong_client_secret_is_told_and_not_hammered(
    stack: LocalStack, clients: Clients
) -> None:
    with connected(stack, clients) as service:
        service.add("--no-backfill", client_secret="wrong")
        for _ in range(4):
            outcome = service.poll()
        assert (outcome["status"], outcome["error"]) == ("failed", "LoginFailed")
        assert service.server.statistics.operations.get("oauth-token", 0) <= 2
        service.add("--no-backfill")
        assert service.poll("nightly")["status"] == "ok"
        assert len(service.rows()) == 3


@pytest.mark.parametrize("missing", ["ReadCallLog", "FullCompanyCallLog"])
def test_a_missing_scope_or_permission_is_named(
    stack: LocalStack, clients: Clients, missing: str
) -> None:
    account = small_account(1)
    user = account.users[0]
    user.permissions = tuple(name for name in user.permissions if name != missing)
    user.scopes = tuple(scope for scope in account.options.scopes if scope != missing)
    with connected(stack, clients, account) as service:
        service.add("--no-backfill")
        outcome = service.poll()
        assert (outcome["status"], outcome["error"]) == ("failed", "PermissionMissing")


def test_an_account_without_recordings_is_no_trouble(stack: LocalStack, clients: Clients) -> None:
    with connected(stack, clients, small_account(0)) as service:
        service.add("--no-backfill")
        assert service.poll("weekly")["status"] == "ok"
        assert service.rows() == {}


def test_an_account_that_does_not_offer_the_extract_is_read_by_the_list(
    stack: LocalStack, clients: Clients
) -> None:
    account = small_account(3, options=Options(extract_sync="not_found"))
    with connected(stack, clients, account) as service:
        service.add("--no-backfill")
        outcome = service.poll()
        assert outcome["status"] == "ok"
        assert not outcome["results"][0]["used_extract_sync"]
        assert len(service.rows()) == 3


def test_a_service_moved_to_another_account_mixes_nothing(
    stack: LocalStack, clients: Clients
) -> None:
    sandbox, production = small_account(2), small_account(3)
    production.id = 910_002_002
    with (
        connected(stack, clients, sandbox) as first,
        connected(stack, clients, production) as other,
    ):
        first.add("--no-backfill")
        first.poll("nightly")
        moved = other.connection()
        first.add("--no-backfill", **moved)
        first.poll("nightly")
        accounts = [row["account_id"] for row in clients.rows("recording")]
        assert {str(sandbox.id), str(production.id)} <= set(accounts)
        rows = [row for row in clients.rows("recording") if row["service"] == first.name]
        assert len(rows) == 5
        other.add("--no-backfill")


def test_two_services_on_one_app_share_its_limit(stack: LocalStack, clients: Clients) -> None:
    with connected(stack, clients, small_account(8)) as first:
        second = Connected(first.name + "-b", stack, clients, first.server)
        first.add("--no-backfill")
        second.add("--no-backfill")
        for service in (first, second):
            service.poll("nightly")
        for service in (first, second):
            service.import_until_settled(8)
        assert first.server.statistics.rate_limited == 0
        assert set(first.server.statistics.content_requests.values()) == {2}
        second.remove()


def test_a_removed_service_may_be_added_again_at_once(stack: LocalStack, clients: Clients) -> None:
    with connected(stack, clients) as service:
        service.add("--no-backfill")
        service.remove()
        service.add("--no-backfill")
        assert service.poll("nightly")["status"] == "ok"
        assert len(service.rows()) == 3


def test_extensions_are_in_the_directory_after_a_sync(stack: LocalStack, clients: Clients) -> None:
    with connected(stack, clients) as service:
        service.add("--no-backfill")
        first = service.sync()
        assert first["results"][0]["added"] == len(service.account.extensions)
        again = service.sync()["results"][0]
        assert (again["added"], again["changed"], again["removed"]) == (0, 0, 0)


def test_trace_tells_the_whole_story(stack: LocalStack, clients: Clients) -> None:
    with connected(stack, clients, small_account(1)) as service:
        (identifier,) = service.account.recordings
        service.add("--no-backfill")
        service.sync()
        service.poll("nightly")
        service.import_until_settled(1)
        story = stack.command_line("trace", identifier, "--service", service.name)
        for part in ("found", "dispatched", "stored", "recordings/"):
            assert part in story
