"""One service's trouble, or one sweep's, is its own."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.lifecycle import DiscoverySource
from ringkeep.errors import RingkeepError, Unavailable
from ringkeep.handlers.recordings import Application
from ringkeep.handlers.requests import PollRequest
from ringkeep.usecases.recordings.poll_call_log import PollResult, Target
from ringkeep.wiring.base import Composition
from tests.fakes.recordings.call_log import FakeCallLog

CONNECTION = Connection.model_validate(
    {
        "server_url": "https://platform.example.com",
        "client_id": "app",
        "client_secret": "s",
        "users": [{"jwt": "j"}],
    }
)


class OddPoller:
    """Polls and sweeps end as they are told; `events` keeps their order."""

    def __init__(self, **faults: RingkeepError) -> None:
        self.faults = faults
        self.events: list[str] = []

    def _run(self, target: Target, source: DiscoverySource) -> PollResult:
        self.events.append(f"{target.service.name} {source}")
        for name in (target.service.name, source):
            if name in self.faults:
                raise self.faults[name]
        return PollResult(source=source, pages=1)

    def poll(self, target: Target, source: DiscoverySource, deadline: float) -> PollResult:
        return self._run(target, source)

    def continue_sweep(
        self, target: Target, source: DiscoverySource, deadline: float
    ) -> PollResult:
        return self._run(target, source)


class PolledApplication(Application):
    def _target(self, service: Service, connection: Connection, deadline: float) -> Target:
        return Target(service, connection, "a1", FakeCallLog())


def polled(poller: OddPoller, *names: str) -> list[tuple[str, str]]:
    """Each outcome's service and status."""
    services = [
        Service(name=name, server_url=CONNECTION.server_url, secret_arn=name) for name in names
    ]
    parts = SimpleNamespace(
        poller=poller,
        services=SimpleNamespace(list=lambda: services),
        secrets=SimpleNamespace(read=lambda arn: CONNECTION),
    )
    application = PolledApplication(cast(Composition, parts))
    answer: JsonObject = application.poll_call_log(PollRequest(), 0.0)
    outcomes = cast("list[dict[str, str]]", answer["services"])
    return [(outcome["service"], outcome["status"]) for outcome in outcomes]


def test_a_failing_sweep_stops_neither_the_poll_nor_the_other_sweeps() -> None:
    poller = OddPoller(nightly=Unavailable("down"))
    assert polled(poller, "a") == [("a", "ok"), ("a", "ok"), ("a", "failed"), ("a", "ok")]
    assert poller.events == ["a poll", "a hourly", "a nightly", "a weekly"]


def test_a_failing_service_does_not_stop_the_others() -> None:
    poller = OddPoller(a=Unavailable("down"))
    assert ("b", "ok") in polled(poller, "a", "b")
    assert "b weekly" in poller.events


def test_a_service_that_does_not_answer_its_poll_is_asked_no_more() -> None:
    poller = OddPoller(a=Unavailable("down"))
    assert polled(poller, "a") == [("a", "failed")]
    assert poller.events == ["a poll"]


@pytest.mark.parametrize("count", [3, 40])
def test_every_service_is_polled_before_any_goes_on_with_a_sweep(count: int) -> None:
    poller = OddPoller()
    polled(poller, *(f"s{number}" for number in range(count)))
    assert all(event.endswith(" poll") for event in poller.events[:count])
