"""Rate limits: windows, headers, the penalty after a 429, and missing permissions."""

from __future__ import annotations

import pytest

from simulator import scenarios
from simulator.accounts.account import Account, Options
from simulator.http.fault_queue import Fault, FaultKind
from simulator.http.server import SimulatorServer
from simulator.limits.rate_limiter import RateLimiter
from simulator.testing import SimulatorClient, frozen_clock, options_without_limits


@pytest.fixture
def account() -> Account:
    return scenarios.empty(clock=frozen_clock(), options=Options(limits={"heavy": 2}))


def test_every_answer_states_its_limit(client: SimulatorClient) -> None:
    answer = client.get("/call-log")
    stated = {name: answer.headers[f"x-rate-limit-{name}"] for name in ("group", "limit", "window")}
    assert stated == {"group": "heavy", "limit": "2", "window": "60"}
    assert answer.headers["x-rate-limit-remaining"] == "1"
    assert client.get("").headers["x-rate-limit-group"] == "light"
    assert client.get("/extension").headers["x-rate-limit-group"] == "medium"


def test_an_error_states_its_limit_too(client: SimulatorClient) -> None:
    answer = client.get("/recording/1/content")
    assert (answer.status_code, answer.headers["x-rate-limit-remaining"]) == (404, "1")


def test_a_request_during_the_penalty_starts_it_again(client: SimulatorClient) -> None:
    clock = client.account.clock
    statuses = [client.get("/call-log").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    clock.advance(59)
    refused = client.get("/call-log")
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "60"
    assert refused.json()["errorCode"] == "CMN-301"
    clock.advance(59)
    assert client.get("/call-log").status_code == 429
    clock.advance(60)
    assert client.get("/call-log").status_code == 200
    assert client.account.statistics.rate_limited == 3


def test_users_and_groups_have_windows_of_their_own(
    server: SimulatorServer, client: SimulatorClient
) -> None:
    for _ in range(3):
        client.get("/call-log")
    assert client.get("").status_code == 200
    with SimulatorClient(server, user=1) as other:
        assert other.get("/call-log").status_code == 200


def test_the_window_slides() -> None:
    clock = frozen_clock()
    limiter = RateLimiter(clock, {"heavy": 2})
    allowed = []
    for pause in (0, 40, 21, 40):
        clock.advance(pause)
        allowed.append(limiter.check("u", "a", "heavy").allowed)
    assert allowed == [True] * 4


def test_the_speed_shortens_window_and_penalty() -> None:
    clock = frozen_clock(speed=100)
    limiter = RateLimiter(clock, {"heavy": 1})
    assert limiter.check("u", "a", "heavy").allowed
    refused = limiter.check("u", "a", "heavy")
    assert (refused.allowed, refused.headers["Retry-After"]) == (False, "1")
    clock.advance(0.6)
    assert limiter.check("u", "a", "heavy").allowed


def test_a_missing_scope_and_a_missing_permission_are_named() -> None:
    account = scenarios.empty(clock=frozen_clock(), options=options_without_limits())
    account.users[0].scopes = ("ReadAccounts",)
    account.users[1].permissions = ("ReadCallRecordings",)
    with SimulatorServer(account) as server:
        for user, name in ((0, "ReadCallLog"), (1, "FullCompanyCallLog")):
            with SimulatorClient(server, user) as client:
                answer = client.get("/call-log")
                assert answer.status_code == 403
                assert answer.json()["errorCode"] == "InsufficientPermissions"
                assert answer.json()["errors"][0]["permissionName"] == name


@pytest.mark.parametrize(
    ("fault", "status", "headers"),
    [
        (Fault(FaultKind.UNAVAILABLE, retry_after=3), 503, {"retry-after": "3"}),
        (Fault(FaultKind.SERVER_ERROR), 500, {}),
        (Fault(FaultKind.RATE_LIMITED, retry_after=4), 429, {"retry-after": "4"}),
        (Fault(FaultKind.UNAUTHORIZED), 401, {}),
    ],
)
def test_an_operation_may_fail_once(
    client: SimulatorClient, fault: Fault, status: int, headers: dict[str, str]
) -> None:
    client.account.fail("call-log", fault)
    answer = client.get("/call-log")
    assert answer.status_code == status
    assert headers.items() <= dict(answer.headers).items()
    assert client.get("/call-log").status_code == 200


def test_a_bare_429_has_no_rate_limit_headers(client: SimulatorClient) -> None:
    client.account.fail("call-log", Fault(FaultKind.RATE_LIMITED_BARE))
    answer = client.get("/call-log")
    assert answer.status_code == 429
    assert not {"retry-after", "x-rate-limit-group"} & set(answer.headers)


def test_a_401_does_not_count_against_the_limit(client: SimulatorClient) -> None:
    answer = client.http.get("/restapi/v1.0/account/~", headers={"Authorization": "Bearer nobody"})
    assert answer.status_code == 401
    stated = {answer.headers[f"x-rate-limit-{name}"] for name in ("limit", "remaining")}
    assert stated == {"50"}
