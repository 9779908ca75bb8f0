"""Merges news into the live table's rows while other workers write the same rows.

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
    announcing,
    ended_calls,
    extensions_of,
    live_call,
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
_ALL_EVERY = 600.0
"""Seconds after which news of a call is written to all its users."""


@dataclass(frozen=True)
class FoldResult:
    """What news changed in a session. `ended`: the calls whose end was announced."""

    session: Session
    changed: bool
    ended: tuple[EndedCall, ...] = ()


def retry_row(clock: Clock, attempt: Callable[[], Written]) -> Written:
    """Several workers write the rows of a busy call at once: many tries, a little further apart
    each time. Raises Conflict after the last."""
    return retry_on_conflict(
        attempt, tries=_TRIES, pause=lambda failed: clock.sleep(_PAUSE * failed)
    )


@dataclass(frozen=True)
class LiveRows:
    """Raises what the table raises, and what the hints raise once the rows are written."""

    table: LiveTable
    hints: RecordingHints
    clock: Clock
    _touched_at: dict[AccountRef, float] = field(default_factory=dict)

    def fold_session(self, told: Session) -> FoldResult:
        """Merges news into the session on file and updates its users."""
        return retry_row(self.clock, partial(self._fold_once, told))

    def fold_presence(self, fresh: UserState, presence: Presence) -> bool:
        """Merges news into the presence on file; `fresh` is the user when nothing is on file. Returns
        whether it wrote."""
        return retry_row(self.clock, partial(self._fold_presence_once, fresh, presence))

    def write_presence(self, user: UserState, presence: Presence) -> bool:
        """The same for a user that was just read. Raises Conflict when another worker was faster."""
        now = self.clock.now()
        following = with_presence(user, presence, now)
        if following is user:
            return False
        self.table.put_user(following)
        for id_ in following.calls_missing_from_presence - user.calls_missing_from_presence:
            self.table.put_open_call(_open(following, id_, now).model_copy(update={"ask_at": now}))
        for id_ in following.sessions_without_events - user.sessions_without_events:
            self.table.add_open_call(_open(following, id_, now))
        return True

    def touch(self, account: AccountRef, at: float, by_event: bool = True) -> None:
        """Notes that there was news of the board, at most once in a while."""
        if at - self._touched_at.get(account, 0.0) < TOUCH_EVERY:
            return
        board = self.table.board(account)
        board = board or Board(service=account.service, account_id=account.account_id)
        noted = board.event_at if by_event else board.last_update_at
        if board.stale or noted is None or at - noted >= TOUCH_EVERY:
            try:
                self.table.put_board(board.touched(at, by_event))
            except Conflict:
                return  # likely by another event; if not, the next event notes it
        self._touched_at[account] = at

    def end_call_of(self, session: Session, extension_id: str) -> None:
        """Ends the call of a user about whom only presence had news."""
        user, call = _fresh(session, extension_id), _no_part(session)
        retry_row(self.clock, partial(self._bring_user, user, call, True))

    def _fold_presence_once(self, fresh: UserState, presence: Presence) -> bool:
        known = self.table.user(fresh.account, fresh.extension_id)
        return self.write_presence(known or fresh, presence)

    def _fold_once(self, told: Session) -> FoldResult:
        known = self.table.session(told.key)
        merged = joined(known, told) if known else told
        ended = ended_calls(merged)
        failure = self._announce(merged, ended)
        if failure is None:
            merged = announcing(merged, ended)
        changed = known is None or _differs(known, merged)
        session = self._write(known, merged, failure is None) if changed else merged
        self._bring_users(known, session, told)
        if failure is not None:
            raise failure
        return FoldResult(session, changed, ended)

    def _announce(self, session: Session, ended: Iterable[EndedCall]) -> RingkeepError | None:
        """Returns the failure, so that the board can show first that the call is over."""
        try:
            for call in ended:
                self.hints.announce(session.account, call)
        except RingkeepError as error:
            return error
        return None

    def _write(self, known: Session | None, merged: Session, announced: bool) -> Session:
        """Adds a call that goes on to the list of open calls before the session is written, and
        removes it after its end was written and announced: the list may hold one too many, never
        one too few."""
        went_on = known is not None and not known.settled
        if merged.can_be_asked and not merged.settled and not went_on:
            self.table.put_open_call(_open(merged, merged.telephony_session_id, self.clock.now()))
        for peer in set(merged.peers) - set(known.peers if known else ()):
            self.table.add_open_call(_open(merged, peer, self.clock.now()))
        session = self.table.put_session(merged)
        if merged.settled and announced and (went_on or known is None):
            self.table.remove_open_call(merged.key)
        return session

    def _bring_users(self, known: Session | None, session: Session, told: Session) -> None:
        """Updates the users whose part has changed and those in the news; now and then all of them,
        so that no user's call looks abandoned while there is news of the others in it."""
        ours = extensions_of(session) | (extensions_of(known) if known else frozenset())
        again = known is not None and _period(known) != _period(session)
        for extension_id in sorted(ours):
            call = live_call(session, extension_id) or _no_part(session)
            before = live_call(known, extension_id) if known else None
            moved = again or not call.same_as(before)
            if moved or extension_id in extensions_of(told):
                fresh = _fresh(session, extension_id)
                retry_row(self.clock, partial(self._bring_user, fresh, call, moved))

    def _bring_user(self, fresh: UserState, call: LiveCall, must: bool) -> None:
        """`must`: write the call's revision even if nothing else differs, so that a late writer of
        older news meets a conflict."""
        user = self.table.user(fresh.account, fresh.extension_id) or fresh
        following = with_call(user, call, self.clock.now())
        same = call.same_as(user.calls.get(call.telephony_session_id))
        if following is not user and (must or not same):
            self.table.put_user(following)


def _differs(known: Session, merged: Session) -> bool:
    """Whether anything but the time of the last news differs."""
    return merged.model_copy(update={"last_update_at": known.last_update_at}) != known


def _period(session: Session) -> int:
    return int(session.last_update_at // _ALL_EVERY)


def _fresh(session: Session, extension_id: str) -> UserState:
    return UserState(
        service=session.service, account_id=session.account_id, extension_id=extension_id
    )


def _no_part(session: Session) -> LiveCall:
    """For an extension that later news removed from the session."""
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
