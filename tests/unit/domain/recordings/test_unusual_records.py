"""A record of an unusual size or nesting is read, and what is kept of it is bounded."""

from __future__ import annotations

import json

import pytest

from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.domain.lenient import TEXT_LIMIT
from ringkeep.domain.recordings.calls import LEGS_LIMIT, Call, parse_call, recorded_parts
from tests.unit.domain.recordings.example_rows import raw_call

LETTERS = "x" * 500_000


def nested(depth: int) -> JsonValue:
    value: JsonValue = "deep"
    for _ in range(depth):
        value = {"inner": [value]}
    return value


def size(call: Call) -> int:
    return len(json.dumps(call.raw)) + len(call.model_dump_json())


@pytest.mark.parametrize(
    "fields",
    [
        {"from": {"name": LETTERS}},
        {"result": LETTERS},
        {"recording": {"id": "r1", "contentUri": "https://m.example/" + LETTERS}},
        {"recording": {"id": "r1", "type": LETTERS}},
        {"novelty": [LETTERS] * 3},
        {"novelty": {LETTERS + str(number): 1 for number in range(3)}},
        {"novelty": ["\u20ac" * 400] * 2000},
        {"novelty": nested(400)},
    ],
)
def test_what_is_kept_of_a_large_record_is_bounded(fields: dict[str, JsonValue]) -> None:
    call = parse_call(raw_call(**fields))
    assert [part.reference.id for part in recorded_parts(call)] == ["r1"]
    assert call.incomplete
    assert size(call) < 600_000
    assert parse_call(call.raw).id == "c1"


def test_a_record_of_a_usual_size_is_kept_unchanged() -> None:
    raw = raw_call(legs=[{"duration": 1, "from": {"name": "A" * 150}}] * 90)
    call = parse_call(raw)
    assert call.raw == raw
    assert not call.incomplete


def test_a_large_record_without_long_texts_is_kept_unchanged() -> None:
    raw = raw_call(legs=[{"duration": 1, "from": {"name": "A" * 150}}] * 400)
    assert parse_call(raw).raw == raw


def test_an_address_is_dropped_rather_than_cut() -> None:
    call = parse_call(raw_call(recording={"id": "r1", "contentUri": "https://m/" + LETTERS}))
    assert next(recorded_parts(call)).reference.content_uri is None


@pytest.mark.parametrize(
    "fields", [{"id": "c" * 3000}, {"id": "c" * (TEXT_LIMIT + 1)}, {"id": 10**250}]
)
def test_an_id_is_refused_rather_than_cut(fields: dict[str, JsonValue]) -> None:
    with pytest.raises(ValueError, match="cannot be read: id"):
        parse_call(raw_call(**fields))


@pytest.mark.parametrize(
    "recording", [{"id": "r" * 3000}, {"contentUri": "https://m/1"}, {"id": {}}, "r2", ["r2"]]
)
def test_a_recording_without_a_usable_id_leaves_the_record_incomplete(
    recording: JsonValue,
) -> None:
    call = parse_call(raw_call(legs=[{"recording": recording}]))
    assert [part.reference.id for part in recorded_parts(call)] == ["r1"]
    assert call.incomplete


@pytest.mark.parametrize("fields", [{"legs": [{"recording": {}}]}, {"shortRecording": "perhaps"}])
def test_an_empty_recording_or_an_unreadable_flag_hides_nothing(
    fields: dict[str, JsonValue],
) -> None:
    call = parse_call(raw_call(**fields))
    assert [part.reference.id for part in recorded_parts(call)] == ["r1"]
    assert not call.incomplete


def test_no_more_legs_are_read_than_the_limit() -> None:
    legs: list[JsonObject] = [{"recording": {"id": f"r{number}"}} for number in range(11_000)]
    call = parse_call(raw_call(recording=None, legs=legs))
    assert len(list(recorded_parts(call))) == LEGS_LIMIT
    assert call.incomplete
