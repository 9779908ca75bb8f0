"""One user's phone: the presence, the parts in live sessions, and the calls derived from both.

Session events are the first source of calls. Presence adds the calls that no session event reported.
If presence is newer than the last event of a session, it corrects what a lost event left behind: a
call that presence no longer shows has ended for that user, and a call that it shows on hold is on
hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.live.calls import LiveCall
from ringkeep.domain.live.codes import Phase, presence_phase
from ringkeep.domain.live.payloads import CallPayload, End
from ringkeep.domain.live.presence import Presence, joined_presence
from ringkeep.domain.model import Model

_NEWER_BY: Final = 1.0
"""Seconds by which presence must be newer to count, because it lags a little behind the sessions."""
_LISTED_AT_MOST: Final = 7
"""RingCentral lists only the latest seven calls. A full list says nothing about other calls."""
_ENDED_KEPT_SECONDS: Final = 900.0
_ENDED_KEPT: Final = 12
_LIVE_KEPT: Final = 24
"""A phone has a few calls at once. The row must fit in the table whatever events say."""
_CALL_KEPT_SECONDS: Final = 24 * 3600.0


class UserState(Model):
    """The state of one extension's phone. `calls` by telephony session id. Times in epoch seconds."""

    service: str
    account_id: str
    extension_id: str
    presence: Presence | None = None
    calls: Mapping[str, LiveCall] = {}
    last_call_ended_at: float | None = None
    """When the last call left the phone. Voicemail or fax may still have the caller."""
    name: str = ""
    """The user's name in calls, for an extension that the directory does not contain."""
    changed_at: float = 0.0
    """By our own clock."""
    revision: int = 0

    @property
    def account(self) -> AccountRef:
        return AccountRef(self.service, self.account_id)

    @property
    def live_calls(self) -> tuple[LiveCall, ...]:
        """The user's current calls, including those that only presence lists. The call that gives the
        status comes first: a connected call, then a ringing one, and so on."""
        corrected = [_corrected(call, self.presence) for call in self.calls.values()]
        calls = [call for call in (*corrected, *_presence_calls(self)) if call.phase.live]
        phases = list(Phase)
        return tuple(sorted(calls, key=lambda call: (phases.index(call.phase), _recent(call))))

    @property
    def calls_missing_from_presence(self) -> frozenset[str]:
        """Sessions that are live according to their events but missing from a newer presence."""
        return frozenset(
            id_
            for id_, call in self.calls.items()
            if call.phase.live and not _corrected(call, self.presence).phase.live
        )

    @property
    def sessions_without_events(self) -> frozenset[str]:
        """Sessions that presence lists and no event has reported."""
        return frozenset(call.telephony_session_id for call in _presence_calls(self)) - {""}


def _recent(call: LiveCall) -> tuple[float, str]:
    return (-(call.started_at or call.clock_at), call.telephony_session_id)


def with_call(user: UserState, call: LiveCall, now: float) -> UserState:
    """Returns the user with the call, unless the same or a later revision of it is there already."""
    stored = user.calls.get(call.telephony_session_id)
    if stored is not None and stored.revision >= call.revision:
        return user
    ended_at = None if call.phase.live else call.since
    ends = [at for at in (user.last_call_ended_at, ended_at) if at is not None]
    calls = {**user.calls, call.telephony_session_id: call}
    return user.model_copy(
        update={
            "calls": _bounded(calls, user.presence, now),
            "last_call_ended_at": max(ends, default=None),
            "name": call.own_name or user.name,
            "changed_at": now,
        }
    )


def with_presence(user: UserState, presence: Presence, now: float) -> UserState:
    """Returns the user with the presence joined, or the same object if nothing changes."""
    updated = joined_presence(user.presence, presence) if user.presence else presence
    if updated == user.presence:
        return user
    calls = _bounded(user.calls, updated, now)
    return user.model_copy(update={"presence": updated, "calls": calls, "changed_at": now})


def _bounded(
    calls: Mapping[str, LiveCall], presence: Presence | None, now: float
) -> Mapping[str, LiveCall]:
    """Removes calls that ended a while ago, unless presence still lists them, and calls without an
    update for a day."""
    listed = presence.active_calls if presence else ()
    kept = {
        id_: call for id_, call in calls.items() if call.last_update_at > now - _CALL_KEPT_SECONDS
    }
    ended = [
        call
        for call in kept.values()
        if not call.phase.live and not any(_is_same_call(call, shown) for shown in listed)
    ]
    ended.sort(key=lambda call: call.last_update_at)
    old = [call for call in ended if call.last_update_at < now - _ENDED_KEPT_SECONDS]
    live = sorted(
        (call for call in kept.values() if call.phase.live), key=lambda call: call.last_update_at
    )
    surplus = (*old, *ended[:-_ENDED_KEPT], *live[:-_LIVE_KEPT])
    removed = {call.telephony_session_id for call in surplus}
    return {id_: call for id_, call in kept.items() if id_ not in removed}


def _corrected(call: LiveCall, presence: Presence | None) -> LiveCall:
    """Returns a session's call as presence shows it, if presence is newer than the last event."""
    if presence is None or not call.phase.live:
        return call
    listed_at = presence.calls_at or 0.0
    if listed_at > call.clock_at + _NEWER_BY:
        shown = _listed(call, presence)
        if shown is not None:
            return _as_shown(call, shown, listed_at)
        if _lists_all(presence):
            return call.model_copy(update={"phase": Phase.ENDED, "since": listed_at})
    reported_at = presence.telephony_at or 0.0
    if presence.telephony_status == "NoCall" and reported_at > call.clock_at + _NEWER_BY:
        return call.model_copy(update={"phase": Phase.ENDED, "since": reported_at})
    return call


def _listed(call: LiveCall, presence: Presence) -> CallPayload | None:
    return next((shown for shown in presence.active_calls if _is_same_call(call, shown)), None)


def _is_same_call(call: LiveCall, shown: CallPayload) -> bool:
    if call.telephony_session_id and shown.telephony_session_id:
        return call.telephony_session_id == shown.telephony_session_id
    return shown.session_id not in ("", "0") and call.session_id == shown.session_id


def _lists_all(presence: Presence) -> bool:
    named = all(call.telephony_session_id or call.session_id for call in presence.active_calls)
    return named and len(presence.active_calls) < _LISTED_AT_MOST


def _as_shown(call: LiveCall, shown: CallPayload, at: float) -> LiveCall:
    phase = presence_phase(shown.telephony_status) or call.phase
    if phase is call.phase or shown.termination_type == "intermediate":
        return call
    return call.model_copy(update={"phase": phase, "since": at})


def _presence_calls(user: UserState) -> tuple[LiveCall, ...]:
    """Returns the calls that only presence lists."""
    presence = user.presence
    if presence is None or _is_free(presence):
        return ()
    listed = tuple(
        _presence_call(shown, presence)
        for shown in presence.active_calls
        if not any(_is_same_call(call, shown) for call in user.calls.values())
    )
    return listed or _call_without_list(user, presence)


def _is_free(presence: Presence) -> bool:
    later = (presence.telephony_at or 0.0) >= (presence.calls_at or 0.0)
    return presence.telephony_status == "NoCall" and later


def _presence_call(shown: CallPayload, presence: Presence) -> LiveCall:
    outbound = shown.direction == "Outbound"
    number, name = (shown.to, shown.to_name) if outbound else (shown.from_, shown.from_name)
    phase = presence_phase(shown.telephony_status) or Phase.ENDED
    return LiveCall(
        telephony_session_id=shown.telephony_session_id,
        session_id=shown.session_id,
        phase=phase,
        since=shown.start_time if phase is Phase.RINGING else None,
        started_at=shown.start_time,
        direction=shown.direction,
        other=End(phone_number=number, name=shown.call_info.line("CallerIdName") or name),
        queue_call=shown.queue_call,
        queue_name=shown.call_info.line("QueueName"),
        clock_at=presence.calls_at or presence.at,
        last_update_at=presence.last_update_at,
    )


def _call_without_list(user: UserState, presence: Presence) -> tuple[LiveCall, ...]:
    """Returns a call for a telephony status without a list of calls. A session's events or a list of
    calls replace it."""
    phase = presence_phase(presence.telephony_status)
    reported_at = presence.telephony_at or 0.0
    reported_later = (user.last_call_ended_at or 0.0) >= reported_at - _NEWER_BY or any(
        call.phase.live or call.clock_at >= reported_at - _NEWER_BY for call in user.calls.values()
    )
    listed = presence.calls_at is not None and presence.calls_at >= reported_at
    if phase is None or not phase.live or reported_later or listed:
        return ()
    return (
        LiveCall(
            phase=phase,
            since=reported_at,
            clock_at=reported_at,
            last_update_at=presence.last_update_at,
        ),
    )
