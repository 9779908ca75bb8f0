"""The limiter in DynamoDB and its fake behave the same."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.limits.limiter import DynamoLimiter
from ringkeep.domain.limits.slots import Lane, Slot
from ringkeep.domain.limits.state import AUTH, HEAVY, LIGHT, MEDIUM, RateReport
from ringkeep.errors import Busy, NoSlot, ResourceMissing
from ringkeep.ringcentral.http.limiter import Limiter, Queue
from ringkeep.usecases.recordings.ports import ImportGate, ImportLimiter
from tests.contract.limits.rate_tables import atomic, hashed_table
from tests.fakes.clock import FakeClock
from tests.fakes.limits.limiter import MemoryLimiter
from tests.unit.domain.limits.fleet_simulation import busiest
from tests.unit.ringcentral.http.connections import connection

ONE = connection()
TWO = connection("900001", "900002")
USER = ONE.user_labels[0]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(params=["fake", "dynamodb"])
def limiter(request: pytest.FixtureRequest, clock: FakeClock) -> Iterator[Limiter]:
    if request.param == "fake":
        yield MemoryLimiter(clock)
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        yield DynamoLimiter(client, hashed_table(client, "limits"), clock)


def use(limiter: Limiter, slots: list[Slot]) -> list[Slot | None]:
    return [limiter.admit(ONE, slot) for slot in slots]


@pytest.mark.parametrize(("group", "limit"), [(LIGHT, 50), (MEDIUM, 40), (HEAVY, 10), ("new", 10)])
def test_each_group_has_its_own_limit(
    limiter: Limiter, clock: FakeClock, group: str, limit: int
) -> None:
    slots = limiter.reserve(ONE, group, {Lane.FRESH: 100}, 10)
    assert [slot.start_at for slot in slots] == [clock.now()] * limit
    assert {(slot.user, slot.group, slot.lane) for slot in slots} == {(USER, group, Lane.FRESH)}
    assert len({slot.ticket for slot in slots}) == limit


def test_each_user_has_their_own_limit_and_the_earliest_starts_are_chosen(limiter: Limiter) -> None:
    limiter.reserve(ONE, HEAVY, {Lane.FRESH: 10}, 10)
    slots = limiter.reserve(TWO, HEAVY, {Lane.FRESH: 100}, 10)
    assert {slot.user for slot in slots} == {TWO.user_labels[1]}
    assert len(slots) == 10


def test_services_with_the_same_app_and_user_share_a_limit(limiter: Limiter) -> None:
    limiter.reserve(ONE, HEAVY, {Lane.FRESH: 10}, 10)
    again = connection(key="another-copy")
    assert limiter.reserve(again, HEAVY, {Lane.FRESH: 1}, 10) == []
    assert limiter.reserve(connection(client_id="app-2"), HEAVY, {Lane.FRESH: 1}, 10)


def test_logins_of_all_users_share_the_limit_of_the_app(limiter: Limiter) -> None:
    slots = limiter.reserve(TWO, AUTH, {Lane.FRESH: 100}, 10)
    assert len(slots) == 5
    assert use(limiter, slots) == [None] * 5
    assert limiter.reserve(ONE, AUTH, {Lane.FRESH: 1}, 10) == []


def test_a_slot_is_admitted_at_its_time(limiter: Limiter, clock: FakeClock) -> None:
    slots = limiter.reserve(ONE, HEAVY, {Lane.FRESH: 11}, 70)
    assert use(limiter, slots[:10]) == [None] * 10
    assert limiter.admit(ONE, slots[10]) == slots[10]
    clock.advance(61)
    assert limiter.admit(ONE, slots[10]) is None


def test_requests_that_are_sent_late_delay_others(limiter: Limiter, clock: FakeClock) -> None:
    slots = limiter.reserve(ONE, HEAVY, {Lane.FRESH: 11}, 70)
    clock.advance(5)
    use(limiter, slots[:10])
    clock.advance(56)
    later = limiter.admit(ONE, slots[10])
    assert later is not None
    assert later.start_at == slots[10].start_at + 5
    assert later.ticket == slots[10].ticket


def test_cancelled_slot_can_be_reserved_again(limiter: Limiter) -> None:
    slots = limiter.reserve(ONE, HEAVY, {Lane.FRESH: 10}, 10)
    limiter.cancel(ONE, slots[0])
    assert len(limiter.reserve(ONE, HEAVY, {Lane.RETRY: 5}, 10)) == 1


def test_slot_of_a_removed_user_moves_to_another_user(limiter: Limiter) -> None:
    slot = limiter.reserve(ONE, HEAVY, {Lane.FRESH: 1}, 10)[0]
    other = connection("900009")
    moved = limiter.admit(other, slot)
    assert moved is not None
    assert moved.user == other.user_labels[0]
    assert limiter.admit(other, moved) is None


def test_slot_of_a_removed_user_fails_if_no_other_user_has_room(limiter: Limiter) -> None:
    slot = limiter.reserve(ONE, HEAVY, {Lane.FRESH: 1}, 10)[0]
    other = connection("900009")
    limiter.close(other, other.user_labels[0], HEAVY, slot.start_at + 1000)
    with pytest.raises(NoSlot):
        limiter.admit(other, slot)


def test_closed_group_admits_and_reserves_nothing(limiter: Limiter, clock: FakeClock) -> None:
    slot = limiter.reserve(ONE, HEAVY, {Lane.FRESH: 1}, 10)[0]
    limiter.close(ONE, USER, HEAVY, clock.now() + 60)
    later = limiter.admit(ONE, slot)
    assert later is not None
    assert later.start_at >= clock.now() + 60
    assert limiter.reserve(ONE, HEAVY, {Lane.EXPIRING: 1}, 59) == []
    assert limiter.reserve(ONE, LIGHT, {Lane.POLLING: 1}, 10)


def test_closing_without_a_group_closes_all_groups_of_the_user(
    limiter: Limiter, clock: FakeClock
) -> None:
    limiter.close(ONE, USER, "", clock.now() + 30)
    for group in (LIGHT, MEDIUM, HEAVY):
        assert limiter.reserve(ONE, group, {Lane.FRESH: 1}, 29) == []
    assert limiter.reserve(ONE, AUTH, {Lane.FRESH: 1}, 29)


def test_closing_returns_a_wait_that_grows_until_a_request_succeeds(
    limiter: Limiter, clock: FakeClock
) -> None:
    waits = []
    for _ in range(3):
        waits.append(limiter.close(ONE, USER, HEAVY, clock.now(), clock.now()) - clock.now())
        clock.advance(waits[-1])
    limiter.observe(ONE, USER, RateReport(status=200, group=HEAVY, sent_at=clock.now()))
    waits.append(limiter.close(ONE, USER, HEAVY, clock.now(), clock.now()) - clock.now())
    assert waits == pytest.approx([66.5, 126.5, 246.5, 66.5])


def test_a_slow_request_counts_as_sent_shortly_before_its_response_came(
    limiter: Limiter, clock: FakeClock
) -> None:
    slots = limiter.reserve(ONE, HEAVY, {Lane.FRESH: 11}, 70)
    use(limiter, slots[:10])
    sent_at = clock.now()
    clock.advance(3)
    for slot in slots[:10]:
        limiter.observe(ONE, USER, RateReport(group=HEAVY, sent_at=sent_at, ticket=slot.ticket))
    clock.advance(58)
    later = limiter.admit(ONE, slots[10])
    assert later is not None
    assert later.start_at == pytest.approx(sent_at + 63.1)


def test_several_windows_hold_at_once(limiter: Limiter) -> None:
    for limit, window in ((10, 60), (400, 3600), (30, 900)):
        report = RateReport(group=HEAVY, limit=limit, window=window)
        limiter.observe(ONE, USER, report)
    assert len(limiter.reserve(ONE, HEAVY, dict.fromkeys(Lane, 100), 890)) == 30


def test_a_raised_limit_is_learned(limiter: Limiter) -> None:
    limiter.observe(ONE, USER, RateReport(group=" Heavy", limit=20, remaining=20, window=60))
    assert len(limiter.reserve(ONE, HEAVY, {Lane.FRESH: 100}, 10)) == 20


def test_requests_of_other_programs_are_counted(limiter: Limiter) -> None:
    limiter.observe(ONE, USER, RateReport(group=HEAVY, limit=10, remaining=3))
    assert len(limiter.reserve(ONE, HEAVY, {Lane.FRESH: 100}, 10)) == 3


def test_response_without_headers_changes_nothing(limiter: Limiter) -> None:
    limiter.observe(ONE, USER, RateReport())
    limiter.observe(ONE, USER, RateReport(group=HEAVY))
    assert len(limiter.reserve(ONE, HEAVY, {Lane.FRESH: 100}, 10)) == 10


def test_the_group_of_an_operation_is_remembered(limiter: Limiter) -> None:
    assert limiter.group_of(ONE, "recording-content", HEAVY) == HEAVY
    limiter.learn_group(ONE, "recording-content", MEDIUM)
    assert limiter.group_of(TWO, "recording-content", HEAVY) == MEDIUM
    assert limiter.group_of(ONE, "call-log", HEAVY) == HEAVY


def test_imports_use_the_learned_group(limiter: Limiter) -> None:
    imports: ImportLimiter = limiter  # type: ignore[assignment] # the fixture's narrower type
    assert {s.group for s in imports.reserve_imports(ONE, {Lane.FRESH: 1}, 10)} == {HEAVY}
    limiter.learn_group(ONE, "recording-content", MEDIUM)
    assert {s.group for s in imports.reserve_imports(ONE, {Lane.FRESH: 1}, 10)} == {MEDIUM}


def test_queue_waits_for_its_slot(limiter: Limiter, clock: FakeClock) -> None:
    queue, began = Queue(limiter, clock, ONE), clock.now()
    for _ in range(11):
        queue.acquire(HEAVY, Lane.POLLING, began + 300)
    assert 60.5 <= clock.now() - began < 63


def test_a_queue_gives_up_at_its_deadline(limiter: Limiter, clock: FakeClock) -> None:
    queue = Queue(limiter, clock, ONE)
    for _ in range(10):
        queue.acquire(HEAVY, Lane.POLLING, clock.now() + 1)
    with pytest.raises(NoSlot):
        queue.acquire(HEAVY, Lane.POLLING, clock.now() + 30)


def test_queue_cancels_a_slot_after_its_deadline(limiter: Limiter, clock: FakeClock) -> None:
    slot = limiter.reserve(ONE, HEAVY, {Lane.FRESH: 1}, 10)[0]
    limiter.close(ONE, USER, HEAVY, clock.now() + 60)
    with pytest.raises(NoSlot):
        Queue(limiter, clock, ONE).wait(slot, clock.now() + 30)
    assert len(limiter.reserve(ONE, HEAVY, dict.fromkeys(Lane, 100), 68)) == 10


@pytest.fixture(params=["fake", "dynamodb"])
def crowded(request: pytest.FixtureRequest, clock: FakeClock) -> Iterator[Limiter]:
    """A limiter whose clock stands still, so that many threads compete for the same window."""
    if request.param == "fake":
        yield MemoryLimiter(clock)
        return
    with mock_aws():
        client = atomic(boto3.client("dynamodb", region_name="us-east-1"))
        yield DynamoLimiter(client, hashed_table(client, "limits"), _StoppedClock(clock.now()))


class _StoppedClock:
    def __init__(self, now: float) -> None:
        self._now = now

    def now(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        """Returns at once: the threads need no pause between attempts."""


def test_concurrent_reservations_never_exceed_the_limit(crowded: Limiter) -> None:
    def reserve(_: int) -> int:
        try:
            return len(crowded.reserve(ONE, HEAVY, {Lane.FRESH: 1}, 10))
        except Busy:
            return 0

    with ThreadPoolExecutor(20) as pool:
        granted = sum(pool.map(reserve, range(60)))
    assert 1 <= granted <= 10


def test_concurrent_admissions_never_exceed_the_limit(crowded: Limiter) -> None:
    slots = crowded.reserve(ONE, HEAVY, {Lane.FRESH: 10}, 10)
    unplanned = [slots[0].model_copy(update={"ticket": f"unplanned-{n}"}) for n in range(20)]

    def send(slot: Slot) -> bool:
        try:
            return crowded.admit(ONE, slot) is None
        except Busy:
            return False

    with ThreadPoolExecutor(20) as pool:
        sent = sum(pool.map(send, slots + unplanned))
    assert 1 <= sent <= 10


@mock_aws
def test_missing_table_is_reported(clock: FakeClock) -> None:
    limiter = DynamoLimiter(boto3.client("dynamodb", region_name="us-east-1"), "absent", clock)
    with pytest.raises(ResourceMissing):
        limiter.reserve(ONE, HEAVY, {Lane.FRESH: 1}, 10)


@mock_aws
def test_faster_clock_keeps_its_own_window(clock: FakeClock) -> None:
    client = boto3.client("dynamodb", region_name="us-east-1")
    fast = DynamoLimiter(client, hashed_table(client, "limits"), clock, window=3.0)
    fast.observe(ONE, USER, RateReport(group=HEAVY, limit=10, window=60))
    sent: list[float] = []
    queue, end = Queue(fast, clock, ONE), clock.now() + 60
    while clock.now() < end - 6:
        queue.acquire(HEAVY, Lane.FRESH, end)
        sent.append(clock.now())
    assert busiest(sent, 3.0) <= 10
    assert len(sent) > 140


def test_fake_implements_the_ports_of_imports(clock: FakeClock) -> None:
    fake = MemoryLimiter(clock)
    limiter: ImportLimiter = fake
    gate: ImportGate = fake
    slot = limiter.reserve_imports(ONE, {Lane.FRESH: 1}, 10)[0]
    assert gate.admit(ONE, slot) is None
