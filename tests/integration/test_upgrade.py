"""A stack of the last release, with data, is updated to the present version and loses nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from local import console
from local.build import build
from local.clients import Clients, Row
from local.environment import ROOT, free_port
from local.front import Front
from local.sign_in import Person, add_people
from local.stack import LocalStack
from simulator.http.server import SimulatorServer
from tests.integration.accounts import Connected, small_account
from tests.integration.conftest import SPEED
from tests.integration.live import Board
from tests.released import released_sources

RECORDINGS = 5


@dataclass
class Upgraded:
    """The updated stack, and what the release had stored in it."""

    service: Connected
    stack: LocalStack
    front: Front
    rows_before: dict[str, Row]
    administrator: Person


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
        administrator = filled(service)
        rows = service.rows()
        with updated(stack, service, port) as front:
            yield Upgraded(service, stack, front, rows, administrator)


def filled(service: Connected) -> Person:
    """Does what a user of the release has done: connect an account, import, add people."""
    service.add("--no-backfill")
    service.poll("nightly")
    service.sync()
    service.import_until_settled(RECORDINGS)
    return add_people(service.stack)[0]


@contextmanager
def updated(stack: LocalStack, service: Connected, port: int) -> Iterator[Front]:
    stack.sources = ROOT
    stack.deploy(build())
    service.clients = Clients(stack)
    with Front(stack, port) as front:
        yield front


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
    assert upgraded.administrator.email in upgraded.stack.command_line("user", "list")
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
    assert board.realtime(upgraded.administrator)["users"]
