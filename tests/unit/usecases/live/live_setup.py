"""The use cases of live calls with in-memory adapters."""

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
from tests.unit.domain.live.notifications import (
    ACCOUNT,
    MENU,
    NOW,
    QUEUE,
    SESSION,
    USER_A,
    USER_B,
    USER_C,
    text,
)

SERVICE = "default"
ACCOUNT_REF = AccountRef(SERVICE, ACCOUNT)
EXTENSIONS = (
    Extension(id=USER_A, number="1", name="User A", type="User", status="Enabled"),
    Extension(id=USER_B, number="2", name="User B", type="User", status="Enabled"),
    Extension(id=USER_C, number="3", name="User C", type="User", status="Enabled"),
    Extension(id=QUEUE, number="9", name="Sales", type="Department", status="Enabled"),
    Extension(id=MENU, number="8", name="Menu", type="IvrMenu", status="Enabled"),
)


@dataclass
class RecordedHints:
    """The RecordingHints port. `failure` is raised instead of recording."""

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
    """RingCentral's presence, in pages of two records."""

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
    """RingCentral's live sessions by id. An error is raised; a missing session is not found."""

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


class LiveSetup:
    def __init__(self, extensions: Sequence[Extension] = EXTENSIONS) -> None:
        self.clock = FakeClock(NOW)
        self.table = MemoryLiveTable()
        self.states = MemoryStateStore()
        self.hints = RecordedHints()
        self.changes = RecordedChanges()
        self.presence = FakePresence()
        self.sessions = FakeSessions()
        self.extensions = MemoryExtensionDirectory()
        directory_rows = [
            ExtensionRow(extension=one, added_at=NOW, changed_at=NOW) for one in extensions
        ]
        self.extensions.write(ACCOUNT_REF, directory_rows)
        self.services = MemoryServiceDirectory()
        self.services.put(
            Service(name=SERVICE, server_url="https://platform.ringcentral.com", secret_arn="arn")
        )
        AccountHistory(self.states).remember(ACCOUNT_REF)
        live_rows = LiveRows(self.table, self.hints, self.clock)
        self.tracker = CallTracker(live_rows, self.states, self.changes)
        self.seeder = BoardSeeder(live_rows)
        self.writer = BoardWriter(self.table, self.clock)
        self.checker = LiveCallCheck(live_rows)
        self.board = RealtimeBoard(
            self.table, self.extensions, self.services, self.states, self.clock
        )

    def receive(self, *events: JsonObject) -> tuple[TrackResult, ...]:
        """Tracks the events one by one, each received now."""
        return tuple(self.receive_text(text(event)) for event in events)

    def receive_text(self, event: str) -> TrackResult:
        return self.tracker.track_all([ReceivedEvent(SERVICE, event, self.clock.now())])[0]

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

    def state(self, extension_id: str = USER_A) -> UserState:
        user = self.table.user(ACCOUNT_REF, extension_id)
        assert user is not None
        return user

    def row(self, extension_id: str = USER_A, account_id: str = ACCOUNT) -> RealtimeUser:
        (row,) = self.board.users(AccountRef(SERVICE, account_id), [extension_id])
        return row

    def statuses(self) -> dict[str, str]:
        return {row.name: row.status.value for row in self.board.snapshot().users}
