"""One recording as the API shows it, with everything that is known about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from pydantic import ConfigDict, Field, JsonValue

from ringkeep.api.views.common import example, moment
from ringkeep.api.views.recordings import (
    RECORDING,
    NamedUserView,
    RecordingView,
    named_users,
    recording_view,
)
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.calls import Call, CallParty, Leg
from ringkeep.domain.recordings.history_sentences import history_of
from ringkeep.domain.recordings.recording_ids import recording_id_of
from ringkeep.domain.recordings.recordings import Recording, RecordingState, StoredAudio
from ringkeep.usecases.recordings.find_conversation import ConversationPart
from ringkeep.usecases.recordings.name_recordings import RecordingNames
from ringkeep.usecases.recordings.read_details import RecordingDetails

if TYPE_CHECKING:
    RawRecord = Mapping[str, object]
else:
    RawRecord = dict[str, JsonValue]

_MOST_LEGS: Final = 200
_DETAILS: Final[JsonObject] = {
    **RECORDING,
    "mode": "Automatic",
    "view": "Party",
    "call": {
        "from": {"name": "Alex Doe", "number": "+15550100"},
        "to": {"name": "Ben Moss", "number": "+15550101"},
        "result": "Accepted",
        "queues": ["850957021"],
        "legs": [
            {
                "extension_id": "850957020",
                "name": "Ben Moss",
                "direction": "Inbound",
                "started_at": "2026-11-26T08:00:00Z",
                "duration_seconds": 143,
                "result": "Accepted",
            }
        ],
    },
    "raw": {"id": "Ab1cD2eF3gH", "startTime": "2026-11-26T08:00:00.000Z"},
    "audio": {
        "size": 573440,
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "s3_checksum": "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=",
        "content_type": "audio/mpeg",
        "stored_at": "2026-11-26T08:04:10Z",
        "duration_seconds": 143.2,
        "channels": 2,
        "sample_rate": 8000,
        "observations": [],
        "duration_matches_call": True,
    },
    "peaks": [[0.1, 0.8, 0.3], [0.0, 0.4, 0.2]],
    "history": [
        {
            "at": "2026-11-26T08:03:00Z",
            "state": "pending",
            "reason": "",
            "sentence": "It was found by the call-log poll.",
        }
    ],
    "conversation": [
        {
            "recording": "main:809646016:7602012008",
            "started_at": "2026-11-26T08:00:00Z",
            "duration_seconds": 143.2,
            "users": RECORDING["users"],
            "extension_id": "850957020",
            "state": "stored",
        }
    ],
}


class CallPartyView(Model):
    """Both may be empty. RingCentral may mask a number."""

    name: str
    number: str


class CallLegView(Model):
    """`duration_seconds` is 0, and `started_at` null, if RingCentral does not say it."""

    extension_id: str
    name: str
    direction: str
    started_at: datetime | None
    duration_seconds: int
    result: str


class CallView(Model):
    """`queues` are the ids of the call queues that took part."""

    model_config = ConfigDict(serialize_by_alias=True)
    from_: CallPartyView = Field(serialization_alias="from")
    to: CallPartyView
    result: str
    queues: tuple[str, ...]
    legs: tuple[CallLegView, ...]


class AudioView(Model):
    """`sha256` is of all bytes; `s3_checksum` is S3's own, composite for a file in several parts.
    `duration_matches_call` is null if that cannot be checked. `observations` has `sidecar_missing` if the
    waveform and what else is known only from the sidecar are not there."""

    size: int
    sha256: str
    s3_checksum: str
    content_type: str
    stored_at: datetime
    duration_seconds: float | None
    channels: int | None
    sample_rate: int | None
    observations: tuple[str, ...]
    duration_matches_call: bool | None


class HistoryStepView(Model):
    """`state` and `reason` are those of the recording after this step."""

    at: datetime
    state: RecordingState
    reason: str
    sentence: str


class ConversationPartView(Model):
    """A recording of the same call. `users` had its extensions, and are shown if the person sees them."""

    recording: str
    started_at: datetime
    duration_seconds: float
    users: tuple[NamedUserView, ...]
    extension_id: str
    state: RecordingState


class RecordingDetailsView(RecordingView):
    """`raw` is the call-log record as RingCentral sent it. It is null, and `peaks` empty, for someone who
    may not play recordings. `peaks` are those of each channel, from 0 to 1. `history` has the oldest step
    first. `conversation` has every recording of the same call that the person may see, at most 50, in the
    order of their start, this one included."""

    model_config = example(_DETAILS)
    mode: str
    view: str
    call: CallView | None
    raw: RawRecord | None
    audio: AudioView | None
    peaks: tuple[tuple[float, ...], ...]
    history: tuple[HistoryStepView, ...]
    conversation: tuple[ConversationPartView, ...]


def details_view(
    details: RecordingDetails, names: RecordingNames, *, plays: bool
) -> RecordingDetailsView:
    """`plays`: the person may play recordings."""
    row = details.row
    return RecordingDetailsView(
        **dict(recording_view(row, names, plays=plays)),
        mode=row.mode,
        view=row.view,
        call=_call(details.call, details.queues) if details.call else None,
        raw=details.raw,
        audio=_audio(row.audio, details) if row.audio else None,
        peaks=tuple(map(tuple, details.peaks)),
        history=_history(row),
        conversation=tuple(_part(each, names) for each in details.conversation),
    )


def _history(row: Recording) -> tuple[HistoryStepView, ...]:
    return tuple(
        HistoryStepView(
            at=moment(step.at), state=step.state, reason=step.reason, sentence=step.sentence
        )
        for step in history_of(row)
    )


def _call(call: Call, queues: Sequence[str]) -> CallView:
    return CallView(
        from_=_party(call.from_),
        to=_party(call.to),
        result=call.result or "",
        queues=tuple(queues),
        legs=tuple(map(_leg, call.legs[:_MOST_LEGS])),
    )


def _party(party: CallParty | None) -> CallPartyView:
    number = (party.phone_number or party.extension_number) if party else ""
    return CallPartyView(name=(party.name if party else "") or "", number=number or "")


def _leg(leg: Leg) -> CallLegView:
    """A leg is named by the side that is the extension: of an inbound leg the one that was called."""
    inbound = (leg.direction or "").lower() == "inbound"
    party = leg.to if inbound else leg.from_
    return CallLegView(
        extension_id=leg.extension_id or (party.extension_id if party else "") or "",
        name=(party.name if party else "") or "",
        direction=leg.direction or "",
        started_at=leg.start_time,
        duration_seconds=leg.seconds,
        result=leg.result or "",
    )


def _audio(audio: StoredAudio, details: RecordingDetails) -> AudioView:
    sidecar = details.sidecar
    return AudioView(
        size=audio.size,
        sha256=audio.sha256,
        s3_checksum=audio.s3_checksum,
        content_type=audio.content_type,
        stored_at=moment(audio.stored_at),
        duration_seconds=audio.duration_seconds,
        channels=audio.channels,
        sample_rate=audio.sample_rate,
        observations=details.observations,
        duration_matches_call=sidecar.duration_matches_call if sidecar else None,
    )


def _part(part: ConversationPart, names: RecordingNames) -> ConversationPartView:
    row = part.row
    measured = row.audio.duration_seconds if row.audio else None
    return ConversationPartView(
        recording=recording_id_of(row.key),
        started_at=moment(part.started_at),
        duration_seconds=row.duration_seconds if measured is None else measured,
        users=named_users(row, names),
        extension_id=row.extension_id,
        state=row.state,
    )
