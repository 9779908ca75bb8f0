"""A service of two users, one of whom sees one site, against the simulated account."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ringkeep.domain.accounts.services import Connection
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.limits.state import HEAVY
from ringkeep.domain.recordings.lifecycle import DiscoverySource
from ringkeep.errors import NotFound
from ringkeep.ringcentral.call_log import WalkedCallLog
from ringkeep.ringcentral.client import RingCentralClient
from ringkeep.ringcentral.http.limiter import Queue
from ringkeep.ringcentral.http.tokens import TokenSource
from ringkeep.ringcentral.http.transport import Transport
from ringkeep.usecases.accounts.user_reach import UserReaches
from ringkeep.usecases.recordings.poll_call_log import CallLogPoller, PageWriter, Target
from ringkeep.usecases.recordings.read_licensing import ONLY_EVERYONE
from ringkeep.usecases.recordings.record_calls import CallRecorder
from ringkeep.usecases.recordings.schedule_imports import ImportScheduler
from simulator import scenarios
from simulator.accounts.account import Account
from simulator.accounts.reach import Site
from simulator.http.server import SimulatorServer
from simulator.recordings.calls import Recording
from simulator.testing import frozen_clock
from tests.contract.ringcentral.test_client_against_simulator import SharedClock
from tests.fakes.accounts.tokens import MemoryTokenStore
from tests.fakes.leases import MemoryLeases
from tests.fakes.limits.limiter import MemoryLimiter
from tests.fakes.recordings.archive import MemoryArchive
from tests.fakes.recordings.calls_table import MemoryCallsTable, MemoryFoundCounts
from tests.fakes.recordings.scheduling import RecordedWorkflows
from tests.fakes.state import MemoryStateStore
from tests.unit.domain.recordings.example_rows import DELAYS
from tests.unit.usecases.recordings.test_schedule_imports import SERVICE

CALLS = 40


class TwoSites:
    """The role of the first user reaches one extension."""

    def __init__(self, account: Account, server: SimulatorServer, transport: Transport) -> None:
        self.account, self.options = account, account.options
        extension = next(iter(account.calls.values())).extension_id
        account.roles.limit(account.users[0], Site(frozenset({extension})))
        self.url, self.transport = server.url, transport
        self.clock = SharedClock(account)
        self.states = MemoryStateStore()
        self.limiter = MemoryLimiter(self.clock)
        self.tokens = TokenSource(MemoryTokenStore(), self.limiter, self.clock, transport)
        self.calls = MemoryCallsTable()
        self.connection = self.connection_of(0, 1)

    def connection_of(self, *users: int) -> Connection:
        jwts = [self.account.users[user].jwt for user in users]
        return Connection.model_validate(
            {
                "server_url": self.url,
                "client_id": self.options.client_id,
                "client_secret": self.options.client_secret,
                "users": [{"jwt": jwt} for jwt in jwts],
            }
        )

    @property
    def client(self) -> RingCentralClient:
        reaches = UserReaches(self.states, self.clock)
        client = RingCentralClient(
            "acme",
            self.connection,
            self.limiter,
            self.tokens,
            self.clock,
            self.transport,
            reaches,
        )
        client.refresh_reach()
        return client

    def poll(self, source: DiscoverySource = "weekly") -> bool:
        scheduler = ImportScheduler(
            self.calls, self.limiter, RecordedWorkflows(), self.clock, DELAYS
        )
        recorder = CallRecorder(self.calls, MemoryArchive(), DELAYS, self.clock.now, ONLY_EVERYONE)
        writer = PageWriter(recorder, MemoryFoundCounts(), scheduler)
        leases = MemoryLeases(self.clock)
        poller = CallLogPoller(self.states, leases, writer, self.clock, DELAYS)
        target = Target(SERVICE, self.connection, str(self.account.id), WalkedCallLog(self.client))
        return poller.poll(target, source, self.clock.now() + 600).finished

    def recording_of(self, *, own: bool) -> Recording:
        """Returns a recording of the first user's site, or of another one."""
        user, sees = self.account.users[0], self.account.roles.sees
        calls = self.account.calls.values()
        return next(call.recordings[0] for call in calls if sees(user, call) is own)

    def download(self, recording: Recording) -> bytes:
        """Downloads with a slot of the first user."""
        queue = Queue(self.limiter, self.clock, self.connection_of(0))
        slot = queue.acquire(HEAVY, Lane.FRESH, self.clock.now() + 600)
        account_id = str(self.account.id)
        with self.client.open_recording(recording.id, account_id, None, slot) as content:
            return b"".join(content.chunks)


@pytest.fixture
def account() -> Account:
    return scenarios.many(CALLS, clock=frozen_clock())


@pytest.fixture
def sites(account: Account) -> Iterator[TwoSites]:
    with SimulatorServer(account) as server:
        transport = Transport(SharedClock(account), local=True)
        yield TwoSites(account, server, transport)
        transport.close()


def test_every_recording_of_every_site_is_found(sites: TwoSites) -> None:
    assert sites.poll()
    found = {key.recording_id for key in sites.calls.rows}
    assert found == set(sites.account.recordings)


def test_a_service_of_the_limited_user_finds_their_site_and_says_so(sites: TwoSites) -> None:
    sites.connection = sites.connection_of(0)
    assert sites.poll()
    assert 0 < len(sites.calls.rows) < CALLS
    assert UserReaches(sites.states, sites.clock).of("acme").partial
    assert not sites.client.sees_company()
    user = sites.connection.user_labels[0]
    read = UserReaches(sites.states, sites.clock).of("acme").of(user)
    diagnosed = sites.client.diagnose(user).reach
    assert diagnosed is not None
    assert diagnosed.model_copy(update={"read_at": read.read_at}) == read


@pytest.mark.parametrize("refusal", [403, 404])
@pytest.mark.parametrize("own", [True, False])
def test_both_users_download_the_recordings_of_both_sites(
    sites: TwoSites, own: bool, refusal: int
) -> None:
    recording = sites.recording_of(own=own)
    extension = sites.recording_of(own=True)
    site = Site(frozenset({sites.account.calls[extension.call_id].extension_id}), "Site-2", refusal)
    sites.account.roles.limit(sites.account.users[0], site)
    assert sites.download(recording) == recording.audio_bytes()
    assert sites.account.statistics.content_requests[recording.id] == (1 if own else 2)


def test_the_records_of_a_call_are_read_as_the_user_who_sees_them(sites: TwoSites) -> None:
    hidden = sites.account.calls[sites.recording_of(own=False).call_id]
    soon = sites.clock.now() + 600
    assert sites.client.sees_company()
    assert sites.client.call_record(hidden.id, soon)["id"] == hidden.id
    assert len(sites.client.session_records(hidden.session_id, soon)) == 1
    sites.connection = sites.connection_of(0)
    with pytest.raises(NotFound):
        sites.client.call_record(hidden.id, soon)
    assert not sites.client.sees_company()


def test_a_sync_token_stays_with_its_user_when_the_users_change_places(sites: TwoSites) -> None:
    sites.account.roles.limit(sites.account.users[0], None)
    assert sites.poll("poll")
    sites.connection = sites.connection_of(1, 0)
    sites.account.clock.advance(300)
    assert sites.poll("poll")
    operations = sites.account.statistics.operations
    assert (operations["call-log-extract-sync"], operations["call-log"]) == (2, 0)
