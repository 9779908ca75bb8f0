"""Which recordings belong to one call: RingCentral gives a call's records one session."""

from __future__ import annotations

from typing import Final

from ringkeep.domain.recordings.calls import Call
from ringkeep.domain.recordings.recordings import Recording

_NO_SESSION: Final = frozenset({"", "0"})
"""The session of a conference may be "0", like that of any other conference."""


def session_ids(row: Recording) -> tuple[str, ...]:
    """Returns the ids that all recordings of the same call share."""
    found = dict.fromkeys((row.session_id, row.telephony_session_id))
    return tuple(each for each in found if each not in _NO_SESSION)


def is_same_call(one: Recording, other: Recording) -> bool:
    if one.account != other.account:
        return False
    same_record = bool(one.call_id) and one.call_id == other.call_id
    return same_record or not set(session_ids(one)).isdisjoint(session_ids(other))


def began_at(row: Recording, call: Call | None) -> float:
    """Returns when what was recorded began: with its leg, or else with the call."""
    legs = call.legs if call else ()
    own = (leg for leg in legs if leg.recording and leg.recording.id == row.recording_id)
    starts = [leg.start_time.timestamp() for leg in own if leg.start_time]
    return max(row.start_time, min(starts)) if starts else row.start_time
