"""RingCentral's official SDK works with the simulator as it does with the platform."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from simulator import scenarios
from simulator.accounts.account import Account
from simulator.http.server import SimulatorServer
from simulator.testing import frozen_clock, options_without_limits
from tests.contract.simulator.webhook_endpoint import WebhookEndpoint

pytestmark = [
    # The SDK and what it imports are written for older versions of Python
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::SyntaxWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


@pytest.fixture
def account() -> Account:
    return scenarios.many(25, days=1, clock=frozen_clock(), options=options_without_limits())


@pytest.fixture
def platform(account: Account) -> Iterator[Any]:
    from ringcentral import SDK  # noqa: PLC0415 - its warnings belong to these tests only

    options = account.options
    with SimulatorServer(account) as server:
        platform = SDK(options.client_id, options.client_secret, server.url).platform()
        platform.login(jwt=account.users[0].jwt)
        yield platform


def records(platform: Any) -> list[dict[str, Any]]:
    query = {"perPage": 10, "recordingType": "All"}
    body = platform.get("/restapi/v1.0/account/~/call-log", query).json_dict()
    found = list(body["records"])
    while "nextPage" in body["navigation"]:
        body = platform.get(body["navigation"]["nextPage"]["uri"]).json_dict()
        found += body["records"]
    return found


def test_it_lists_the_call_log_and_downloads_every_recording(
    platform: Any, account: Account
) -> None:
    contents = {
        record["recording"]["id"]: platform.get(record["recording"]["contentUri"]).body()
        for record in records(platform)
    }
    assert contents == {each.id: each.audio_bytes() for each in account.recordings.values()}


def test_it_reads_account_and_extensions(platform: Any, account: Account) -> None:
    info = platform.get("/restapi/v1.0/account/~").json_dict()
    assert info["id"] == account.id
    body = platform.get("/restapi/v1.0/account/~/extension", {"perPage": 1000}).json_dict()
    assert [each["id"] for each in body["records"]] == list(account.extensions)


def test_it_subscribes_and_receives_the_events_of_a_call(account: Account) -> None:
    from ringcentral import SDK  # noqa: PLC0415

    options = account.options
    with SimulatorServer(account) as server, WebhookEndpoint() as endpoint:
        platform = SDK(options.client_id, options.client_secret, server.url).platform()
        platform.login(jwt=account.users[0].jwt)
        mode = {"transportType": "WebHook", "address": endpoint.url, "verificationToken": "word"}
        wanted = {"eventFilters": ["/restapi/v1.0/account/~/telephony/sessions"]}
        made = platform.post("/restapi/v1.0/subscription", {**wanted, "deliveryMode": mode})
        assert made.json_dict()["status"] == "Active"
        server.live.calls.start(server.live.planner.plan("direct"))
        assert server.live.deliverer.wait_until_idle()
        assert [body["sequence"] for body in endpoint.bodies()] == [1, 2]
        platform.delete(f"/restapi/v1.0/subscription/{made.json_dict()['id']}")
        assert server.live.subscriptions.all() == []


def test_it_refreshes_and_logs_out(platform: Any, account: Account) -> None:
    before = platform.auth().access_token()
    platform.refresh()
    assert platform.auth().access_token() != before
    assert platform.logged_in()
    platform.logout()
    assert account.statistics.operations["oauth-revoke"] == 1


def test_it_raises_an_error_with_the_message(platform: Any) -> None:
    from ringcentral.http.api_exception import ApiException  # noqa: PLC0415

    with pytest.raises(ApiException, match="No such resource"):
        platform.get("/restapi/v1.0/account/~/recording/1/content")
