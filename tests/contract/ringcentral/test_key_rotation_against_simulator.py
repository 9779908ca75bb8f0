"""A rotation of the webhook's key, as RingCentral sees it: a new subscription whose address answers the
handshake, while events still arrive at the old address."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ringkeep.domain.accounts.services import Connection
from ringkeep.domain.events.webhook_keys import KNOWN_AFTER
from ringkeep.ringcentral.http.transport import Transport
from ringkeep.ringcentral.models import AccountInfo
from ringkeep.ringcentral.subscriptions import WebhookSubscriptions
from ringkeep.usecases.accounts.reported_time_zone import KeepTimeZone
from ringkeep.usecases.events.keep_service_subscription import KeepServiceSubscription
from ringkeep.usecases.events.keep_subscriptions import KeepResult, SubscriptionKeeper
from ringkeep.usecases.events.webhook_keys import WebhookKeyring
from simulator import scenarios
from simulator.http.server import SimulatorServer
from simulator.testing import frozen_clock, options_without_limits
from tests.contract.ringcentral.test_client_against_simulator import SharedClock, SimulatorSetup
from tests.contract.ringcentral.test_keeper_against_simulator import Stack
from tests.contract.ringcentral.webhook_server import serving
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.fakes.events.webhook_tokens import MemoryTokens
from tests.fakes.leases import MemoryLeases
from tests.fakes.state import MemoryStateStore
from tests.unit.usecases.events.test_keep_service_subscription import RecordedBoardStatus
from tests.unit.usecases.recordings.call_log_setup import CONNECTION, service
from tests.unit.webhook.webhook_client import TOKEN, WebhookClient


class Source:
    """The EventSource port over the simulated account."""

    def __init__(self, setup: SimulatorSetup, keeper: SubscriptionKeeper) -> None:
        self._setup = setup
        self.keeper = keeper

    def of(self, service: str, connection: Connection) -> Source:
        return self

    def account(self, deadline: float) -> AccountInfo:
        return self._setup.client.account(deadline)

    @property
    def subscriptions(self) -> WebhookSubscriptions:
        return WebhookSubscriptions(self._setup.client)


class SharedKeyStore:
    """The keys that the keeper writes are those that the receiver reads."""

    def __init__(self, webhook: WebhookClient) -> None:
        self._webhook = webhook
        webhook.keys = ""

    def read(self) -> str:
        return self._webhook.keys

    def write(self, text: str) -> None:
        self._webhook.keys = text


class Rotation:
    """A service at RingCentral, its keys, and the receiver of its events."""

    def __init__(self, stack: Stack, webhook: WebhookClient) -> None:
        self.stack, self.webhook, clock = stack, webhook, stack.clock
        self.keys = WebhookKeyring(SharedKeyStore(webhook), MemoryLeases(clock), clock)
        self._keep = KeepServiceSubscription(
            sources=Source(stack.setup, stack.keeper),
            tokens=MemoryTokens({"main": TOKEN}),
            states=MemoryStateStore(),
            boards=RecordedBoardStatus(),
            base_url=stack.webhook.url,
            keys=self.keys,
            keep_time_zone=KeepTimeZone(MemoryServiceDirectory()),
        )
        self.keys.ensure(["main"])

    def keep(self, delay: float = 300.0) -> KeepResult:
        self.stack.clock.sleep(delay)
        self.webhook.now += delay
        return self._keep.run(service("main"), CONNECTION, self.stack.setup.soon)

    def active(self) -> set[str]:
        """Returns the keys in the addresses of the active subscriptions."""
        rows = self.stack.listed()
        return {str(row["address"]).rsplit("/", 1)[1] for row in rows if row["status"] == "Active"}

    def accepts(self, key: str) -> bool:
        return self.webhook.status('{"event": "x"}', key=key, verification_token=TOKEN) == 200


@pytest.fixture
def rotation() -> Iterator[Rotation]:
    webhook = WebhookClient()
    account = scenarios.many(5, clock=frozen_clock(), options=options_without_limits())
    with SimulatorServer(account) as server, serving(webhook.receiver) as receiving:
        transport = Transport(SharedClock(account), local=True)
        stack = Stack(server, receiving, transport)
        yield Rotation(stack, webhook)
        stack.control.http.close()
        transport.close()


def test_both_addresses_work_until_ringcentral_has_the_new_one(rotation: Rotation) -> None:
    rotation.keep()
    (old,) = rotation.keys.of("main").valid
    assert rotation.active() == {old}
    assert rotation.accepts(old)
    rotation.keys.rotate("main")
    new = rotation.keys.of("main").next
    made = rotation.keep()
    assert made.action == "made"
    assert new in rotation.active()
    assert rotation.accepts(old)
    assert rotation.accepts(new)
    assert rotation.keep().action == "kept"
    assert rotation.keys.of("main").valid == (new,)
    rotation.webhook.now += 301
    assert not rotation.accepts(old)
    assert rotation.accepts(new)


def test_a_new_key_is_not_used_before_every_receiver_knows_it(rotation: Rotation) -> None:
    rotation.keep()
    (old,) = rotation.keys.of("main").valid
    rotation.keys.rotate("main")
    rotation.keep(KNOWN_AFTER - 1)
    assert rotation.active() == {old}


def test_the_old_address_stays_while_ringcentral_cannot_reach_the_new_one(
    rotation: Rotation,
) -> None:
    rotation.keep()
    old = rotation.keys.of("main").current
    rotation.keys.rotate("main")
    rotation.stack.webhook.broken = True
    assert rotation.keep().action == "failed"
    rotation.stack.webhook.broken = False
    assert rotation.accepts(old)
    assert rotation.keys.of("main").current == old
    assert rotation.active() == {old}
