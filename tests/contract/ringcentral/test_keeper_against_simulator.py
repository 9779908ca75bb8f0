"""SubscriptionKeeper and webhook against the simulated account: lost subscriptions are recreated."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator

import pytest

from ringkeep.domain.events.subscriptions import FILTERS, LIFETIME
from ringkeep.errors import NotFound
from ringkeep.ringcentral.http.transport import Transport
from ringkeep.ringcentral.presence import PresencePages
from ringkeep.ringcentral.subscriptions import WebhookSubscriptions
from ringkeep.ringcentral.telephony_sessions import LiveSessions
from ringkeep.usecases.events.keep_subscriptions import (
    KeepResult,
    SubscriptionKeeper,
    WebhookTarget,
    webhook_address,
)
from simulator import scenarios
from simulator.http.server import SimulatorServer
from simulator.testing import SimulatorClient, frozen_clock, options_without_limits
from tests.contract.ringcentral.test_client_against_simulator import SharedClock, SimulatorSetup
from tests.contract.ringcentral.webhook_server import WebhookServer, serving
from tests.fakes.events.subscriptions import RecordedEffects
from tests.fakes.leases import MemoryLeases
from tests.fakes.state import MemoryStateStore
from tests.unit.webhook.webhook_client import KEY, TOKEN, WebhookClient

ALL_SCOPES = options_without_limits().scopes


class Stack:
    """A service with its SubscriptionKeeper and webhook, connected to the simulator."""

    def __init__(self, server: SimulatorServer, webhook: WebhookServer, transport: Transport):
        self.setup = SimulatorSetup(server, transport)
        self.clock = self.setup.clock
        self.control = SimulatorClient(server)
        self.webhook = webhook
        self.effects = RecordedEffects()
        self.keeper = SubscriptionKeeper(
            MemoryStateStore(),
            MemoryLeases(self.clock),
            self.clock,
            self.effects,
            self.effects,
            self.effects,
        )

    def keep(self, delay: float = 300.0) -> KeepResult:
        self.clock.sleep(delay)
        target = WebhookTarget(
            service="main",
            account_id=str(self.setup.account.id),
            address=webhook_address(self.webhook.url, "main", KEY),
            subscriptions=WebhookSubscriptions(self.setup.client),
            token=TOKEN,
        )
        return self.keeper.keep(target, self.setup.soon)

    def listed(self) -> list[dict[str, object]]:
        rows = self.control.control("subscriptions")["subscriptions"]
        return [row for row in rows if row["status"] != "Expired"]

    def break_subscriptions(self, how: str) -> None:
        self.control.control(f"subscriptions/all/{how}", {})


@pytest.fixture
def webhook_client() -> WebhookClient:
    return WebhookClient()


@pytest.fixture
def stack(webhook_client: WebhookClient) -> Iterator[Stack]:
    account = scenarios.many(5, clock=frozen_clock(), options=options_without_limits())
    with SimulatorServer(account) as server, serving(webhook_client.receiver) as webhook:
        transport = Transport(SharedClock(account), local=True)
        stack = Stack(server, webhook, transport)
        yield stack
        stack.control.http.close()
        transport.close()


def eventually(done: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not done():
        assert time.monotonic() < until, "the condition was not met within a minute"
        time.sleep(0.02)


def test_handshake_succeeds_and_all_filters_are_granted(stack: Stack) -> None:
    result = stack.keep()
    assert (result.action, result.reason, result.fully_granted) == ("made", "missing", True)
    (row,) = stack.listed()
    assert (row["status"], row["disabled_filters"]) == ("Active", [])
    assert result.expires_at == pytest.approx(stack.clock.now() + LIFETIME, abs=5)
    assert stack.keep().action == "kept"


def test_events_of_a_call_reach_the_queue(stack: Stack, webhook_client: WebhookClient) -> None:
    stack.keep()
    call = stack.control.control("live/calls", {"kind": "direct", "by_hand": True})
    stack.control.control(f"live/calls/{call['call_id']}/step", {"action": "answer"})
    stack.clock.sleep(30)
    session_id = call["telephony_session_ids"][0]
    eventually(lambda: any(session_id in text for _, text, _ in webhook_client.queue.sent))
    assert all(service == "main" for service, _, _ in webhook_client.queue.sent)
    assert all(isinstance(json.loads(text), dict) for _, text, _ in webhook_client.queue.sent)


@pytest.mark.parametrize(
    ("how", "reason"), [("blacklist", "blacklisted"), ("expire", "missing"), ("delete", "missing")]
)
def test_lost_subscription_is_recreated_by_the_next_check(
    stack: Stack, how: str, reason: str
) -> None:
    first = stack.keep().subscription_id
    stack.effects.last_event = stack.clock.now()
    stack.break_subscriptions(how)
    result = stack.keep()
    assert (result.action, result.reason, result.works) == ("made", reason, True)
    assert result.gap_from == stack.effects.last_event
    assert [row["id"] for row in stack.listed()] == [result.subscription_id]
    assert result.subscription_id != first


def test_renewal_has_the_full_lifetime(stack: Stack) -> None:
    stack.keep()
    result = stack.keep(delay=LIFETIME * 0.6)
    assert (result.action, result.works) == ("renewed", True)
    assert result.expires_at == pytest.approx(stack.clock.now() + LIFETIME, abs=5)


def test_unreachable_webhook_is_reported_and_subscribed_when_it_works(stack: Stack) -> None:
    stack.webhook.broken = True
    result = stack.keep()
    assert (result.action, result.reason, result.works) == ("failed", "unreachable", False)
    assert KEY not in result.problem
    assert stack.listed() == []
    stack.webhook.broken = False
    assert stack.keep().works


@pytest.mark.parametrize(
    ("scope", "place"), [("CallControl", 0), ("ReadPresence", 1), ("ReadAccounts", 2)]
)
def test_missing_scope_is_named(stack: Stack, scope: str, place: int) -> None:
    stack.setup.account.options.scopes = tuple(each for each in ALL_SCOPES if each != scope)
    result = stack.keep()
    assert (result.action, result.missing_permissions) == ("made", (scope,))
    assert scope in result.problem
    assert (stack.keep().action, len(stack.listed())) == ("kept", 1)
    assert FILTERS[place].split("/account/~")[1] in str(stack.listed()[0]["disabled_filters"])


def test_missing_webhook_scope_is_reported(stack: Stack) -> None:
    others = (each for each in ALL_SCOPES if each != "SubscriptionWebhook")
    stack.setup.account.options.scopes = tuple(others)
    result = stack.keep()
    assert (result.action, result.reason) == ("failed", "permission_missing")
    assert "SubscriptionWebhook" in result.problem


def test_limit_of_subscriptions_is_reported(stack: Stack) -> None:
    body = {
        "eventFilters": [FILTERS[2]],
        "deliveryMode": {
            "transportType": "WebHook",
            "address": f"{stack.webhook.url}/x/main/{KEY}",
        },
    }
    for _ in range(30):
        assert stack.control.send("POST", "/restapi/v1.0/subscription", body).status_code == 200
    result = stack.keep()
    assert (result.action, result.reason) == ("failed", "limit_reached")
    assert len(stack.listed()) == 30


def test_presence_of_all_extensions(stack: Stack) -> None:
    pages = PresencePages(stack.setup.client)
    page = pages.presence_page(1, stack.setup.soon)
    assert page.records
    assert page.next_page in (None, 2)


def test_live_session_is_read_until_it_ends(stack: Stack) -> None:
    call = stack.control.control("live/calls", {"kind": "direct", "by_hand": True})
    (session_id,) = call["telephony_session_ids"]
    sessions = LiveSessions(stack.setup.client)
    assert sessions.session(session_id, stack.setup.soon)["parties"]
    stack.control.control("live/end-all", {})
    stack.clock.sleep(5)
    with pytest.raises(NotFound):
        sessions.session(session_id, stack.setup.soon)


@pytest.mark.parametrize("spelling", ["with_port", "upper_host", "encoded", "absent"])
def test_a_listing_in_another_spelling_makes_no_second_subscription(
    stack: Stack, spelling: str
) -> None:
    stack.keep()
    stack.control.control("options", {"listed_address": spelling})
    assert [stack.keep().action for _ in range(3)] == ["kept", "kept", "kept"]
    assert len(stack.listed()) == 1
