"""Keeps a walk and a sync token with the user who began them.

The pages of one list, asked as several users, are pages of different lists: calls between them are
never read. A sync token holds for its user only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.recordings.ports import CallLog

if TYPE_CHECKING:
    from ringkeep.usecases.recordings.poll_call_log import Place


def asked_as_one_user(place: StateDocument[Place], log: CallLog, now: float) -> CallLog:
    """Returns the call log as the place's user sees it. If that user was removed, or another one is
    known to see more, the place passes to the other user, and its walk and sync token begin again."""
    held = place.value.user
    if log.continues(held):
        if not held:
            place.save(user=log.user)
        return log.asked_as(place.value.user)
    walk = place.value.walk
    place.save(
        user=log.user,
        walk=walk.from_the_start(now) if walk else None,
        sync_token=None,
        extract_refused_at=None,
    )
    return log.asked_as(log.user)
