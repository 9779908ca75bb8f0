"""However RingCentral lists our address, and whatever fails in between: one subscription per service."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from ringkeep.domain.events.subscriptions import Subscription
from ringkeep.errors import PermissionMissing
from ringkeep.usecases.events.forget_subscriptions import SubscriptionRemover
from tests.fakes.events.subscriptions import MemorySubscriptions
from tests.properties import examples
from tests.unit.usecases.events.subscription_setup import ADDRESS, SubscriptionSetup

CANARY = Subscription(id="someone-else", address="https://other.example.com/hook", status="Active")


def with_port(address: str) -> str:
    return address.replace(".example.com", ".example.com:443")


def upper_host(address: str) -> str:
    scheme, _, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme.upper()}://{host.upper()}{slash}{path}"


def with_dot(address: str) -> str:
    return address.replace(".example.com", ".example.com.")


def encoded(address: str) -> str:
    return address.replace("/webhooks/", "/%77eb%68ooks/")


def absent(address: str) -> str:
    return ""


SPELLINGS = (str, with_port, upper_host, with_dot, encoded, absent)


class Respelled(MemorySubscriptions):
    """Lists every address in another spelling, each subscription twice if two users see it."""

    spelling = staticmethod(str)
    repeated = 1

    def list(self, deadline: float) -> Sequence[Subscription]:
        listed = [*super().list(deadline)] * self.repeated
        return [each.model_copy(update={"address": self.spelling(each.address)}) for each in listed]


def respelled_setup() -> tuple[SubscriptionSetup, Respelled]:
    setup = SubscriptionSetup()
    ringcentral = Respelled(setup.clock)
    setup.ringcentral = ringcentral
    return setup, ringcentral


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_run_makes_a_second_subscription(spelling: object) -> None:
    setup, ringcentral = respelled_setup()
    ringcentral.spelling = spelling  # type: ignore[assignment]
    results = [setup.keep_later() for _ in range(5)]
    assert [result.action for result in results] == ["made", "kept", "kept", "kept", "kept"]
    assert len(ringcentral.stored) == 1


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_removed_service_leaves_no_subscription(spelling: object) -> None:
    setup, ringcentral = respelled_setup()
    ringcentral.spelling = spelling  # type: ignore[assignment]
    ringcentral.put(CANARY)
    setup.keep()
    remover = SubscriptionRemover(setup.states, setup.leases, setup.clock)
    remover.forget("main", setup.address, ringcentral, setup.clock.now() + 60)
    assert list(ringcentral.stored.values()) == [CANARY]


class OneSubscription(RuleBasedStateMachine):
    """Runs in any order between listings in any spelling, refusals, losses and changes of address."""

    def __init__(self) -> None:
        super().__init__()
        self.setup, self.ringcentral = respelled_setup()
        self.ringcentral.put(CANARY)
        self.addresses = 0

    @rule(spelling=st.sampled_from(SPELLINGS), repeated=st.integers(1, 2))
    def list_otherwise(self, spelling: object, repeated: int) -> None:
        self.ringcentral.spelling = spelling  # type: ignore[assignment]
        self.ringcentral.repeated = repeated

    @rule(refused=st.booleans())
    def refuse_deletions(self, refused: bool) -> None:
        self.ringcentral.delete_error = PermissionMissing("no") if refused else None

    @rule()
    def change_address(self) -> None:
        self.addresses += 1
        self.setup.address = f"{ADDRESS}-{self.addresses}"

    @rule()
    def lose_the_subscription(self) -> None:
        self.ringcentral.stored = {CANARY.id: CANARY}

    @rule(token=st.sampled_from(["one", "two"]))
    def change_token(self, token: str) -> None:
        self.setup.token = token

    @rule(status=st.sampled_from(["Blacklisted", "Active"]))
    def change_status(self, status: str) -> None:
        for id_ in set(self.ringcentral.stored) - {CANARY.id}:
            self.ringcentral.change(id_, status=status)

    @rule(times=st.integers(1, 3))
    def run(self, times: int) -> None:
        for _ in range(times):
            self.setup.keep_later()
        ours = [each for each in self.ringcentral.stored.values() if each != CANARY]
        current = [each for each in ours if each.id == self.setup.state.subscription_id]
        assert [each.address for each in current] == [self.setup.address]
        if self.ringcentral.delete_error is None:
            assert ours == current

    @invariant()
    def other_programs_keep_theirs(self) -> None:
        assert self.ringcentral.stored[CANARY.id] == CANARY


OneSubscription.TestCase.settings = settings(
    max_examples=examples(60), stateful_step_count=20, deadline=None
)
TestOneSubscription = OneSubscription.TestCase
