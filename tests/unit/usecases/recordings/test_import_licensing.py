"""Which recordings a service imports that is licensed by user: from the call log to the row."""

from __future__ import annotations

import pytest

from ringkeep.domain.accounts.services import Licensing
from ringkeep.domain.recordings.coverage import CoveredExtension
from ringkeep.domain.recordings.hints import Hint
from ringkeep.errors import LicensingUnknown, StorageFailed
from ringkeep.usecases.recordings.read_licensing import ReadLicensing
from tests.unit.domain.access.example_users import ANN, BEN
from tests.unit.domain.recordings.example_rows import NOW
from tests.unit.domain.recordings.licensed_calls import Raw, leg
from tests.unit.usecases.recordings.licensing_setup import (
    RECORDED,
    USERS_ONLY,
    LicensingSetup,
    call_with,
)
from tests.unit.usecases.recordings.poll_setup import iso
from tests.unit.usecases.recordings.test_hint_recordings import HINT, Setup
from tests.unit.usecases.recordings.test_schedule_imports import CONNECTION, SERVICE

EXCLUDED = ("excluded", "not_licensed")
OF_ANN, OF_BEN = leg(1, recording="r1"), leg(2, recording="r1")
LATER = iso(NOW)


def polled(*legs: Raw) -> LicensingSetup:
    made = LicensingSetup(call_with(*legs))
    made.poll()
    return made


def test_the_call_of_a_licensed_user_is_imported_and_that_of_another_says_why_not() -> None:
    setup = LicensingSetup(call_with(OF_ANN), call_with(leg(2, recording="r2"), number=2))
    result = setup.poll()
    assert setup.outcome("r1") == ("importing", "")
    assert setup.outcome("r2") == EXCLUDED
    assert (result.found, result.started) == (2, 1)


def test_one_licensed_user_on_any_leg_is_enough() -> None:
    assert polled(OF_BEN, leg(1)).outcome() != EXCLUDED


def test_an_extension_that_no_one_has_is_not_licensed() -> None:
    assert polled(leg(3, recording="r1")).outcome() == EXCLUDED


def test_each_recording_of_a_transferred_call_is_decided_alone() -> None:
    setup = polled(OF_ANN, leg(2, minute=41, recording="r2"))
    assert setup.outcome("r1") != EXCLUDED
    assert setup.outcome("r2") == EXCLUDED


def test_a_recording_at_a_queue_counts_for_the_agent_who_was_connected() -> None:
    setup = LicensingSetup(call_with(leg(9, seconds=120, recording="r1"), leg(1, recording="r2")))
    setup.list_extension("9", "Department")
    setup.poll()
    assert setup.outcome("r1") != EXCLUDED


def test_a_phone_that_only_rang_for_a_queue_does_not_count() -> None:
    missed = leg(1) | {"result": "Missed"}
    setup = LicensingSetup(call_with(leg(9, recording="r1"), missed, leg(2)))
    setup.list_extension("9", "Department")
    setup.poll()
    assert setup.outcome() == EXCLUDED


def test_a_party_with_only_a_number_counts_for_the_extension_that_has_it() -> None:
    setup = LicensingSetup(call_with(OF_BEN | {"from": {"extensionNumber": "101"}}))
    setup.list_extension("1", number="101")
    setup.poll()
    assert setup.outcome() != EXCLUDED


def test_a_licence_that_is_given_later_opens_nothing_by_itself() -> None:
    setup = polled(OF_BEN)
    setup.change_user(BEN, licences=RECORDED)
    setup.poll("weekly")
    assert setup.outcome() == EXCLUDED


def test_a_licence_counts_from_the_next_page_on() -> None:
    setup = polled(OF_BEN)
    setup.change_user(BEN, licences=RECORDED)
    setup.log.records = [call_with(leg(2, recording="r2"), number=2)]
    setup.poll()
    assert setup.outcome("r2") != EXCLUDED


@pytest.mark.parametrize("change", [{"active": False}, {"licences": frozenset()}])
def test_who_was_deactivated_or_lost_the_licence_is_not_imported_any_more(
    change: dict[str, object],
) -> None:
    setup = LicensingSetup(call_with(OF_ANN | {"startTime": iso(NOW + 60)}))
    setup.change_user(ANN, **change)
    setup.clock.advance(120)
    setup.poll()
    assert setup.outcome() == EXCLUDED


@pytest.mark.parametrize("change", [{"active": False}, {"licences": frozenset()}])
def test_a_call_of_the_time_with_a_licence_is_imported_though_it_is_found_later(
    change: dict[str, object],
) -> None:
    setup = LicensingSetup(call_with(OF_ANN))
    setup.change_user(ANN, **change)
    setup.poll()
    assert setup.outcome() != EXCLUDED


def test_a_successor_does_not_bring_in_the_calls_of_the_time_before() -> None:
    """Legs begin on 2026-11-18."""
    setup = LicensingSetup(
        call_with(leg(3, recording="r1")),
        call_with(leg(3, recording="r2") | {"startTime": "2026-11-19T10:40:00Z"}, number=2),
    )
    setup.assign("3", BEN, last="2026-11-18")
    setup.assign("3", ANN, first="2026-11-19")
    setup.poll()
    assert setup.outcome("r1") == EXCLUDED
    assert setup.outcome("r2") != EXCLUDED


def test_days_are_those_of_the_time_zone_of_the_service() -> None:
    late = leg(3, recording="r1") | {"startTime": "2026-11-18T23:30:00Z"}
    setup = LicensingSetup(call_with(late))
    setup.assign("3", ANN, first="2026-11-19")
    setup.switch(Licensing.USERS, time_zone="Europe/Berlin")
    setup.poll()
    assert setup.outcome() != EXCLUDED


def test_where_everyone_is_imported_no_user_and_no_extension_is_read() -> None:
    setup = LicensingSetup(call_with(OF_BEN))
    setup.switch(Licensing.EVERYONE)
    setup.poll()
    assert setup.outcome() != EXCLUDED
    assert setup.people.reads == []


def test_a_page_reads_its_extensions_at_once_and_its_users_at_once() -> None:
    records = [
        call_with(leg(extension, recording=f"r{extension}"), number=extension)
        for extension in range(1, 41)
    ]
    setup = LicensingSetup(*records)
    setup.poll()
    extensions, users = setup.people.reads
    assert len(extensions) == 40
    assert users == (ANN, BEN)


def test_calls_that_have_not_changed_are_not_looked_up_again() -> None:
    setup = polled(OF_ANN)
    setup.people.reads.clear()
    setup.poll("hourly")
    assert setup.people.reads == []


def test_a_failed_read_excludes_nothing_and_the_page_is_read_again() -> None:
    setup = LicensingSetup(call_with(OF_BEN), call_with(leg(1, recording="r2"), number=2))
    setup.people.failure = StorageFailed("throttled")
    with pytest.raises(LicensingUnknown):
        setup.poll()
    assert setup.recordings == []
    setup.people.failure = None
    setup.poll()
    assert setup.outcome("r1") == EXCLUDED
    assert setup.outcome("r2") != EXCLUDED


def test_a_sweep_brings_back_what_a_page_excluded_during_the_switch_to_everyone() -> None:
    setup = polled(OF_BEN)
    setup.switch(Licensing.EVERYONE)
    setup.poll("weekly")
    assert setup.outcome() == ("pending", "")


def hint_of(extension_id: str) -> Hint:
    participant = CoveredExtension(extension_id=extension_id, at=HINT.started_at)
    return HINT.model_copy(update={"participants": (participant,)})


def announced(extension_id: str, people: LicensingSetup) -> Setup:
    setup = Setup(ReadLicensing(people.people))
    service = SERVICE.model_copy(update={"policy": USERS_ONLY})
    setup.hinter.announce(service, CONNECTION, [hint_of(extension_id)], 30.0)
    return setup


def test_an_ended_call_of_a_licensed_user_starts_at_once_and_that_of_another_does_not() -> None:
    people = LicensingSetup()
    assert announced("1", people).row.state.value == "importing"
    excluded = announced("2", people)
    assert (excluded.row.state.value, excluded.row.reason) == EXCLUDED
    assert excluded.workflows.imports == []


def test_an_ended_call_waits_for_the_call_log_while_it_is_not_known_who_is_licensed() -> None:
    people = LicensingSetup()
    people.people.failure = StorageFailed("throttled")
    setup = Setup(ReadLicensing(people.people))
    service = SERVICE.model_copy(update={"policy": USERS_ONLY})
    result = setup.hinter.announce(service, CONNECTION, [hint_of("2")], 30.0)
    assert (result.found, result.undecided) == (0, 1)
    assert setup.calls.rows == {}


def test_an_ended_call_of_a_service_for_everyone_reads_no_users() -> None:
    people = LicensingSetup()
    setup = Setup(ReadLicensing(people.people))
    setup.hinter.announce(SERVICE, CONNECTION, [hint_of("2")], 30.0)
    assert setup.row.state.value == "importing"
    assert people.people.reads == []
