"""Simulated accounts connected to the deployed stack, a service of its own for each test."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from local.clients import Clients, Row
from local.stack import LocalStack
from simulator.accounts.account import Account
from simulator.clock import Clock
from simulator.http.fault_queue import Fault
from simulator.http.server import SimulatorServer
from simulator.scenarios import many
from tests.integration.conftest import PATIENCE, SPEED, eventually

OPEN = ("announced", "pending", "importing")


@dataclass
class Connected:
    """A service of the stack and its simulated account."""

    name: str
    stack: LocalStack
    clients: Clients
    server: SimulatorServer

    @property
    def account(self) -> Account:
        return self.server.account

    def connection(self, **changes: object) -> dict[str, object]:
        options = self.account.options
        return {
            "server_url": self.server.url,
            "client_id": options.client_id,
            "client_secret": options.client_secret,
            "users": [{"jwt": self.account.users[0].jwt}],
            **changes,
        }

    def add(self, *flags: str, **changes: object) -> str:
        text = json.dumps(self.connection(**changes))
        return self.stack.command_line(
            "service", "add", self.name, "--from-json", "-", *flags, text=text
        )

    def remove(self) -> None:
        self.stack.command_line("service", "remove", self.name, "--yes")

    def invoke(self, output: str, **event: object) -> dict[str, Any]:
        """The outcome of this service alone."""
        answer = self.clients.invoke(output, {"service": self.name, **event})
        (outcome,) = answer["services"]
        return dict(outcome)

    def poll(self, source: str = "poll") -> dict[str, Any]:
        return self.invoke("PollCallLogFunctionName", source=source)

    def sync(self) -> dict[str, Any]:
        return self.invoke("SyncExtensionsFunctionName")

    def rows(self) -> dict[str, Row]:
        rows = self.clients.rows("recording")
        return {str(row["recording_id"]): row for row in rows if row["service"] == self.name}

    def states(self) -> dict[str, str]:
        return {key: str(row["state"]) for key, row in self.rows().items()}

    def import_until_settled(self, expected: int, seconds: float = 2 * PATIENCE) -> dict[str, Row]:
        """Schedules imports, as EventBridge does each minute, until every row is closed."""

        def settled() -> bool:
            states = self.states()
            if len(states) >= expected and not set(states.values()) & set(OPEN):
                return True
            self.invoke("ScheduleImportsFunctionName")
            return False

        eventually(settled, seconds)
        return self.rows()

    def fail(self, key: str, *faults: Fault) -> None:
        self.account.fail(key, *faults)


@contextmanager
def connected(
    stack: LocalStack, clients: Clients, account: Account | None = None
) -> Iterator[Connected]:
    """Removes the service at the end, so that schedules do not poll an account that is gone."""
    account = account or small_account(3)
    with SimulatorServer(account) as server:
        be_patient(server)
        service = Connected(f"test-{uuid.uuid4().hex[:8]}", stack, clients, server)
        yield service
        service.remove()


def be_patient(server: SimulatorServer) -> None:
    """The first start of a function on the emulator may take longer than RingCentral waits for an answer
    to its events and to its test of the webhook's address."""
    options = server.live.deliverer.options
    options.answer_seconds, options.blacklist_after = PATIENCE, 0


def small_account(count: int, **options: Any) -> Account:
    """Recordings of the last hours, all ready."""
    return many(count, days=1, clock=Clock(SPEED), **options)


def facts(row: Mapping[str, Any]) -> tuple[str, str]:
    return str(row["state"]), str(row.get("reason", ""))
