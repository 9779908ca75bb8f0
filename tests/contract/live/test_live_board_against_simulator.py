"""The product's live board, fed by the simulated account's events, shows what is so there."""

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
from tests.unit.usecases.live.live_bench import SERVICE, LiveBench

FILTERS = (
    "/restapi/v1.0/account/~/telephony/sessions",
    "/restapi/v1.0/account/~/presence?detailedTelephonyState=true",
)


class Watched:
    """An account whose every event, in its envelope, is at hand; nothing is delivered by HTTP."""

    def __init__(self, people: int = 0) -> None:
        self.account = scenarios.empty(clock=frozen_clock(), options=options_without_limits())
        scenarios.add_users(self.account, people)
        self.live = Live(self.account)
        self.texts: list[str] = []
        self.live.deliverer.deliver = self._kept  # type: ignore[method-assign]
        self._subscribe()
        self.bench = self._bench()

    def _bench(self) -> LiveBench:
        """A board that knows the account's people and began with its presence."""
        bench, account_id = LiveBench(()), str(self.account.id)
        now = self.account.clock.now().timestamp()
        bench.clock.advance(now - bench.clock.now())
        AccountHistory(bench.states).remember(AccountRef(SERVICE, account_id))
        people = [_row(each, now) for each in self.account.extensions.values()]
        bench.extensions.write(AccountRef(SERVICE, account_id), people)
        phones = self.live.presence.phones()
        answered = [self.live.presence.record(each, "https://example.com", True) for each in phones]
        records = cast(list[JsonObject], answered)
        bench.seeder.seed(AccountRef(SERVICE, account_id), PresenceRecords(records), now + 60)
        return bench

    def _subscribe(self) -> None:
        account, user = self.account, self.account.users[0]
        session = account.tokens.open(str(user.extension_id), "app", account.options.scopes)
        filters = [parse_filter(text, account.id, user.extension_id) for text in FILTERS]
        self.live.subscriptions.add(session, "https://example.com", None, filters, user, 10**6)

    def _kept(self, subscription: Subscription, content: bytes, order_key: str) -> None:
        self.texts.append(content.decode())

    def pass_time(self, seconds: float) -> None:
        self.account.clock.advance(seconds)
        self.live.timeline.play()
        self.bench.clock.advance(seconds)

    def touch(self, texts: Sequence[str]) -> None:
        now = self.bench.clock.now()
        for result in self.bench.tracker.track_all([ReceivedEvent(SERVICE, t, now) for t in texts]):
            assert result.error is None
            assert result.problem == ""

    def catch_up(self) -> None:
        self.touch(self.texts)
        self.texts.clear()

    def shown(self) -> dict[str, str]:
        ids = [str(each.id) for each in self.live.planner.users()]
        lines = self.bench.board.users(AccountRef(SERVICE, str(self.account.id)), ids)
        return {line.extension_id: str(line.status) for line in lines}

    def true(self) -> dict[str, str]:
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


def moments(watched: Watched, count: int, step: float) -> Iterator[str]:
    for _ in range(count):
        watched.pass_time(step)
        watched.catch_up()
        yield zulu(watched.account.clock.now())


@pytest.mark.parametrize("kind", SCRIPTS)
def test_the_board_is_right_at_every_second_of_a_call(kind: str) -> None:
    watched = Watched()
    watched.live.calls.start(watched.live.planner.plan(kind, ring=3, talk=12, hold=4))
    for moment in moments(watched, 60, 0.5):
        assert watched.shown() == watched.true(), moment


@pytest.mark.parametrize("kind", SCRIPTS)
def test_the_board_announces_the_very_recordings_of_the_log(kind: str) -> None:
    watched = Watched()
    watched.live.calls.start(watched.live.planner.plan(kind))
    for _ in moments(watched, 20, 10):
        pass
    announced = {id_ for ended in watched.bench.hints.ended for id_ in ended.recording_ids}
    assert announced == set(watched.account.recordings)


@settings(max_examples=15)
@given(chance=st.randoms(use_true_random=False))
def test_a_burst_ends_as_it_truly_ends_in_any_order(chance: random.Random) -> None:
    watched = Watched(people=20)
    watched.live.bursts.start(40, 4)
    watched.pass_time(5)
    texts = list(watched.texts)
    chance.shuffle(texts)
    watched.touch(texts)
    assert watched.shown() == watched.true()
