"""A running simulator with an empty account, a client of its API, and a webhook."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator import scenarios
from simulator.accounts.account import Account
from simulator.http.server import SimulatorServer
from simulator.testing import SimulatorClient, frozen_clock, options_without_limits
from tests.contract.simulator.webhook_endpoint import WebhookEndpoint


@pytest.fixture
def account() -> Account:
    return scenarios.empty(clock=frozen_clock(), options=options_without_limits())


@pytest.fixture
def server(account: Account) -> Iterator[SimulatorServer]:
    with SimulatorServer(account, seed=1) as server:
        server.live.deliverer.options.answer_seconds = 60  # a busy machine answers late
        yield server


@pytest.fixture
def client(server: SimulatorServer) -> Iterator[SimulatorClient]:
    with SimulatorClient(server) as client:
        yield client


@pytest.fixture
def endpoint() -> Iterator[WebhookEndpoint]:
    with WebhookEndpoint() as endpoint:
        yield endpoint
