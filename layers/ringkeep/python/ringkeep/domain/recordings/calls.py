"""Reads the records of RingCentral's call log, leniently, and normalises them.

A record can change: RingCentral reports the same id again with a newer `lastModifiedTime`, and a
recording may be added later. Source: RingCentral's call log guide and API document (CallLogRecord).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import AliasChoices, BeforeValidator, Field, PrivateAttr, ValidationError

from ringkeep.domain.json import JsonObject, moment_of, object_of, text_of
from ringkeep.domain.lenient import (
    Identifier,
    Lenient,
    Moment,
    OptionalFlag,
    OptionalText,
    as_objects,
    object_or_none,
)
from ringkeep.domain.model import Model
from ringkeep.domain.validation import wrong_fields

_LONGEST_CALL = 31 * 24 * 3600.0
_PROVISIONAL_RESULTS = frozenset({"In Progress", "Stopped", "IP Phone Offline"})


def _whole_seconds(value: object) -> object:
    return int(min(max(0.0, value), _LONGEST_CALL)) if isinstance(value, int | float) else 0


Seconds = Annotated[int, BeforeValidator(_whole_seconds)]


class CallParty(Lenient):
    """One side of a call. The number may be masked, unformatted or missing."""

    phone_number: OptionalText = None
    extension_number: OptionalText = None
    extension_id: OptionalText = None
    name: OptionalText = None
    location: OptionalText = None


class RecordingReference(Lenient):
    """A recording that a record or a leg names.

    `content_uri` may contain another host or port: check it before sending an access token to it.
    """

    id: Identifier
    type: Annotated[str, BeforeValidator(lambda value: text_of(value) or "Automatic")] = "Automatic"
    content_uri: OptionalText = None


class _ExtensionReference(Lenient):
    id: OptionalText = None


def _with_an_id(value: object) -> object:
    """Drops a recording without an id: it can be neither downloaded nor stored."""
    if isinstance(value, RecordingReference):
        return value
    return value if text_of(object_of(value).get("id")) else None


class Leg(Lenient):
    """A part of a call. Only the detailed view contains legs."""

    start_time: Moment = None
    duration: Seconds = 0
    direction: OptionalText = None
    action: OptionalText = None
    result: OptionalText = None
    leg_type: OptionalText = None
    from_: Annotated[CallParty | None, object_or_none, Field(alias="from")] = None
    to: Annotated[CallParty | None, object_or_none] = None
    extension: Annotated[_ExtensionReference | None, object_or_none] = None
    recording: Annotated[RecordingReference | None, BeforeValidator(_with_an_id)] = None
    short_recording: OptionalFlag = None

    @property
    def extension_id(self) -> str | None:
        return self.extension.id if self.extension else None


class Call(Leg):
    """A record of the call log."""

    id: Identifier
    start_time: Annotated[datetime, BeforeValidator(moment_of)]
    session_id: OptionalText = None
    telephony_session_id: OptionalText = None
    type: OptionalText = None
    last_modified: Annotated[
        Moment,
        Field(validation_alias=AliasChoices("lastModifiedTime", "last_modified")),
    ] = None
    finished: OptionalFlag = None
    deleted: OptionalFlag = None
    legs: Annotated[tuple[Leg, ...], as_objects] = ()
    _raw: JsonObject = PrivateAttr(default_factory=dict)

    @property
    def raw(self) -> JsonObject:
        """The record as RingCentral sent it."""
        return self._raw

    @property
    def settled(self) -> bool:
        """Whether the call has ended, as far as the record shows."""
        return self.finished is not False and self.result not in _PROVISIONAL_RESULTS

    @property
    def end_time(self) -> datetime:
        return self.start_time + timedelta(seconds=self.duration)

    @property
    def version(self) -> str:
        """A text that orders the versions of one record. Empty if the record has no
        `lastModifiedTime`."""
        return self.last_modified.astimezone(UTC).isoformat() if self.last_modified else ""


class RecordedPart(Model):
    """One recording of a call, with the leg that it belongs to, or the call itself."""

    reference: RecordingReference
    part: Leg


def _encodable(raw: JsonObject) -> JsonObject:
    """Replaces lone surrogates (a name that was cut in the middle of an emoji) with `?`, since UTF-8
    cannot encode them."""
    text = json.dumps(raw, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        repaired: JsonObject = json.loads(text.encode("utf-8", "replace"))
        return repaired
    return raw


def parse_call(raw: JsonObject) -> Call:
    """Reads a record. Raises ValueError if it has no id or no start time: it cannot be stored."""
    raw = _encodable(raw)
    try:
        call = Call.model_validate(raw)
    except ValidationError as problem:
        where = wrong_fields(problem.errors())
        raise ValueError(f"a call log record cannot be read: {where}") from None
    call._raw = raw
    return call


def recorded_parts(call: Call) -> Iterator[RecordedPart]:
    """Yields each distinct recording of the record and its legs.

    RingCentral repeats a recording's id on the record and on a leg, and a transferred call has
    several recordings. If both name an id, the leg is used: it has the extension that was recorded.
    """
    seen: set[str] = set()
    for part in (*call.legs, call):
        reference = part.recording
        if reference is None or reference.id in seen:
            continue
        seen.add(reference.id)
        yield RecordedPart(reference=_with_content_uri(reference, call), part=part)


def _with_content_uri(reference: RecordingReference, call: Call) -> RecordingReference:
    on_record = call.recording
    if reference.content_uri or on_record is None or on_record.id != reference.id:
        return reference
    return on_record


def is_newer(candidate: Call, stored_version: str) -> bool:
    """Whether a reported record may replace the stored one. A record without a version may replace
    only a record without a version."""
    return candidate.version > stored_version or (
        candidate.version == stored_version and not stored_version
    )
