"""Live calls as the simulated platform answers and the simulator's own interface steers them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.simulator import Simulator
from simulator import scenarios
from simulator.accounts.account import Account
from simulator.http.server import SimulatorServer
from simulator.live.scripts import SCRIPTS
from simulator.testing import SimulatorClient, frozen_clock, generous
from tests.contract.ringcentral.webhooks import Endpoint
from tests.contract.simulator.api_document import assert_valid, described, needs_the_document

API = "/restapi/v1.0/account/{accountId}"
SUBSCRIPTION = "/restapi/v1.0/subscription"
FILTERS = (
    "/restapi/v1.0/account/~/telephony/sessions",
    "/restapi/v1.0/account/~/presence?detailedTelephonyState=true",
    "/restapi/v1.0/account/~/extension",
)
# An event's path ends in this; where the document describes such an event
EVENTS = {
    "/telephony/sessions": "AccountTelephonySessionsEvent",
    "/presence?detailedTelephonyState=true": "DetailedExtensionPresenceEvent",
    "/presence": "AccountPresenceEvent",
    "/extension": "ExtensionListEvent",
}


@pytest.fixture
def account() -> Account:
    return scenarios.empty(clock=frozen_clock(), options=generous())


@pytest.fixture
def server(account: Account) -> Iterator[SimulatorServer]:
    with SimulatorServer(account) as server:
        yield server


@pytest.fixture
def client(server: SimulatorServer) -> Iterator[SimulatorClient]:
    with SimulatorClient(server) as client:
        yield client


def subscribe(client: SimulatorClient, endpoint: Endpoint, *filters: str) -> httpx.Response:
    mode = {"transportType": "WebHook", "address": endpoint.url, "verificationToken": "word"}
    return client.send("POST", SUBSCRIPTION, {"eventFilters": filters, "deliveryMode": mode})


def told_presence(client: SimulatorClient) -> dict[str, Any]:
    """The records of the account's presence by extension."""
    body = client.get("/presence", detailedTelephonyState="true", perPage=100).json()
    return {str(each["extension"]["id"]): each for each in body["records"]}


def state(client: SimulatorClient) -> dict[str, Any]:
    return {each["extension_id"]: each for each in client.control("live/state")["extensions"]}


@needs_the_document
@pytest.mark.parametrize("kind", SCRIPTS)
def test_every_event_is_one_that_the_document_describes(
    server: SimulatorServer, client: SimulatorClient, kind: str
) -> None:
    with Endpoint() as endpoint:
        subscribe(client, endpoint, *FILTERS)
        subscribe(client, endpoint, FILTERS[1].partition("?")[0])
        client.control("live/calls", {"kind": kind})
        server.account.clock.advance(200)
        client.control("extensions", {"name": "Vera New"})
        assert server.live.deliverer.wait_until_idle()
    kinds = set()
    for event in endpoint.events:
        ending = next(each for each in EVENTS if event["event"].endswith(each))
        kinds.add(ending)
        assert_valid(event, {"$ref": f"#/components/schemas/{EVENTS[ending]}"})
    assert kinds == EVENTS.keys()


@needs_the_document
def test_the_answers_about_subscriptions_are_described(
    server: SimulatorServer, client: SimulatorClient
) -> None:
    client.account.users[0].scopes = ("SubscriptionWebhook", "ReadAccounts")
    one = SUBSCRIPTION + "/{subscriptionId}"
    with Endpoint() as endpoint:
        made = subscribe(client, endpoint, *FILTERS)
        assert_valid(made.json(), described(SUBSCRIPTION, "post", 200))
        path = f"{SUBSCRIPTION}/{made.json()['id']}"
        client.control("subscriptions/all/blacklist", {})
        assert_valid(client.get(SUBSCRIPTION).json(), described(SUBSCRIPTION, "get", 200))
        assert_valid(client.get(path).json(), described(one, "get", 200))
        assert_valid(client.send("PUT", path).json(), described(one, "put", 200))
        renewed = client.send("POST", f"{path}/renew")
        assert_valid(renewed.json(), described(f"{one}/renew", "post", 200))


@needs_the_document
def test_a_refused_subscription_is_described(client: SimulatorClient) -> None:
    with Endpoint(status=500) as endpoint:
        refused = subscribe(client, endpoint, *FILTERS)
    errors = {"errors": refused.json()["errors"]}
    assert_valid(errors, described(SUBSCRIPTION, "post", 400))


@needs_the_document
@pytest.mark.parametrize("kind", SCRIPTS)
def test_presence_and_sessions_are_described(
    server: SimulatorServer, client: SimulatorClient, kind: str
) -> None:
    call = client.control("live/calls", {"kind": kind})
    one = f"{API}/extension/{{extensionId}}/presence"
    session = f"{API}/telephony/sessions/{{telephonySessionId}}"
    for _ in range(6):
        server.account.clock.advance(4)
        page = client.get("/presence", detailedTelephonyState="true")
        assert_valid(page.json(), described(f"{API}/presence", "get", 200))
        own = client.get("/extension/~/presence", detailedTelephonyState="true")
        assert_valid(own.json(), described(one, "get", 200))
        known = client.get(f"/telephony/sessions/{call['telephony_session_ids'][0]}")
        if known.status_code == 200:
            assert_valid(known.json(), described(session, "get", 200))


@needs_the_document
def test_the_records_of_live_calls_are_described(
    server: SimulatorServer, client: SimulatorClient
) -> None:
    for kind in SCRIPTS:
        client.control("live/calls", {"kind": kind})
    server.account.clock.advance(200)
    answer = client.get("/call-log", view="Detailed", perPage=100)
    assert len(answer.json()["records"]) > len(SCRIPTS)
    assert_valid(answer.json(), described(f"{API}/call-log", "get", 200))


def test_presence_shows_a_call_as_it_goes_on(
    server: SimulatorServer, client: SimulatorClient
) -> None:
    call = client.control("live/calls", {"kind": "direct", "by_hand": True})
    (user,) = call["extension_ids"]
    shown = []
    for action in ("ring", "answer", "hold", "unhold", "end"):
        client.control(f"live/calls/{call['call_id']}/step", {"action": action})
        record = told_presence(client)[user]
        shown.append((record["telephonyStatus"], record["presenceStatus"]))
    assert shown == [
        ("Ringing", "Available"),
        ("CallConnected", "Busy"),
        ("OnHold", "Busy"),
        ("CallConnected", "Busy"),
        ("NoCall", "Available"),
    ]


def test_an_active_call_names_its_session(client: SimulatorClient) -> None:
    call = client.control("live/calls", {"caller": {"number": "+13035550142", "name": "Carla"}})
    (active,) = told_presence(client)[call["extension_ids"][0]]["activeCalls"]
    assert active["telephonySessionId"] == call["telephony_session_ids"][0]
    assert (active["from"], active["fromName"]) == ("+13035550142", "Carla")


def test_details_are_shown_on_demand_only(client: SimulatorClient) -> None:
    client.control("live/calls", {})
    assert all("activeCalls" not in each for each in client.get("/presence").json()["records"])


def test_the_presence_of_an_account_has_pages(client: SimulatorClient) -> None:
    whole = client.get("/presence").json()
    assert whole["paging"]["totalElements"] == len(whole["records"]) == 7
    body, seen = client.get("/presence", perPage=3).json(), 0
    while True:
        seen += len(body["records"])
        if "nextPage" not in body["navigation"]:
            break
        body = client.get(body["navigation"]["nextPage"]["uri"]).json()
    assert seen == 7


def test_a_queue_has_no_phone_to_show(client: SimulatorClient) -> None:
    queue = next(e for e in client.account.extensions.values() if e.type == "Department")
    record = told_presence(client)[str(queue.id)]
    assert record["presenceStatus"] == "Offline"
    assert not {"telephonyStatus", "userStatus", "dndStatus"} & record.keys()


def test_presence_is_heavy_for_all_and_light_for_one(client: SimulatorClient) -> None:
    session = client.control("live/calls", {})["telephony_session_ids"][0]
    groups = {
        "/presence": "heavy",
        "/extension/~/presence": "light",
        f"/telephony/sessions/{session}": "light",
    }
    for path, group in groups.items():
        assert client.get(path).headers["x-rate-limit-group"] == group


@pytest.mark.parametrize(
    ("path", "scope"),
    [("/presence", "ReadPresence"), ("/telephony/sessions/s-1", "CallControl")],
)
def test_scopes_are_asked_for(client: SimulatorClient, path: str, scope: str) -> None:
    client.account.users[0].scopes = ("ReadAccounts",)
    assert client.get(path).json()["permissionName"] == scope


def test_a_session_is_known_until_it_is_over(
    server: SimulatorServer, client: SimulatorClient
) -> None:
    call = client.control("live/calls", {"ring_seconds": 2, "talk_seconds": 10})
    path = f"/telephony/sessions/{call['telephony_session_ids'][0]}"
    server.account.clock.advance(3)
    (party,) = client.get(path).json()["parties"]
    assert party["status"]["code"] == "Answered"
    assert party["recordings"][0]["active"] is True
    server.account.clock.advance(10)
    assert client.get(path).status_code == 404


def test_a_session_whose_only_told_party_has_ended_goes_on(
    server: SimulatorServer, client: SimulatorClient
) -> None:
    call = client.control("live/calls", {"kind": "ivr"})
    server.account.clock.advance(2.1)
    answer = client.get(f"/telephony/sessions/{call['telephony_session_ids'][0]}")
    assert [each["status"]["code"] for each in answer.json()["parties"]] == ["Disconnected"]


def test_a_recording_of_a_live_call_comes_to_the_log_and_can_be_fetched(
    server: SimulatorServer, client: SimulatorClient
) -> None:
    call = client.control("live/calls", {"ring_seconds": 1, "talk_seconds": 9})
    clock = server.account.clock
    clock.advance(10)
    (recording_id,) = client.control(f"live/calls/{call['call_id']}")["recording_ids"]
    assert client.records(recordingType="All") == []
    assert client.content(recording_id).status_code == 404
    clock.advance(31)
    (record,) = client.records(recordingType="All")
    assert record["recording"]["id"] == recording_id
    assert record["telephonySessionId"] == call["telephony_session_ids"][0]
    assert client.content(recording_id).status_code == 200


def test_the_state_agrees_with_presence(server: SimulatorServer, client: SimulatorClient) -> None:
    client.control("live/presence/62001004", {"dnd_status": "DoNotAcceptAnyCalls"})
    client.control("live/calls", {"kind": "simultaneous"})
    server.account.clock.advance(12)
    shown, told = state(client), told_presence(client)
    for extension_id, row in shown.items():
        assert row["telephony_status"] == told[extension_id]["telephonyStatus"]
        assert row["presence_status"] == told[extension_id]["presenceStatus"]
        ids = {call["party_id"] for call in row["calls"]}
        assert ids == {call["partyId"] for call in told[extension_id]["activeCalls"]}
    assert shown["62001001"]["status"] == "OnPhone"
    assert shown["62001004"]["status"] == "DoNotDisturb"


def test_presence_is_set_through_the_platform_too(client: SimulatorClient) -> None:
    client.account.users[0].scopes = ("EditPresence", "ReadPresence")
    answer = client.send("PUT", "/extension/~/presence", {"userStatus": "Offline"})
    assert answer.json()["presenceStatus"] == "Offline"
    refused = client.send("PUT", "/extension/~/presence", {"userStatus": "Lost"})
    assert refused.status_code == 400


def test_every_live_call_can_be_ended(client: SimulatorClient) -> None:
    for kind in ("direct", "queue", "gone"):
        client.control("live/calls", {"kind": kind})
    assert client.control("live/end-all", {}) == {"ended": 3}
    assert client.control("live/state")["sessions"] == 0
    assert all(call["over"] for call in client.control("live/calls"))


def test_traffic_is_switched_on_and_off(server: SimulatorServer, client: SimulatorClient) -> None:
    client.control("live/traffic", {"calls_per_minute": 60})
    server.account.clock.advance(60)
    assert client.control("live/traffic")["started"] > 2
    assert client.control("live/traffic", {"calls_per_minute": 0})["calls_per_minute"] == 0


def test_a_burst_can_be_followed(server: SimulatorServer, client: SimulatorClient) -> None:
    burst = client.control("live/bursts", {"events_per_second": 40, "seconds": 5})
    server.account.clock.advance(2)
    path = f"live/bursts/{burst['burst_id']}"
    running = client.control(path)
    assert running["running"]
    assert 78 <= running["events"] <= 82
    server.account.clock.advance(4)
    ended = client.control(path)
    assert (ended["running"], ended["elapsed_seconds"]) == (False, 5)
    assert ended["events"] == ended["telephony_events"] + ended["presence_events"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("live/calls", {"kind": "dance"}, 400),
        ("live/calls", {"extension_ids": [1]}, 404),
        ("live/calls", {"talk_seconds": "long"}, 400),
        ("live/calls/none/step", {"action": "end"}, 404),
        ("live/presence/62001001", {"user_status": "Lost"}, 400),
        ("live/presence/62001001", {"colour": "blue"}, 404),
        ("live/bursts", {"events_per_second": 10}, 404),
        ("live/traffic", {"calls_per_minute": -1}, 400),
        ("delivery-options", {"colour": "blue"}, 404),
        ("subscriptions/none/blacklist", {}, 404),
        ("subscriptions/all/tease", {}, 404),
        ("extensions/62001001", {"colour": "blue"}, 404),
        ("events", {"event": "nowhere", "body": {}}, 400),
    ],
)
def test_the_interface_refuses_nonsense(
    client: SimulatorClient, path: str, body: dict[str, Any], status: int
) -> None:
    with Endpoint() as endpoint:
        subscribe(client, endpoint, FILTERS[0])
        answer = client.http.post(f"/_simulator/{path}", json=body)
    assert (answer.status_code, "error" in answer.json()) == (status, True)


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1:9", 200), ("localhost", 200), ("[::1]:9", 200), ("evil.example", 403), ("", 403)],
)
def test_the_interface_is_for_this_machine(client: SimulatorClient, host: str, status: int) -> None:
    answer = client.http.get("/_simulator/statistics", headers={"Host": host})
    assert answer.status_code == status


def test_the_command_line_sets_traffic_and_deliveries(tmp_path: Path) -> None:
    options = ("--live-calls", "30", "--people", "12", "--loss", "0.1", "--blacklist-after", "0")
    with Simulator(tmp_path, "empty", *options) as simulator:
        assert simulator.get("live/traffic")["calls_per_minute"] == 30
        assert len(simulator.get("live/state")["extensions"]) == 5 + 12
        deliveries = simulator.get("delivery-options")
        assert (deliveries["loss"], deliveries["blacklist_after"]) == (0.1, 0)
