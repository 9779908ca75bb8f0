"""A stack of the last release, with data, is updated to the present version and loses nothing."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import boto3
import httpx
import pytest

from local import console
from local.build import build
from local.clients import Clients, Row
from local.environment import ROOT, free_port
from local.front import Front
from local.processes import run_logged
from local.sign_in import Person, add_person, new_people
from local.stack import LocalStack
from simulator.http.server import SimulatorServer
from tests.integration.accounts import Connected, be_patient, small_account
from tests.integration.conftest import SPEED, eventually, stop_schedules
from tests.integration.live import Board
from tests.released import released_sources

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UserPoolTypeTypeDef

RECORDINGS = 5


@dataclass
class Upgraded:
    """The updated stack, and what the release had stored in it."""

    service: Connected
    stack: LocalStack
    front: Front
    rows_before: dict[str, Row]
    people: dict[str, Person]
    """The people of the release, by role."""
    old_address: str
    """Where RingCentral posts until a new subscription exists."""


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    port = free_port()
    parameters = console.parameters_for(f"http://127.0.0.1:{port}")
    stack = LocalStack(
        tmp_path_factory.mktemp("upgrade"),
        port=0,
        parameters={**parameters, "ClockSpeed": str(SPEED)},
        sources=released_sources(),
    )
    with stack, SimulatorServer(small_account(RECORDINGS)) as server:
        service = Connected("kept", stack, Clients(stack), server)
        people = filled(service)
        with Front(stack, port):
            old_address = subscribed(service)
        rows = service.rows()
        with updated(stack, service, port) as front:
            yield Upgraded(service, stack, front, rows, people, old_address)


def filled(service: Connected) -> dict[str, Person]:
    """Does what a user of the release has done: connect an account, import, add people. The agent has the
    extension of the account's first user."""
    service.add("--no-backfill")
    service.poll("nightly")
    service.sync()
    service.import_until_settled(RECORDINGS)
    people = [replace(each, profile=each.role) for each in new_people()]
    for each in people:
        own = agents_extension(service) if each.role == "Agent" else ""
        add_person(service.stack, each, service.name, own)
    return {each.role: each for each in people}


def agents_extension(service: Connected) -> str:
    users = [each for each in service.account.extensions.values() if each.type == "User"]
    return str(users[0].id)


def subscribed(service: Connected) -> str:
    """Subscribes to RingCentral's events, and returns their address."""
    be_patient(service.server)
    kept = service.invoke("KeepSubscriptionsFunctionName")
    assert kept["results"][0]["action"] in ("made", "kept"), kept
    return console.webhook_url(service.stack, service.name)


@contextmanager
def updated(stack: LocalStack, service: Connected, port: int) -> Iterator[Front]:
    stack.sources = ROOT
    stack._parameters["CreatedByVersion010"] = "true"
    stack.deploy(build())
    service.clients = Clients(stack)
    stop_schedules(service.clients)
    kept = service.clients.invoke("KeepUsersFunctionName", {})  # as its schedule does each minute
    assert "failed" not in str(kept), kept
    with Front(stack, port) as front:
        yield front


def test_events_reach_the_stack_before_and_after_the_subscription_has_moved(
    upgraded: Upgraded,
) -> None:
    board = Board(upgraded.service, upgraded.front)
    assert posted(upgraded.old_address, board) == 200
    eventually(lambda: kept_subscription(upgraded) == "made")
    new_address = board.webhook_url
    assert new_address != upgraded.old_address
    assert new_address in active_addresses(upgraded.service)
    assert posted(upgraded.old_address, board) == 200
    assert board.post(board.call().ring()) == 200
    assert kept_subscription(upgraded) == "kept"
    assert console.webhook_keys(upgraded.stack, "kept") == (new_address.rsplit("/", 1)[1],)


def kept_subscription(upgraded: Upgraded) -> str:
    """What was done. It fails if the webhook's function starts too slowly for RingCentral's test of the
    address; the next run tries again."""
    (result,) = upgraded.service.invoke("KeepSubscriptionsFunctionName")["results"]
    return str(result["action"])


def posted(address: str, board: Board) -> int:
    headers = {"Verification-Token": board.token}
    event = board.call().ring()
    return httpx.post(
        address, content=event, headers=headers, trust_env=False, timeout=60
    ).status_code


def active_addresses(service: Connected) -> set[str]:
    subscriptions = service.server.live.subscriptions
    return {each.address for each in subscriptions.active()}


def test_the_old_address_is_also_open_on_the_api_of_the_console(upgraded: Upgraded) -> None:
    """RingCentral posts to the host of the release, and so does a domain that still points to it."""
    api = upgraded.stack.outputs["HttpApiId"]
    path = upgraded.old_address.removeprefix(upgraded.front.url).rsplit("/", 1)[0]
    url = f"{upgraded.stack.endpoint_url}/_aws/execute-api/{api}/$default{path}/unknown-key"
    answer = httpx.post(url, content="{}", trust_env=False, timeout=60)
    assert (answer.status_code, answer.content) == (404, b"")


def test_the_user_pool_of_the_release_stays_as_it_was(upgraded: Upgraded) -> None:
    """AWS changes its UsernameConfiguration in no existing pool and turns two factors on in none, and refuses
    an update that tries."""
    pool = user_pool(upgraded.stack)
    assert "UsernameConfiguration" not in pool
    assert pool["MfaConfiguration"] == "OPTIONAL"
    assert upgraded.stack.outputs["TwoFactors"] == "OPTIONAL"


def user_pool(stack: LocalStack) -> UserPoolTypeTypeDef:
    pools = boto3.client("cognito-idp", endpoint_url=stack.endpoint_url, region_name=stack.region)
    return pools.describe_user_pool(UserPoolId=stack.outputs["UserPoolId"])["UserPool"]


def test_every_row_is_found_again(upgraded: Upgraded) -> None:
    assert upgraded.rows_before
    assert upgraded.service.rows() == upgraded.rows_before


def test_every_file_is_the_accounts_own(upgraded: Upgraded) -> None:
    account = upgraded.service.account
    for identifier, row in upgraded.service.rows().items():
        body = upgraded.service.clients.object_bytes(row["audio"]["object_key"])
        digest, size = account.digest(account.recordings[identifier])
        assert (hashlib.sha256(body).hexdigest(), len(body)) == (digest, size)


def test_the_new_command_line_reads_what_the_release_wrote(upgraded: Upgraded) -> None:
    assert "kept" in upgraded.stack.command_line("service", "list")
    listed = upgraded.stack.command_line("user", "list")
    assert all(each.email in listed for each in upgraded.people.values())
    identifier = min(upgraded.rows_before)
    assert "stored" in upgraded.stack.command_line("trace", identifier)
    upgraded.stack.command_line("status")


def test_a_poll_of_the_new_version_asks_for_no_recording_again(upgraded: Upgraded) -> None:
    asked = dict(upgraded.service.server.statistics.content_requests)
    upgraded.service.poll("nightly")
    upgraded.service.import_until_settled(RECORDINGS)
    assert upgraded.service.server.statistics.content_requests == asked


def test_the_index_is_rebuilt_from_the_files_of_the_release(upgraded: Upgraded) -> None:
    upgraded.stack.command_line("rebuild-index", "kept")
    assert set(upgraded.service.states().values()) == {"stored"}


def test_a_user_of_the_release_signs_in_and_sees_the_extensions(upgraded: Upgraded) -> None:
    board = Board(upgraded.service, upgraded.front)
    assert board.realtime(upgraded.people["Administrator"])["users"]


def test_everyone_can_do_what_they_could_do_in_the_release(upgraded: Upgraded) -> None:
    board = Board(upgraded.service, upgraded.front)
    everyone = set(board.statuses(upgraded.people["Administrator"]))
    assert len(everyone) > 1
    assert set(board.statuses(upgraded.people["Manager"])) == everyone
    assert set(board.statuses(upgraded.people["Agent"])) == {agents_extension(upgraded.service)}


def test_people_of_the_release_are_taken_over_once(upgraded: Upgraded) -> None:
    before = upgraded.stack.command_line("user", "list", "--json")
    upgraded.service.clients.invoke("KeepUsersFunctionName", {})
    assert upgraded.stack.command_line("user", "list", "--json") == before


def test_two_factors_are_turned_on_by_a_command_and_kept_by_the_next_deployment(
    upgraded: Upgraded,
) -> None:
    stack = upgraded.stack
    shown = stack.command_line("mfa", "on")
    assert "MultiFactorAuthentication=ON" in shown
    assert user_pool(stack)["MfaConfiguration"] == "ON"
    kept = [sys.executable, "-m", "tools.deploy.kept", stack.stack_name]
    assert "MultiFactorAuthentication=ON" in run_logged(kept, stack.environment).split()
    assert "may turn two factors off" in stack.command_line("status")
