"""The simulated subscriptions: the handshake, filters, expiry, and how events are delivered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from simulator import scenarios
from simulator.accounts.account import Account
from simulator.clock import parse_moment
from simulator.http.server import SimulatorServer
from simulator.testing import SimulatorClient, frozen_clock, generous
from tests.contract.ringcentral.webhooks import Endpoint

PATH = "/restapi/v1.0/subscription"
SESSIONS = "/restapi/v1.0/account/~/telephony/sessions"
PRESENCE = "/restapi/v1.0/account/~/presence?detailedTelephonyState=true"
EXTENSIONS = "/restapi/v1.0/account/~/extension"
WEEK = 7 * 86_400


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


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with Endpoint() as endpoint:
        yield endpoint


def asked(endpoint: Endpoint, *filters: str, **changes: Any) -> dict[str, Any]:
    mode = {"transportType": "WebHook", "address": endpoint.url, "verificationToken": "secret-word"}
    return {"eventFilters": list(filters or (SESSIONS,)), "deliveryMode": mode, **changes}


def subscribed(client: SimulatorClient, endpoint: Endpoint, *filters: str) -> dict[str, Any]:
    answer = client.send("POST", PATH, asked(endpoint, *filters))
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


def played(server: SimulatorServer, client: SimulatorClient, kind: str = "direct") -> None:
    """A whole call, and all its events on their way or delivered."""
    client.control("live/calls", {"kind": kind})
    server.account.clock.advance(120)
    assert server.live.deliverer.wait_until_idle()


def row(client: SimulatorClient) -> dict[str, Any]:
    (found,) = client.control("subscriptions")["subscriptions"]
    known: dict[str, Any] = found
    return known


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, str(answer.json()["errors"][0]["errorCode"])


def test_the_handshake_is_an_empty_post_with_a_token_to_echo(
    client: SimulatorClient, endpoint: Endpoint
) -> None:
    made = subscribed(client, endpoint)
    (shaken,) = endpoint.handshakes
    assert shaken.body == b""
    assert shaken.headers["content-type"] == "application/json"
    assert "verification-token" not in shaken.headers
    assert made["status"] == "Active"
    assert made["deliveryMode"]["address"] == endpoint.url


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        ({"status": 500}, "SUB-522"),
        ({"status": 204}, "SUB-522"),
        ({"echo": False}, "SUB-520"),
        ({"padding": 1024}, "SUB-525"),
        ({"body": b"x" * 1024}, "SUB-525"),
        ({"delay": 0.6}, "SUB-521"),
    ],
)
def test_an_endpoint_that_fails_the_handshake_gets_no_subscription(
    client: SimulatorClient, endpoint: Endpoint, behaviour: dict[str, Any], code: str
) -> None:
    client.control("delivery-options", {"answer_seconds": 0.3})
    for name, value in behaviour.items():
        setattr(endpoint, name, value)
    answer = client.send("POST", PATH, asked(endpoint))
    assert refusal(answer) == (400, code)
    assert answer.json()["errorCode"] == code
    assert client.get(PATH).json()["records"] == []


def test_an_endpoint_that_is_not_there_is_not_reachable(client: SimulatorClient) -> None:
    with Endpoint() as gone:
        body = asked(gone)
    answer = client.send("POST", PATH, body)
    assert refusal(answer) == (400, "SUB-521")
    assert answer.json()["message"] == "WebHook is not reachable"


@pytest.mark.parametrize(
    "address",
    ["http://example.com/hook", "ftp://127.0.0.1/hook", "nonsense", "https://", "http://[/x", 5],
)
def test_an_address_must_be_https_or_on_this_machine(
    client: SimulatorClient, endpoint: Endpoint, address: object
) -> None:
    body = asked(endpoint)
    body["deliveryMode"]["address"] = address
    answer = client.send("POST", PATH, body)
    assert refusal(answer) == (400, "CMN-101")
    assert answer.json()["parameterName"] == "deliveryMode.address"


@pytest.mark.parametrize(
    "changes",
    [
        {"eventFilters": []},
        {"eventFilters": ["/restapi/v1.0/nothing"]},
        {"eventFilters": [5]},
        {"expiresIn": 0},
        {"expiresIn": "soon"},
        {"deliveryMode": {"transportType": "WebSocket"}},
        {"deliveryMode": None},
    ],
)
def test_a_request_that_makes_no_sense_is_refused(
    client: SimulatorClient, endpoint: Endpoint, changes: dict[str, Any]
) -> None:
    assert refusal(client.send("POST", PATH, asked(endpoint, **changes))) == (400, "CMN-101")


def test_only_a_reminder_is_no_subscription(client: SimulatorClient, endpoint: Endpoint) -> None:
    reminder = f"{PATH}/~?threshold=60&interval=15"
    assert refusal(client.send("POST", PATH, asked(endpoint, reminder))) == (400, "SUB-515")


def test_without_a_wish_a_subscription_ends_after_seven_days(
    client: SimulatorClient, endpoint: Endpoint
) -> None:
    made = subscribed(client, endpoint)
    lasts = parse_moment(made["expirationTime"]) - parse_moment(made["creationTime"])
    assert lasts.total_seconds() == made["expiresIn"] == WEEK
    client.account.clock.advance(WEEK)
    client.login()
    assert refusal(client.get(f"{PATH}/{made['id']}")) == (404, "CMN-102")
    assert client.get(PATH).json()["records"] == []
    assert row(client)["status"] == "Expired"


def test_ten_years_are_the_most(client: SimulatorClient, endpoint: Endpoint) -> None:
    answer = client.send("POST", PATH, asked(endpoint, expiresIn=999_999_999))
    assert answer.json()["expiresIn"] == 315_360_000


def test_a_renewal_lasts_for_the_default_time_again(
    client: SimulatorClient, endpoint: Endpoint
) -> None:
    made = client.send("POST", PATH, asked(endpoint, expiresIn=1_000_000)).json()
    client.account.clock.advance(600)
    renewed = client.send("POST", f"{PATH}/{made['id']}/renew").json()
    assert renewed["expiresIn"] == WEEK
    client.control("delivery-options", {"renewal": "asked"})
    longer = client.send(
        "PUT", f"{PATH}/{made['id']}", {"eventFilters": [SESSIONS], "expiresIn": 9}
    )
    assert longer.json()["expiresIn"] == 9
    assert client.send("PUT", f"{PATH}/{made['id']}").json()["expiresIn"] == 9


def test_filters_are_changed_in_place(client: SimulatorClient, endpoint: Endpoint) -> None:
    made = subscribed(client, endpoint)
    changed = client.send("PUT", f"{PATH}/{made['id']}", {"eventFilters": [EXTENSIONS]}).json()
    assert changed["eventFilters"] == [f"/restapi/v1.0/account/{client.account.id}/extension"]
    assert changed["id"] == made["id"]


def test_a_cancelled_subscription_is_gone(client: SimulatorClient, endpoint: Endpoint) -> None:
    made = subscribed(client, endpoint)
    assert client.send("DELETE", f"{PATH}/{made['id']}").status_code == 204
    assert client.send("DELETE", f"{PATH}/{made['id']}").status_code == 404
    assert client.send("POST", f"{PATH}/{made['id']}/renew").status_code == 404


def test_the_thirty_first_is_one_too_many(client: SimulatorClient, endpoint: Endpoint) -> None:
    for _ in range(30):
        subscribed(client, endpoint)
    assert refusal(client.send("POST", PATH, asked(endpoint))) == (403, "SUB-505")
    assert len(endpoint.handshakes) == 30


def test_subscriptions_belong_to_a_user(
    server: SimulatorServer, client: SimulatorClient, endpoint: Endpoint
) -> None:
    made = subscribed(client, endpoint)
    with SimulatorClient(server, user=1) as other:
        assert other.get(PATH).json()["records"] == []
        assert other.get(f"{PATH}/{made['id']}").status_code == 404


def test_ids_stand_in_place_of_the_tilde(client: SimulatorClient, endpoint: Endpoint) -> None:
    made = subscribed(client, endpoint, PRESENCE, "/restapi/v1.0/account/~/extension/~/presence")
    root = f"/restapi/v1.0/account/{client.account.id}"
    own = client.account.users[0].extension_id
    assert made["eventFilters"] == [
        f"{root}/presence?detailedTelephonyState=true",
        f"{root}/extension/{own}/presence",
    ]


@pytest.mark.parametrize(
    ("scope", "event"),
    [("CallControl", SESSIONS), ("ReadPresence", PRESENCE), ("ReadAccounts", EXTENSIONS)],
)
def test_a_filter_that_is_not_granted_is_disabled(
    client: SimulatorClient, endpoint: Endpoint, scope: str, event: str
) -> None:
    scopes = client.account.options.scopes
    client.account.users[0].scopes = tuple(each for each in scopes if each != scope)
    made = subscribed(client, endpoint, SESSIONS, PRESENCE, EXTENSIONS)
    (disabled,) = made["disabledFilters"]
    assert disabled["filter"] == event.replace("~", str(client.account.id))
    assert scope in disabled["message"]
    assert disabled["filter"] not in made["eventFilters"]
    assert len(made["eventFilters"]) == 2


def test_a_missing_permission_of_the_user_disables_too(
    client: SimulatorClient, endpoint: Endpoint
) -> None:
    client.account.users[0].permissions = ("ReadExtensions",)
    made = subscribed(client, endpoint, PRESENCE, EXTENSIONS)
    assert "ReadPresenceStatus" in made["disabledFilters"][0]["message"]


def test_with_no_filter_granted_there_is_no_subscription(
    client: SimulatorClient, endpoint: Endpoint
) -> None:
    client.account.users[0].scopes = ("SubscriptionWebhook",)
    answer = client.send("POST", PATH, asked(endpoint))
    assert refusal(answer) == (403, "CMN-401")
    assert answer.json()["permissionName"] == "CallControl"
    assert endpoint.handshakes == []


def test_subscriptions_need_their_scope(client: SimulatorClient) -> None:
    client.account.users[0].scopes = ("ReadAccounts",)
    answer = client.get(PATH)
    assert answer.json()["permissionName"] == "SubscriptionWebhook"


def test_an_event_comes_in_its_envelope_with_the_token(
    server: SimulatorServer, client: SimulatorClient, endpoint: Endpoint
) -> None:
    made = subscribed(client, endpoint)
    played(server, client)
    post, event = endpoint.posts[0], endpoint.events[0]
    user = client.account.users[0].extension_id
    root = f"/restapi/v1.0/account/{client.account.id}"
    assert post.headers["verification-token"] == "secret-word"
    assert post.headers["content-type"] == "application/json"
    assert event["event"] == f"{root}/extension/{user}/telephony/sessions"
    assert event["subscriptionId"] == made["id"]
    assert event["ownerId"] == str(user)
    assert event["body"]["parties"][0]["extensionId"] == str(user)
    assert len({each["uuid"] for each in endpoint.events}) == len(endpoint.events)


def test_a_party_without_an_extension_is_told_under_the_account(
    server: SimulatorServer, client: SimulatorClient, endpoint: Endpoint
) -> None:
    subscribed(client, endpoint)
    played(server, client, "outbound")
    paths = {event["event"] for event in endpoint.events}
    assert f"/restapi/v1.0/account/{client.account.id}/telephony/sessions" in paths


def test_a_filter_of_one_extension_hears_of_that_one(
    server: SimulatorServer, client: SimulatorClient, endpoint: Endpoint
) -> None:
    people = [e for e in client.account.extensions.values() if e.type == "User"]
    subscribed(client, endpoint, f"{EXTENSIONS}/{people[1].id}/telephony/sessions")
    client.control("live/calls", {"kind": "transfer"})
    server.account.clock.advance(120)
    assert server.live.deliverer.wait_until_idle()
    told = {body["parties"][0]["extensionId"] for body in endpoint.bodies()}
    assert told == {str(people[1].id)}


def test_presence_has_calls_only_where_details_were_asked_for(
    server: SimulatorServer, client: SimulatorClient, endpoint: Endpoint
) -> None:
    subscribed(client, endpoint, PRESENCE)
    with Endpoint() as other:
        subscribed(client, other, PRESENCE.partition("?")[0])
        played(server, client)
        assert all("activeCalls" not in body for body in other.bodies("presence"))
        assert all("?" not in event["event"] for event in other.events)
    assert all("activeCalls" in body for body in endpoint.bodies("presence"))
    assert all(event["event"].endswith("=true") for event in endpoint.events)


def test_events_of_a_session_come_in_order(
    server: SimulatorServer, client: SimulatorClient, endpoint: Endpoint
) -> None:
    subscribed(client, endpoint)
    client.control("delivery-options", {"lateness": 0.02, "jitter": 0.02})
    played(server, client, "queue")
    sequences = [body["sequence"] for body in endpoint.bodies()]
    assert sequences == sorted(sequences) == list(range(1, len(sequences) + 1))


def test_events_can_be_lost(
    server: SimulatorServer, client: SimulatorClient, endpoint: Endpoint
) -> None:
    subscribed(client, endpoint)
    client.control("delivery-options", {"loss": 0.5})
    played(server, client, "queue")
    counts = row(client)["counts"]
    assert 0 < counts["lost"] < counts["matched"]
    assert len(endpoint.posts) == counts["delivered"] == counts["matched"] - counts["lost"]


def test_events_can_come_twice(
    server: SimulatorServer, client: SimulatorClient, endpoint: Endpoint
) -> None:
    subscribed(client, endpoint)
    client.control("delivery-options", {"repetition": 1, "disorder_seconds": 0.05})
    played(server, client)
    times = Counter(post.body for post in endpoint.posts)
    assert set(times.values()) == {2}


def test_events_can_be_overtaken(
    server: SimulatorServer, client: SimulatorClient, endpoint: Endpoint
) -> None:
    subscribed(client, endpoint)
    client.control("delivery-options", {"disorder": 0.5, "disorder_seconds": 0.3})
    played(server, client, "queue")
    sequences = [body["sequence"] for body in endpoint.bodies()]
    assert sequences != sorted(sequences)
    assert sorted(sequences) == list(range(1, len(sequences) + 1))


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ({"status": 503}, "HTTP status is 503"),
        ({"padding": 1024}, "invalid"),
        ({"delay": 0.3}, "Read timed out"),
    ],
)
def test_an_endpoint_that_misbehaves_is_blacklisted(
    server: SimulatorServer,
    client: SimulatorClient,
    endpoint: Endpoint,
    behaviour: dict[str, Any],
    reason: str,
) -> None:
    made = subscribed(client, endpoint)
    client.control("delivery-options", {"answer_seconds": 0.1, "blacklist_after": 2})
    for name, value in behaviour.items():
        setattr(endpoint, name, value)
    played(server, client)
    read = client.get(f"{PATH}/{made['id']}").json()
    assert read["status"] == "Blacklisted"
    assert reason in read["blacklistedData"]["reason"]
    assert row(client)["counts"]["failed"] == 2
    assert row(client)["counts"]["dropped"] > 0


def test_one_good_answer_forgives_the_failures_before_it(
    server: SimulatorServer, client: SimulatorClient, endpoint: Endpoint
) -> None:
    subscribed(client, endpoint)
    client.control("delivery-options", {"blacklist_after": 5})
    for status in (500, 200, 500):
        endpoint.status = status
        client.control("live/calls", {"kind": "direct", "by_hand": True})
        assert server.live.deliverer.wait_until_idle()
    assert row(client)["failures_in_a_row"] == 1
    assert row(client)["status"] == "Active"


def test_a_blacklisted_subscription_stays_so_when_it_is_renewed(
    server: SimulatorServer, client: SimulatorClient, endpoint: Endpoint
) -> None:
    made = subscribed(client, endpoint)
    client.control(f"subscriptions/{made['id']}/blacklist", {"reason": "for a test"})
    renewed = client.send("POST", f"{PATH}/{made['id']}/renew").json()
    assert renewed["status"] == "Blacklisted"
    assert renewed["blacklistedData"]["reason"] == "for a test"
    played(server, client)
    assert endpoint.posts == []


@pytest.mark.parametrize("how", ["expire", "delete"])
def test_a_subscription_can_be_killed(
    server: SimulatorServer, client: SimulatorClient, endpoint: Endpoint, how: str
) -> None:
    subscribed(client, endpoint)
    client.control(f"subscriptions/all/{how}", {})
    assert client.get(PATH).json()["records"] == []
    played(server, client)
    assert endpoint.posts == []


def test_any_text_can_be_delivered(
    server: SimulatorServer, client: SimulatorClient, endpoint: Endpoint
) -> None:
    subscribed(client, endpoint)
    assert client.control("events", {"text": "{ no json"}) == {"deliveries": 1}
    assert server.live.deliverer.wait_until_idle()
    assert endpoint.posts[0].body == b"{ no json"


def test_a_body_can_be_delivered_like_any_event(
    server: SimulatorServer, client: SimulatorClient, endpoint: Endpoint
) -> None:
    subscribed(client, endpoint)
    body = {"telephonySessionId": "s-1", "parties": []}
    assert client.control("events", {"event": SESSIONS, "body": body}) == {"deliveries": 1}
    assert client.control("events", {"event": EXTENSIONS, "body": {}}) == {"deliveries": 0}
    assert server.live.deliverer.wait_until_idle()
    assert endpoint.bodies() == [body]


@pytest.mark.parametrize("shape", ["listed", "flat"])
def test_a_change_of_the_directory_is_told(
    server: SimulatorServer, client: SimulatorClient, endpoint: Endpoint, shape: str
) -> None:
    client.account.options.extension_events = shape
    subscribed(client, endpoint, EXTENSIONS)
    made = client.control("extensions", {"name": "Vera New", "number": "150"})
    client.control(f"extensions/{made['id']}", {"status": "Disabled"})
    client.control(f"extensions/{made['id']}/delete", {})
    assert server.live.deliverer.wait_until_idle()
    bodies = [event["body"] for event in endpoint.events]
    told = [body["extensions"][0] if shape == "listed" else body for body in bodies]
    assert {each["extensionId"] for each in told} == {made["id"]}
    assert [each["eventType"] for each in told] == ["Create", "Update", "Delete"]


def test_reading_is_light_and_writing_is_medium(
    client: SimulatorClient, endpoint: Endpoint
) -> None:
    path = f"{PATH}/{subscribed(client, endpoint)['id']}"
    asked_of = {
        "light": [client.get(PATH), client.get(path), client.send("POST", f"{path}/renew")],
        "medium": [
            client.send("POST", PATH, asked(endpoint)),
            client.send("PUT", path),
            client.send("DELETE", path),
        ],
    }
    for group, answers in asked_of.items():
        assert {answer.headers["x-rate-limit-group"] for answer in answers} == {group}
