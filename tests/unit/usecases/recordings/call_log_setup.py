"""Fake call logs, and a poller with results that the test sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.domain.recordings.lifecycle import DiscoverySource
from ringkeep.domain.recordings.retry_delays import RetryDelays
from ringkeep.usecases.recordings.first_delay import FirstDelays
from ringkeep.usecases.recordings.open_call_log import OpenCallLog
from ringkeep.usecases.recordings.poll_call_log import PollResult, Target
from tests.fakes.recordings.call_log import FakeCallLog
from tests.fakes.state import MemoryStateStore

CONNECTION = Connection.model_validate(
    {
        "server_url": "https://platform.example.com",
        "client_id": "app",
        "client_secret": "s",
        "users": [{"jwt": "j"}],
    }
)


def service(name: str) -> Service:
    return Service(name=name, server_url=CONNECTION.server_url, secret_arn=name)


class FakeCallLogs:
    """Fake logins. The id of each account contains the name of its service."""

    def log_in(
        self, service: str, connection: Connection, deadline: float
    ) -> tuple[str, FakeCallLog]:
        return f"account-of-{service}", FakeCallLog()


class FakeCompletion:
    """`completed` lists the names of the services."""

    def __init__(self) -> None:
        self.completed: list[str] = []

    def complete(self, service: Service, connection: Connection) -> None:
        self.completed.append(service.name)


def open_call_log(states: MemoryStateStore | None = None, speed: float = 1.0) -> OpenCallLog:
    states = states or MemoryStateStore()
    delays = FirstDelays(states, RetryDelays(speed=speed))
    return OpenCallLog(FakeCallLogs(), states, delays, FakeCompletion())


@dataclass
class ScriptedPoller:
    """`faults` holds the errors to raise, by service or source. `idle` holds the sweeps that have
    nothing to continue. `events` records the calls in order."""

    faults: Mapping[str, Exception] = field(default_factory=dict)
    idle: frozenset[str] = frozenset()
    result: PollResult | None = None
    events: list[str] = field(default_factory=list)

    def poll(self, target: Target, source: DiscoverySource, deadline: float) -> PollResult:
        self.events.append(f"{target.service.name} {source}")
        for name in (target.service.name, source):
            if name in self.faults:
                raise self.faults[name]
        return self.result or PollResult(source=source, pages=1, found=1)

    def continue_sweep(
        self, target: Target, source: DiscoverySource, deadline: float
    ) -> PollResult | None:
        return None if source in self.idle else self.poll(target, source, deadline)
