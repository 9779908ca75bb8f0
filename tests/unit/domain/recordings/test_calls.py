"""Reading call log records in all the forms that RingCentral may send."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ringkeep.domain.json import JsonValue
from ringkeep.domain.recordings.calls import (
    is_newer,
    parse_call,
    recorded_parts,
)

START = "2026-11-20T09:15:00.000Z"


def record(**fields: JsonValue) -> dict[str, JsonValue]:
    return {"id": "c1", "startTime": START, "duration": 40, "result": "Accepted", **fields}


def recording(identifier: str, **fields: JsonValue) -> dict[str, JsonValue]:
    return {"id": identifier, "type": "Automatic", "contentUri": "https://m/1", **fields}


def identifiers(raw: dict[str, JsonValue]) -> list[str]:
    return [part.reference.id for part in recorded_parts(parse_call(raw))]


@pytest.mark.parametrize(
    "text",
    ["2026-11-20T09:15:00.000Z", "2026-11-20T09:15:00+0000", "2026-11-20T10:15:00+01:00"],
)
def test_dates_are_read_in_every_format(text: str) -> None:
    call = parse_call(record(startTime=text))
    assert call.start_time == datetime(2026, 11, 20, 9, 15, tzinfo=UTC)


def test_a_recording_on_the_record_and_on_its_leg_is_counted_once() -> None:
    raw = record(recording=recording("r1"), legs=[{"recording": recording("r1")}])
    assert identifiers(raw) == ["r1"]


def test_a_transferred_call_has_all_the_recordings_of_its_legs() -> None:
    raw = record(
        recording=recording("r1"),
        legs=[{"recording": recording("r1")}, {"recording": recording("r2")}, {"duration": 3}],
    )
    assert identifiers(raw) == ["r1", "r2"]


def test_the_extension_of_a_recording_is_that_of_its_leg() -> None:
    raw = record(
        recording=recording("r1"), legs=[{"extension": {"id": 7}, "recording": recording("r1")}]
    )
    assert next(recorded_parts(parse_call(raw))).part.extension_id == "7"


def test_a_leg_without_a_content_uri_uses_that_of_the_record() -> None:
    raw = record(recording=recording("r1"), legs=[{"recording": {"id": "r1", "type": "Automatic"}}])
    assert next(recorded_parts(parse_call(raw))).reference.content_uri == "https://m/1"


def test_numeric_ids_become_text() -> None:
    call = parse_call(record(id=12, sessionId=0, recording=recording("r1") | {"id": 99}))
    assert (call.id, call.session_id) == ("12", "0")
    assert next(recorded_parts(call)).reference.id == "99"


def test_unknown_values_are_kept_and_unknown_fields_are_ignored() -> None:
    call = parse_call(record(result="Teleported", type="Hologram", novelty={"a": [1]}))
    assert (call.result, call.type, call.settled) == ("Teleported", "Hologram", True)


@pytest.mark.parametrize(
    "fields",
    [{"result": "In Progress"}, {"result": "Stopped"}, {"finished": False}],
)
def test_a_provisional_record_is_not_settled(fields: dict[str, JsonValue]) -> None:
    assert not parse_call(record(**fields)).settled


@pytest.mark.parametrize(
    "broken", [{"id": "c"}, {"startTime": START}, {"id": "c", "startTime": "x"}]
)
def test_a_record_without_an_id_or_start_time_is_rejected(
    broken: dict[str, JsonValue],
) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        parse_call(broken)


def test_fields_of_unexpected_types_do_not_hide_the_recording() -> None:
    raw = record(legs=None, to="nobody", extension=[], recording=recording("r1"), duration=None)
    assert identifiers(raw) == ["r1"]


def test_only_a_newer_version_replaces_a_version() -> None:
    call = parse_call(record(lastModifiedTime="2026-11-20T09:20:00.000Z"))
    assert is_newer(call, "2026-11-20T09:19:59+00:00")
    assert not is_newer(call, call.version)
    assert not is_newer(parse_call(record()), call.version)


def test_a_record_without_a_version_replaces_one_without_a_version() -> None:
    assert is_newer(parse_call(record()), "")


def test_the_raw_record_is_kept_unchanged() -> None:
    raw = record(novelty={"a": [1]})
    assert parse_call(raw).raw == raw


def test_unreadable_legs_do_not_hide_the_recording() -> None:
    raw = record(legs=[None, {"duration": 1e400}], recording={"id": "r1", "type": None})
    assert identifiers(raw) == ["r1"]


@pytest.mark.parametrize("without_id", [{}, {"id": ""}, {"id": None}, {"id": {}}, "r0", True])
def test_a_recording_without_an_id_does_not_hide_the_others(without_id: JsonValue) -> None:
    assert identifiers(record(recording=recording("r1"), legs=[{"recording": without_id}])) == [
        "r1"
    ]


def test_unreadable_flags_are_none() -> None:
    call = parse_call(record(shortRecording="perhaps", finished=7, lastModifiedTime={}))
    assert (call.short_recording, call.finished, call.version) == (None, None, "")


@pytest.mark.parametrize("text", [True, "true", "True"])
def test_a_flag_is_read_in_every_format(text: JsonValue) -> None:
    assert parse_call(record(shortRecording=text)).short_recording is True


def test_versions_are_ordered_by_time_whatever_their_utc_offset() -> None:
    earlier = parse_call(record(lastModifiedTime="2026-11-20T12:00:00Z"))
    later = parse_call(record(lastModifiedTime="2026-11-20T10:11:00-07:00"))
    assert is_newer(later, earlier.version)


def test_a_lone_surrogate_in_a_name_is_replaced() -> None:
    call = parse_call(record(**{"from": {"name": "Ana \ud83d"}}))
    assert str(call.raw["from"]).encode()
    assert call.from_ is not None
    assert call.from_.name == "Ana ?"
