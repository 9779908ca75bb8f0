"""The client, the limiter and the tokens against the simulated account, over real HTTP.

Both sides share one clock that moves when somebody sleeps, so hours pass in a moment.
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
from simulator import scenarios
from simulator.accounts.account import Account
from simulator.http.faults import Fault, FaultKind
from simulator.http.server import SimulatorServer
from simulator.recordings.calls import Recording
from simulator.testing import frozen_clock
from tests.fakes.accounts.tokens import MemoryTokenStore
from tests.fakes.limits.limiter import MemoryLimiter

CALLS = 40
DAY = 86400.0


class SharedClock:
    def __init__(self, account: Account) -> None:
        self._clock = account.clock

    def now(self) -> float:
        return self._clock.now().timestamp()

    def sleep(self, seconds: float) -> None:
        self._clock.advance(max(0.0, seconds))


class Side:
    """Our side of a connection to a running simulator, with the limits as documented."""

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
            "acme", self.connection, self.limiter, tokens, self.clock, transport
        )

    @property
    def soon(self) -> float:
        return self.clock.now() + 600

    def recording(self) -> Recording:
        """One that nobody has asked for."""
        asked = self.account.statistics.content_requests
        return next(r for r in self.account.recordings.values() if not asked[r.id])

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
    transport = Transport(SharedClock(server.account))
    yield transport
    transport.close()


@pytest.fixture
def side(server: SimulatorServer, transport: Transport) -> Side:
    """Minutes after all that went before, so that no test meets another's window."""
    server.account.clock.advance(130)
    return Side(server, transport)


def test_the_account(side: Side) -> None:
    account = side.client.account()
    assert account.id == str(side.account.id)
    assert (account.plan_name, account.edition) == (
        side.account.options.plan_name,
        side.account.options.plan_edition,
    )
    assert side.client.account_id() == account.id


def test_all_extensions_are_listed(side: Side) -> None:
    listed: list[object] = []
    page: int | None = 1
    while page is not None:
        found = side.client.extension_page(page, side.soon)
        listed += found.records
        page = found.next_page
    assert len(listed) == len(side.account.extensions) == found.total


def everything(side: Side, per_page: int) -> list[str]:
    now = side.clock.now()
    asked: CallLogQuery | str | None = CallLogQuery(
        date_from=now - 400 * DAY, date_to=now, per_page=per_page
    )
    ids: list[str] = []
    while asked is not None:
        page = side.client.call_log_page(asked, side.soon)
        ids += [str(record["id"]) for record in page.records]
        asked = page.next_uri
    return ids


def test_the_call_log_is_read_through_all_its_pages(side: Side) -> None:
    ids = everything(side, 7)
    assert sorted(ids) == sorted(side.account.calls)


def test_the_extract_holds_every_call(side: Side) -> None:
    page = side.client.extract_sync(None, side.clock.now() - 400 * DAY, side.soon)
    ids = {str(record["id"]) for record in page.records}
    while page.newer_records_exist:
        page = side.client.extract_sync(page.sync_token, None, side.soon)
        ids |= {str(record["id"]) for record in page.records}
    assert ids == set(side.account.calls)


def test_a_single_record(side: Side) -> None:
    call_id = next(iter(side.account.calls))
    assert side.client.call_record(call_id, side.soon)["id"] == call_id
    with pytest.raises(NotFound):
        side.client.call_record("Aunknown", side.soon)


def test_recordings_are_downloaded_with_one_heavy_request_each(side: Side) -> None:
    for _ in range(15):
        recording = side.recording()
        body = side.download(recording)
        assert hashlib.sha256(body).digest() == hashlib.sha256(recording.audio_bytes()).digest()
        assert side.account.statistics.content_requests[recording.id] == 1
    assert sum(group == HEAVY for _, _, group in side.limiter.admitted) == 15


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
def test_faults_become_errors_of_the_tree(
    side: Side, kind: FaultKind, expected: type[RingkeepError]
) -> None:
    recording = side.recording()
    side.account.fail(recording.id, Fault(kind))
    with pytest.raises(expected):
        side.download(recording)


@pytest.mark.parametrize(
    "kind", [FaultKind.REDIRECT_302, FaultKind.REDIRECT_307, FaultKind.UNAUTHORIZED]
)
def test_what_can_be_mended_is(side: Side, kind: FaultKind) -> None:
    recording = side.recording()
    side.account.fail(recording.id, Fault(kind))
    assert side.download(recording) == recording.audio_bytes()


def test_the_simulator_never_has_to_say_429(side: Side) -> None:
    began = side.clock.now()
    sent = 0
    while side.clock.now() - began < 3600:
        everything(side, 5)
        sent += CALLS // 5
    assert sent / (side.clock.now() - began) * 60 >= 9.7


def test_a_connection_is_diagnosed(
    side: Side, server: SimulatorServer, transport: Transport
) -> None:
    assert side.client.diagnose(side.connection.user_labels[0]).problems == ()
    wrong = Side(server, transport, secret="wrong")
    assert not wrong.client.diagnose(wrong.connection.user_labels[0]).ok
    with pytest.raises(LoginFailed):
        wrong.client.account()
