"""Keeps a walk and a sync token with the user who began them.

The pages of one list, asked as several users, are pages of different lists: calls between them are
never read. A sync token holds for its user only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringkeep.domain.paging import Trail
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.recordings.ports import CallLog

if TYPE_CHECKING:
    from ringkeep.usecases.recordings.call_log_reading import Place


def asked_as_one_user(place: StateDocument[Place], log: CallLog, now: float) -> CallLog:
    """Returns the call log as the place's user sees it. If that user was removed, or more can be seen
    now, the place passes to the user who sees most, and its walk and sync token begin again."""
    continued = log.continued(place.value.reader)
    if continued is None:
        walk = place.value.walk
        place.save(
            reader=log.reader,
            walk=walk.from_the_start(now) if walk else None,
            sync_token=None,
            extract_refused_at=None,
            extract_trail=Trail(),
        )
    elif continued != place.value.reader:
        place.save(reader=continued)
    return log.asked_as(place.value.reader.user)
