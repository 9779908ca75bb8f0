"""Call log records with unusual content, on request. `Call.oddity` names the kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

Record = dict[str, Any]
_LETTERS: Final = "x" * 500_000
_DURATIONS: Final = ("duration", "durationMs")


def applied(kind: str, record: Record) -> Record:
    """Returns the record with the oddity. An empty kind is none."""
    return KINDS[kind](record) if kind else record


def _with(**fields: Any) -> Callable[[Record], Record]:
    return lambda record: {**record, **fields}


def _huge_name(record: Record) -> Record:
    return {**record, "from": {**record.get("from", {}), "name": _LETTERS}}


def _huge_address(record: Record) -> Record:
    return _in_recordings(record, {"contentUri": "https://media.example/" + _LETTERS[:450_000]})


def _deep(record: Record) -> Record:
    value: Any = "deep"
    for _ in range(300):
        value = [value]
    return {**record, "novelty": value}


def _empty_recording(record: Record) -> Record:
    return {**record, "legs": [*record.get("legs", []), {"recording": {}}]}


def _short(record: Record) -> Record:
    """Marks the first leg as short, although it names a recording."""
    legs = record.get("legs", [])
    marked = [{**leg, "shortRecording": True} for leg in legs[:1]]
    return {**record, "legs": [*marked, *legs]}


def _no_duration(record: Record) -> Record:
    legs = [_without(leg, *_DURATIONS) for leg in record.get("legs", [])]
    return {**_without(record, *_DURATIONS), "legs": legs}


def _milliseconds(record: Record) -> Record:
    return {**_no_duration(record), "durationMs": record["durationMs"]}


def _duration_text(record: Record) -> Record:
    return {**_no_duration(record), "duration": str(record["duration"])}


def _duration_of_legs(record: Record) -> Record:
    return {**_without(record, "durationMs"), "duration": 0}


def _without(record: Record, *names: str) -> Record:
    return {name: value for name, value in record.items() if name not in names}


def _in_recordings(record: Record, fields: Record) -> Record:
    """Changes each recording that the record or a leg names."""
    changed = dict(record)
    if "recording" in changed:
        changed["recording"] = {**changed["recording"], **fields}
    if "legs" in changed:
        changed["legs"] = [_in_recordings(leg, fields) for leg in changed["legs"]]
    return changed


KINDS: Final[dict[str, Callable[[Record], Record]]] = {
    "huge_name": _huge_name,
    "huge_id": _with(id="c" * 3000),
    "huge_result": _with(result=_LETTERS[:250_000]),
    "huge_address": _huge_address,
    "deep": _deep,
    "empty_recording": _empty_recording,
    "deleted": _with(deleted=True),
    "short": _short,
    "offline": _with(result="IP Phone offline"),
    "in_progress": _with(result="ResultInProgress"),
    "stopped_and_finished": _with(result="Stopped", finished=True),
    "no_duration": _no_duration,
    "milliseconds": _milliseconds,
    "duration_text": _duration_text,
    "duration_of_legs": _duration_of_legs,
}
