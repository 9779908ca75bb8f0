"""One host's copy of the product: the real use cases and the real RingCentral client over in-memory
tables, wired as in ringkeep.wiring."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from ringkeep.audio.probe import SoundfileProbe
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.apps import LimitedApp
from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.domain.limits.admissions import AdmissionTimes
from ringkeep.domain.recordings.archive import FoundAudio, audio_key
from ringkeep.domain.recordings.bodies import MP3, WAV
from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.domain.recordings.retry_delays import RetryDelays
from ringkeep.ringcentral.call_log import WalkedCallLog
from ringkeep.ringcentral.client import RingCentralClient
from ringkeep.ringcentral.http.tokens import TokenSource
from ringkeep.ringcentral.http.transport import Transport
from ringkeep.usecases.accounts.complete_service import CompleteService
from ringkeep.usecases.accounts.service_credentials import ServiceCredentials
from ringkeep.usecases.accounts.user_reach import UserReaches
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.live.rows import LiveRows
from ringkeep.usecases.live.track_calls import CallTracker
from ringkeep.usecases.recordings.announce_ended_call import AnnounceEndedCall
from ringkeep.usecases.recordings.backfill import Backfill
from ringkeep.usecases.recordings.backfill_service import BackfillService
from ringkeep.usecases.recordings.first_delay import FirstDelays
from ringkeep.usecases.recordings.hint_recordings import RecordingHinter
from ringkeep.usecases.recordings.import_recording import ImportRecording
from ringkeep.usecases.recordings.open_call_log import OpenCallLog
from ringkeep.usecases.recordings.poll_call_log import CallLogPoller, PageWriter
from ringkeep.usecases.recordings.poll_services import PollServices
from ringkeep.usecases.recordings.ports import Workflows
from ringkeep.usecases.recordings.read_licensing import ONLY_EVERYONE
from ringkeep.usecases.recordings.record_calls import CallRecorder
from ringkeep.usecases.recordings.retry_soon import RetrySoon
from ringkeep.usecases.recordings.run_import import RunImport
from ringkeep.usecases.recordings.schedule_imports import ImportScheduler
from ringkeep.usecases.recordings.schedule_service import ScheduleService
from ringkeep.usecases.recordings.settle_import import SettleImport
from tests.chaos.hosts import Host, HostLeases, through
from tests.chaos.network import HostTransport, Network
from tests.fakes.accounts.each_service import SequentialServices
from tests.fakes.accounts.secrets import MemorySecrets
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.fakes.accounts.tokens import MemoryTokenStore
from tests.fakes.clock import FakeClock
from tests.fakes.leases import MemoryLeases
from tests.fakes.limits.limiter import MemoryLimiter
from tests.fakes.live.live_table import MemoryLiveTable
from tests.fakes.recordings.archive import MemoryArchive
from tests.fakes.recordings.calls_table import MemoryCallsTable, MemoryFoundCounts
from tests.fakes.state import MemoryStateStore

MAXIMUM_BYTES = 50_000_000
POLL_MINUTES = 5


class OpenCallsTable(MemoryCallsTable):
    """Keeps a list of the open rows, as the table's index does: a run looks at them very often."""

    def __init__(self) -> None:
        super().__init__()
        self.open_rows: dict[RecordingKey, Recording] = {}

    def put_recording(self, row: Recording) -> Recording:
        written = super().put_recording(row)
        if written.state.open:
            self.open_rows[written.key] = written
        else:
            self.open_rows.pop(written.key, None)
        return written

    def _open(self, account: AccountRef) -> list[Recording]:
        return [row for row in self.open_rows.values() if row.account == account]


class KeyedArchive(MemoryArchive):
    """Looks up the keys that a recording's audio may have, instead of going through all keys."""

    def find(self, row: Recording) -> FoundAudio | None:
        for key in (audio_key(row, MP3), audio_key(row, WAV)):
            if key in self.objects:
                return FoundAudio(object_key=key, size=len(self.objects[key].content))
        return None


class NotingLimiter(MemoryLimiter):
    """Notes when the end of a penalty is stored: from then on every worker can know it."""

    network: Network
    users: dict[str, str]

    def seen_by(self, clock: Clock) -> Self:
        """Each process remembers its own admissions."""
        limiter = copy(self)
        limiter._clock = clock
        limiter._admissions = AdmissionTimes()
        return limiter

    def close(
        self,
        connection: LimitedApp,
        user: str,
        group: str,
        until: float,
        sent_at: float | None = None,
    ) -> float:
        closed_until = super().close(connection, user, group, until, sent_at)
        penalties = self.network.penalties
        penalties.noted(
            self.users.get(user, user), group, self.network.account.clock.now().timestamp()
        )
        return closed_until


@dataclass
class Shared:
    """The stack's tables and buckets, which all hosts share."""

    service: Service
    connection: Connection
    network: Network
    workflows: Workflows
    limiter: NotingLimiter
    calls: OpenCallsTable = field(default_factory=OpenCallsTable)
    found: MemoryFoundCounts = field(default_factory=MemoryFoundCounts)
    archive: KeyedArchive = field(default_factory=KeyedArchive)
    states: MemoryStateStore = field(default_factory=MemoryStateStore)
    tokens: MemoryTokenStore = field(default_factory=MemoryTokenStore)
    live: MemoryLiveTable = field(default_factory=MemoryLiveTable)
    leases: MemoryLeases = field(default_factory=lambda: MemoryLeases(FakeClock()))
    services: MemoryServiceDirectory = field(default_factory=MemoryServiceDirectory)
    secrets: MemorySecrets = field(default_factory=MemorySecrets)


class Environment:
    """The functions of one host. It is used again until the host dies."""

    def __init__(self, host: Host, shared: Shared, folder: Path) -> None:
        self.host = host
        self.shared = shared
        self._folder = folder
        self._delays = RetryDelays()
        self._calls = through(host, shared.calls)
        self._archive = through(host, shared.archive)
        self._states = through(host, shared.states)
        self.services = through(host, shared.services)
        self._found = through(host, shared.found)
        self._leases = HostLeases(host, shared.leases.seen_by(host.clock))
        self._limiter = through(host, shared.limiter.seen_by(host.clock))
        self._credentials = ServiceCredentials(through(host, shared.secrets))
        self._transport = Transport(host.clock, HostTransport(host, shared.network), local=True)
        self._tokens = TokenSource(
            through(host, shared.tokens), self._limiter, host.clock, self._transport
        )
        self._reaches = UserReaches(self._states, host.clock)
        self._first_delays = FirstDelays(self._states, self._delays)
        self.tracker = self._tracker()

    def _client(self, service: str, connection: Connection) -> RingCentralClient:
        return RingCentralClient(
            service,
            connection,
            self._limiter,
            self._tokens,
            self.host.clock,
            self._transport,
            self._reaches,
        )

    def log_in(
        self, service: str, connection: Connection, deadline: float
    ) -> tuple[str, WalkedCallLog]:
        """The CallLogs port."""
        client = self._client(service, connection)
        client.refresh_reach()
        return client.account_id(deadline), WalkedCallLog(client)

    @property
    def _scheduler(self) -> ImportScheduler:
        workflows = through(self.host, self.shared.workflows)
        return ImportScheduler(self._calls, self._limiter, workflows, self.host.clock, self._delays)

    @property
    def _poller(self) -> CallLogPoller:
        clock = self.host.clock
        recorder = CallRecorder(self._calls, self._archive, self._delays, clock.now, ONLY_EVERYONE)
        writer = PageWriter(recorder, self._found, self._scheduler)
        return CallLogPoller(self._states, self._leases, writer, clock, self._delays)

    @property
    def _call_logs(self) -> OpenCallLog:
        completion = CompleteService(self.services, self._credentials, self._leases)
        return OpenCallLog(self, self._states, self._first_delays, completion)

    @property
    def polls(self) -> PollServices:
        return PollServices(
            self._call_logs, self._poller, SequentialServices(self.shared.connection)
        )

    @property
    def backfill(self) -> BackfillService:
        return BackfillService(
            self.services, self._credentials, self._call_logs, Backfill(self._poller)
        )

    @property
    def schedule(self) -> ScheduleService:
        return ScheduleService(
            self._scheduler, self._states, self._leases, self._found, self.host.clock, POLL_MINUTES
        )

    @property
    def settle(self) -> SettleImport:
        return SettleImport(self._calls, self._archive, self.host.clock, self._delays)

    @property
    def run_import(self) -> RunImport:
        return RunImport(
            self.services,
            self._credentials,
            self._importer,
            self._states,
            lambda _result: None,
            RetrySoon(self._calls, self.host.clock, self._delays),
        )

    def _importer(self, service: str, connection: Connection) -> ImportRecording:
        return ImportRecording(
            calls=self._calls,
            archive=self._archive,
            gate=self._limiter,
            source=self._client(service, connection),
            probe=through(self.host, SoundfileProbe(), storage=False),
            clock=self.host.clock,
            delays=self._delays,
            maximum_bytes=MAXIMUM_BYTES,
            folder=self._folder,
        )

    def _tracker(self) -> CallTracker:
        hinter = RecordingHinter(
            self._calls, self._found, self._scheduler, self.host.clock, ONLY_EVERYONE
        )
        hints = AnnounceEndedCall(
            self.services, self._first_delays, hinter, lambda _announced: None
        )
        rows = LiveRows(through(self.host, self.shared.live), hints, self.host.clock)
        return CallTracker(rows, self._states, _NoExtensions())


class _NoExtensions:
    def changed(self, account: AccountRef) -> None:
        """The extension list is read by a function of its own."""
