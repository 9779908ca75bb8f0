"""Example calls with legs, and who is licensed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from zoneinfo import ZoneInfo

from ringkeep.domain.access.periods import local_day
from ringkeep.domain.json import JsonValue
from ringkeep.domain.recordings.calls import parse_call, recorded_parts
from ringkeep.domain.recordings.coverage import (
    NOTHING_KNOWN,
    CoveredExtension,
    KnownExtensions,
    covered_extensions,
)
from ringkeep.domain.recordings.licensing import LicensedUsers
from tests.unit.domain.recordings.example_rows import raw_call

Raw = dict[str, JsonValue]
MINUTES = "2026-11-18T10:{:02}:00.000Z"


def leg(extension: int | None, minute: int = 40, seconds: int = 60, **fields: JsonValue) -> Raw:
    """A leg that begins at 10:{minute}. `recording` may be an id."""
    if isinstance(fields.get("recording"), str):
        fields["recording"] = {"id": fields["recording"], "type": "Automatic"}
    owner: Raw = {} if extension is None else {"extension": {"id": extension}}
    times: Raw = {"startTime": MINUTES.format(minute), "duration": seconds, "result": "Accepted"}
    return {**times, **owner, **fields}


def call(*legs: Raw, **fields: JsonValue) -> Raw:
    """A record that names no recording itself."""
    return raw_call(**{"recording": None, "legs": list(legs), **fields})


def covered(
    raw: Raw, recording: str = "r1", view: str = "", known: KnownExtensions = NOTHING_KNOWN
) -> tuple[CoveredExtension, ...]:
    parsed = parse_call(raw)
    part = next(each for each in recorded_parts(parsed) if each.reference.id == recording)
    return covered_extensions(parsed, part, view=view, known=known)


def ids(
    raw: Raw, recording: str = "r1", view: str = "", known: KnownExtensions = NOTHING_KNOWN
) -> set[str]:
    return {each.extension_id for each in covered(raw, recording, view, known)}


def licensed(
    *extensions: int | str, zone: str = "UTC", days: Collection[date] | None = None
) -> LicensedUsers:
    """Each extension belongs to a user of its own. These users are licensed, on these days."""
    users = {f"user-{extension}" for extension in extensions}
    time_zone = ZoneInfo(zone)
    return LicensedUsers(
        time_zone,
        user_on=lambda extension, _: f"user-{extension}",
        licensed=lambda user, at: (
            user in users and (days is None or local_day(at, time_zone) in days)
        ),
    )
