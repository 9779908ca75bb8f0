"""What is known of a service's board as a whole: when it was heard of, and which calls to ask about."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, ConfigDict

from ringkeep.domain.accounts.account_ref import AccountRef

STALE_AFTER: Final = 900.0
"""Seconds without an event or an answer after which nothing on the board is believed."""
CALL_STALE_AFTER: Final = 2700.0
"""The same for a single call: longer than the longest pause between two checks of it."""
SILENT_AFTER: Final = 300.0
"""Seconds without an event or an answer after which presence is read again."""
PRESENCE_EVERY: Final = 600.0
"""Seconds between two readings of presence at least: each costs heavy requests."""
TOUCH_EVERY: Final = 5.0
"""Seconds by which `last_update_at` may lag: a busy board is not written at every event."""
_EVENTS_RECENT: Final = 300.0
_FIRST_QUESTION: Final = 120.0
_LONGEST_PAUSE: Final = 900.0


class Board(BaseModel):
    """Times in epoch seconds by our own clock."""

    model_config = ConfigDict(frozen=True)

    service: str
    account_id: str
    last_update_at: float | None = None
    """The last event, or the last time RingCentral answered about presence or a call."""
    event_at: float | None = None
    presence_asked_at: float | None = None
    seeded_at: float | None = None
    subscribed: bool | None = None
    """Whether a subscription delivers events, as its keeper last saw it."""
    caller_names: bool | None = None
    """Whether the account's plan delivers callers' names, where that is known."""
    stale: bool = False
    """Noted by the check, so that viewers hear of it without asking."""
    stale_changes: int = 0
    """How often `stale` has changed: lines count it in their versions."""
    revision: int = 0

    @property
    def account(self) -> AccountRef:
        return AccountRef(self.service, self.account_id)

    def touched(self, now: float, by_event: bool) -> Board:
        return self._turned(False).model_copy(
            update={
                "last_update_at": max(now, self.last_update_at or 0.0),
                "event_at": max(now, self.event_at or 0.0) if by_event else self.event_at,
            }
        )

    def judged(self, now: float) -> Board:
        """The board with `stale` as it is now."""
        return self._turned(self.is_stale(now))

    def is_stale(self, now: float) -> bool:
        return self.last_update_at is None or now - self.last_update_at > STALE_AFTER

    def events_arrive(self, now: float) -> bool:
        recent = self.event_at is not None and now - self.event_at <= _EVENTS_RECENT
        return recent or self.subscribed is True

    def wants_presence(self, now: float) -> bool:
        """Whether it has been silent for long, and presence was not asked lately."""
        silent = self.last_update_at is None or now - self.last_update_at >= SILENT_AFTER
        asked = self.presence_asked_at is not None and now - self.presence_asked_at < PRESENCE_EVERY
        return silent and not asked

    def _turned(self, stale: bool) -> Board:
        if stale == self.stale:
            return self
        return self.model_copy(update={"stale": stale, "stale_changes": self.stale_changes + 1})


class OpenCall(BaseModel):
    """A session that goes on, and when RingCentral is asked about it unless events tell first.

    `extension_id`: whose presence told of it, where no event has.
    """

    model_config = ConfigDict(frozen=True)

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
        """After news by an event: the questions begin anew."""
        return self.model_copy(update={"ask_at": last_update_at + _FIRST_QUESTION, "asked": 0})

    def asked_again(self, now: float) -> OpenCall:
        """After an answer: the next question later, two minutes first, a quarter of an hour at most."""
        asked = self.asked + 1
        pause = min(_FIRST_QUESTION * 2.0 ** min(asked, 10), _LONGEST_PAUSE)
        return self.model_copy(update={"ask_at": now + pause, "asked": asked})


def open_call(
    account: AccountRef, telephony_session_id: str, now: float, extension_id: str = ""
) -> OpenCall:
    return OpenCall(
        service=account.service,
        account_id=account.account_id,
        telephony_session_id=telephony_session_id,
        ask_at=now + _FIRST_QUESTION,
        extension_id=extension_id,
    )
