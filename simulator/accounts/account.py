"""The account: its extensions, users, calls and settings, and which calls are visible now."""

from __future__ import annotations

import hashlib
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from simulator.accounts.reach import Roles
from simulator.accounts.refused_tokens import RefusedTokens
from simulator.accounts.statistics import Statistics
from simulator.accounts.tokens import TokenStore
from simulator.accounts.users import User, simulated_jwt
from simulator.clock import Clock
from simulator.dialogues.library import Library
from simulator.directory.extensions import Extension
from simulator.http.fault_queue import CONTENT_FAULTS, Fault, FaultQueues
from simulator.limits.rate_limiter import GROUPS, RateLimiter
from simulator.recordings.calls import Call, Recording

ALL_SCOPES = (
    "ReadAccounts",
    "ReadCallLog",
    "ReadCallRecording",
    "ReadPresence",
    "CallControl",
    "SubscriptionWebhook",
)
# `make up` uses these if it gets no credentials; the JWT logs in the first user
PLACEHOLDER_CLIENT_ID = "local-client"
PLACEHOLDER_CLIENT_SECRET = "local-secret"
PLACEHOLDER_JWT = "local-jwt"
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass
class Options:
    """Settings of the account. `limits` is read once, when the account is created."""

    client_id: str = PLACEHOLDER_CLIENT_ID
    client_secret: str = PLACEHOLDER_CLIENT_SECRET
    plan_name: str = "RingEX Ultra"
    plan_edition: str | None = "Ultimate"
    time_zone: str | None = "UTC"
    """The IANA name of the account's regional settings."""
    password_grant: bool = False
    scopes: tuple[str, ...] = ALL_SCOPES
    extract_sync: str = "offered"  # or "not_found" (404), "forbidden" (403)
    extract_page: int = 1000
    call_log_end: str = ""  # how the pages of the call log fail to end: `recordings/endless.py`
    call_log_days: float = 0  # older dates are refused; 0: none
    listed_address: str = "as_created"  # see `SPELLINGS` in events/listed_addresses.py
    screening_code: str = "VoiceMailScreening"  # or "VMScreening", in any spelling
    limits: dict[str, int] = field(default_factory=dict)
    log_delay_min: float = 15  # seconds from the end of a live call to its record, before `speed`
    log_delay_max: float = 30
    ready_delay: float = 30  # seconds from the end of a live call to its audio, before `speed`
    ready_delay_varies: bool = False  # 10 to 180 seconds instead, with a long tail


@dataclass(frozen=True, slots=True)
class VisibleCalls:
    """The visible calls in both orders, oldest first. A record changes at `valid_until`."""

    by_start: Sequence[tuple[datetime, str]]
    by_modified: Sequence[tuple[datetime, str]]
    valid_until: datetime


class Account:
    def __init__(
        self,
        account_id: int = 810_001_001,
        *,
        clock: Clock | None = None,
        options: Options | None = None,
    ) -> None:
        self.id = account_id
        self.clock = clock or Clock()
        self.options = options or Options()
        self.extensions: dict[int, Extension] = {}
        self.users: list[User] = []
        self.roles = Roles()
        self.dialogues = Library()
        """What people say in the recordings; if there are none, the samples are used."""
        self.calls: dict[str, Call] = {}
        self.recordings: dict[str, Recording] = {}
        self.faults = FaultQueues()
        self.statistics = Statistics()
        self.tokens = TokenStore(self.clock)
        self.refused_tokens = RefusedTokens()
        self.limiter = RateLimiter(self.clock, {**GROUPS, **self.options.limits})
        self.extension_listeners: list[Callable[[Extension], None]] = []
        """Called with each new extension."""
        self._visible: VisibleCalls | None = None
        self._lock = threading.RLock()

    def add_extension(self, extension: Extension) -> Extension:
        self.extensions[extension.id] = extension
        for listener in self.extension_listeners:
            listener(extension)
        return extension

    def add_user(
        self, extension_id: int, username: str, password: str, second_factor: bool = False
    ) -> User:
        """Lets an extension log in, with a JWT of its own."""
        jwt = simulated_jwt(self.id, extension_id)
        user = User(extension_id, jwt, username, password, second_factor)
        self.users.append(user)
        return user

    def add_calls(self, calls: Iterable[Call]) -> None:
        with self._lock:
            for call in calls:
                self.calls[call.id] = call
                self.recordings.update({each.id: each for each in call.recordings})
            self._visible = None

    def add_call(self, call: Call) -> Call:
        self.add_calls([call])
        return call

    def delete_recording(self, recording_id: str) -> None:
        """Removes the recording from its record. Its content answers 404 from now on."""
        with self._lock:
            self.recordings[recording_id].deleted_at = self.clock.now()
            self._visible = None

    def hide_recording(self, recording_id: str, seconds: float | None) -> None:
        """Deletes a recording that comes back after so many seconds, or never."""
        with self._lock:
            self.delete_recording(recording_id)
            if seconds is not None:
                back = self.clock.now() + timedelta(seconds=seconds)
                self.recordings[recording_id].back_at = back

    def make_odd(self, call_id: str, kind: str) -> None:
        """Changes the call's record; `recordings/odd_records.py` lists the kinds."""
        with self._lock:
            self.calls[call_id].oddity = kind
            self.calls[call_id].odd_since = self.clock.now()
            self._visible = None

    def fail(self, key: str, *faults: Fault) -> None:
        """Queues faults for a recording's id or for an operation's name."""
        for fault in faults:
            if fault.kind in CONTENT_FAULTS and key not in self.recordings:
                raise ValueError(f"{fault.kind} needs a recording, and {key} is not one")
            self.faults.add(key, fault)

    def visible(self) -> VisibleCalls:
        now = self.clock.now()
        with self._lock:
            if self._visible is None or now >= self._visible.valid_until:
                self._visible = self._find_visible(now)
            return self._visible

    def started(self, since: datetime | None, until: datetime | None) -> list[Call]:
        """Returns visible calls by start time, newest first. The range includes both ends."""
        entries = self.visible().by_start
        low = 0 if since is None else bisect_left(entries, (since, ""))
        high = len(entries) if until is None else bisect_right(entries, (until, "\U0010ffff"))
        return [self.calls[call_id] for _, call_id in reversed(entries[low:high])]

    def modified_since(self, cursor: tuple[datetime, str]) -> list[tuple[datetime, str]]:
        """Returns visible records after the cursor by (modification time, id), oldest first."""
        entries = self.visible().by_modified
        return list(entries[bisect_right(entries, cursor) :])

    def user_of(self, session_user: str) -> User:
        return next(user for user in self.users if str(user.extension_id) == session_user)

    def digest(self, recording: Recording) -> tuple[str, int]:
        """Returns the SHA-256 and the size of a recording's bytes, computed once."""
        if recording.digest is None:
            data = recording.audio_bytes()
            recording.digest = hashlib.sha256(data).hexdigest(), len(data)
        return recording.digest

    def _find_visible(self, now: datetime) -> VisibleCalls:
        by_start, by_modified, valid_until = [], [], _NEVER
        for call in self.calls.values():
            changes = call.change_times()
            valid_until = min(each for each in (*changes, valid_until) if each > now)
            if call.visible_at <= now:
                by_start.append((call.start, call.id))
                by_modified.append((max(m for m in changes if m <= now), call.id))
        return VisibleCalls(sorted(by_start), sorted(by_modified), valid_until)
