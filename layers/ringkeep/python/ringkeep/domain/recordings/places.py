"""The order of a service's recordings: by the day (UTC) and the start of their calls.

A place in this order is the cursor of a list. It stays valid when rows are added or change their state.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from ringkeep.domain.recordings.recordings import Recording

BEGINNING: Final = ""
"""Sorts before every recording of a day."""
END: Final = "~"
"""Sorts after every recording of a day."""
_PLACE: Final = re.compile(r"^[0-9]{1,11}\.[0-9]{3}(#.{0,300})?\Z")
_SERVICE: Final = re.compile(r"^[a-z0-9-]{0,32}\Z")


class PlaceInvalid(ValueError):
    """A text that is no place in a list."""


class RecordingPlace(NamedTuple):
    """`sort` begins with the call's start. Recordings of several services that begin at the same moment
    are ordered by their service."""

    sort: str
    service: str = ""

    @property
    def day(self) -> date:
        return day_of(float(self.sort.partition("#")[0]))

    @property
    def cursor(self) -> str:
        return base64.urlsafe_b64encode(json.dumps(self).encode()).decode()


def place_of(row: Recording) -> RecordingPlace:
    return RecordingPlace(sort_of(row), row.service)


def sort_of(row: Recording) -> str:
    return f"{row.start_time:.3f}#{row.account_id}#{row.recording_id}"


def place_at(moment: float) -> RecordingPlace:
    """Returns the place before every recording whose call began at the moment or later."""
    return RecordingPlace(f"{max(0.0, moment):.3f}")


def place_of_cursor(cursor: str) -> RecordingPlace:
    """Raises PlaceInvalid."""
    try:
        sort, service = json.loads(base64.b64decode(cursor.encode(), altchars=b"-_", validate=True))
    except (binascii.Error, UnicodeError, ValueError, TypeError) as error:
        raise PlaceInvalid from error
    if not (isinstance(sort, str) and isinstance(service, str)):
        raise PlaceInvalid
    if not _PLACE.match(sort) or not _SERVICE.match(service):
        raise PlaceInvalid
    return RecordingPlace(sort, service)


def day_of(moment: float) -> date:
    return datetime.fromtimestamp(moment, UTC).date()


def start_of(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()


def day_before(day: date) -> date:
    return day - timedelta(days=1)
