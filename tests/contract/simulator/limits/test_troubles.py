"""Odd Retry-After headers, several windows in one group, and tokens that are refused on request."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from simulator import scenarios
from simulator.accounts.account import Account, Options
from simulator.limits.troubles import RETRY_AFTER
from simulator.recordings.ready_delays import ready_delay
from simulator.testing import SimulatorClient, frozen_clock


@pytest.fixture
def account() -> Account:
    return scenarios.empty(clock=frozen_clock(), options=Options(limits={"heavy": 2}))


def refused(client: SimulatorClient) -> dict[str, str]:
    for _ in range(2):
        assert client.get("/call-log").status_code == 200
    answer = client.get("/call-log")
    assert answer.status_code == 429
    return dict(answer.headers)


@pytest.mark.parametrize("name", [*RETRY_AFTER, "nan"])
def test_retry_after_may_be_any_text(client: SimulatorClient, name: str) -> None:
    client.control("limits", {"retry_after": name})
    assert refused(client)["retry-after"] == RETRY_AFTER.get(name, name)


def test_retry_after_may_be_absent(client: SimulatorClient) -> None:
    client.control("limits", {"retry_after": ""})
    assert "retry-after" not in refused(client)


def test_two_windows_of_a_group_hold_at_once(client: SimulatorClient) -> None:
    client.control("limits", {"windows": {"heavy": [[3, 3600]]}})
    statuses, windows = [], set()
    for _ in range(4):
        answer = client.get("/call-log")
        statuses.append(answer.status_code)
        windows.add((answer.headers["x-rate-limit-limit"], answer.headers["x-rate-limit-window"]))
        client.account.clock.advance(61)
    assert statuses == [200, 200, 200, 429]
    assert windows == {("2", "60"), ("3", "3600")}


def test_an_operation_refuses_every_token_until_it_ends(client: SimulatorClient) -> None:
    client.control("refused-tokens", {"operation": "call-log"})
    for _ in range(2):
        answer = client.get("/call-log")
        assert answer.status_code == 401
        assert "OAU-151" in answer.text
        assert answer.headers["x-rate-limit-group"] == "heavy"
        client.login()
    assert client.get("").status_code == 200
    client.control("refused-tokens", {"operation": "call-log", "end": True})
    client.account.clock.advance(61)
    assert client.get("/call-log").status_code == 200


def test_an_operation_may_refuse_the_tokens_of_one_user(client: SimulatorClient) -> None:
    other = {"operation": "account", "extension_id": client.account.users[1].extension_id}
    client.control("refused-tokens", other)
    assert client.get("").status_code == 200


def test_readiness_varies_with_a_long_tail_that_changes_by_the_hour() -> None:
    chance = random.Random(1)  # noqa: S311 # reproducible, no secret
    hours = [
        sorted(
            ready_delay(30, True, datetime(2026, 3, 10, hour, tzinfo=UTC), chance)
            for _ in range(300)
        )
        for hour in range(12)
    ]
    assert all(10 <= delay <= 180 for delays in hours for delay in delays)
    middles = [delays[150] for delays in hours]
    assert max(middles) > 1.5 * min(middles)
    assert max(delays[-1] for delays in hours) > 100
    assert ready_delay(30, False, datetime(2026, 3, 10, tzinfo=UTC), chance) == 30
