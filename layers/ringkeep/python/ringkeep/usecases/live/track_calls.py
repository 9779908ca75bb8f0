"""Applies RingCentral's notifications to the live sessions and the users' phones.

The events of a batch are grouped by session and extension. The events of one session are joined
before they are written to its row. An event that cannot be read or written does not block the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import reduce
from itertools import chain

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.live.calls import EndedCall
from ringkeep.domain.live.events import (
    ExtensionsEvent,
    LiveEvent,
    PresenceEvent,
    TelephonyEvent,
    UnknownEvent,
    parse_event,
)
from ringkeep.domain.live.presence import joined_presence, presence_of
from ringkeep.domain.live.sessions import joined, session_of
from ringkeep.domain.live.users import UserState
from ringkeep.errors import ItemRefused
from ringkeep.threads import EVENTS_AT_ONCE
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.live.ports import ExtensionChanges
from ringkeep.usecases.live.rows import LiveRows
from ringkeep.usecases.state import StateStore

_ACCOUNT_KEPT_SECONDS = 60.0


class TrackOutcome(StrEnum):
    TELEPHONY = "telephony"
    PRESENCE = "presence"
    EXTENSIONS = "extensions"
    IGNORED = "ignored"
    REFUSED = "refused"
    """An event of another account than the service's."""
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class ReceivedEvent:
    """A notification as it was queued. `received_at` in epoch seconds."""

    service: str
    text: str
    received_at: float


@dataclass(frozen=True)
class TrackResult:
    """The result of one notification.

    `problem` says why it was skipped, `error` why it must be delivered again, `refusal` why the table
    will never accept it, so that it must be set aside. Without an account it was not applied. `ended` is
    set for the last event of a session in the batch.
    """

    outcome: TrackOutcome
    account_id: str = ""
    changed: bool = False
    ended: tuple[EndedCall, ...] = ()
    problem: str = ""
    error: Exception | None = None
    refusal: ItemRefused | None = None
    event: LiveEvent | None = None


_Group = tuple[AccountRef, str, str]
"""Account, kind and the id of the session or extension."""


@dataclass(frozen=True)
class CallTracker:
    """Caches the services' accounts for as long as the process runs."""

    rows: LiveRows
    states: StateStore
    extensions: ExtensionChanges
    _accounts: dict[str, tuple[str, float]] = field(default_factory=dict)

    def track_all(self, events: Sequence[ReceivedEvent]) -> tuple[TrackResult, ...]:
        """Returns one result per event, in the same order. Does not raise; errors are in the results."""
        tracked = [self._read(event) for event in events]
        groups: dict[_Group, list[int]] = {}
        for index, (event, result) in enumerate(zip(events, tracked, strict=True)):
            if result.account_id:
                groups.setdefault(_group(event, result), []).append(index)
        for indices, result in self._apply_all(groups, tracked):
            for index in indices:
                own = replace(result, event=tracked[index].event)
                tracked[index] = own if index == indices[-1] else replace(own, ended=())
        return tuple(tracked)

    def _read(self, received: ReceivedEvent) -> TrackResult:
        try:
            event = parse_event(received.text, received.received_at)
            if isinstance(event, UnknownEvent):
                return TrackResult(TrackOutcome.IGNORED, event=event)
            account_id = self._account_of(event, received)
        except ValueError as unreadable:
            return TrackResult(TrackOutcome.UNREADABLE, problem=str(unreadable))
        except Exception as error:  # noqa: BLE001 # one event must not block the others
            return TrackResult(TrackOutcome.UNREADABLE, error=error)
        if account_id and not event.is_of(account_id):
            problem = "the event is of another account than the service's"
            return TrackResult(TrackOutcome.REFUSED, problem=problem, event=event)
        problem = "" if account_id else "the service has not logged in to any account yet"
        return TrackResult(_OUTCOMES[type(event)], account_id, problem=problem, event=event)

    def _account_of(self, event: LiveEvent, received: ReceivedEvent) -> str:
        """Returns the service's account. The cached one is read again before an event is refused,
        because the service may just have moved to another account."""
        account_id, read_at = self._accounts.get(received.service, ("", 0.0))
        expired = received.received_at - read_at > _ACCOUNT_KEPT_SECONDS
        if not account_id or expired or not event.is_of(account_id):
            account_id = AccountHistory(self.states).latest(received.service) or ""
            self._accounts[received.service] = (account_id, received.received_at)
        return account_id

    def _apply_all(
        self, groups: Mapping[_Group, list[int]], tracked: Sequence[TrackResult]
    ) -> Iterable[tuple[list[int], TrackResult]]:
        firsts = {group[0]: group for group in reversed(list(groups))}

        def attempt(group: _Group, indices: list[int]) -> list[tuple[list[int], TrackResult]]:
            results = [tracked[index] for index in indices]
            try:
                if firsts[group[0]] == group:
                    self._touch(group, results)
                return [(indices, self._apply(group, results))]
            except ItemRefused as refusal:
                if len(indices) == 1:
                    return [(indices, replace(results[-1], refusal=refusal))]
                return [each for index in indices for each in attempt(group, [index])]
            except Exception as error:  # noqa: BLE001 # one event must not block the others
                return [(indices, replace(results[-1], error=error))]

        if len(groups) == 1:  # the usual case needs no threads
            return [each for group, indices in groups.items() for each in attempt(group, indices)]
        with ThreadPoolExecutor(EVENTS_AT_ONCE) as pool:
            return list(chain.from_iterable(pool.map(attempt, groups, groups.values())))

    def _touch(self, group: _Group, tracked: Sequence[TrackResult]) -> None:
        """Updates the board's time. Called once for each account of a batch."""
        times = (result.event.received_at for result in tracked if result.event is not None)
        self.rows.touch(group[0], max(times))

    def _apply(self, group: _Group, tracked: Sequence[TrackResult]) -> TrackResult:
        account = group[0]
        events = [result.event for result in tracked]
        telephony = [event for event in events if isinstance(event, TelephonyEvent)]
        if telephony:
            return self._apply_telephony(account, tracked[-1], telephony)
        presence = [event for event in events if isinstance(event, PresenceEvent)]
        if presence:
            return self._apply_presence(account, tracked[-1], presence)
        self.extensions.changed(account)
        return replace(tracked[-1], changed=True)

    def _apply_telephony(
        self, account: AccountRef, result: TrackResult, events: Sequence[TelephonyEvent]
    ) -> TrackResult:
        reported = [session_of(event, account) for event in events]
        reported = [session for session in reported if session.parties]
        if not reported:
            return replace(result, problem="the event names no party")
        applied = self.rows.apply_session(reduce(joined, reported))
        return replace(result, changed=applied.changed, ended=applied.ended)

    def _apply_presence(
        self, account: AccountRef, result: TrackResult, events: Sequence[PresenceEvent]
    ) -> TrackResult:
        new_user = UserState(
            service=account.service,
            account_id=account.account_id,
            extension_id=events[0].presence.extension_id,
        )
        presence = reduce(joined_presence, map(presence_of, events))
        return replace(result, changed=self.rows.apply_presence(new_user, presence))


_OUTCOMES: Mapping[type, TrackOutcome] = {
    TelephonyEvent: TrackOutcome.TELEPHONY,
    PresenceEvent: TrackOutcome.PRESENCE,
    ExtensionsEvent: TrackOutcome.EXTENSIONS,
}


def _group(received: ReceivedEvent, result: TrackResult) -> _Group:
    match result.event:
        case TelephonyEvent(telephony_session_id=about):
            pass
        case PresenceEvent(presence=presence):
            about = presence.extension_id
        case _:
            about = ""
    account = AccountRef(received.service, result.account_id)
    return (account, result.outcome.value, about)
