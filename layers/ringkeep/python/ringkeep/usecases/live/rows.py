"""Joins reported changes into the live table's rows while other workers write the same rows.

The session is written first, then its users. If the process dies between the two writes, the event
is delivered again: applying it twice changes no session, and still updates the users.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.live.board import TOUCH_EVERY, Board, OpenCall, open_call
from ringkeep.domain.live.calls import (
    EndedCall,
    LiveCall,
    ended_calls,
    extensions_of,
    live_call,
    with_announced,
)
from ringkeep.domain.live.codes import Phase
from ringkeep.domain.live.presence import Presence
from ringkeep.domain.live.sessions import Session, joined
from ringkeep.domain.live.users import UserState, with_call, with_presence
from ringkeep.errors import Conflict, RingkeepError
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.conflicts import Written, retry_on_conflict
from ringkeep.usecases.live.ports import LiveTable, RecordingHints

_TRIES = 12
_PAUSE = 0.01
_REFRESH_EVERY = 600.0
"""Seconds after which an event of a call is written to all its users, not only to the changed ones."""


@dataclass(frozen=True)
class ApplyResult:
    """The stored session after a report. `ended`: the calls whose end was announced."""

    session: Session
    changed: bool
    ended: tuple[EndedCall, ...] = ()


def retry_row(clock: Clock, attempt: Callable[[], Written]) -> Written:
    """Repeats a write that meets a conflict. Several workers write the rows of a busy call at once, so
    it tries often, with growing pauses. Raises Conflict after the last try."""
    return retry_on_conflict(
        attempt, tries=_TRIES, pause=lambda failed: clock.sleep(_PAUSE * failed)
    )


@dataclass(frozen=True)
class LiveRows:
    """Writes sessions, users and boards. Methods raise what the table raises. What the hints raise is
    raised after the rows are written."""

    table: LiveTable
    hints: RecordingHints
    clock: Clock
    _touched_at: dict[AccountRef, float] = field(default_factory=dict)

    def apply_session(self, reported: Session) -> ApplyResult:
        """Joins a report into the stored session and updates the session's users."""
        return retry_row(self.clock, partial(self._apply_once, reported))

    def apply_presence(self, new_user: UserState, presence: Presence) -> bool:
        """Joins a report into the stored presence, or into `new_user` if the user is not stored yet.
        Returns whether it wrote."""
        return retry_row(self.clock, partial(self._apply_presence_once, new_user, presence))

    def write_presence(self, user: UserState, presence: Presence) -> bool:
        """Joins a report into a user that was just read. Raises Conflict if another worker was faster."""
        now = self.clock.now()
        updated = with_presence(user, presence, now)
        if updated is user:
            return False
        self.table.put_user(updated)
        for id_ in updated.calls_missing_from_presence - user.calls_missing_from_presence:
            self.table.put_open_call(_open(updated, id_, now).model_copy(update={"ask_at": now}))
        for id_ in updated.sessions_without_events - user.sessions_without_events:
            self.table.add_open_call(_open(updated, id_, now))
        return True

    def touch(self, account: AccountRef, at: float, by_event: bool = True) -> None:
        """Stores the time of the board's last update, at most once in `TOUCH_EVERY` seconds."""
        if at - self._touched_at.get(account, 0.0) < TOUCH_EVERY:
            return
        board = self.table.board(account)
        board = board or Board(service=account.service, account_id=account.account_id)
        stored_at = board.event_at if by_event else board.last_update_at
        if board.stale or stored_at is None or at - stored_at >= TOUCH_EVERY:
            try:
                self.table.put_board(board.touched(at, by_event))
            except Conflict:
                return  # another event has probably stored it; otherwise the next event does
        self._touched_at[account] = at

    def end_call_of(self, session: Session, extension_id: str) -> None:
        """Ends a user's call that only presence had reported."""
        user, call = _new_user(session, extension_id), _ended_part(session)
        retry_row(self.clock, partial(self._update_user, user, call, True))

    def _apply_presence_once(self, new_user: UserState, presence: Presence) -> bool:
        stored = self.table.user(new_user.account, new_user.extension_id)
        return self.write_presence(stored or new_user, presence)

    def _apply_once(self, reported: Session) -> ApplyResult:
        stored = self.table.session(reported.key)
        merged = joined(stored, reported) if stored else reported
        ended = ended_calls(merged)
        failure = self._announce(merged, ended)
        if failure is None:
            merged = with_announced(merged, ended)
        changed = stored is None or _differs(stored, merged)
        session = self._write(stored, merged, failure is None) if changed else merged
        self._update_users(stored, session, reported)
        if failure is not None:
            raise failure
        return ApplyResult(session, changed, ended)

    def _announce(self, session: Session, ended: Iterable[EndedCall]) -> RingkeepError | None:
        """Returns a failure instead of raising it, so that the board first shows that the call has
        ended."""
        try:
            for call in ended:
                self.hints.announce(session.account, call)
        except RingkeepError as error:
            return error
        return None

    def _write(self, stored: Session | None, merged: Session, announced: bool) -> Session:
        """Adds a call to the list of open calls before it writes the session, and removes a settled
        call after it is written and announced. If the process stops in between, the list holds one
        call too many, never one too few."""
        was_open = stored is not None and not stored.settled
        if merged.can_be_checked and not merged.settled and not was_open:
            self.table.put_open_call(_open(merged, merged.telephony_session_id, self.clock.now()))
        for peer in set(merged.peers) - set(stored.peers if stored else ()):
            self.table.add_open_call(_open(merged, peer, self.clock.now()))
        session = self.table.put_session(merged)
        if merged.settled and announced and (was_open or stored is None):
            self.table.remove_open_call(merged.key)
        return session

    def _update_users(self, stored: Session | None, session: Session, reported: Session) -> None:
        """Updates the users whose part has changed and those in the report. Every ten minutes it
        updates all of them, so that no user's call becomes stale while events of the others arrive."""
        extensions = extensions_of(session) | (extensions_of(stored) if stored else frozenset())
        refresh = stored is not None and _period(stored) != _period(session)
        for extension_id in sorted(extensions):
            call = live_call(session, extension_id) or _ended_part(session)
            before = live_call(stored, extension_id) if stored else None
            changed = refresh or not call.has_same_content(before)
            if changed or extension_id in extensions_of(reported):
                new_user = _new_user(session, extension_id)
                retry_row(self.clock, partial(self._update_user, new_user, call, changed))

    def _update_user(self, new_user: UserState, call: LiveCall, always: bool) -> None:
        """`always`: write the call's revision even if nothing else differs, so that a late writer
        with an older revision meets a conflict."""
        user = self.table.user(new_user.account, new_user.extension_id) or new_user
        updated = with_call(user, call, self.clock.now())
        same = call.has_same_content(user.calls.get(call.telephony_session_id))
        if updated is not user and (always or not same):
            self.table.put_user(updated)


def _differs(stored: Session, merged: Session) -> bool:
    """Whether anything differs except the time of the last update."""
    return merged.model_copy(update={"last_update_at": stored.last_update_at}) != stored


def _period(session: Session) -> int:
    return int(session.last_update_at // _REFRESH_EVERY)


def _new_user(session: Session, extension_id: str) -> UserState:
    return UserState(
        service=session.service, account_id=session.account_id, extension_id=extension_id
    )


def _ended_part(session: Session) -> LiveCall:
    """Returns an ended call for an extension that is no longer a party of the session."""
    return LiveCall(
        telephony_session_id=session.telephony_session_id,
        session_id=session.session_id,
        revision=session.revision,
        phase=Phase.ENDED,
        clock_at=session.last_update_at,
        last_update_at=session.last_update_at,
    )


def _open(row: Session | UserState, telephony_session_id: str, now: float) -> OpenCall:
    presence_of = row.extension_id if isinstance(row, UserState) else ""
    return open_call(row.account, telephony_session_id, now, presence_of)
