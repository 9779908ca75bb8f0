"""Builds one user's row of the Realtime page from the user's state, the board and the directory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from ringkeep.domain.directory.extensions import Extension
from ringkeep.domain.live.board import CALL_STALE_AFTER, Board
from ringkeep.domain.live.calls import LiveCall
from ringkeep.domain.live.codes import Phase
from ringkeep.domain.live.page import OtherParty, RealtimeService, RealtimeUser, Status
from ringkeep.domain.live.payloads import End
from ringkeep.domain.live.users import UserState

Directory = Mapping[str, Extension]
"""The account's extensions by id."""

_STATUSES: Final = {
    Phase.CONNECTED: Status.ON_PHONE,
    Phase.RINGING: Status.RINGING,
    Phase.HELD: Status.ON_HOLD,
    Phase.PARKED: Status.PARKED,
}
_USER_TYPES: Final = frozenset({"", "user", "digitaluser", "virtualuser", "flexibleuser"})
_QUEUE_TYPE: Final = "department"
_WITHOUT_PHONE: Final = frozenset(
    {
        *(_QUEUE_TYPE, "ivrmenu", "announcement", "voicemail", "faxuser", "pagingonly"),
        *("groupcallpickup", "parklocation", "site", "bot", "proxyadmin", "applicationextension"),
    }
)
"""Types of extensions that have no phone of their own. Types are an open set: an unknown one, and
those of common-area phones (Limited), rooms and shared lines, may have a phone."""
_SHOWN_AFTER_CALL: Final = 3600.0


def is_person(extension: Extension) -> bool:
    """Whether the extension belongs to an enabled user. Extension types are an open set."""
    return extension.type.lower() in _USER_TYPES and extension.status.lower() in ("", "enabled")


def is_shown(user: UserState, extension: Extension | None, now: float) -> bool:
    """Whether an extension that is no enabled user of the directory has a row: an extension missing
    from the directory has one during its calls and for a while after; a user who is not enabled, a
    common-area phone and a room only during calls. Queues and menus never have one."""
    if extension is not None and extension.type.lower() in _WITHOUT_PHONE:
        return False
    calls = user.live_calls if extension is not None else (*user.live_calls, *user.calls.values())
    recent = any(call.last_update_at > now - _SHOWN_AFTER_CALL for call in calls)
    return recent and not any(call.is_queue_leg for call in user.calls.values())


def realtime_service(service: str, board: Board | None, now: float) -> RealtimeService:
    if board is None:
        return RealtimeService(service=service)
    last_update_at = board.last_update_at
    return RealtimeService(
        service=service,
        account_id=board.account_id,
        last_update_at=_time(last_update_at),
        age_seconds=None if last_update_at is None else round(max(0.0, now - last_update_at), 3),
        stale=board.is_stale(now),
        events_arrive=board.events_arrive(now),
        caller_names=board.caller_names is not False,
    )


def realtime_user(
    user: UserState, board: Board | None, directory: Directory, now: float
) -> RealtimeUser:
    """Returns a user's row. `now` in epoch seconds. Without any data on the user, pass a UserState
    that has only the ids."""
    calls = user.live_calls
    call = calls[0] if calls else None
    stale = board is None or board.is_stale(now)
    stale = stale or (call is not None and call.last_update_at < now - CALL_STALE_AFTER)
    status, since = _status(user, call)
    own = directory.get(user.extension_id)
    row = RealtimeUser(
        service=user.service,
        account_id=user.account_id,
        extension_id=user.extension_id,
        extension_number=(own.number if own else "") or None,
        name=_own_name(user, own),
        status=Status.UNKNOWN if stale else status,
        since=None if stale else _time(since),
        stale=stale,
        version=user.revision + (board.stale_changes if board else 0),
        calls=len(calls),
    )
    return _with_call(row, call, directory) if call else row


def _status(user: UserState, call: LiveCall | None) -> tuple[Status, float | None]:
    if call is not None:
        return _STATUSES[call.phase], call.since
    if user.presence is None:
        # After a call the phone is free, even if no presence has arrived.
        had_call = user.last_call_ended_at is not None
        return (Status.AVAILABLE if had_call else Status.UNKNOWN), user.last_call_ended_at
    times = (user.presence.idle_since, user.last_call_ended_at)
    since = max((at for at in times if at is not None), default=None)
    return user.presence.idle_status, since


def _own_name(user: UserState, own: Extension | None) -> str:
    names = (own.name, own.number) if own else ()
    return next(filter(None, (*names, user.name)), f"Extension {user.extension_id}")


def _with_call(row: RealtimeUser, call: LiveCall, directory: Directory) -> RealtimeUser:
    return row.model_copy(
        update={
            "direction": call.direction or None,
            "other_party": _other_party(call.other, directory),
            "queue": _queue(call, directory),
            "call_started_at": _time(call.started_at),
            "call_answered_at": _time(call.answered_at),
            "recording": call.recording,
            "recordings": call.recordings,
            "telephony_session_id": call.telephony_session_id or None,
        }
    )


def _other_party(end: End, directory: Directory) -> OtherParty | None:
    extension = directory.get(end.extension_id)
    number = end.phone_number or (extension.number if extension else "")
    name = end.name or (extension.name if extension else "")
    if not (number or name or end.extension_id):
        return None
    return OtherParty(
        number=number or None, name=name or None, extension_id=end.extension_id or None
    )


def _queue(call: LiveCall, directory: Directory) -> str | None:
    """Returns the queue's name in the directory, else its name in the event, else its id."""
    rows = [directory[id_] for id_ in call.queue_ids if id_ in directory]
    queues = [row.name or row.number for row in rows if row.type.lower() == _QUEUE_TYPE]
    if queues:
        return queues[0] or None
    if not call.queue_call:
        return None
    unknown = [id_ for id_ in call.queue_ids if id_ not in directory]
    return call.queue_name or next(iter(unknown), None)


def _time(at: float | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(at, UTC)
