"""Which extensions a recording covers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.directory.extensions import Extension, ExtensionRow
from ringkeep.domain.json import JsonValue
from ringkeep.domain.recordings.calls import parse_call, recorded_parts
from ringkeep.domain.recordings.coverage import (
    COVERED_LIMIT,
    CallParticipant,
    CoveredExtension,
    KnownExtensions,
    covered_by_participants,
    covered_extensions,
    distinct,
    known_extensions,
)
from tests.unit.domain.recordings.example_rows import raw_call
from tests.unit.domain.recordings.licensed_calls import call, covered, ids, leg

SAMPLES = Path(__file__).parents[5] / "shared" / "ringcentral" / "samples"
QUEUE = 900


def test_a_record_without_legs_covers_its_extension() -> None:
    assert ids(raw_call(extension={"id": 7})) == {"7"}


def test_a_call_between_two_extensions_counts_for_both() -> None:
    raw = raw_call(extension={"id": 7}, **{"from": {"extensionId": "8"}}, to={"extensionId": "7"})
    assert ids(raw) == {"7", "8"}


def test_each_recording_of_a_transferred_call_covers_its_own_leg() -> None:
    raw = call(leg(1, 40, recording="r1"), leg(2, 41, recording="r2"))
    assert (ids(raw, "r1"), ids(raw, "r2")) == ({"1"}, {"2"})


def test_overlapping_legs_with_recordings_of_their_own_stay_apart() -> None:
    raw = call(leg(1, 40, 180, recording="r1"), leg(2, 41, 120, recording="r2"))
    assert (ids(raw, "r1"), ids(raw, "r2")) == ({"1"}, {"2"})


def test_a_recording_that_goes_on_after_a_transfer_covers_the_second_extension() -> None:
    assert ids(call(leg(1, 40, 180, recording="r1"), leg(2, 41, 120))) == {"1", "2"}


def test_a_leg_that_begins_as_the_recorded_one_ends_counts() -> None:
    assert ids(call(leg(1, 40, 60, recording="r1"), leg(2, 41, 60))) == {"1", "2"}


def test_a_leg_at_another_time_does_not_count() -> None:
    assert ids(call(leg(1, 40, 60, recording="r1"), leg(2, 45, 60))) == {"1"}


@pytest.mark.parametrize("missing", ["duration", "startTime"])
def test_a_leg_whose_time_is_unknown_counts(missing: str) -> None:
    unknown = {name: value for name, value in leg(2, 30, 60).items() if name != missing}
    assert ids(call(leg(1, 40, 60, recording="r1"), unknown)) == {"1", "2"}


def test_a_recording_that_only_the_record_names_covers_the_whole_call() -> None:
    raw = call(leg(1, 40), leg(2, 50, recording="r2"), recording={"id": "r1"})
    assert ids(raw) == {"1", "2"}


def test_a_recording_of_the_session_covers_every_leg() -> None:
    raw = call(leg(1, 40, recording="r1"), leg(2, 50, recording="r2"))
    assert ids(raw, view="Session") == {"1", "2"}


def test_a_recording_of_a_party_covers_its_legs_only() -> None:
    raw = call(leg(1, 40, 600, recording="r1"), leg(2, 41), leg(3, 50, recording="r1"))
    assert ids(raw, view="Party") == {"1", "3"}


def test_the_view_of_the_record_counts_before_that_of_an_event() -> None:
    party: dict[str, JsonValue] = {"id": "r1", "view": "party"}
    assert ids(call(leg(1, recording=party), leg(2)), view="Session") == {"1"}


@pytest.mark.parametrize("result", ["Missed", "No Answer", "Stopped", "ANSWERED elsewhere"])
def test_a_phone_that_only_rang_did_not_take_part(result: str) -> None:
    raw = call(leg(1, recording="r1"), leg(2, result=result))
    assert ids(raw) == {"1"}
    assert ids(raw, view="Session") == {"1"}


def test_an_unknown_result_counts() -> None:
    assert ids(call(leg(1, recording="r1"), leg(2, result="Teleported"))) == {"1", "2"}


def test_the_leg_that_names_the_recording_counts_whatever_its_result() -> None:
    assert ids(call(leg(1, result="Missed", recording="r1"))) == {"1"}


def test_results_of_an_active_call_are_provisional() -> None:
    raw = call(leg(1, recording="r1"), leg(2, result="Stopped"), finished=False)
    assert ids(raw) == {"1", "2"}


@pytest.mark.parametrize("field", [{"legType": "SilentMonitoring"}, {"action": "Monitoring"}])
def test_someone_who_only_listens_does_not_take_part(field: dict[str, JsonValue]) -> None:
    assert ids(call(leg(1, recording="r1"), leg(2) | field)) == {"1"}


def test_someone_who_barges_in_takes_part() -> None:
    assert ids(call(leg(1, recording="r1"), leg(2, action="Barge In Call"))) == {"1", "2"}


def test_an_extension_that_acts_for_another_counts() -> None:
    assert ids(call(leg(1, recording="r1", delegate={"id": "5"}))) == {"1", "5"}


def test_a_recording_at_a_queue_covers_the_agents_even_if_they_have_their_own() -> None:
    raw = call(leg(QUEUE, 40, 600, recording="r1"), leg(2, 41, 300, recording="r2"))
    known = KnownExtensions(shared={str(QUEUE)})
    assert ids(raw, known=known) == {str(QUEUE), "2"}
    assert ids(raw, "r2", known=known) == {"2"}


def test_a_leg_without_an_extension_falls_back_to_the_records() -> None:
    assert ids(call(leg(None, recording="r1"), extension={"id": 3})) == {"3"}


def test_a_record_that_names_no_extension_covers_none() -> None:
    assert ids(raw_call()) == set()


def test_a_number_counts_if_one_extension_has_it() -> None:
    raw = raw_call(to={"extensionNumber": "101"}, **{"from": {"extensionNumber": "102"}})
    assert ids(raw, known=KnownExtensions(by_number={"101": "7"})) == {"7"}


def test_each_leg_has_its_own_start() -> None:
    raw = call(leg(1, 40, 600, recording="r1"), leg(2, 41))
    starts = {each.extension_id: each.at for each in covered(raw)}
    assert starts["2"] - starts["1"] == 60


def test_what_the_directory_knows() -> None:
    def row(
        id_: str, number: str, kind: str = "User", removed: float | None = None
    ) -> ExtensionRow:
        extension = Extension(id=id_, number=number, type=kind)
        return ExtensionRow(extension=extension, added_at=0, changed_at=0, removed_at=removed)

    rows = [
        row("1", "101"),
        row("2", "102"),
        row("3", "102"),
        row("4", ""),
        row("5", "103", "Department"),
    ]
    rows.append(row("6", "101", removed=1.0))
    assert known_extensions(rows) == KnownExtensions({"5"}, {"101": "1", "103": "5"})


def participant(
    extension: str, *recordings: str, answered: bool = True, at: float = 100.0
) -> CallParticipant:
    return CallParticipant(extension, at, answered, recordings)


@pytest.mark.parametrize(
    ("view", "expected"),
    [("", {"1", "2"}), ("Party", {"1"}), ("Session", {"1", "2", "4"})],
)
def test_participants_of_a_session(view: str, expected: set[str]) -> None:
    parties = [
        participant("1", "r1"),
        participant("2"),
        participant("3", answered=False),
        participant("4", "r2"),
        participant("", "r1"),
    ]
    found = covered_by_participants(parties, "r1", view)
    assert {each.extension_id for each in found} == expected


ENTRIES = st.lists(
    st.builds(
        CoveredExtension,
        extension_id=st.sampled_from(["1", "2", "3"]),
        at=st.floats(0, 4e9, allow_nan=False),
    )
)


@given(ENTRIES)
def test_distinct_entries_keep_every_extension_and_day(entries: list[CoveredExtension]) -> None:
    kept = distinct(entries)
    if len({each.identity for each in entries}) <= COVERED_LIMIT:
        assert {each.identity for each in kept} == {each.identity for each in entries}
    assert distinct((*kept, *entries)) == kept or len(kept) == COVERED_LIMIT


def test_the_limit_prefers_the_first_entry_of_each_extension() -> None:
    often = [CoveredExtension(extension_id="1", at=day * 86400.0) for day in range(300)]
    late = CoveredExtension(extension_id="2", at=1e9)
    kept = distinct([*often, late])
    assert len(kept) == COVERED_LIMIT
    assert late in kept and often[0] in kept


LEGS = st.lists(
    st.builds(
        leg,
        st.integers(1, 4),
        st.integers(0, 59),
        st.integers(0, 600),
        recording=st.sampled_from(["r1", "r2", None]),
        result=st.sampled_from(["Accepted", "Missed", ""]),
    ),
    max_size=5,
)


@given(LEGS, st.sampled_from(["", "Party", "Session"]))
def test_every_recording_covers_the_extension_that_its_row_shows(
    legs: list[dict[str, JsonValue]], view: str
) -> None:
    parsed = parse_call(call(*legs, extension={"id": 9}, recording={"id": "r1"}))
    for part in recorded_parts(parsed):
        owner = part.part.extension_id or parsed.extension_id
        assert owner in {each.extension_id for each in covered_extensions(parsed, part, view=view)}


@pytest.mark.parametrize(
    "name", ["call_log_list_three_recordings_simple_unsnipped", "doc_call_log_sync_1"]
)
def test_published_records_name_no_extension_of_their_own(name: str) -> None:
    """They were read as one extension, which then is not named. Ringkeep reads the account's log."""
    path = SAMPLES / f"{name}.json"
    if not path.exists():
        pytest.skip(f"{path.name} is missing")
    for record in json.loads(path.read_text())["records"]:
        parsed = parse_call(record)
        for part in recorded_parts(parsed):
            assert covered_extensions(parsed, part) == ()
