"""The sync of a service logs in and compares the extensions of its account."""

from __future__ import annotations

from ringkeep.domain.accounts.services import Connection
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.directory.sync_extensions import ExtensionSync
from ringkeep.usecases.directory.sync_service import SyncService
from tests.fakes.clock import FakeClock
from tests.fakes.directory.extension_listing import FakeListing
from tests.fakes.directory.extensions import MemoryExtensionDirectory
from tests.fakes.leases import MemoryLeases
from tests.fakes.state import MemoryStateStore
from tests.unit.usecases.recordings.call_log_setup import CONNECTION, service


class FakeListings:
    def log_in(
        self, service: str, connection: Connection, deadline: float
    ) -> tuple[str, FakeListing]:
        assert connection == CONNECTION
        return "a1", FakeListing([])


def test_the_account_of_the_login_is_synced_and_remembered() -> None:
    clock, states = FakeClock(), MemoryStateStore()
    sync = ExtensionSync(MemoryExtensionDirectory(), states, MemoryLeases(clock), clock)
    result = SyncService(FakeListings(), sync).run(service("main"), CONNECTION, clock.now() + 60)
    assert (result.added, result.complete) == (0, True)
    assert AccountHistory(states).latest("main") == "a1"
