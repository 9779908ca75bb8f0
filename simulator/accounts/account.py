"""The account: its people, calls and settings, and what is visible of them at a moment."""

from __future__ import annotations

import hashlib
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from simulator.accounts.statistics import Statistics
from simulator.accounts.tokens import TokenStore
from simulator.accounts.users import User, simulated_jwt
from simulator.clock import Clock
from simulator.directory.extensions import Extension
from simulator.http.faults import BODY_KINDS, Fault, FaultQueues
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
# What `make up` connects with when it is told no credentials; the JWT is the first user's.
PLACEHOLDER_CLIENT_ID = "local-client"
PLACEHOLDER_CLIENT_SECRET = "local-secret"
PLACEHOLDER_JWT = "local-jwt"
_CHANGEABLE = ("name", "number", "type", "status", "department")
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass
class Options:
    """How this account is set up. Limits, window, penalty and cap are read when it is made."""

    client_id: str = PLACEHOLDER_CLIENT_ID
    client_secret: str = PLACEHOLDER_CLIENT_SECRET
    plan_id: str = "8"
    plan_name: str = "RingEX Ultra"
    plan_edition: str | None = "Ultimate"
    expires_in: int = 3600
    refresh_expires_in: int = 604_800
    refresh_tokens: bool = True
    password_grant: bool = False
    scopes: tuple[str, ...] = ALL_SCOPES
    extract_sync: str = "offered"  # or "not_found" (404), "forbidden" (403)
    extract_sync_time: bool = True  # whether syncInfo carries syncTime
    extract_page: int = 1000
    offset_dates: bool = False  # dates end in +0000 instead of Z
    media_url: str | None = None  # scheme, host and port of content addresses, else the API's
    session_cap: int = 5
    limits: dict[str, int] = field(default_factory=dict)
    window_seconds: float = 60
    log_delay_least: float = 15  # RingCentral's seconds from a live call's end to its record
    log_delay_most: float = 30
    ready_delay: float = 30  # RingCentral's seconds from a live call's end to its recordings' bytes
    extension_events: str = "listed"  # as the guide shows them, or "flat" as the API document does


@dataclass(frozen=True, slots=True)
class View:
    """The visible calls in both orders; good until the next of their moments."""

    by_start: Sequence[tuple[datetime, str]]  # oldest first
    by_modified: Sequence[tuple[datetime, str]]  # oldest first
    good_until: datetime


Listener = Callable[[Call], None]
DirectoryListener = Callable[[Extension, str], None]
"""Told an extension and what became of it: Create, Update or Delete."""


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
        self.calls: dict[str, Call] = {}
        self.recordings: dict[str, Recording] = {}
        self.faults = FaultQueues()
        self.statistics = Statistics()
        self.tokens = TokenStore(self.clock, self.options.session_cap)
        limits = {**GROUPS, **self.options.limits}
        self.limiter = RateLimiter(self.clock, limits, self.options.window_seconds)
        self.sync_epoch = 0
        # Told of every call that is added or changed on purpose
        self.listeners: list[Listener] = []
        self.directory_listeners: list[DirectoryListener] = []
        self._view: View | None = None
        self._lock = threading.RLock()

    def add_extension(self, extension: Extension) -> Extension:
        self.extensions[extension.id] = extension
        self._tell_of_extension(extension, "Create")
        return extension

    def change_extension(self, extension_id: int, **changes: str | None) -> Extension:
        """Changes fields of an extension. Raises KeyError for an unknown extension or field."""
        extension = self.extensions[extension_id]
        for name, value in changes.items():
            if name not in _CHANGEABLE:
                raise KeyError(name)
            setattr(extension, name, value)
        self._tell_of_extension(extension, "Update")
        return extension

    def remove_extension(self, extension_id: int) -> Extension:
        extension = self.extensions.pop(extension_id)
        self._tell_of_extension(extension, "Delete")
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
                self._tell(call)
            self._view = None

    def add_call(self, call: Call) -> Call:
        self.add_calls([call])
        return call

    def touch(self, call_id: str) -> None:
        """Changes a record: its lastModifiedTime becomes now. Call it after changing a field."""
        with self._lock:
            call = self.calls[call_id]
            call.touched_at.append(self.clock.now())
            self._view = None
            self._tell(call)

    def delete_recording(self, recording_id: str) -> None:
        """The record loses its recording, and the content is 404 for ever."""
        with self._lock:
            recording = self.recordings[recording_id]
            recording.deleted_at = self.clock.now()
            self._view = None
            self._tell(self.calls[recording.call_id])

    def make_ready(self, recording_id: str) -> None:
        with self._lock:
            recording = self.recordings[recording_id]
            recording.ready_at = self.clock.now()
            recording.appears_at = min(recording.appears_at, recording.ready_at)
            self._view = None

    def fail(self, key: str, *faults: Fault) -> None:
        """Queues faults for a recording's id or for an operation's name."""
        for fault in faults:
            if fault.kind in BODY_KINDS and key not in self.recordings:
                raise ValueError(f"{fault.kind} needs a recording, and {key} is none")
            self.faults.add(key, fault)

    def stale_sync_tokens(self) -> None:
        """Every sync token given so far is refused from now on."""
        self.sync_epoch += 1

    def view(self) -> View:
        now = self.clock.now()
        with self._lock:
            if self._view is None or now >= self._view.good_until:
                self._view = self._build_view(now)
            return self._view

    def started(self, since: datetime | None, until: datetime | None) -> list[Call]:
        """Visible calls by start time, newest first; both ends belong to the range."""
        entries = self.view().by_start
        low = 0 if since is None else bisect_left(entries, (since, ""))
        high = len(entries) if until is None else bisect_right(entries, (until, "\U0010ffff"))
        return [self.calls[call_id] for _, call_id in reversed(entries[low:high])]

    def modified_since(self, cursor: tuple[datetime, str]) -> list[tuple[datetime, str]]:
        """Visible records after the cursor by (modification time, id), oldest first."""
        entries = self.view().by_modified
        return list(entries[bisect_right(entries, cursor) :])

    def user_of(self, session_user: str) -> User:
        return next(user for user in self.users if str(user.extension_id) == session_user)

    def digest(self, recording: Recording) -> tuple[str, int]:
        """The SHA-256 and the size of a recording's true bytes, worked out once."""
        if not recording._digest:
            data = recording.true_bytes()
            recording._digest, recording._size = hashlib.sha256(data).hexdigest(), len(data)
        return recording._digest, recording._size

    def _tell_of_extension(self, extension: Extension, change: str) -> None:
        for listener in self.directory_listeners:
            listener(extension, change)

    def _tell(self, call: Call) -> None:
        for listener in self.listeners:
            listener(call)

    def _build_view(self, now: datetime) -> View:
        by_start, by_modified, good_until = [], [], _NEVER
        for call in self.calls.values():
            moments = call.moments()
            good_until = min(each for each in (*moments, good_until) if each > now)
            if call.visible_at <= now:
                by_start.append((call.start, call.id))
                by_modified.append((max(m for m in moments if m <= now), call.id))
        return View(sorted(by_start), sorted(by_modified), good_until)
