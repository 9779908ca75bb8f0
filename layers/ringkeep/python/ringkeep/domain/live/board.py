"""The state of one account's board: when it was last updated, and which open calls to check."""

from __future__ import annotations

from typing import Final

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.model import Model

STALE_AFTER: Final = 900.0
"""Seconds without an event or an answer after which the whole board is stale."""
CALL_STALE_AFTER: Final = 2700.0
"""The same for a single call. It is longer than the longest pause between two checks of a call."""
SILENT_AFTER: Final = 300.0
"""Seconds without an event or an answer after which presence is read again."""
PRESENCE_EVERY: Final = 600.0
"""Minimum seconds between two readings of presence, because each one costs heavy requests."""
TOUCH_EVERY: Final = 5.0
"""Seconds by which `last_update_at` may lag, so that a busy board is not written for every event."""
_EVENTS_RECENT: Final = 300.0
_FIRST_CHECK: Final = 120.0
_LONGEST_PAUSE: Final = 900.0


class Board(Model):
    """How current the board of one account is. Times in epoch seconds by our own clock."""

    service: str
    account_id: str
    last_update_at: float | None = None
    """The last event, or the last time RingCentral answered about presence or a call."""
    event_at: float | None = None
    presence_asked_at: float | None = None
    seeded_at: float | None = None
    subscribed: bool | None = None
    """Whether a subscription delivers events, according to its last check."""
    caller_names: bool | None = None
    """Whether the account's plan delivers callers' names. None: not determined yet."""
    stale: bool = False
    """Set by the periodic check, so that open pages receive the change without a request."""
    stale_changes: int = 0
    """How often `stale` has changed. It is part of the version of every row of the page."""
    revision: int = 0

    @property
    def account(self) -> AccountRef:
        return AccountRef(self.service, self.account_id)

    def touched(self, now: float, by_event: bool) -> Board:
        """Returns the board after an event or an answer from RingCentral."""
        return self._with_stale(False).model_copy(
            update={
                "last_update_at": max(now, self.last_update_at or 0.0),
                "event_at": max(now, self.event_at or 0.0) if by_event else self.event_at,
            }
        )

    def with_current_stale(self, now: float) -> Board:
        """Returns the board with `stale` brought up to date."""
        return self._with_stale(self.is_stale(now))

    def is_stale(self, now: float) -> bool:
        return self.last_update_at is None or now - self.last_update_at > STALE_AFTER

    def events_arrive(self, now: float) -> bool:
        recent = self.event_at is not None and now - self.event_at <= _EVENTS_RECENT
        return recent or self.subscribed is True

    def needs_presence(self, now: float) -> bool:
        """Whether there was no update for a while and presence was not requested recently."""
        silent = self.last_update_at is None or now - self.last_update_at >= SILENT_AFTER
        asked = self.presence_asked_at is not None and now - self.presence_asked_at < PRESENCE_EVERY
        return silent and not asked

    def _with_stale(self, stale: bool) -> Board:
        if stale == self.stale:
            return self
        return self.model_copy(update={"stale": stale, "stale_changes": self.stale_changes + 1})


class OpenCall(Model):
    """A session that has not ended, and when to ask RingCentral about it if no event arrives first.

    `extension_id`: the extension whose presence listed the session; empty if an event reported it.
    """

    service: str
    account_id: str
    telephony_session_id: str
    ask_at: float
    asked: int = 0
    extension_id: str = ""

    @property
    def account(self) -> AccountRef:
        return AccountRef(self.service, self.account_id)

    def postponed(self, last_update_at: float) -> OpenCall:
        """Returns the call after an event: the checks start again with the shortest pause."""
        return self.model_copy(update={"ask_at": last_update_at + _FIRST_CHECK, "asked": 0})

    def asked_again(self, now: float) -> OpenCall:
        """Returns the call after an answer from RingCentral. The next check follows after a longer
        pause, which doubles each time up to a quarter of an hour."""
        asked = self.asked + 1
        pause = min(_FIRST_CHECK * 2.0 ** min(asked, 10), _LONGEST_PAUSE)
        return self.model_copy(update={"ask_at": now + pause, "asked": asked})


def open_call(
    account: AccountRef, telephony_session_id: str, now: float, extension_id: str = ""
) -> OpenCall:
    return OpenCall(
        service=account.service,
        account_id=account.account_id,
        telephony_session_id=telephony_session_id,
        ask_at=now + _FIRST_CHECK,
        extension_id=extension_id,
    )
