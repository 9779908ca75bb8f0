"""One run for a service: the login first, then the subscription, then the board."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Connection
from ringkeep.domain.events.subscriptions import Action
from ringkeep.errors import ConfigurationError, LoginFailed
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.events.keep_service_subscription import KeepServiceSubscription
from ringkeep.usecases.events.keep_subscriptions import KeepResult, WebhookTarget
from ringkeep.usecases.events.webhook_keys import WebhookKeyring
from tests.fakes.clock import FakeClock
from tests.fakes.events.subscriptions import MemorySubscriptions
from tests.fakes.events.webhook_keys import MemoryKeyStore
from tests.fakes.events.webhook_tokens import MemoryTokens
from tests.fakes.leases import MemoryLeases
from tests.fakes.state import MemoryStateStore
from tests.unit.usecases.recordings.call_log_setup import CONNECTION, service


@dataclass(frozen=True)
class FakeAccount:
    id: str = "a1"
    plan_name: str = "RingEX"
    edition: str = "Premium"
    time_zone: str = "US/Pacific"


@dataclass
class FakeSource:
    """One account. `failure` is raised by its login."""

    kept: KeepResult = field(default_factory=lambda: KeepResult(action=Action.KEEP))
    failure: Exception | None = None
    targets: list[WebhookTarget] = field(default_factory=list)
    subscriptions: MemorySubscriptions = field(
        default_factory=lambda: MemorySubscriptions(FakeClock())
    )

    def of(self, service: str, connection: Connection) -> FakeSource:
        return self

    def account(self, deadline: float) -> FakeAccount:
        if self.failure is not None:
            raise self.failure
        return FakeAccount()

    @property
    def keeper(self) -> FakeSource:
        return self

    def keep(self, target: WebhookTarget, deadline: float) -> KeepResult:
        self.targets.append(target)
        return self.kept


@dataclass
class RecordedBoardStatus:
    notes: list[tuple[str, str, str, bool]] = field(default_factory=list)

    def set_subscribed(self, account: AccountRef, subscribed: bool) -> None:
        self.notes.append(("subscribed", *account, subscribed))

    def set_caller_names(self, account: AccountRef, delivered: bool) -> None:
        self.notes.append(("names", *account, delivered))


def keyring() -> WebhookKeyring:
    clock = FakeClock()
    keys = WebhookKeyring(MemoryKeyStore(), MemoryLeases(clock), clock)
    keys.ensure(["main"])
    return keys


@dataclass
class ServiceSetup:
    source: FakeSource = field(default_factory=FakeSource)
    boards: RecordedBoardStatus = field(default_factory=RecordedBoardStatus)
    states: MemoryStateStore = field(default_factory=MemoryStateStore)
    tokens: MemoryTokens = field(default_factory=MemoryTokens)
    keys: WebhookKeyring = field(default_factory=keyring)
    zones: list[tuple[str, str]] = field(default_factory=list)

    def run(self, base_url: str = "https://hooks.example.com/") -> KeepResult:
        keep = KeepServiceSubscription(
            self.source,
            self.tokens,
            self.states,
            self.boards,
            base_url,
            self.keys,
            lambda service, zone: self.zones.append((service.name, zone)),
        )
        return keep.run(service("main"), CONNECTION, 0.0)


def test_the_subscription_belongs_to_the_account_of_the_login() -> None:
    setup = ServiceSetup()
    assert setup.run() == setup.source.kept
    (target,) = setup.source.targets
    assert (target.service, target.account_id) == ("main", "a1")
    assert (
        target.address
        == "https://hooks.example.com/webhooks/ringcentral/main/" + setup.keys.of("main").current
    )
    assert target.token == setup.tokens.token("main")
    assert AccountHistory(setup.states).latest("main") == "a1"
    assert setup.zones == [("main", "US/Pacific")]


@pytest.mark.parametrize("action", [Action.KEEP, Action.FAIL])
def test_the_board_shows_whether_events_arrive(action: Action) -> None:
    setup = ServiceSetup(FakeSource(KeepResult(action=action)))
    setup.run()
    assert ("subscribed", "main", "a1", action is Action.KEEP) in setup.boards.notes
    assert [note[0] for note in setup.boards.notes] == ["subscribed", "names"]


def test_a_failed_login_is_raised_before_anything_else() -> None:
    setup = ServiceSetup(FakeSource(failure=LoginFailed("wrong client")))
    with pytest.raises(LoginFailed):
        setup.run()
    assert (setup.source.targets, setup.boards.notes) == ([], [])


def test_a_missing_address_of_the_webhook_is_reported() -> None:
    with pytest.raises(ConfigurationError, match="address of the webhook"):
        ServiceSetup().run(base_url="")


@pytest.mark.parametrize("action", Action)
def test_a_rotation_ends_when_ringcentral_lists_the_subscription_at_the_new_address(
    action: Action,
) -> None:
    """A subscription that was just created is confirmed by the next run."""
    setup = ServiceSetup(FakeSource(KeepResult(action=action)))
    setup.keys.rotate("main")
    old, new = setup.keys.of("main").valid
    setup.run()
    assert setup.source.targets[-1].address.endswith(old)
    setup.keys.clock.advance(300)  # type: ignore[attr-defined] # the fake clock
    setup.run()
    assert setup.source.targets[-1].address.endswith(new)
    ended = action in (Action.KEEP, Action.RENEW)
    assert setup.keys.of("main").valid == ((new,) if ended else (old, new))
