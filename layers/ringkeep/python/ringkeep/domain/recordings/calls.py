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

from ringkeep.domain.json import (
    JsonObject,
    is_within,
    list_of,
    moment_of,
    object_of,
    shortened,
    text_of,
)
from ringkeep.domain.lenient import (
    TEXT_LIMIT,
    Identifier,
    Lenient,
    Moment,
    OptionalAddress,
    OptionalFlag,
    OptionalShortText,
    as_objects,
    object_or_none,
    short_text,
)
from ringkeep.domain.model import Model
from ringkeep.domain.validation import wrong_fields

LEGS_LIMIT = 2000
"""No more legs of a call are read. Real calls have fewer than 100."""
_LONGEST_CALL = 31 * 24 * 3600.0
_PROVISIONAL_RESULTS = frozenset({"inprogress", "resultinprogress", "stopped", "ipphoneoffline"})
RAW_LIMIT = 300_000
"""The largest record that is kept with a call, in bytes of JSON. DynamoDB limits a row to 400 KB."""


def _number(value: object) -> float:
    """Returns a number from a number or its text. Anything else is 0, which means unknown."""
    if isinstance(value, str):
        try:
            value = float(value[:TEXT_LIMIT])
        except ValueError:
            return 0.0
    if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
        return 0.0
    return float(min(value, 1000 * _LONGEST_CALL))


Seconds = Annotated[int, BeforeValidator(lambda value: int(min(_number(value), _LONGEST_CALL)))]
_Milliseconds = Annotated[int, BeforeValidator(lambda value: int(_number(value)))]


class CallParty(Lenient):
    """One side of a call. The number may be masked, unformatted or missing."""

    phone_number: OptionalShortText = None
    extension_number: OptionalShortText = None
    extension_id: OptionalShortText = None
    name: OptionalShortText = None
    location: OptionalShortText = None


class RecordingReference(Lenient):
    """A recording that a record or a leg names.

    `content_uri` may contain another host or port: check it before sending an access token to it.
    """

    id: Identifier
    type: Annotated[str, BeforeValidator(lambda value: short_text(value) or "Automatic")] = (
        "Automatic"
    )
    content_uri: OptionalAddress = None
    mode: OptionalShortText = None
    """Automatic or OnDemand, in events since July 2026."""
    view: OptionalShortText = None
    """Party or Session: the recording of one party, or of the whole session."""


class _ExtensionReference(Lenient):
    id: OptionalShortText = None


def _with_an_id(value: object) -> object:
    """Drops a recording without an id: it can be neither downloaded nor stored."""
    if isinstance(value, RecordingReference):
        return value
    return value if 0 < len(text_of(object_of(value).get("id"))) <= TEXT_LIMIT else None


class Leg(Lenient):
    """A part of a call. Only the detailed view contains legs."""

    start_time: Moment = None
    duration: Seconds = 0
    """0 if it is unknown: the API document makes it optional."""
    duration_ms: Annotated[_Milliseconds, Field(validation_alias="durationMs", exclude=True)] = 0
    direction: OptionalShortText = None
    action: OptionalShortText = None
    result: OptionalShortText = None
    leg_type: OptionalShortText = None
    from_: Annotated[CallParty | None, object_or_none, Field(alias="from")] = None
    to: Annotated[CallParty | None, object_or_none] = None
    extension: Annotated[_ExtensionReference | None, object_or_none] = None
    delegate: Annotated[_ExtensionReference | None, object_or_none, Field(exclude=True)] = None
    """The extension that answered or called on behalf of the leg's extension."""
    recording: Annotated[RecordingReference | None, BeforeValidator(_with_an_id)] = None
    short_recording: OptionalFlag = None

    @property
    def extension_id(self) -> str | None:
        return self.extension.id if self.extension else None

    @property
    def seconds(self) -> int:
        """The longest duration that the leg names, or 0 if it names none."""
        return max(self.duration, self.duration_ms // 1000)


class Call(Leg):
    """A record of the call log."""

    id: Identifier
    start_time: Annotated[datetime, BeforeValidator(moment_of)]
    session_id: OptionalShortText = None
    telephony_session_id: OptionalShortText = None
    type: OptionalShortText = None
    last_modified: Annotated[
        Moment,
        Field(validation_alias=AliasChoices("lastModifiedTime", "last_modified")),
    ] = None
    finished: OptionalFlag = None
    deleted: OptionalFlag = None
    legs: Annotated[tuple[Leg, ...], as_objects] = ()
    _raw: JsonObject = PrivateAttr(default_factory=dict)
    _incomplete: bool = PrivateAttr(default=False)

    @property
    def raw(self) -> JsonObject:
        """The record as RingCentral sent it. Of a record of an unusual size, long texts are cut."""
        return self._raw

    @property
    def incomplete(self) -> bool:
        """Whether something of the record is neither in the model nor in `raw`: a part of a long text,
        or a recording without a usable id."""
        return self._incomplete

    @property
    def settled(self) -> bool:
        """Whether the call has ended, as far as the record shows. `finished` decides if it is there."""
        if self.deleted or self.finished is not None:
            return bool(self.deleted or self.finished)
        return "".join((self.result or "").split()).lower() not in _PROVISIONAL_RESULTS

    @property
    def longest_duration(self) -> int:
        """The longest duration in seconds that the record or a leg names, or 0 if it is unknown."""
        return max(part.seconds for part in (self, *self.legs))

    @property
    def end_time(self) -> datetime:
        return self.start_time + timedelta(seconds=self.longest_duration)

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


def _bounded(raw: JsonObject) -> JsonObject:
    """Returns the record, with long texts and lists cut if it is too large or nested too deeply."""
    if _fits(raw):
        return raw
    cuts = (object_of(shortened(raw, scale)) for scale in (1, 5, 50))
    return next((cut for cut in cuts if _fits(cut)), {})


def _fits(raw: JsonObject) -> bool:
    return is_within(raw, RAW_LIMIT) and len(json.dumps(raw, separators=(",", ":"))) <= RAW_LIMIT


def parse_call(raw: JsonObject) -> Call:
    """Reads a record. Raises ValueError if it has no id or no start time: it cannot be stored."""
    try:
        call = Call.model_validate(_with_bounded_legs(raw))
    except ValidationError as problem:
        where = wrong_fields(problem.errors())
        raise ValueError(f"a call log record cannot be read: {where}") from None
    bounded = _bounded(raw)
    call._raw = _encodable(bounded)
    call._incomplete = (bounded is not raw and bounded != raw) or _hides_recordings(raw)
    return call


def _with_bounded_legs(raw: JsonObject) -> JsonObject:
    legs = list_of(raw.get("legs"))
    return {**raw, "legs": legs[:LEGS_LIMIT]} if len(legs) > LEGS_LIMIT else raw


def _hides_recordings(raw: JsonObject) -> bool:
    """Whether the record names a recording by something else than a usable id."""
    parts = (raw, *map(object_of, list_of(raw.get("legs"))))
    named = [part["recording"] for part in parts if part.get("recording")]
    too_many = len(parts) > LEGS_LIMIT + 1
    return bool(named) and (too_many or not all(_with_an_id(each) for each in named))


def recorded_parts(call: Call) -> Iterator[RecordedPart]:
    """Yields each distinct recording of the record and its legs.

    RingCentral repeats a recording's id on the record and on a leg, and a transferred call has
    several recordings. If both name an id, the leg is used: it has the extension that was recorded.
    Of several legs, one with a recording that is not short is preferred.
    """
    parts: dict[str, Leg] = {}
    for part in (*call.legs, call):
        if part.recording is None:
            continue
        known = parts.get(part.recording.id)
        if known is None or (known.short_recording and not part.short_recording):
            parts[part.recording.id] = part
    for part in parts.values():
        if part.recording:
            yield RecordedPart(reference=_with_content_uri(part.recording, call), part=part)


def _with_content_uri(reference: RecordingReference, call: Call) -> RecordingReference:
    """Completes a reference without an address from the others that name the same recording."""
    if reference.content_uri:
        return reference
    others = (part.recording for part in (call, *call.legs) if part.recording)
    same = (other for other in others if other.id == reference.id and other.content_uri)
    return next(same, reference)


def is_newer(candidate: Call, stored_version: str) -> bool:
    """Whether a reported record may replace the stored one. A record without a version may replace
    only a record without a version."""
    return candidate.version > stored_version or (
        candidate.version == stored_version and not stored_version
    )
