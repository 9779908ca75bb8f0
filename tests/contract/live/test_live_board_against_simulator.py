"""Fed with the simulated account's events, the live board shows the simulated statuses."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.directory.extensions import Extension, ExtensionRow
from ringkeep.domain.json import JsonObject
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.live.track_calls import ReceivedEvent
from simulator import scenarios
from simulator.clock import zulu
from simulator.directory.extensions import Extension as SimulatedExtension
from simulator.events.subscriptions import Subscription, parse_filter
from simulator.live.scripts import SCRIPTS
from simulator.live.wiring import Live
from simulator.testing import frozen_clock, options_without_limits
from tests.properties import examples
from tests.unit.usecases.live.live_setup import SERVICE, LiveSetup

FILTERS = (
    "/restapi/v1.0/account/~/telephony/sessions",
    "/restapi/v1.0/account/~/presence?detailedTelephonyState=true",
)


class ObservedAccount:
    """A simulated account that collects its events instead of delivering them by HTTP."""

    def __init__(self, people: int = 0) -> None:
        self.account = scenarios.empty(clock=frozen_clock(), options=options_without_limits())
        scenarios.add_users(self.account, people)
        self.live = Live(self.account)
        self.events: list[str] = []
        self.live.deliverer.deliver = self._collect  # type: ignore[method-assign]
        self._subscribe()
        self.setup = self._set_up_board()

    def _set_up_board(self) -> LiveSetup:
        """Returns a board with the account's extensions, seeded from its presence."""
        setup, account_id = LiveSetup(()), str(self.account.id)
        now = self.account.clock.now().timestamp()
        setup.clock.advance(now - setup.clock.now())
        AccountHistory(setup.states).remember(AccountRef(SERVICE, account_id))
        people = [_row(each, now) for each in self.account.extensions.values()]
        setup.extensions.write(AccountRef(SERVICE, account_id), people)
        phones = self.live.presence.phones()
        answered = [self.live.presence.record(each, "https://example.com", True) for each in phones]
        records = cast(list[JsonObject], answered)
        setup.seeder.seed(AccountRef(SERVICE, account_id), PresenceRecords(records), now + 60)
        return setup

    def _subscribe(self) -> None:
        account, user = self.account, self.account.users[0]
        session = account.tokens.open(str(user.extension_id), "app", account.options.scopes)
        filters = [parse_filter(text, account.id, user.extension_id) for text in FILTERS]
        self.live.subscriptions.add(session, "https://example.com", None, filters, user, 10**6)

    def _collect(self, subscription: Subscription, content: bytes, order_key: str) -> None:
        self.events.append(content.decode())

    def pass_time(self, seconds: float) -> None:
        self.account.clock.advance(seconds)
        self.live.timeline.play()
        self.setup.clock.advance(seconds)

    def track(self, events: Sequence[str]) -> None:
        now = self.setup.clock.now()
        for result in self.setup.tracker.track_all(
            [ReceivedEvent(SERVICE, e, now) for e in events]
        ):
            assert result.error is None
            assert result.problem == ""

    def track_collected(self) -> None:
        self.track(self.events)
        self.events.clear()

    def shown_statuses(self) -> dict[str, str]:
        ids = [str(each.id) for each in self.live.planner.users()]
        rows = self.setup.board.users(AccountRef(SERVICE, str(self.account.id)), ids)
        return {row.extension_id: str(row.status) for row in rows}

    def actual_statuses(self) -> dict[str, str]:
        people = self.live.planner.users()
        return {str(each.id): self.live.presence.status(each.id) for each in people}


@dataclass(frozen=True)
class PresenceRecords:
    records: Sequence[JsonObject]
    next_page: int | None = None

    def presence_page(self, page: int, deadline: float) -> PresenceRecords:
        return self


def _row(extension: SimulatedExtension, now: float) -> ExtensionRow:
    listed = Extension(
        id=str(extension.id),
        number=extension.number,
        name=extension.name,
        type=extension.type,
        status=extension.status,
    )
    return ExtensionRow(extension=listed, added_at=now, changed_at=now)


def times(observed: ObservedAccount, count: int, step: float) -> Iterator[str]:
    for _ in range(count):
        observed.pass_time(step)
        observed.track_collected()
        yield zulu(observed.account.clock.now())


@pytest.mark.parametrize("kind", SCRIPTS)
def test_the_board_shows_the_actual_statuses_throughout_a_call(kind: str) -> None:
    observed = ObservedAccount()
    observed.live.calls.start(observed.live.planner.plan(kind, ring=3, talk=12, hold=4))
    for time in times(observed, 60, 0.5):
        assert observed.shown_statuses() == observed.actual_statuses(), time


@pytest.mark.parametrize("kind", SCRIPTS)
def test_the_board_announces_exactly_the_recordings_of_the_log(kind: str) -> None:
    observed = ObservedAccount()
    observed.live.calls.start(observed.live.planner.plan(kind))
    for _ in times(observed, 20, 10):
        pass
    announced = {id_ for ended in observed.setup.hints.ended for id_ in ended.recording_ids}
    assert announced == set(observed.account.recordings)


@settings(max_examples=examples(15))
@given(chance=st.randoms(use_true_random=False))
def test_after_a_burst_in_any_order_the_board_shows_the_actual_statuses(
    chance: random.Random,
) -> None:
    observed = ObservedAccount(people=20)
    observed.live.bursts.start(40, 4)
    observed.pass_time(5)
    events = list(observed.events)
    chance.shuffle(events)
    observed.track(events)
    assert observed.shown_statuses() == observed.actual_statuses()
