"""What giving a licence or switching the licensing brings."""

from __future__ import annotations

from datetime import date

from ringkeep.domain.access.assignments import Assignment, ExtensionAssignments
from ringkeep.domain.access.periods import Period
from ringkeep.domain.accounts.services import Licensing
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.recordings.licence_offers import (
    ImportCount,
    imported_by_licence,
    is_offered,
    licensed_extensions,
    switch_preview,
)
from ringkeep.domain.recordings.lifecycle import found
from ringkeep.domain.recordings.recordings import RecordingState
from tests.unit.domain.recordings.example_rows import DELAYS, NOW, POLICY, finding, pending
from tests.unit.domain.recordings.licensed_calls import licensed

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
RECORDINGS = [{"1"}] * 30 + [{"2"}] * 5 + [{"4"}] + [{"1", "2"}] * 4
"""Of two days. The last four were transferred from one to the other."""


def test_what_was_excluded_is_offered_from_the_row_alone() -> None:
    row = found(finding(extension={"id": 1}), POLICY, DELAYS, 0.0, licensed())
    since = row.start_time
    assert is_offered(row, licensed(1), since, NOW)
    assert not is_offered(row, licensed(2), since, NOW)
    assert not is_offered(row, licensed(1), since + 1, NOW)
    assert not is_offered(row, licensed(1), since, row.expires_at)
    assert not is_offered(pending(), licensed(1), 0.0, NOW)


def test_an_accepted_offer_waits_behind_new_calls() -> None:
    row = found(finding(extension={"id": 1}), POLICY, DELAYS, 0.0, licensed())
    opened = imported_by_licence(row, NOW)
    assert (opened.state, opened.lane, opened.due_at) == (
        RecordingState.PENDING,
        Lane.BACKFILL,
        NOW,
    )
    assert opened.history[-1].detail == "licence: was excluded not_licensed"


def test_switching_to_users_takes_out_what_no_licensed_user_has() -> None:
    preview = switch_preview(
        Licensing.EVERYONE, Licensing.USERS, ["1", "2", "3"], {"1", "9"}, RECORDINGS, days=2
    )
    assert preview.taken_in == ImportCount()
    assert preview.taken_out == ImportCount(extensions=3, calls_a_day=3.0)
    assert preview.imported == ImportCount(extensions=1, calls_a_day=17.0)


def test_switching_to_everyone_takes_in_the_rest() -> None:
    preview = switch_preview(
        Licensing.USERS, Licensing.EVERYONE, ["1", "2", "3"], {"1"}, RECORDINGS, days=2
    )
    assert preview.taken_in == ImportCount(extensions=3, calls_a_day=3.0)
    assert preview.taken_out == ImportCount()
    assert preview.imported == ImportCount(extensions=4, calls_a_day=20.0)


def test_a_service_without_calls_has_a_preview() -> None:
    preview = switch_preview(Licensing.EVERYONE, Licensing.USERS, ["1"], (), [], days=0)
    assert preview.taken_out == ImportCount(extensions=1)


def test_an_extension_is_licensed_on_the_days_of_its_licensed_user() -> None:
    def of(extension: str, user: str, last_day: date | None = None) -> ExtensionAssignments:
        assignment = Assignment(user_id=user, period=Period(last_day=last_day))
        return ExtensionAssignments(
            service="main", account_id="a1", extension_id=extension, assignments=(assignment,)
        )

    rows = [of("1", "ann"), of("2", "bob"), of("3", "ann", MONDAY)]
    assert licensed_extensions(rows, {"ann"}, TUESDAY) == {"1"}
