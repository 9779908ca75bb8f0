"""A recording's row through its life."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.accounts.services import Policy
from ringkeep.domain.json import JsonObject
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.lifecycle import DAY, HOUR, MINUTE, RetryDelays
from ringkeep.domain.recordings.recordings import HISTORY_LIMIT, Recording, RecordingState
from tests.unit.domain.recordings.rows import AUDIO, NOW, PACE, POLICY, finding, pending

LATER = "2026-11-18T11:00:00.000Z"


def test_a_found_recording_is_pending_and_due_after_the_first_delay() -> None:
    end = pending().end_time
    row = lifecycle.found(finding(now=end + 5), POLICY, PACE, first_delay=30)
    assert (row.state, row.due_at) == (RecordingState.PENDING, end + 30)


def test_a_recording_found_late_is_due_at_once() -> None:
    assert pending().due_at == NOW


def test_a_call_that_has_not_ended_is_announced() -> None:
    row = lifecycle.found(finding(result="In Progress"), POLICY, PACE)
    assert (row.state, row.reason) == (RecordingState.ANNOUNCED, "call_not_ended")


def test_an_announced_recording_becomes_pending_when_its_call_ends() -> None:
    row = lifecycle.found(finding(result="In Progress"), POLICY, PACE)
    again = lifecycle.found_again(row, finding(lastModifiedTime=LATER), POLICY, PACE)
    assert again is not None
    assert again.state is RecordingState.PENDING


def test_a_one_second_call_is_kept() -> None:
    row = lifecycle.found(finding(duration=1), POLICY, PACE)
    assert row.state is RecordingState.PENDING


def test_a_call_shorter_than_the_services_minimum_is_excluded_with_its_reason() -> None:
    row = lifecycle.found(finding(duration=9), Policy(minimum_duration_seconds=10), PACE)
    assert (row.state, row.reason) == (RecordingState.EXCLUDED, "too_short")


def test_an_excluded_recording_is_opened_when_the_minimum_is_lowered() -> None:
    row = lifecycle.found(finding(duration=9), Policy(minimum_duration_seconds=10), PACE)
    again = lifecycle.found_again(row, finding(duration=9), POLICY, PACE)
    assert again is not None
    assert again.state is RecordingState.PENDING


def test_a_short_recording_never_has_a_file() -> None:
    row = lifecycle.found(finding(shortRecording=True), POLICY, PACE)
    assert (row.state, row.reason) == (RecordingState.UNAVAILABLE, "short_recording")


def test_a_short_recording_of_the_record_says_nothing_of_its_legs() -> None:
    leg: JsonObject = {"duration": 590, "recording": {"id": "r2", "type": "Automatic"}}
    row = lifecycle.found(finding(shortRecording=True, recording=None, legs=[leg]), POLICY, PACE)
    assert (row.recording_id, row.state) == ("r2", RecordingState.PENDING)


def test_the_same_finding_twice_changes_nothing() -> None:
    assert lifecycle.found_again(pending(), finding(), POLICY, PACE) is None


def test_an_older_version_never_replaces_a_newer_one() -> None:
    older = finding(lastModifiedTime="2026-11-18T10:00:00.000Z", direction="Outbound")
    assert lifecycle.found_again(pending(), older, POLICY, PACE) is None


def test_a_newer_version_updates_the_facts_and_keeps_the_files_place() -> None:
    newer = finding(lastModifiedTime=LATER, direction="Outbound", startTime=LATER)
    again = lifecycle.found_again(pending(), newer, POLICY, PACE)
    assert again is not None
    assert again.direction == "Outbound"
    assert again.start_time == pending().start_time


def test_a_stored_recording_stays_stored_whatever_the_log_says() -> None:
    row = lifecycle.stored(pending(), AUDIO, NOW)
    again = lifecycle.found_again(row, finding(lastModifiedTime=LATER), POLICY, PACE)
    assert again is not None
    assert again.state is RecordingState.STORED
    assert again.sidecar_version < again.call_version


def test_a_lost_recording_that_the_log_shows_again_is_opened_again() -> None:
    row = lifecycle.lost(pending(), "deleted_at_ringcentral", NOW)
    again = lifecycle.found_again(row, finding(now=NOW + DAY), POLICY, PACE)
    assert again is not None
    assert again.state is RecordingState.PENDING


def test_a_backfilled_recording_waits_behind_fresh_ones() -> None:
    assert lifecycle.found(finding("backfill"), POLICY, PACE).lane is Lane.BACKFILL
    assert lifecycle.found(finding(), POLICY, PACE).lane is Lane.FRESH


def test_a_claim_that_runs_out_comes_back() -> None:
    row = lifecycle.dispatched(pending(), NOW + 30, NOW, PACE)
    assert row.state is RecordingState.IMPORTING
    assert row.due_at == row.claimed_until == NOW + 30 + PACE.claim_seconds


def test_a_dispatch_number_only_grows() -> None:
    row = pending()
    for expected in range(1, 4):
        row = lifecycle.postponed(lifecycle.dispatched(row, NOW, NOW, PACE), "outage", 1, NOW)
        assert row.dispatch == expected


def test_not_ready_climbs_the_ladder_then_daily() -> None:
    row, now, delays = pending(), NOW, []
    for _ in range(8):
        row = lifecycle.not_ready(row, now, PACE)
        delays.append(row.due_at - now)
        now = row.due_at
    assert delays == [MINUTE, 5 * MINUTE, 20 * MINUTE, HOUR, 3 * HOUR, DAY, DAY, DAY]


def test_not_ready_is_lost_only_when_ringcentrals_time_is_over() -> None:
    row, now = pending(), NOW
    while row.state is RecordingState.PENDING:
        now = max(now, row.due_at)
        row = lifecycle.not_ready(row, now, PACE)
    assert now >= row.expires_at
    assert (row.state, row.reason) == (RecordingState.LOST, "expired")


def test_a_hint_that_the_log_never_confirmed_is_not_a_loss() -> None:
    row = lifecycle.not_ready(pending(confirmed=False), NOW + 100 * DAY, PACE)
    assert (row.state, row.reason) == (RecordingState.UNAVAILABLE, "not_confirmed")


@pytest.mark.parametrize(
    "outcome",
    [
        lambda row: lifecycle.postponed(row, "throttled", 60, NOW),
        lambda row: lifecycle.postponed(row, "outage", 30, NOW),
        lambda row: lifecycle.bad_body(row, "truncated", "", NOW, PACE),
        lambda row: lifecycle.forbidden(row, "", NOW, PACE),
    ],
)
def test_what_is_not_the_recordings_fault_spends_no_attempt(
    outcome: Callable[[Recording], Recording],
) -> None:
    row = outcome(pending())
    assert (row.state, row.attempts, row.lane) == (RecordingState.PENDING, 0, Lane.FRESH)
    assert row.due_at > NOW


def test_repeated_bad_bodies_are_tried_more_and_more_rarely() -> None:
    row, delays = pending(), []
    for _ in range(4):
        row = lifecycle.bad_body(row, "truncated", "", NOW, PACE)
        delays.append(row.due_at - NOW)
    assert delays == sorted(delays)
    assert delays[0] < delays[-1]


def test_a_retry_moves_to_the_retry_lane() -> None:
    assert lifecycle.not_ready(pending(), NOW, PACE).lane is Lane.RETRY


def test_a_forbidden_recording_whose_time_is_over_is_unavailable_not_lost() -> None:
    row = lifecycle.forbidden(pending(), "", NOW + 100 * DAY, PACE)
    assert (row.state, row.reason) == (RecordingState.UNAVAILABLE, "forbidden")


def test_a_faster_clock_shortens_the_ladder_alike() -> None:
    row = lifecycle.not_ready(pending(), NOW, RetryDelays(speed=60))
    assert row.due_at == NOW + 1


def test_history_keeps_its_first_line_and_the_newest() -> None:
    row = pending()
    for number in range(HISTORY_LIMIT * 2):
        row = row.with_history(NOW, "postponed", str(number))
    assert len(row.history) == HISTORY_LIMIT
    assert row.history[0].event == "found"
    assert row.history[-1].detail == str(HISTORY_LIMIT * 2 - 1)


STEPS: list[Callable[[Recording, float], Recording]] = [
    lambda row, now: lifecycle.dispatched(row, now, now, PACE),
    lambda row, now: lifecycle.not_ready(row, now, PACE),
    lambda row, now: lifecycle.bad_body(row, "html", "", now, PACE),
    lambda row, now: lifecycle.forbidden(row, "", now, PACE),
    lambda row, now: lifecycle.postponed(row, "throttled", 60, now),
    lambda row, now: lifecycle.stored(row, AUDIO, now),
    lambda row, now: lifecycle.lost(row, "deleted_at_ringcentral", now),
    lambda row, now: lifecycle.quarantined(row, "quarantine/x", "video/mp4", now),
]


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.floats(0, 30 * DAY)), max_size=40))
def test_an_open_row_always_comes_back_and_a_closed_one_says_why(
    steps: list[tuple[Callable[[Recording, float], Recording], float]],
) -> None:
    row, now = pending(), NOW
    for step, passed in steps:
        now += passed
        if not row.state.open:
            break
        row = step(row, now)
        assert row.history[-1].at == now
        if row.state.open:
            assert row.due_at >= now
        else:
            assert row.reason or row.state is RecordingState.STORED
            assert (row.due_at, row.claimed_until) == (0.0, 0.0)


def test_a_404_deserves_a_second_look_only_when_the_call_is_old() -> None:
    row = pending()
    assert not lifecycle.may_be_deleted(row, row.end_time + MINUTE, PACE)
    assert lifecycle.may_be_deleted(row, row.end_time + HOUR, PACE)
