"""Example call log records, findings and rows."""

from __future__ import annotations

from ringkeep.domain.accounts.services import Policy
from ringkeep.domain.json import JsonValue
from ringkeep.domain.recordings.calls import parse_call, recorded_parts
from ringkeep.domain.recordings.lifecycle import DiscoverySource, Finding, found
from ringkeep.domain.recordings.recordings import Recording, StoredAudio
from ringkeep.domain.recordings.retry_delays import RetryDelays

NOW = 1_795_000_000.0
START = "2026-11-18T10:40:00.000Z"
DELAYS = RetryDelays()
POLICY = Policy()


def raw_call(**fields: JsonValue) -> dict[str, JsonValue]:
    return {
        "id": "c1",
        "sessionId": "s1",
        "startTime": START,
        "duration": 60,
        "direction": "Inbound",
        "result": "Accepted",
        "lastModifiedTime": "2026-11-18T10:42:00.000Z",
        "recording": {"id": "r1", "type": "Automatic", "contentUri": "https://m.example/r1"},
        **fields,
    }


def finding(source: DiscoverySource = "poll", now: float = NOW, **fields: JsonValue) -> Finding:
    call = parse_call(raw_call(**fields))
    part = next(recorded_parts(call))
    return Finding(service="default", account_id="a1", call=call, part=part, source=source, now=now)


def pending(**changes: object) -> Recording:
    return found(finding(), POLICY, DELAYS).model_copy(update=changes)


AUDIO = StoredAudio(
    object_key="recordings/default/a1/2026/11/18/r1.mp3",
    content_type="audio/mpeg",
    size=10,
    sha256="ab" * 32,
)
