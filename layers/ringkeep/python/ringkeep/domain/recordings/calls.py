"""A call as RingCentral's call log tells it, read leniently and normalised.

A record is mutable: the same id is reported again with a newer `lastModifiedTime`, and a recording
may appear late. Source: RingCentral's call log guide and API document (CallLogRecord).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
)
from pydantic.alias_generators import to_camel

from ringkeep.domain.json import JsonObject, JsonValue

_LONGEST_CALL = 31 * 24 * 3600.0
_FLAGS = {"true": True, "false": False}
_PROVISIONAL_RESULTS = frozenset({"In Progress", "Stopped", "IP Phone Offline"})


def parse_time(value: object) -> object:
    """ISO 8601 in any of RingCentral's spellings (`Z`, `+0000`); None for what is no date."""
    if not isinstance(value, str):
        return value if isinstance(value, datetime) else None
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _identifier(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _whole_seconds(value: object) -> object:
    return int(min(max(0.0, value), _LONGEST_CALL)) if isinstance(value, int | float) else 0


def _text_or_nothing(value: object) -> object:
    return _identifier(value) if isinstance(value, str | int) else None


Identifier = Annotated[str, BeforeValidator(_identifier), Field(min_length=1)]
OptionalIdentifier = Annotated[str | None, BeforeValidator(_text_or_nothing)]
OptionalText = Annotated[str | None, BeforeValidator(_text_or_nothing)]
Seconds = Annotated[int, BeforeValidator(_whole_seconds)]
Flag = Annotated[bool | None, BeforeValidator(lambda value: _FLAGS.get(str(value).lower()))]
OptionalTime = Annotated[datetime | None, BeforeValidator(parse_time)]


class _Lenient(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True
    )


class Party(_Lenient):
    """One side of a call; the number may be masked, unformatted or missing."""

    phone_number: OptionalText = None
    extension_number: OptionalText = None
    extension_id: OptionalIdentifier = None
    name: OptionalText = None
    location: OptionalText = None


class RecordingReference(_Lenient):
    """`content_uri` may name another host or an explicit port: never trust it with a token."""

    id: Identifier
    type: Annotated[str, BeforeValidator(lambda value: _text_or_nothing(value) or "Automatic")] = (
        "Automatic"
    )
    content_uri: OptionalText = None


class _ExtensionReference(_Lenient):
    id: OptionalIdentifier = None


def _object_or_nothing(value: object) -> object:
    return value if isinstance(value, dict) else None


def _with_an_id(value: object) -> object:
    """A recording that cannot be named can neither be fetched nor kept track of."""
    if isinstance(value, RecordingReference):
        return value
    known = _text_or_nothing(value.get("id")) if isinstance(value, dict) else None
    return value if known else None


class Leg(_Lenient):
    """A part of a call. Detailed view only."""

    start_time: OptionalTime = None
    duration: Seconds = 0
    direction: OptionalText = None
    action: OptionalText = None
    result: OptionalText = None
    leg_type: OptionalText = None
    from_: Annotated[Party | None, BeforeValidator(_object_or_nothing), Field(alias="from")] = None
    to: Annotated[Party | None, BeforeValidator(_object_or_nothing)] = None
    extension: Annotated[_ExtensionReference | None, BeforeValidator(_object_or_nothing)] = None
    recording: Annotated[RecordingReference | None, BeforeValidator(_with_an_id)] = None
    short_recording: Flag = None

    @property
    def extension_id(self) -> str | None:
        return self.extension.id if self.extension else None


class Call(Leg):
    """A record of the call log."""

    id: Identifier
    start_time: Annotated[datetime, BeforeValidator(parse_time)]
    session_id: OptionalIdentifier = None
    telephony_session_id: OptionalIdentifier = None
    type: OptionalText = None
    last_modified: Annotated[
        OptionalTime,
        Field(validation_alias=AliasChoices("lastModifiedTime", "last_modified")),
    ] = None
    finished: Flag = None
    deleted: Flag = None
    legs: tuple[Leg, ...] = ()
    _raw: JsonObject = PrivateAttr(default_factory=dict)

    @property
    def raw(self) -> JsonObject:
        """The record as RingCentral sent it."""
        return self._raw

    @property
    def settled(self) -> bool:
        """Whether RingCentral has said its last word, as far as the record itself can tell."""
        return self.finished is not False and self.result not in _PROVISIONAL_RESULTS

    @property
    def end_time(self) -> datetime:
        return self.start_time + timedelta(seconds=self.duration)

    @property
    def version(self) -> str:
        """Orders versions of one record; empty where the view does not tell."""
        return self.last_modified.astimezone(UTC).isoformat() if self.last_modified else ""


class RecordedPart(BaseModel):
    """One recording of a call with the part of the call that owns it (a leg, or the whole)."""

    model_config = ConfigDict(frozen=True)

    reference: RecordingReference
    part: Leg


def _encodable(raw: JsonObject) -> JsonObject:
    """Half a character (a name cut in the middle of an emoji) can be stored nowhere: it becomes ?."""
    text = json.dumps(raw, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        whole: JsonObject = json.loads(text.encode("utf-8", "replace"))
        return whole
    return raw


def parse_call(raw: JsonObject) -> Call:
    """Raises ValueError for a record without an id or a start time: nothing can be kept by it."""
    raw = _encodable(raw)
    legs = raw.get("legs")
    cleaned: dict[str, JsonValue] = {
        **raw,
        "legs": [leg for leg in legs if isinstance(leg, dict)] if isinstance(legs, list) else [],
    }
    try:
        call = Call.model_validate(cleaned)
    except ValidationError as problem:
        where = ", ".join(".".join(map(str, error["loc"])) for error in problem.errors())
        raise ValueError(f"a call log record cannot be read: {where}") from None
    call._raw = raw
    return call


def recorded_parts(call: Call) -> Iterator[RecordedPart]:
    """Every distinct recording of the record and all its legs.

    The same id stands on the record and again on its legs, and a transferred call has several ids.
    The leg comes first where both name an id: it knows whose part of the call was recorded.
    """
    seen: set[str] = set()
    for part in (*call.legs, call):
        reference = part.recording
        if reference is None or reference.id in seen:
            continue
        seen.add(reference.id)
        yield RecordedPart(reference=_with_content_uri(reference, call), part=part)


def _with_content_uri(reference: RecordingReference, call: Call) -> RecordingReference:
    master = call.recording
    if reference.content_uri or master is None or master.id != reference.id:
        return reference
    return master


def is_newer(candidate: Call, known_version: str) -> bool:
    """Whether a reported record may replace the one on file. A record without a version may
    replace only one that had none either."""
    return candidate.version > known_version or (
        candidate.version == known_version and not known_version
    )
