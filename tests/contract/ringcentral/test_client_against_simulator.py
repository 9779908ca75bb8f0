"""The client, the limiter and the tokens against the simulated account, over real HTTP.

The client and the simulator share a clock that a sleep advances at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from ringkeep.domain.accounts.services import Connection
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.limits.state import HEAVY
from ringkeep.errors import (
    BodyTruncated,
    LoginFailed,
    NotFound,
    PermissionMissing,
    RateLimited,
    RingkeepError,
    Unavailable,
)
from ringkeep.ringcentral.call_log import CallLogQuery
from ringkeep.ringcentral.client import RingCentralClient
from ringkeep.ringcentral.http.limiter import Queue
from ringkeep.ringcentral.http.tokens import TokenSource
from ringkeep.ringcentral.http.transport import Transport
from ringkeep.usecases.accounts.user_reach import UserReaches
from simulator import scenarios
from simulator.accounts.account import Account
from simulator.http.fault_queue import Fault, FaultKind
from simulator.http.server import SimulatorServer
from simulator.recordings.calls import Recording
from simulator.testing import frozen_clock
from tests.fakes.accounts.tokens import MemoryTokenStore
from tests.fakes.limits.limiter import MemoryLimiter
from tests.fakes.state import MemoryStateStore

CALLS = 40
DAY = 86400.0


class SharedClock:
    def __init__(self, account: Account) -> None:
        self._clock = account.clock

    def now(self) -> float:
        return self._clock.now().timestamp()

    def sleep(self, seconds: float) -> None:
        self._clock.advance(max(0.0, seconds))


class SimulatorSetup:
    """A client that is connected to a running simulator, with the documented limits."""

    def __init__(
        self, server: SimulatorServer, transport: Transport, secret: str | None = None
    ) -> None:
        self.account = server.account
        options = self.account.options
        self.connection = Connection.model_validate(
            {
                "server_url": server.url,
                "client_id": options.client_id,
                "client_secret": secret or options.client_secret,
                "users": [{"jwt": user.jwt} for user in self.account.users[:1]],
            }
        )
        self.clock = SharedClock(self.account)
        self.limiter = MemoryLimiter(self.clock)
        tokens = TokenSource(MemoryTokenStore(), self.limiter, self.clock, transport)
        self.client = RingCentralClient(
            "acme",
            self.connection,
            self.limiter,
            tokens,
            self.clock,
            transport,
            UserReaches(MemoryStateStore(), self.clock),
        )

    @property
    def soon(self) -> float:
        return self.clock.now() + 600

    def recording(self) -> Recording:
        """Returns a recording whose content has not been requested yet."""
        requests = self.account.statistics.content_requests
        return next(r for r in self.account.recordings.values() if not requests[r.id])

    def download(self, recording: Recording) -> bytes:
        queue = Queue(self.limiter, self.clock, self.connection)
        slot = queue.acquire(HEAVY, Lane.FRESH, self.soon)
        account_id = str(self.account.id)
        with self.client.open_recording(recording.id, account_id, None, slot) as content:
            return b"".join(content.chunks)


@pytest.fixture(scope="module")
def server() -> Iterator[SimulatorServer]:
    with SimulatorServer(scenarios.many(CALLS, clock=frozen_clock())) as server:
        yield server


@pytest.fixture
def transport(server: SimulatorServer) -> Iterator[Transport]:
    transport = Transport(SharedClock(server.account), local=True)
    yield transport
    transport.close()


@pytest.fixture
def setup(server: SimulatorServer, transport: Transport) -> SimulatorSetup:
    """Starts two minutes later, so that no rate limit window spans two tests."""
    server.account.clock.advance(130)
    return SimulatorSetup(server, transport)


def test_account_is_read(setup: SimulatorSetup) -> None:
    account = setup.client.account()
    assert account.id == str(setup.account.id)
    assert (account.plan_name, account.edition) == (
        setup.account.options.plan_name,
        setup.account.options.plan_edition,
    )
    assert setup.client.account_id() == account.id


@pytest.mark.parametrize("name", ["UTC", "US/Pacific", None])
def test_the_time_zone_of_the_account_is_read(setup: SimulatorSetup, name: str | None) -> None:
    setup.account.options.time_zone = name
    try:
        assert setup.client.account().time_zone == (name or "")
    finally:
        setup.account.options.time_zone = "UTC"


def test_all_extensions_are_listed(setup: SimulatorSetup) -> None:
    listed: list[object] = []
    page: int | None = 1
    while page is not None:
        found = setup.client.extension_page(page, setup.soon)
        listed += found.records
        page = found.next_page
    assert len(listed) == len(setup.account.extensions) == found.total


def read_call_log(setup: SimulatorSetup, per_page: int) -> list[str]:
    now = setup.clock.now()
    query: CallLogQuery | str | None = CallLogQuery(
        date_from=now - 400 * DAY, date_to=now, per_page=per_page
    )
    ids: list[str] = []
    while query is not None:
        page = setup.client.call_log_page(query, setup.soon)
        ids += [str(record["id"]) for record in page.records]
        query = page.next_uri
    return ids


def test_call_log_is_read_over_all_pages(setup: SimulatorSetup) -> None:
    ids = read_call_log(setup, 7)
    assert sorted(ids) == sorted(setup.account.calls)


def test_extract_holds_every_call(setup: SimulatorSetup) -> None:
    page = setup.client.extract_sync(None, setup.clock.now() - 400 * DAY, setup.soon)
    ids = {str(record["id"]) for record in page.records}
    while page.newer_records_exist:
        page = setup.client.extract_sync(page.sync_token, None, setup.soon)
        ids |= {str(record["id"]) for record in page.records}
    assert ids == set(setup.account.calls)


def test_a_single_record(setup: SimulatorSetup) -> None:
    call_id = next(iter(setup.account.calls))
    assert setup.client.call_record(call_id, setup.soon)["id"] == call_id
    with pytest.raises(NotFound):
        setup.client.call_record("Aunknown", setup.soon)


def test_recordings_are_downloaded_with_one_heavy_request_each(setup: SimulatorSetup) -> None:
    for _ in range(15):
        recording = setup.recording()
        body = setup.download(recording)
        assert hashlib.sha256(body).digest() == hashlib.sha256(recording.audio_bytes()).digest()
        assert setup.account.statistics.content_requests[recording.id] == 1
    assert sum(group == HEAVY for _, _, group in setup.limiter.admitted) == 15


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (FaultKind.NOT_READY, NotFound),
        (FaultKind.FORBIDDEN, PermissionMissing),
        (FaultKind.SERVER_ERROR, Unavailable),
        (FaultKind.UNAVAILABLE, Unavailable),
        (FaultKind.RESET, Unavailable),
        (FaultKind.RATE_LIMITED, RateLimited),
        (FaultKind.RATE_LIMITED_BARE, RateLimited),
        (FaultKind.TRUNCATED, BodyTruncated),
    ],
)
def test_faults_become_ringkeep_errors(
    setup: SimulatorSetup, kind: FaultKind, expected: type[RingkeepError]
) -> None:
    recording = setup.recording()
    setup.account.fail(recording.id, Fault(kind))
    with pytest.raises(expected):
        setup.download(recording)


@pytest.mark.parametrize(
    "kind", [FaultKind.REDIRECT_302, FaultKind.REDIRECT_307, FaultKind.UNAUTHORIZED]
)
def test_redirects_and_rejected_tokens_are_handled(setup: SimulatorSetup, kind: FaultKind) -> None:
    recording = setup.recording()
    setup.account.fail(recording.id, Fault(kind))
    assert setup.download(recording) == recording.audio_bytes()


def test_client_uses_the_limit_without_a_429(setup: SimulatorSetup) -> None:
    began = setup.clock.now()
    sent = 0
    while setup.clock.now() - began < 3600:
        read_call_log(setup, 5)
        sent += CALLS // 5
    assert sent / (setup.clock.now() - began) * 60 >= 9.7


def test_connection_is_diagnosed(
    setup: SimulatorSetup, server: SimulatorServer, transport: Transport
) -> None:
    assert setup.client.diagnose(setup.connection.user_labels[0]).problems == ()
    wrong = SimulatorSetup(server, transport, secret="wrong")
    assert not wrong.client.diagnose(wrong.connection.user_labels[0]).ok
    with pytest.raises(LoginFailed):
        wrong.client.account()
