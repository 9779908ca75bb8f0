"""One user's phone: the presence and the parts in live sessions, and the calls that follow.

The sessions tell of calls first. Presence tells of those that no session event brought, and where it
is newer than the last event of a session it mends what a lost event left: a call that it no longer
shows is over for that user, and one that it shows on hold is on hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel, ConfigDict

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.live.calls import LiveCall
from ringkeep.domain.live.codes import Phase, presence_phase
from ringkeep.domain.live.payloads import CallPayload, End
from ringkeep.domain.live.presence import Presence, joined_presence

_NEWER_BY: Final = 1.0
"""Seconds by which presence must be newer to count: it lags a little behind the sessions."""
_LISTED_AT_MOST: Final = 7
"""RingCentral lists the latest seven calls: a full list proves nothing about the others."""
_ENDED_KEPT_SECONDS: Final = 900.0
_ENDED_KEPT: Final = 12
_FORGOTTEN_AFTER: Final = 24 * 3600.0


class UserState(BaseModel):
    """What is known of one extension's phone. `calls` by telephony session id. Epoch seconds."""

    model_config = ConfigDict(frozen=True)

    service: str
    account_id: str
    extension_id: str
    presence: Presence | None = None
    calls: Mapping[str, LiveCall] = {}
    last_call_ended_at: float | None = None
    """Since when the phone has been free of it: a machine may have the caller still."""
    name: str = ""
    """As calls told it: for an extension that the directory does not know."""
    changed_at: float = 0.0
    """By our own clock."""
    revision: int = 0

    @property
    def account(self) -> AccountRef:
        return AccountRef(self.service, self.account_id)

    @property
    def live_calls(self) -> tuple[LiveCall, ...]:
        """The calls that the user has now, those of presence included; the likeliest to be meant
        first: a connected one, then a ringing one."""
        kept = [_mended(call, self.presence) for call in self.calls.values()]
        calls = [call for call in (*kept, *_presence_calls(self)) if call.phase.live]
        order = list(Phase)
        return tuple(sorted(calls, key=lambda call: (order.index(call.phase), _recent(call))))

    @property
    def calls_missing_from_presence(self) -> frozenset[str]:
        """Sessions that go on by their events while a newer presence shows them no more."""
        return frozenset(
            id_
            for id_, call in self.calls.items()
            if call.phase.live and not _mended(call, self.presence).phase.live
        )

    @property
    def sessions_without_events(self) -> frozenset[str]:
        """Sessions that presence tells of and no event has."""
        return frozenset(call.telephony_session_id for call in _presence_calls(self)) - {""}


def _recent(call: LiveCall) -> tuple[float, str]:
    return (-(call.started_at or call.clock_at), call.telephony_session_id)


def with_call(user: UserState, call: LiveCall, now: float) -> UserState:
    """The user with a session's news, unless these or newer are on file."""
    known = user.calls.get(call.telephony_session_id)
    if known is not None and known.revision >= call.revision:
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
    known = user.presence
    following = joined_presence(known, presence) if known else presence
    if following == known:
        return user
    calls = _bounded(user.calls, following, now)
    return user.model_copy(update={"presence": following, "calls": calls, "changed_at": now})


def _bounded(
    calls: Mapping[str, LiveCall], presence: Presence | None, now: float
) -> Mapping[str, LiveCall]:
    """Without calls that ended a while ago, unless presence still lists them, and without those of
    which nothing came for a day."""
    listed = presence.active_calls if presence else ()
    kept = {
        id_: call for id_, call in calls.items() if call.last_update_at > now - _FORGOTTEN_AFTER
    }
    over = [
        call
        for call in kept.values()
        if not call.phase.live and not any(_same(call, told) for told in listed)
    ]
    over.sort(key=lambda call: call.last_update_at)
    old = [call for call in over if call.last_update_at < now - _ENDED_KEPT_SECONDS]
    gone = {call.telephony_session_id for call in (*old, *over[:-_ENDED_KEPT])}
    return {id_: call for id_, call in kept.items() if id_ not in gone}


def _mended(call: LiveCall, presence: Presence | None) -> LiveCall:
    """A session's call as a presence that is newer than its last event shows it."""
    if presence is None or not call.phase.live:
        return call
    listed_at = presence.calls_at or 0.0
    if listed_at > call.clock_at + _NEWER_BY:
        shown = _listed(call, presence)
        if shown is not None:
            return _as_shown(call, shown, listed_at)
        if _lists_all(presence):
            return call.model_copy(update={"phase": Phase.ENDED, "since": listed_at})
    told_at = presence.telephony_at or 0.0
    if presence.telephony_status == "NoCall" and told_at > call.clock_at + _NEWER_BY:
        return call.model_copy(update={"phase": Phase.ENDED, "since": told_at})
    return call


def _listed(call: LiveCall, presence: Presence) -> CallPayload | None:
    return next((told for told in presence.active_calls if _same(call, told)), None)


def _same(call: LiveCall, told: CallPayload) -> bool:
    if call.telephony_session_id and told.telephony_session_id:
        return call.telephony_session_id == told.telephony_session_id
    return told.session_id not in ("", "0") and call.session_id == told.session_id


def _lists_all(presence: Presence) -> bool:
    named = all(call.telephony_session_id or call.session_id for call in presence.active_calls)
    return named and len(presence.active_calls) < _LISTED_AT_MOST


def _as_shown(call: LiveCall, shown: CallPayload, at: float) -> LiveCall:
    phase = presence_phase(shown.telephony_status) or call.phase
    if phase is call.phase or shown.termination_type == "intermediate":
        return call
    return call.model_copy(update={"phase": phase, "since": at})


def _presence_calls(user: UserState) -> tuple[LiveCall, ...]:
    """Calls that only presence tells of."""
    presence = user.presence
    if presence is None or _is_free(presence):
        return ()
    listed = tuple(
        _presence_call(told, presence)
        for told in presence.active_calls
        if not any(_same(call, told) for call in user.calls.values())
    )
    return listed or _bare_call(user, presence)


def _is_free(presence: Presence) -> bool:
    later = (presence.telephony_at or 0.0) >= (presence.calls_at or 0.0)
    return presence.telephony_status == "NoCall" and later


def _presence_call(told: CallPayload, presence: Presence) -> LiveCall:
    outbound = told.direction == "Outbound"
    number, name = (told.to, told.to_name) if outbound else (told.from_, told.from_name)
    phase = presence_phase(told.telephony_status) or Phase.ENDED
    return LiveCall(
        telephony_session_id=told.telephony_session_id,
        session_id=told.session_id,
        phase=phase,
        since=told.start_time if phase is Phase.RINGING else None,
        started_at=told.start_time,
        direction=told.direction,
        other=End(phone_number=number, name=told.call_info.line("CallerIdName") or name),
        queue_call=told.queue_call,
        queue_name=told.call_info.line("QueueName"),
        clock_at=presence.calls_at or presence.at,
        last_update_at=presence.last_update_at,
    )


def _bare_call(user: UserState, presence: Presence) -> tuple[LiveCall, ...]:
    """A telephony status alone, without a list of calls: believed until a session tells more."""
    phase = presence_phase(presence.telephony_status)
    told_at = presence.telephony_at or 0.0
    known_later = (user.last_call_ended_at or 0.0) >= told_at - _NEWER_BY or any(
        call.phase.live or call.clock_at >= told_at - _NEWER_BY for call in user.calls.values()
    )
    listed = presence.calls_at is not None and presence.calls_at >= told_at
    if phase is None or not phase.live or known_later or listed:
        return ()
    return (
        LiveCall(
            phase=phase, since=told_at, clock_at=told_at, last_update_at=presence.last_update_at
        ),
    )
