"""A service's live calls are checked after its first login, by one run at a time."""

from __future__ import annotations

import pytest

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Connection
from ringkeep.errors import Busy
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.live.check_live_calls import LiveCallCheck, LiveCheckResult
from ringkeep.usecases.live.check_service import CheckService
from ringkeep.usecases.live.rows import LiveRows
from tests.fakes.clock import FakeClock
from tests.fakes.leases import MemoryLeases
from tests.fakes.live.live_table import MemoryLiveTable
from tests.fakes.state import MemoryStateStore
from tests.unit.usecases.live.live_setup import FakePresence, FakeSessions, RecordedHints
from tests.unit.usecases.recordings.call_log_setup import CONNECTION, service


class FakeSources:
    def __init__(self) -> None:
        self.presence = FakePresence()

    def of(self, service: str, connection: Connection) -> tuple[FakeSessions, FakePresence]:
        return FakeSessions(), self.presence


class CheckSetup:
    def __init__(self) -> None:
        clock = FakeClock()
        self.states, self.leases = MemoryStateStore(), MemoryLeases(clock)
        self.sources = FakeSources()
        rows = LiveRows(MemoryLiveTable(), RecordedHints(), clock)
        self.check = CheckService(LiveCallCheck(rows), self.sources, self.states, self.leases)

    def run(self) -> LiveCheckResult | None:
        return self.check.run(service("main"), CONNECTION, 1e12)


def test_before_the_first_login_nothing_is_requested() -> None:
    setup = CheckSetup()
    assert setup.run() is None
    assert setup.sources.presence.asked == 0


def test_the_board_of_the_latest_account_is_checked() -> None:
    setup = CheckSetup()
    AccountHistory(setup.states).remember(AccountRef("main", "a1"))
    check = setup.run()
    assert check is not None
    assert check.seeded is not None
    assert setup.sources.presence.asked == 1


def test_two_checks_of_a_service_do_not_overlap() -> None:
    setup = CheckSetup()
    AccountHistory(setup.states).remember(AccountRef("main", "a1"))
    with setup.leases.hold("check-live-calls#main", 60), pytest.raises(Busy):
        setup.run()
