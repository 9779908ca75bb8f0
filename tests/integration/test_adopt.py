"""A stack is deleted, adopted and deployed again: nothing is downloaded twice, and roles stay."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
import pytest

from local import console
from local.build import build
from local.clients import Clients, Row
from local.environment import STACK_NAME, free_port
from local.front import Front
from local.processes import run_logged
from local.sign_in import Person, add_people
from local.stack import LocalStack
from simulator.http.server import SimulatorServer
from tests.integration.accounts import Connected, be_patient, small_account
from tests.integration.conftest import SPEED, eventually, stop_schedules
from tests.integration.live import Board

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

RECORDINGS = 2
FIRST = "first@example.com"


@dataclass
class Adopted:
    """The stack that was deployed again, and what the deleted one had."""

    service: Connected
    stack: LocalStack
    front: Front
    rows_before: dict[str, Row]
    downloads_before: dict[str, int]
    people: list[Person]
    users_before: str
    shown: str


@pytest.fixture(scope="module")
def adopted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Adopted]:
    port = free_port()
    parameters = console.parameters_for(f"http://127.0.0.1:{port}")
    stack = LocalStack(
        tmp_path_factory.mktemp("adopt"),
        port=0,
        parameters={**parameters, "ClockSpeed": str(SPEED), "AdministratorEmail": FIRST},
    )
    with stack, SimulatorServer(small_account(RECORDINGS)) as server:
        be_patient(server)
        service = connected(stack, server)
        people = filled(service)
        users, rows = stack.command_line("user", "list"), service.rows()
        downloads = dict(server.statistics.content_requests)
        deleted(stack)
        shown = adopt(stack)
        stack.deploy(build())
        service = connected(stack, server)
        with Front(stack, port) as front:
            yield Adopted(service, stack, front, rows, downloads, people, users, shown)


def connected(stack: LocalStack, server: SimulatorServer) -> Connected:
    clients = Clients(stack)
    stop_schedules(clients)
    return Connected("kept", stack, clients, server)


def filled(service: Connected) -> list[Person]:
    """Connects an account, imports its recordings and adds people."""
    service.add("--no-backfill")
    service.poll("nightly")
    service.sync()
    service.import_until_settled(RECORDINGS)
    people = add_people(service.stack)
    done = eventually(lambda: service.clients.invoke("KeepUsersFunctionName", {}).get("steps"))
    assert "failed" not in str(done), done
    assert is_administrator(service.stack, FIRST)
    return people


def is_administrator(stack: LocalStack, email: str) -> bool:
    listed = stack.command_line("user", "list").splitlines()
    return any(email in line and "Administrator" in line for line in listed)


def deleted(stack: LocalStack) -> None:
    client = cloudformation(stack)
    stack_id = client.describe_stacks(StackName=STACK_NAME)["Stacks"][0].get("StackId", "")
    client.delete_stack(StackName=STACK_NAME)

    def gone() -> bool:
        (found,) = client.describe_stacks(StackName=stack_id)["Stacks"]
        assert found["StackStatus"] != "DELETE_FAILED", found
        return found["StackStatus"] == "DELETE_COMPLETE"

    eventually(gone)


def adopt(stack: LocalStack) -> str:
    command = [sys.executable, "-m", "tools.adopt", STACK_NAME, "--yes", "--seconds", "1"]
    return run_logged(command, stack.environment)


def cloudformation(stack: LocalStack) -> CloudFormationClient:
    session = boto3.Session("test", "test", region_name=stack.region)
    return session.client("cloudformation", endpoint_url=stack.endpoint_url)


def test_the_command_shows_what_it_adopts_and_how_to_go_on(adopted: Adopted) -> None:
    assert "CallsTable: " in adopted.shown
    assert f"FirstAdministrator: {adopted.stack.outputs['UserPoolId']}, {FIRST}" in adopted.shown
    assert f"AdministratorEmail={FIRST}" in adopted.shown


def test_every_row_is_found_again(adopted: Adopted) -> None:
    assert len(adopted.rows_before) == RECORDINGS
    assert adopted.service.rows() == adopted.rows_before


def test_services_and_their_secrets_are_found_and_nothing_is_downloaded_again(
    adopted: Adopted,
) -> None:
    assert "kept" in adopted.stack.command_line("service", "list")
    adopted.service.poll("nightly")
    adopted.service.import_until_settled(RECORDINGS)
    assert adopted.service.server.statistics.content_requests == adopted.downloads_before
    assert set(adopted.service.states().values()) == {"stored"}


def test_people_keep_their_ids_and_roles(adopted: Adopted) -> None:
    assert FIRST in adopted.users_before
    assert adopted.stack.command_line("user", "list") == adopted.users_before


def test_an_administrator_of_the_deleted_stack_signs_in(adopted: Adopted) -> None:
    board = Board(adopted.service, adopted.front)
    assert board.realtime(adopted.people[0])["users"]


def test_the_next_update_finds_nothing_to_replace(adopted: Adopted) -> None:
    resources = cloudformation(adopted.stack).describe_stack_resources(StackName=STACK_NAME)
    names = {
        it["LogicalResourceId"]: it.get("PhysicalResourceId") for it in resources["StackResources"]
    }
    assert names["CallsTable"] == adopted.stack.outputs["CallsTableName"]
    assert names["CallsTable"] in adopted.shown
    assert names["UserPool"] == adopted.stack.outputs["UserPoolId"]
    assert str(names["UserPool"]) in adopted.shown
