"""The changes of a recording's row."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.accounts.services import Policy
from ringkeep.domain.json import JsonObject
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.recordings import HISTORY_LIMIT, Recording, RecordingState
from ringkeep.domain.recordings.retry_delays import DAY, HOUR, MINUTE, RetryDelays
from tests.unit.domain.recordings.example_rows import AUDIO, DELAYS, NOW, POLICY, finding, pending

LATER = "2026-11-18T11:00:00.000Z"


def test_a_found_recording_is_pending_and_due_after_the_first_delay() -> None:
    end = pending().end_time
    row = lifecycle.found(finding(now=end + 5), POLICY, DELAYS, first_delay=30)
    assert (row.state, row.due_at) == (RecordingState.PENDING, end + 30)


def test_a_recording_found_late_is_due_at_once() -> None:
    assert pending().due_at == NOW


def test_a_call_that_has_not_ended_is_announced() -> None:
    row = lifecycle.found(finding(result="In Progress"), POLICY, DELAYS)
    assert (row.state, row.reason) == (RecordingState.ANNOUNCED, "call_not_ended")


def test_an_announced_recording_becomes_pending_when_its_call_ends() -> None:
    row = lifecycle.found(finding(result="In Progress"), POLICY, DELAYS)
    again = lifecycle.found_again(row, finding(lastModifiedTime=LATER), POLICY, DELAYS)
    assert again is not None
    assert again.state is RecordingState.PENDING


def test_a_one_second_call_is_kept() -> None:
    row = lifecycle.found(finding(duration=1), POLICY, DELAYS)
    assert row.state is RecordingState.PENDING


def test_a_call_shorter_than_the_services_minimum_is_excluded_with_its_reason() -> None:
    row = lifecycle.found(finding(duration=9), Policy(minimum_duration_seconds=10), DELAYS)
    assert (row.state, row.reason) == (RecordingState.EXCLUDED, "too_short")


def test_an_excluded_recording_is_reopened_when_the_minimum_is_lowered() -> None:
    row = lifecycle.found(finding(duration=9), Policy(minimum_duration_seconds=10), DELAYS)
    again = lifecycle.found_again(row, finding(duration=9), POLICY, DELAYS)
    assert again is not None
    assert again.state is RecordingState.PENDING


def test_a_short_recording_on_the_record_does_not_affect_its_legs() -> None:
    leg: JsonObject = {"duration": 590, "recording": {"id": "r2", "type": "Automatic"}}
    row = lifecycle.found(finding(shortRecording=True, recording=None, legs=[leg]), POLICY, DELAYS)
    assert (row.recording_id, row.state) == ("r2", RecordingState.PENDING)


def test_the_same_finding_twice_changes_nothing() -> None:
    assert lifecycle.found_again(pending(), finding(), POLICY, DELAYS) is None


def test_an_older_version_never_replaces_a_newer_one() -> None:
    older = finding(lastModifiedTime="2026-11-18T10:00:00.000Z", direction="Outbound")
    assert lifecycle.found_again(pending(), older, POLICY, DELAYS) is None


def test_a_newer_version_updates_the_row_but_not_the_start_time_of_its_key() -> None:
    newer = finding(lastModifiedTime=LATER, direction="Outbound", startTime=LATER)
    again = lifecycle.found_again(pending(), newer, POLICY, DELAYS)
    assert again is not None
    assert again.direction == "Outbound"
    assert again.start_time == pending().start_time


def test_a_stored_recording_stays_stored_when_its_call_changes() -> None:
    row = lifecycle.stored(pending(), AUDIO, NOW)
    again = lifecycle.found_again(row, finding(lastModifiedTime=LATER), POLICY, DELAYS)
    assert again is not None
    assert again.state is RecordingState.STORED
    assert again.sidecar_version < again.call_version


def test_a_lost_recording_that_the_log_lists_again_is_reopened() -> None:
    row = lifecycle.lost(pending(), "deleted_at_ringcentral", NOW)
    again = lifecycle.found_again(row, finding(now=NOW + DAY), POLICY, DELAYS)
    assert again is not None
    assert again.state is RecordingState.PENDING


def test_a_recording_of_the_backfill_is_in_the_backfill_lane() -> None:
    assert lifecycle.found(finding("backfill"), POLICY, DELAYS).lane is Lane.BACKFILL
    assert lifecycle.found(finding(), POLICY, DELAYS).lane is Lane.FRESH


def test_a_row_is_due_again_when_its_claim_expires() -> None:
    row = lifecycle.dispatched(pending(), NOW + 30, NOW, DELAYS)
    assert row.state is RecordingState.IMPORTING
    assert row.due_at == row.claimed_until == NOW + 30 + DELAYS.claim_seconds


def test_each_dispatch_increases_the_dispatch_number() -> None:
    row = pending()
    for expected in range(1, 4):
        row = lifecycle.postponed(lifecycle.dispatched(row, NOW, NOW, DELAYS), "outage", 1, NOW)
        assert row.dispatch == expected


def test_the_delays_after_not_ready_grow_to_a_day() -> None:
    row, now, delays = pending(), NOW, []
    for _ in range(8):
        row = lifecycle.not_ready(row, now, DELAYS)
        delays.append(row.due_at - now)
        now = row.due_at
    assert delays == [MINUTE, 5 * MINUTE, 20 * MINUTE, HOUR, 3 * HOUR, DAY, DAY, DAY]


def test_a_recording_that_is_never_ready_is_given_up_after_ringcentrals_retention() -> None:
    row, now = pending(), NOW
    while row.state is RecordingState.PENDING:
        now = max(now, row.due_at)
        row = lifecycle.not_ready(row, now, DELAYS)
    assert now >= row.expires_at
    assert (row.state, row.reason) == (RecordingState.UNAVAILABLE, "expired_not_proved")


def test_an_unconfirmed_hint_becomes_unavailable_not_lost() -> None:
    row = lifecycle.not_ready(pending(confirmed=False), NOW + 100 * DAY, DELAYS)
    assert (row.state, row.reason) == (RecordingState.UNAVAILABLE, "not_confirmed")


@pytest.mark.parametrize(
    "outcome",
    [
        lambda row: lifecycle.postponed(row, "throttled", 60, NOW),
        lambda row: lifecycle.postponed(row, "outage", 30, NOW),
        lambda row: lifecycle.bad_body(row, "truncated", "", NOW, DELAYS),
        lambda row: lifecycle.forbidden(row, "", NOW, DELAYS),
    ],
)
def test_a_failure_unrelated_to_the_recording_does_not_count_as_an_attempt(
    outcome: Callable[[Recording], Recording],
) -> None:
    row = outcome(pending())
    assert (row.state, row.attempts, row.lane) == (RecordingState.PENDING, 0, Lane.FRESH)
    assert row.due_at > NOW


def test_the_delays_after_bad_bodies_grow() -> None:
    row, delays = pending(), []
    for _ in range(4):
        row = lifecycle.bad_body(row, "truncated", "", NOW, DELAYS)
        delays.append(row.due_at - NOW)
    assert delays == sorted(delays)
    assert delays[0] < delays[-1]


def test_a_recording_that_was_not_ready_moves_to_the_retry_lane() -> None:
    assert lifecycle.not_ready(pending(), NOW, DELAYS).lane is Lane.RETRY


def test_a_forbidden_recording_becomes_unavailable_after_ringcentrals_retention() -> None:
    row = lifecycle.forbidden(pending(), "", NOW + 100 * DAY, DELAYS)
    assert (row.state, row.reason) == (RecordingState.UNAVAILABLE, "forbidden")


def test_a_speed_divides_the_delays() -> None:
    row = lifecycle.not_ready(pending(), NOW, RetryDelays(speed=60))
    assert row.due_at == NOW + 1


def test_a_full_history_keeps_its_first_and_its_newest_entries() -> None:
    row = pending()
    for number in range(HISTORY_LIMIT * 2):
        row = row.with_history(NOW, "postponed", str(number))
    assert len(row.history) == HISTORY_LIMIT
    assert row.history[0].event == "found"
    assert row.history[-1].detail == str(HISTORY_LIMIT * 2 - 1)


STEPS: list[Callable[[Recording, float], Recording]] = [
    lambda row, now: lifecycle.dispatched(row, now, now, DELAYS),
    lambda row, now: lifecycle.not_ready(row, now, DELAYS),
    lambda row, now: lifecycle.bad_body(row, "html", "", now, DELAYS),
    lambda row, now: lifecycle.forbidden(row, "", now, DELAYS),
    lambda row, now: lifecycle.postponed(row, "throttled", 60, now),
    lambda row, now: lifecycle.stored(row, AUDIO, now),
    lambda row, now: lifecycle.lost(row, "deleted_at_ringcentral", now),
    lambda row, now: lifecycle.quarantined(row, "quarantine/x", "video/mp4", now),
]


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.floats(0, 30 * DAY)), max_size=40))
def test_an_open_row_is_always_due_and_a_closed_one_has_a_reason(
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


def test_a_404_may_mean_deleted_only_if_the_call_is_old() -> None:
    row = pending()
    assert not lifecycle.may_be_deleted(row, row.end_time + MINUTE, DELAYS)
    assert lifecycle.may_be_deleted(row, row.end_time + HOUR, DELAYS)
