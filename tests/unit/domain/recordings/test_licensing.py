"""Recordings are imported for everyone, or only if a licensed user took part."""

from __future__ import annotations

from datetime import date

import pytest

from ringkeep.domain.accounts.services import Licensing, Policy
from ringkeep.domain.json import JsonValue
from ringkeep.domain.recordings.coverage import CoveredExtension, KnownExtensions
from ringkeep.domain.recordings.hints import Hint, hinted, hinted_again
from ringkeep.domain.recordings.licensing import NOT_LICENSED, Everyone
from ringkeep.domain.recordings.lifecycle import Finding, found, found_again
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from tests.unit.domain.recordings.example_rows import DELAYS, NOW, POLICY, finding, pending
from tests.unit.domain.recordings.licensed_calls import leg, licensed

VERSION = "2026-11-18T10:42:00.000Z"
LATER = "2026-11-18T11:00:00.000Z"
EXCLUDED = (RecordingState.EXCLUDED, NOT_LICENSED)
WAITING = (RecordingState.PENDING, "")


def row_of(*extensions: int, licences: tuple[int, ...] = ()) -> Recording:
    """The row of a call whose first leg is recorded, with one leg for each extension."""
    return found(call_of(*extensions), POLICY, DELAYS, 0.0, licensed(*licences))


def call_of(
    *extensions: int, version: str = VERSION, duration: int = 60, call_id: str = "c1"
) -> Finding:
    first, *others = extensions
    legs: list[JsonValue] = [leg(first, recording="r1"), *map(leg, others)]
    return finding(
        legs=legs, recording=None, lastModifiedTime=version, duration=duration, id=call_id
    )


def outcome(row: Recording | None) -> tuple[RecordingState, str]:
    assert row is not None
    return row.state, row.reason


def test_data_of_the_first_version_means_everyone() -> None:
    assert Policy.model_validate({"retention_days": 90}).licensing is Licensing.EVERYONE


def test_one_licensed_participant_on_any_leg_is_enough() -> None:
    assert outcome(row_of(1, 2, licences=(2,))) == WAITING


def test_without_a_licensed_participant_the_row_says_so() -> None:
    row = row_of(1, 2, licences=(3,))
    assert outcome(row) == EXCLUDED
    assert row.due_at == 0.0


def test_everyone_is_the_default_and_remembers_who_took_part() -> None:
    row = found(call_of(1, 2), POLICY, DELAYS)
    assert outcome(row) == WAITING
    assert [each.extension_id for each in row.covered] == ["1", "2"]


def test_a_call_that_is_too_short_says_that_first() -> None:
    short = found(
        call_of(1, duration=3), Policy(minimum_duration_seconds=100), DELAYS, 0.0, licensed()
    )
    assert short.reason == "too_short"


def test_a_lower_minimum_does_not_import_what_is_not_licensed() -> None:
    short = found(
        call_of(1, duration=3), Policy(minimum_duration_seconds=100), DELAYS, 0.0, licensed()
    )
    again = found_again(short, call_of(1, duration=3), POLICY, DELAYS, 0.0, licensed())
    assert outcome(again) == EXCLUDED
    assert again is not None
    assert again.history[-1].event == "excluded"


def test_the_day_is_that_of_the_leg_in_the_time_zone_of_the_service() -> None:
    late = leg(1, recording="r1") | {"startTime": "2026-11-18T23:30:00.000Z"}
    call = finding(legs=[late], recording=None, startTime="2026-11-18T23:30:00.000Z")
    in_berlin = licensed(1, zone="Europe/Berlin", days={date(2026, 11, 19)})
    in_utc = licensed(1, days={date(2026, 11, 19)})
    assert outcome(found(call, POLICY, DELAYS, 0.0, in_berlin)) == WAITING
    assert outcome(found(call, POLICY, DELAYS, 0.0, in_utc)) == EXCLUDED


def test_a_leg_after_midnight_counts_for_its_own_day() -> None:
    first = leg(1, recording="r1") | {"startTime": "2026-11-18T23:59:30.000Z", "duration": 300}
    second = leg(2) | {"startTime": "2026-11-19T00:01:00.000Z"}
    call = finding(legs=[first, second], recording=None, startTime="2026-11-18T23:59:30.000Z")
    tomorrow = {date(2026, 11, 19)}
    assert outcome(found(call, POLICY, DELAYS, 0.0, licensed(2, days=tomorrow))) == WAITING
    assert outcome(found(call, POLICY, DELAYS, 0.0, licensed(1, days=tomorrow))) == EXCLUDED


def test_a_leg_that_appears_later_opens_the_row() -> None:
    row = row_of(1, licences=(2,))
    again = found_again(row, call_of(1, 2, version=LATER), POLICY, DELAYS, 0.0, licensed(2))
    assert outcome(again) == WAITING
    assert again is not None
    assert again.history[-1].event == "reopened"


def test_a_leg_without_a_licence_does_not_open_it_though_the_first_user_has_one_now() -> None:
    row = row_of(1)
    again = found_again(row, call_of(1, 2, version=LATER), POLICY, DELAYS, 0.0, licensed(1))
    assert outcome(again) == EXCLUDED


def test_a_licence_opens_no_row_by_itself() -> None:
    assert found_again(row_of(1), call_of(1), POLICY, DELAYS, 0.0, licensed(1)) is None


def test_a_sweep_opens_what_was_excluded_once_everyone_is_imported() -> None:
    """The job after the switch opens them sooner. This is for rows that a source wrote meanwhile."""
    again = found_again(row_of(1), call_of(1), POLICY, DELAYS, 0.0, Everyone())
    assert outcome(again) == WAITING


@pytest.mark.parametrize("licensing", [licensed(2), Everyone()])
def test_what_ringcentral_has_deleted_stays_excluded(licensing: Everyone) -> None:
    row = row_of(1)
    gone = call_of(1, 2, version=LATER).model_copy(update={"now": row.expires_at})
    assert outcome(found_again(row, gone, POLICY, DELAYS, 0.0, licensing)) == EXCLUDED


def test_a_hint_that_waits_stays_when_the_service_is_switched_to_users() -> None:
    waiting = hinted(hint("1"), POLICY, NOW, 30.0)
    assert outcome(found_again(waiting, call_of(1), POLICY, DELAYS, 0.0, licensed())) == WAITING


def test_what_waits_or_is_stored_stays_when_the_service_is_switched_to_users() -> None:
    newer = finding(extension={"id": 1}, lastModifiedTime=LATER)
    for state in (RecordingState.PENDING, RecordingState.IMPORTING, RecordingState.STORED):
        again = found_again(pending(state=state), newer, POLICY, DELAYS, 0.0, licensed())
        assert again is not None
        assert again.state is state


def test_a_lost_recording_is_not_hidden_by_an_exclusion() -> None:
    lost = pending(state=RecordingState.LOST, reason="expired")
    newer = finding(lastModifiedTime=LATER)
    again = found_again(lost, newer, POLICY, DELAYS, 0.0, licensed())
    assert outcome(again) == (RecordingState.LOST, "expired")


def test_who_only_rang_in_an_active_call_is_forgotten_when_it_ends() -> None:
    rings = [leg(1, recording="r1"), leg(2, result="In Progress")]
    active = finding(legs=rings, recording=None, finished=False)
    row = found(active, POLICY, DELAYS, 0.0, licensed(2))
    assert row.state is RecordingState.ANNOUNCED
    ended = [leg(1, recording="r1"), leg(2, result="Stopped")]
    settled = finding(legs=ended, recording=None, lastModifiedTime=LATER)
    assert outcome(found_again(row, settled, POLICY, DELAYS, 0.0, licensed(2))) == EXCLUDED


def test_two_records_that_name_one_recording_add_up() -> None:
    row = row_of(1, licences=(1,))
    other = found_again(row, call_of(2, call_id="c2", version=LATER), POLICY, DELAYS)
    assert other is not None
    assert [each.extension_id for each in other.covered] == ["1", "2"]


def hint(*extensions: str, extension_id: str = "") -> Hint:
    end = pending().end_time
    return Hint(
        service="default",
        account_id="a1",
        recording_id="r1",
        telephony_session_id="s-1",
        extension_id=extension_id,
        started_at=pending().start_time,
        ended_at=end,
        participants=tuple(CoveredExtension(extension_id=each, at=end - 60) for each in extensions),
    )


def test_an_event_that_names_a_licensed_user_starts_the_import() -> None:
    row = hinted(hint("1", "2"), POLICY, NOW, 30.0, licensed(2))
    assert outcome(row) == WAITING


def test_an_event_without_participants_goes_by_its_extension() -> None:
    assert outcome(hinted(hint(extension_id="2"), POLICY, NOW, 30.0, licensed(2))) == WAITING


def test_an_event_is_not_the_last_word() -> None:
    row = hinted(hint("1"), POLICY, NOW, 30.0, licensed(2))
    assert outcome(row) == EXCLUDED
    again = found_again(row, call_of(1, 2), POLICY, DELAYS, 0.0, licensed(2))
    assert outcome(again) == WAITING


def test_the_first_record_decides_an_announced_exclusion_in_full() -> None:
    row = hinted(hint("1"), POLICY, NOW, 30.0, licensed(2))
    again = found_again(row, call_of(1), POLICY, DELAYS, 0.0, licensed(1))
    assert outcome(again) == WAITING


def test_what_an_event_showed_is_not_withdrawn_by_a_record_that_names_fewer() -> None:
    row = hinted(hint("1", "2"), POLICY, NOW, 30.0, licensed(2))
    again = found_again(row, call_of(1), POLICY, DELAYS, 0.0, licensed(2))
    assert outcome(again) == WAITING


def test_a_later_event_that_names_a_licensed_user_opens_the_row() -> None:
    row = hinted(hint("1"), POLICY, NOW, 30.0, licensed(2))
    assert hinted_again(row, hint("1"), NOW, 30.0, licensed(1, 2)) is None
    again = hinted_again(row, hint("1", "2"), NOW, 30.0, licensed(2))
    assert outcome(again) == WAITING
    assert again is not None
    assert [each.extension_id for each in again.covered] == ["1", "2"]


def test_an_announced_recording_waits_for_the_call_log_if_the_event_names_no_licensed_user() -> (
    None
):
    active = finding(legs=[leg(1, recording="r1"), leg(2)], recording=None, finished=False)
    row = found(active, POLICY, DELAYS, 0.0, licensed(2))
    assert hinted_again(row, hint("1"), NOW, 30.0, licensed(2)) is None
    assert outcome(hinted_again(row, hint("2"), NOW, 30.0, licensed(2))) == WAITING


def test_a_failed_lookup_decides_nothing() -> None:
    def fails(extension: str, day: date) -> str | None:
        raise ConnectionError

    broken = licensed()
    with pytest.raises(ConnectionError):
        type(broken)(broken.zone, fails, broken.licensed, KnownExtensions()).takes(
            [CoveredExtension(extension_id="1", at=NOW)]
        )
