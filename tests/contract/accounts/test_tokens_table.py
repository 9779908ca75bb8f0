"""The access token that all workers share: the table, its fake, and TokenSource with each."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import boto3
import httpx
import pytest
from moto import mock_aws
from pydantic import SecretStr

from ringkeep.aws.accounts.tokens_table import DynamoTokenStore
from ringkeep.aws.limits.limiter import DynamoLimiter
from ringkeep.domain.accounts.token_refusals import TokenRefusal
from ringkeep.domain.accounts.tokens import TokenFailure, TokenRecord, token_key
from ringkeep.errors import Conflict, LoginFailed, ResourceMissing, RingkeepError
from ringkeep.ringcentral.http.limiter import Limiter
from ringkeep.ringcentral.http.token_records import TokenStore
from ringkeep.ringcentral.http.tokens import TokenSource
from ringkeep.ringcentral.http.transport import Transport
from tests.contract.limits.rate_tables import atomic, hashed_table
from tests.fakes.accounts.tokens import MemoryTokenStore
from tests.fakes.clock import FakeClock
from tests.fakes.limits.limiter import MemoryLimiter
from tests.unit.domain.limits.fleet_simulation import busiest
from tests.unit.ringcentral.fake_ringcentral import FakeServer, refusal
from tests.unit.ringcentral.http.connections import connection

ONE = connection()
USER = ONE.user_labels[0]
KEY = token_key(ONE, USER)
NOW = 1_795_000_000.0


@pytest.fixture(params=["fake", "dynamodb"])
def store(request: pytest.FixtureRequest) -> Iterator[TokenStore]:
    if request.param == "fake":
        yield MemoryTokenStore()
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        yield DynamoTokenStore(client, hashed_table(client, "tokens"), FakeClock())


FULL = TokenRecord(
    generation=3,
    access_token=SecretStr("a-token"),
    issued_at=NOW,
    expires_at=NOW + 3600.5,
    scopes=("ReadAccounts", "ReadCallLog"),
    owner_id="900001",
    account_id="700001",
    refresh_token=SecretStr("another"),
    refresh_expires_at=NOW + 604800,
    lease_owner="me",
    lease_until=NOW + 10,
    failure=TokenFailure(kind="login", message="no", code="OAU-140", until=NOW + 60),
    refusals=(
        TokenRefusal(operation="call-log", message="no", generation=3, until=NOW + 300.5),
        TokenRefusal(operation="account", message="no", count=2, until=NOW + 900),
    ),
)


def test_record_is_read_as_written(store: TokenStore) -> None:
    saved = store.save(KEY, FULL)
    assert saved == FULL.model_copy(update={"revision": 1})
    assert store.load(KEY) == saved


def test_an_unknown_user_has_an_empty_record(store: TokenStore) -> None:
    assert store.load(KEY) == TokenRecord()


def test_each_user_and_app_has_its_own_record(store: TokenStore) -> None:
    store.save(KEY, FULL)
    other = connection("900002")
    assert store.load(token_key(other, other.user_labels[0])) == TokenRecord()
    assert store.load(token_key(connection(client_id="app-2"), USER)) == TokenRecord()


def test_saving_an_outdated_record_is_a_conflict(store: TokenStore) -> None:
    first = store.save(KEY, TokenRecord())
    store.save(KEY, first)
    with pytest.raises(Conflict):
        store.save(KEY, first)
    with pytest.raises(Conflict):
        store.save(KEY, TokenRecord())


@mock_aws
def test_item_expires_after_its_last_token() -> None:
    client = boto3.client("dynamodb", region_name="us-east-1")
    DynamoTokenStore(client, hashed_table(client, "tokens"), FakeClock()).save(KEY, FULL)
    item = client.get_item(TableName="tokens", Key={"pk": {"S": f"token|{KEY}"}})["Item"]
    assert float(item["ttl"]["N"]) > NOW + 604800


@mock_aws
def test_missing_table_is_reported() -> None:
    with pytest.raises(ResourceMissing):
        DynamoTokenStore(
            boto3.client("dynamodb", region_name="us-east-1"), "absent", FakeClock()
        ).load(KEY)


def test_no_text_form_of_a_record_shows_its_tokens() -> None:
    for text in (repr(FULL), str(FULL), FULL.model_dump_json(), repr(FULL.token(USER))):
        assert "a-token" not in text
        assert "another" not in text


SPEED = 10


class FastClock:
    """Runs ten times faster, for threads that really wait. A login's lease lasts some seconds even so."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def now(self) -> float:
        return NOW + (time.monotonic() - self._began) * SPEED

    def sleep(self, seconds: float) -> None:
        time.sleep(max(0.0, seconds) / SPEED)


@pytest.fixture(params=["fake", "dynamodb"])
def fleet(request: pytest.FixtureRequest) -> Iterator[tuple[TokenStore, Limiter, FastClock]]:
    clock = FastClock()
    if request.param == "fake":
        yield MemoryTokenStore(), MemoryLimiter(clock), clock
        return
    with mock_aws():
        client = atomic(boto3.client("dynamodb", region_name="us-east-1"))
        tables = [hashed_table(client, name) for name in ("tokens", "limits")]
        yield (
            DynamoTokenStore(client, tables[0], clock),
            DynamoLimiter(client, tables[1], clock),
            clock,
        )


class Workers:
    """A hundred workers with one TokenSource each. `logins` holds the times of their logins."""

    def __init__(self, fleet: tuple[TokenStore, Limiter, FastClock], server: FakeServer) -> None:
        store, limiter, clock = fleet
        self.logins: list[float] = []
        self._server, self._clock = server, clock
        transport = Transport(clock, httpx.MockTransport(self._handle))
        self._sources = [TokenSource(store, limiter, clock, transport) for _ in range(100)]

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.logins.append(self._clock.now())
        self._clock.sleep(1)
        return self._server.handle(request)

    def all_get(self) -> list[str]:
        def get(source: TokenSource) -> str:
            try:
                return source.get(ONE, USER).value.get_secret_value()
            except RingkeepError as problem:
                return type(problem).__name__

        with ThreadPoolExecutor(100) as pool:
            return list(pool.map(get, self._sources))


def test_a_hundred_workers_that_start_at_once_log_in_once(
    fleet: tuple[TokenStore, Limiter, FastClock],
) -> None:
    workers = Workers(fleet, FakeServer())
    assert set(workers.all_get()) == {"token-1"}
    assert len(workers.logins) == 1


def test_a_hundred_workers_do_not_repeat_wrong_credentials(
    fleet: tuple[TokenStore, Limiter, FastClock],
) -> None:
    workers = Workers(fleet, FakeServer(logins=[refusal(400, "OAU-140") for _ in range(100)]))
    assert set(workers.all_get()) == {LoginFailed.__name__}
    assert len(workers.logins) <= 2
    assert busiest(workers.logins, 60) <= 5


def test_a_hundred_workers_keep_the_login_limit_during_an_outage(
    fleet: tuple[TokenStore, Limiter, FastClock],
) -> None:
    workers = Workers(fleet, FakeServer(logins=[refusal(503) for _ in range(100)]))
    for _ in range(3):
        workers.all_get()
        fleet[2].sleep(10)
    assert len(workers.logins) >= 1
    assert busiest(workers.logins, 60) <= 5
