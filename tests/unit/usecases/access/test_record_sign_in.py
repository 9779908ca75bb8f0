"""The first request of a sign-in writes an audit entry, and no other request does."""

from __future__ import annotations

import pytest

from ringkeep.domain.access.audit import Actor, ActorKind, ObjectRef, Origin
from ringkeep.errors import StorageFailed
from ringkeep.usecases.access.record_sign_in import KEPT_SECONDS, RecordSignIn, SignIn
from tests.fakes.access.principals import AGENT, SUPERVISOR
from tests.fakes.access.sign_ins import MemorySignInLog
from tests.fakes.clock import FakeClock

ORIGIN = Origin(address="192.0.2.1", agent="Firefox")
SIGN_IN = SignIn(session="s-1", origin=ORIGIN, request_id="r-1")
PERSON = AGENT.principal


@pytest.fixture
def log() -> MemorySignInLog:
    return MemorySignInLog()


@pytest.fixture
def record(log: MemorySignInLog) -> RecordSignIn:
    return RecordSignIn(log, FakeClock())


def test_the_entry_has_the_person_the_time_and_the_origin(
    record: RecordSignIn, log: MemorySignInLog
) -> None:
    assert record(PERSON, SIGN_IN)
    entry = log.entries["s-1"]
    now = FakeClock().now()
    assert (entry.action, entry.at, entry.origin) == ("session.sign_in", now, ORIGIN)
    assert entry.actor == Actor(kind=ActorKind.USER, id=PERSON.user_id, name="ann")
    assert (entry.object, entry.request_id) == (ObjectRef(kind="user", id=PERSON.user_id), "r-1")
    assert log.expiries["s-1"] == now + KEPT_SECONDS


def test_further_requests_of_a_process_cost_nothing(
    record: RecordSignIn, log: MemorySignInLog
) -> None:
    record(PERSON, SIGN_IN)
    log.asked = 0
    assert not any(record(PERSON, SIGN_IN) for _ in range(5))
    assert log.asked == 0


def test_another_process_finds_the_entry(record: RecordSignIn, log: MemorySignInLog) -> None:
    record(PERSON, SIGN_IN)
    before = dict(log.entries)
    other = RecordSignIn(log, FakeClock())
    log.asked = 0
    assert not other(PERSON, SIGN_IN)
    assert not other(PERSON, SIGN_IN)
    assert (log.entries, log.asked) == (before, 1)


def test_each_sign_in_has_its_own_entry(record: RecordSignIn, log: MemorySignInLog) -> None:
    record(PERSON, SIGN_IN)
    record(SUPERVISOR.principal, SignIn(session="s-2"))
    record(PERSON, SignIn(session="s-3"))
    assert len({entry.id for entry in log.entries.values()}) == 3


def test_two_requests_at_once_write_one_entry(record: RecordSignIn, log: MemorySignInLog) -> None:
    class Racing(MemorySignInLog):
        def is_recorded(self, session: str) -> bool:
            found = super().is_recorded(session)
            log.entries.setdefault(session, self.entries.get(session) or entry)
            return found

    record(PERSON, SIGN_IN)
    entry = log.entries["s-1"]
    racing = Racing(entries=log.entries)
    log.entries.clear()
    second = RecordSignIn(racing, FakeClock())
    assert not second(PERSON, SIGN_IN)
    assert log.entries == {"s-1": entry}


def test_a_failure_is_tried_again_with_the_next_request(
    record: RecordSignIn, log: MemorySignInLog
) -> None:
    log.failure = StorageFailed("busy")
    with pytest.raises(StorageFailed):
        record(PERSON, SIGN_IN)
    log.failure = None
    assert record(PERSON, SIGN_IN)


def test_without_a_session_nothing_is_recorded(record: RecordSignIn, log: MemorySignInLog) -> None:
    assert not record(PERSON, SignIn(session=""))
    assert log.entries == {}
