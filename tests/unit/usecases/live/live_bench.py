"""A board in memory with everything around it, for tests of live calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.directory.extensions import Extension, ExtensionRow
from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.calls import EndedCall
from ringkeep.domain.live.page import RealtimeUser
from ringkeep.domain.live.sessions import Session, SessionKey
from ringkeep.domain.live.users import UserState
from ringkeep.errors import NotFound, RingkeepError
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.live.check_live_calls import LiveCallCheck, LiveCheckResult
from ringkeep.usecases.live.realtime_board import RealtimeBoard
from ringkeep.usecases.live.rows import LiveRows
from ringkeep.usecases.live.seed_board import BoardSeeder, BoardWriter, SeedResult
from ringkeep.usecases.live.track_calls import CallTracker, ReceivedEvent, TrackResult
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.fakes.clock import FakeClock
from tests.fakes.directory.extensions import MemoryExtensionDirectory
from tests.fakes.live.live_table import MemoryLiveTable
from tests.fakes.state import MemoryStateStore
from tests.unit.domain.live.events_made import (
    ACCOUNT,
    ANN,
    BOB,
    CAY,
    MENU,
    NOW,
    QUEUE,
    SESSION,
    text,
)

SERVICE = "default"
ACCOUNT_REF = AccountRef(SERVICE, ACCOUNT)
PEOPLE = (
    Extension(id=ANN, number="1", name="Ann", type="User", status="Enabled"),
    Extension(id=BOB, number="2", name="Bob", type="User", status="Enabled"),
    Extension(id=CAY, number="3", name="Cay", type="User", status="Enabled"),
    Extension(id=QUEUE, number="9", name="Sales", type="Department", status="Enabled"),
    Extension(id=MENU, number="8", name="Menu", type="IvrMenu", status="Enabled"),
)


@dataclass
class RecordedHints:
    """`failure` is raised instead of listening."""

    ended: list[EndedCall] = field(default_factory=list)
    failure: RingkeepError | None = None

    def announce(self, account: AccountRef, ended: EndedCall) -> None:
        if self.failure is not None:
            raise self.failure
        self.ended.append(ended)


@dataclass
class RecordedChanges:
    accounts: list[AccountRef] = field(default_factory=list)

    def changed(self, account: AccountRef) -> None:
        self.accounts.append(account)


@dataclass(frozen=True)
class PresenceRecords:
    records: Sequence[JsonObject]
    next_page: int | None


@dataclass
class FakePresence:
    """RingCentral's presence, two records a page."""

    records: Sequence[JsonObject] = ()
    failure: RingkeepError | None = None
    asked: int = 0

    def presence_page(self, page: int, deadline: float) -> PresenceRecords:
        if self.failure is not None:
            raise self.failure
        self.asked += 1
        start = 2 * (page - 1)
        more = start + 2 < len(self.records)
        return PresenceRecords(self.records[start : start + 2], page + 1 if more else None)


@dataclass
class FakeSessions:
    """RingCentral's live sessions by id; an error is raised, and an unknown one is not found."""

    answers: dict[str, JsonObject | RingkeepError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def session(self, telephony_session_id: str, deadline: float) -> JsonObject:
        self.asked.append(telephony_session_id)
        answer = self.answers.get(telephony_session_id)
        if answer is None:
            raise NotFound("there is no such session", status=404)
        if isinstance(answer, RingkeepError):
            raise answer
        return answer


class LiveBench:
    def __init__(self, people: Sequence[Extension] = PEOPLE) -> None:
        self.clock = FakeClock(NOW)
        self.table = MemoryLiveTable()
        self.states = MemoryStateStore()
        self.hints = RecordedHints()
        self.changes = RecordedChanges()
        self.presence = FakePresence()
        self.sessions = FakeSessions()
        self.extensions = MemoryExtensionDirectory()
        rows = [ExtensionRow(extension=one, added_at=NOW, changed_at=NOW) for one in people]
        self.extensions.write(ACCOUNT_REF, rows)
        self.services = MemoryServiceDirectory()
        self.services.put(
            Service(name=SERVICE, server_url="https://platform.ringcentral.com", secret_arn="arn")
        )
        AccountHistory(self.states).remember(ACCOUNT_REF)
        rows_of_table = LiveRows(self.table, self.hints, self.clock)
        self.tracker = CallTracker(rows_of_table, self.states, self.changes)
        self.seeder = BoardSeeder(rows_of_table)
        self.writer = BoardWriter(self.table, self.clock)
        self.checker = LiveCallCheck(rows_of_table)
        self.board = RealtimeBoard(
            self.table, self.extensions, self.services, self.states, self.clock
        )

    def touch(self, *events: JsonObject) -> tuple[TrackResult, ...]:
        """Events one by one, each received at this moment."""
        return tuple(self.hear_text(text(event)) for event in events)

    def hear_text(self, told: str) -> TrackResult:
        return self.tracker.track_all([ReceivedEvent(SERVICE, told, self.clock.now())])[0]

    def seed(self, *records: JsonObject) -> SeedResult:
        self.presence.records = records
        return self.seeder.seed(ACCOUNT_REF, self.presence, self.clock.now() + 60)

    def check(self) -> LiveCheckResult:
        deadline = self.clock.now() + 50
        return self.checker.run(ACCOUNT_REF, self.sessions, self.presence, deadline)

    def session(self, telephony_session_id: str = SESSION) -> Session:
        key = SessionKey(
            service=SERVICE, account_id=ACCOUNT, telephony_session_id=telephony_session_id
        )
        session = self.table.session(key)
        assert session is not None
        return session

    def state(self, extension_id: str = ANN) -> UserState:
        user = self.table.user(ACCOUNT_REF, extension_id)
        assert user is not None
        return user

    def line(self, extension_id: str = ANN, account_id: str = ACCOUNT) -> RealtimeUser:
        (line,) = self.board.users(AccountRef(SERVICE, account_id), [extension_id])
        return line

    def statuses(self) -> dict[str, str]:
        return {line.name: line.status.value for line in self.board.snapshot().users}
